"""The identity of a person, and how they can be contacted safely.

Values are written as JSON into sealed columns, and read from there alone.
"""

import dataclasses
import datetime as dt
import enum
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from manumit.errors import InputError, Place
from manumit.web.cases.codes import CaseCode
from manumit.web.kernel.vault.tokens import Number, NumberKind, normalised

LONGEST_NAME = 200
LONGEST_NOTE = 2000
MOST = 20
LANGUAGE = re.compile(r"[a-z]{2,3}")


class Field(enum.StrEnum):
    """A field of an identity; two people may edit different ones at once."""

    NAMES = "names"
    CONTACTS = "contacts"
    BORN = "born"
    LANGUAGE = "language"
    SAFE_CONTACT = "safe_contact"


class ContactKind(enum.StrEnum):
    """A way to contact a person, or a number by which they are known."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    ADDRESS = "address"
    DOCUMENT = "document"


class ContactWay(enum.StrEnum):
    """How a person may be contacted; what is not named is not safe."""

    CALL = "call"
    SILENT_CALL = "silent_call"
    TEXT = "text"
    MESSENGER = "messenger"
    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"
    THROUGH_TRUSTED = "through_trusted"


class ContactHours(enum.StrEnum):
    """When a person may be contacted."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    DAY_OFF = "day_off"


class KeptFrom(enum.StrEnum):
    """Who must not learn of the case, nor speak or interpret for the person (R-55)."""

    MEN = "men"
    WOMEN = "women"
    UNIFORMED = "uniformed"
    OWN_COMMUNITY = "own_community"
    FAMILY = "family"
    EMPLOYER_SIDE = "employer_side"


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """One way to contact a person; its ``repr`` hides the content."""

    kind: ContactKind
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class SafeContact:
    """Rules for safe contact: how, when and by whom; its ``repr`` hides the content."""

    ways: tuple[ContactWay, ...] = ()
    hours: tuple[ContactHours, ...] = ()
    never_by: tuple[KeptFrom, ...] = ()
    note: str = ""


type Value = tuple[str, ...] | tuple[Contact, ...] | dt.date | str | SafeContact
"""Names, contacts, date of birth, language (ISO 639), rules of contact: by :class:`Field`."""


def value_to_text(field: Field, value: Value) -> str:
    """Return a value as the JSON text to be sealed.

    Raises:
        InputError: K101, V304 and V305 for a number that can't be one.
    """
    match field, value:
        case Field.NAMES, tuple():
            found: object = _names(field, value)
        case Field.CONTACTS, tuple():
            found = [_contact(field, one) for one in _few(field, value)]
        case Field.BORN, dt.date():
            found = value.isoformat()
        case Field.LANGUAGE, str() if LANGUAGE.fullmatch(value):
            found = value
        case Field.SAFE_CONTACT, SafeContact() if len(value.note) <= LONGEST_NOTE:
            found = dataclasses.asdict(value)
        case _:
            raise _wrong(field)
    return json.dumps(found, ensure_ascii=False)


def _wrong(field: Field) -> InputError:
    return CaseCode.NO_VALUE.error(Place(field=field))


def _few[One](field: Field, found: tuple[One, ...]) -> tuple[One, ...]:
    if len(found) > MOST:
        raise _wrong(field)
    return found


def _names(field: Field, value: tuple[object, ...]) -> list[str]:
    found = [" ".join(one.split()) for one in _few(field, value) if isinstance(one, str)]
    if len(found) != len(value) or not all(0 < len(one) <= LONGEST_NAME for one in found):
        raise _wrong(field)
    return found


def _contact(field: Field, one: object) -> dict[str, str]:
    if not isinstance(one, Contact) or not 0 < len(one.value.strip()) <= LONGEST_NAME:
        raise _wrong(field)
    if one.kind is not ContactKind.ADDRESS:
        normalised(Number(NumberKind(one.kind), one.value))  # refuses what is no such number
    return {"kind": one.kind, "value": one.value.strip()}


def value_from_text(field: Field, text: str) -> Value:
    """Parse what :func:`value_to_text` returned."""
    found: Any = json.loads(text)
    match field:
        case Field.NAMES:
            return tuple(found)
        case Field.CONTACTS:
            return tuple(Contact(ContactKind(one["kind"]), one["value"]) for one in found)
        case Field.BORN:
            return dt.date.fromisoformat(found)
        case Field.LANGUAGE:
            return str(found)
        case Field.SAFE_CONTACT:
            return SafeContact(
                ways=tuple(map(ContactWay, found["ways"])),
                hours=tuple(map(ContactHours, found["hours"])),
                never_by=tuple(map(KeptFrom, found["never_by"])),
                note=found["note"],
            )


def search_terms(values: Iterable[tuple[Field, Value]]) -> tuple[list[str], list[Number]]:
    """Return the names and numbers by which the index finds a person, of all current values."""
    names: list[str] = []
    numbers: list[Number] = []
    for field, value in values:
        if field is Field.BORN and isinstance(value, dt.date):
            numbers.append(Number(NumberKind.BORN, value.isoformat()))
        elif field in (Field.NAMES, Field.CONTACTS) and isinstance(value, tuple):
            names += [one for one in value if isinstance(one, str)]
            numbers += [
                Number(NumberKind(one.kind), one.value)
                for one in value
                if isinstance(one, Contact) and one.kind is not ContactKind.ADDRESS
            ]
    return names, numbers


def current_numbers(made: Collection[tuple[int, int, bool]]) -> tuple[int, ...]:
    """Return which values of a field are current: one, or several after concurrent edits.

    Args:
        made: number, the number that was seen, and whether it was chosen; of each value.
    """
    heads: list[int] = []
    for number, after, chosen in sorted(made):
        heads = [] if chosen else [one for one in heads if one != after]
        heads.append(number)
    return tuple(heads)
