"""What to do when somebody is in danger, or is a child: whom to call, from the contacts file."""

from collections.abc import Sequence
from dataclasses import dataclass

from manumit.instruments.contacts import Contact, YesNoUnknown
from manumit.instruments.steps import ContactKind
from manumit.web.ui.contacts import contacts
from manumit.web.ui.languages import Language

DANGER = (ContactKind.POLICE, ContactKind.HEALTH, ContactKind.SHELTER)
CHILD = (ContactKind.CHILD_PROTECTION,)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A place to call at once.

    Attributes:
        number, link: as written, and as an address that a tap opens.
        warns: whether it passes on anything about a right to stay (R-34).
    """

    name: str
    number: str
    link: str
    warns: bool


def help_lines(kinds: Sequence[ContactKind], language: Language) -> list[HelpLine]:
    """Return the first place with a telephone of each kind; none without a contacts file."""
    known = contacts()
    if known is None:
        return []
    found = (one for kind in kinds for one in known.of_kind(kind)[:1] if "phone" in one.ways)
    return [_line(one, language.tag) for one in found]


def _line(contact: Contact, tag: str) -> HelpLine:
    number = contact.ways["phone"].in_language(tag)
    digits = "".join(one for one in number if one in "+0123456789")
    warns = contact.reports_status is YesNoUnknown.YES
    return HelpLine(contact.name.in_language(tag), number, f"tel:{digits}", warns)
