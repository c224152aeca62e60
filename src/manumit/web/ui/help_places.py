"""Whom to ask: at most three places of the institution's contacts, with links that a tap opens."""

from collections.abc import Iterator
from dataclasses import dataclass

from manumit.instruments.contacts import Contact, YesNoUnknown
from manumit.instruments.steps import ContactKind
from manumit.instruments.texts import language_name
from manumit.web.ui.contacts import contacts
from manumit.web.ui.languages import Language

MOST = 3
FIRST = (
    ContactKind.HOTLINE,
    ContactKind.LABOUR_INSPECTORATE,
    ContactKind.TRADE_UNION,
    ContactKind.LEGAL_AID,
)
"""Kinds of places for unpaid wages, in the order in which they are shown."""
LINKS = {"phone": "tel:{number}", "sms": "sms:{number}", "whatsapp": "https://wa.me/{digits}"}


@dataclass(frozen=True, slots=True)
class Link:
    """One way to reach a place: the id of its text, its address, and the number as written."""

    text: str
    address: str
    number: str


@dataclass(frozen=True, slots=True)
class HelpPlace:
    """One place to ask.

    Attributes:
        reports: id of the text that says whether it passes anything on about a right to stay.
        warns: whether it may, which has to be read before anybody calls.
    """

    name: str
    links: tuple[Link, ...]
    hours: str
    languages: str
    free: bool
    reports: str
    warns: bool


def places(language: Language, *, child: bool) -> tuple[HelpPlace, ...]:
    """Return the places to show; for a child, child protection comes first."""
    known = contacts()
    if known is None:
        return ()
    kinds = (ContactKind.CHILD_PROTECTION, *FIRST) if child else FIRST
    found = [one for kind in kinds for one in known.of_kind(kind)[:1]]
    shown = (_place(one, language) for one in found)
    return tuple(one for one in shown if one.links)[:MOST]


def invented() -> bool:
    """Return whether the contacts are those of a demonstration."""
    known = contacts()
    return known is not None and known.invented


def _place(contact: Contact, language: Language) -> HelpPlace:
    return HelpPlace(
        name=contact.name.in_language(language.tag),
        links=tuple(_links(contact, language)),
        hours="" if contact.hours is None else contact.hours.in_language(language.tag),
        languages=", ".join(map(language_name, contact.languages)),
        free=contact.free_of_charge is YesNoUnknown.YES,
        reports=f"contact/reports_status_{contact.reports_status}",
        warns=contact.reports_status is YesNoUnknown.YES,
    )


def _links(contact: Contact, language: Language) -> Iterator[Link]:
    for way, address in LINKS.items():
        if way in contact.ways:
            number = contact.ways[way].in_language(language.tag)
            plain = "".join(c for c in number if c in "+0123456789")
            filled = address.format(number=plain, digits=plain.lstrip("+"))
            yield Link(f"help_place/{way}", filled, number)
