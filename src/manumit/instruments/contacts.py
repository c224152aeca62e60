"""A deployment's contacts: where people can ask for help (``manumit/contacts/1``).

Only invented demonstration contacts are shipped: only local people can know who answers, and who
reports a person to the immigration authorities.
"""

import datetime as dt
import enum
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from manumit.instruments.codes import InstrumentCode
from manumit.instruments.reading import read_document
from manumit.instruments.steps import ContactKind
from manumit.instruments.texts import FALLBACK_LANGUAGE

CONTACTS_KIND = "contacts"
ONE_DAY = dt.timedelta(days=1)  # today is already tomorrow elsewhere


class YesNoUnknown(enum.StrEnum):
    """A fact about a contact; a missing entry is unknown, never no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Wording:
    """Wording that a contacts file gives in one language or in several.

    Attributes:
        by_language: language tag to words; the empty tag where the file names no language.
    """

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Return the wording in this language, else in English, else the first one given."""
        for tag in (language, FALLBACK_LANGUAGE):
            if tag in self.by_language:
                return self.by_language[tag]
        return next(iter(self.by_language.values()))


@dataclass(frozen=True, slots=True)
class Contact:
    """One place to ask.

    Attributes:
        ways: ``phone``, ``sms``, ``whatsapp``, ``web``, ``email``, ``walk_in`` to what to use.
        reports_status: whether it passes on anything about a person's right to stay (R-34).
    """

    kind: ContactKind
    name: Wording
    ways: Mapping[str, Wording]
    does: Wording | None = None
    languages: tuple[str, ...] = ()
    hours: Wording | None = None
    note: Wording | None = None
    free_of_charge: YesNoUnknown = YesNoUnknown.UNKNOWN
    anonymous: YesNoUnknown = YesNoUnknown.UNKNOWN
    reports_status: YesNoUnknown = YesNoUnknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts of one territory, as somebody last checked them.

    Attributes:
        invented: for a demonstration; marked wherever they are shown.
    """

    territory: Wording
    checked_on: dt.date
    contacts: tuple[Contact, ...]
    invented: bool = False

    def of_kind(self, kind: ContactKind) -> tuple[Contact, ...]:
        """Return contacts of a kind in file order; those that report status come last."""
        found = [contact for contact in self.contacts if contact.kind is kind]
        return tuple(sorted(found, key=lambda contact: contact.reports_status is YesNoUnknown.YES))


def read_contacts(path: Path, *, today: dt.date | None = None) -> Contacts:
    """Read a file of contacts.

    Args:
        path: the file.
        today: if given, a day of checking after it is a problem.

    Raises:
        InputError: I101 to I104, I129, I130, I132, every problem at once.
    """
    document = read_document(path)
    if document.kind != CONTACTS_KIND:
        raise InstrumentCode.NOT_CONTACTS.error(document.place("schema"))
    data = document.data
    checked_on = dt.date.fromisoformat(data["checked_on"])
    if today is not None and checked_on > today + ONE_DAY:
        raise InstrumentCode.CHECKED_IN_FUTURE.error(document.place("checked_on"))
    return Contacts(
        _wording(data["territory"]),
        checked_on,
        tuple(_contact(entry) for entry in data["contacts"]),
        data.get("invented", False),
    )


def demo_contacts_file() -> Path:
    """Return the path of the invented demonstration contacts, never loaded by default."""
    return Path(str(resources.files("manumit.instruments") / "data" / "contacts-demo.yaml"))


@functools.cache
def demo_contacts() -> Contacts:
    """Return the invented demonstration contacts."""
    return read_contacts(demo_contacts_file())


def _contact(data: Mapping[str, Any]) -> Contact:
    does, hours, note = (_wording_of(data, key) for key in ("does", "hours", "note"))
    free, anonymous, reports = (
        YesNoUnknown(data.get(key, YesNoUnknown.UNKNOWN))
        for key in ("free_of_charge", "anonymous", "reports_status")
    )
    return Contact(
        ContactKind(data["kind"]),
        _wording(data["name"]),
        {way: _wording(value) for way, value in data["how"].items()},
        does,
        tuple(data.get("languages", ())),
        hours,
        note,
        free,
        anonymous,
        reports,
    )


def _wording_of(data: Mapping[str, Any], key: str) -> Wording | None:
    return _wording(data[key]) if key in data else None


def _wording(data: str | Mapping[str, str]) -> Wording:
    return Wording({"": data} if isinstance(data, str) else dict(data))
