"""The fields of HTCDS 2.0; write and check a value of each kind."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from manumit.errors import ErrorCode
from manumit.exchange.htcds.codes import HtcdsCode

type Value = str | bool | tuple[str, ...]
"""Text, a checkbox, or the several values of one field."""

REPEATED = frozenset(
    {"Referral Details", "Case Comment", "Historic Trafficking Events", "Support Plan"}
)
"""Sections of which one person has several."""

SEPARATOR = ";"
"""Between the values of one cell; the standard names none, and its first users' export has this."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PHONE = re.compile(r"\+?[1-9]\d{1,14}")  # the standard's own expression
_COUNTRY = re.compile(r"[A-Z]{2,3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MARKS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        name: with the prefix of its section, such as ``vic_MethodsOfControl``.
        kind: text, long_text, lookup, date, number, checkbox, phone, country, countries, language,
            picklist, multiselect or open_multiselect (whose list the standard lets grow).
        values: the list of a picklist.
        deprecated: whether the standard has withdrawn it.
    """

    name: str
    section: str
    label: str
    kind: str
    values: tuple[str, ...]
    deprecated: bool

    @property
    def several(self) -> bool:
        """Return whether the field may hold more than one value."""
        return self.kind in {"countries", "multiselect", "open_multiselect"}

    @property
    def form_is_safe(self) -> bool:
        """Return whether no valid value of the field could be run by a spreadsheet."""
        return self.kind in {"number", "phone", "date", "checkbox"}


@cache
def fields() -> Mapping[str, Field]:
    """Return all 84 fields by name, in the order of the standard."""
    text = (files(__package__) / "fields.csv").read_text("utf-8")
    return {
        row["name"]: Field(
            row["name"],
            row["section"],
            row["label"],
            row["kind"],
            tuple(filter(None, row["values"].split("|"))),
            row["status"] == "DEPRECATED",
        )
        for row in csv.DictReader(text.splitlines())
    }


class NotAValueError(Exception):
    """A text that a field cannot hold; ``values`` goes into the texts of ``code``."""

    def __init__(self, code: ErrorCode, known: tuple[str, ...] = ()) -> None:
        self.code = code
        self.known = known
        super().__init__(code.name)


def value_of(field: Field, text: str) -> Value | None:
    """Return the value of a cell; None if it is empty, which never means no.

    Raises:
        NotAValueError: the field cannot hold it.
    """
    if field.several:
        parts = tuple(dict.fromkeys(filter(None, map(str.strip, text.split(SEPARATOR)))))
        return tuple(_one(field, part) for part in parts) or None
    text = text.strip()
    if not text:
        return None
    if field.kind == "checkbox":
        if text.lower() not in _MARKS:
            raise NotAValueError(HtcdsCode.NO_MARK)
        return _MARKS[text.lower()]
    return _one(field, text)


def text_of(value: Value) -> str:
    """Return a value as the text of a cell; ``value_of`` reads it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else SEPARATOR.join(value)


def _one(field: Field, text: str) -> str:
    if field.kind in {"picklist", "multiselect"}:
        if text not in field.values:
            raise NotAValueError(HtcdsCode.NO_VALUE, field.values)
        return text
    form = _FORMS.get(field.kind)
    if form is not None and not form[0](text):
        raise NotAValueError(form[1])
    return text


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: text.isascii() and pattern.fullmatch(text) is not None


_FORMS: Mapping[str, tuple[Callable[[str], bool], ErrorCode]] = {
    "date": (_is_date, HtcdsCode.NO_DATE),
    "number": (_matches(_NUMBER), HtcdsCode.NO_NUMBER),
    "phone": (_matches(_PHONE), HtcdsCode.NO_PHONE),
    "country": (_matches(_COUNTRY), HtcdsCode.NO_COUNTRY),
    "countries": (_matches(_COUNTRY), HtcdsCode.NO_COUNTRY),
    "language": (_matches(_LANGUAGE), HtcdsCode.NO_LANGUAGE),
}
