"""The fields of the forms, what was typed into them, and how it is kept.

Fields are kept as they were typed, so that a mistake can be corrected where it was made.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from django.http import QueryDict

SEPARATOR, DAYS_SEPARATOR = "|", ","
YES = "yes"

# People write numbers in the digits and with the signs of their language.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")


class Kind(StrEnum):
    """What a field takes."""

    DAY = "day"
    NUMBER = "number"
    CODE = "code"
    TEXT = "text"
    CHOICE = "choice"
    MARK = "mark"
    DAYS = "days"
    CLOCK = "clock"


LONGEST = {Kind.DAY: 10, Kind.NUMBER: 20, Kind.CODE: 3, Kind.TEXT: 40, Kind.CLOCK: 5}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        text: the last part of the ids of its texts.
        values: that a choice may have; ``stem``: the beginning of the ids of their texts.
        needed: whether the calculation requires it.
    """

    name: str
    kind: Kind
    text: str
    values: tuple[str, ...] = ()
    stem: str = ""
    needed: bool = False

    def taken(self, sent: QueryDict) -> str:
        """Return the submitted value, shortened to its limit; empty if it is not a choice."""
        if self.kind is Kind.DAYS:
            marked = set(sent.getlist(self.name))
            return DAYS_SEPARATOR.join(day for day in self.values if day in marked)
        text = sent.get(self.name, "")
        if self.kind is Kind.TEXT:
            return _words(text)[: LONGEST[self.kind]].rstrip()
        if self.kind in LONGEST:
            plain = _plain(text)[: LONGEST[self.kind]]
            return plain.upper() if self.kind is Kind.CODE else plain
        return text if text in self.values else ""


def _plain(text: str) -> str:
    """Return the text with Western digits and no spaces; other characters become question marks."""
    typed = "".join(text.translate(_DIGITS).split())
    return "".join(c if "!" <= c <= "~" and c != SEPARATOR else "?" for c in typed)


def _words(text: str) -> str:
    """Return words on one line, without what nobody can read."""
    shown = (c if c.isprintable() and c != SEPARATOR else " " for c in text)
    return " ".join("".join(shown).split())


@dataclass(frozen=True, slots=True, repr=False)
class Entered:
    """What was entered; its ``repr`` shows nothing of it.

    Attributes:
        values: by field; a field that was left empty is not among them.
    """

    values: Mapping[str, str]

    @classmethod
    def from_text(cls, text: str, fields: Iterable[Field]) -> Self:
        """Return what :meth:`to_text` wrote.

        Raises:
            ValueError: another version of the program wrote it.
        """
        pairs = zip(fields, text.split(SEPARATOR), strict=True)
        return cls({one.name: value for one, value in pairs if value})

    def to_text(self, fields: Iterable[Field]) -> str:
        """Return all values in field order, for encrypted storage in the browser."""
        return SEPARATOR.join(self.values.get(one.name, "") for one in fields)

    def get(self, name: str) -> str:
        """Return the value of a field; empty where nothing was entered."""
        return self.values.get(name, "")

    def having(self, **values: str) -> "Entered":
        """Return the same with other values of some fields."""
        merged = {**self.values, **values}
        return Entered({name: value for name, value in merged.items() if value})

    def any_of(self, fields: Iterable[Field]) -> bool:
        """Return whether something was entered in one of the fields."""
        return any(one.name in self.values for one in fields)

    def number(self, name: str) -> str:
        """Return a number with a decimal point; ``12,50`` is converted, ``1,250`` is not."""
        text = self.get(name)
        whole, comma, rest = text.rpartition(",")
        return f"{whole}.{rest}" if comma and whole.isdigit() and len(rest) <= len("50") else text

    def amount(self, name: str) -> str:
        """Return a number, or unknown where nothing was entered."""
        return self.number(name) or "unknown"

    def range(self, name: str) -> str:
        """From one number to that of the field ``..._to``."""
        low, high = self.number(name), self.number(f"{name}_to")
        if not low:
            return f"0..{high}" if high else "unknown"
        return f"{low}..{high}" if high else low


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """What was entered as a file holds it.

    Attributes:
        fields: for each of its places that somebody can correct, the field.
    """

    data: dict[str, Any]
    fields: Mapping[str, str]

    def field(self, place: str) -> str | None:
        """Return the field in which a place of the file was entered, or the nearest to it."""
        while place:
            if place in self.fields:
                return self.fields[place]
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return None


@dataclass(slots=True)
class Lines:
    """Optional lines of a form, and the place of each in the file.

    Attributes:
        fields: found so far: places and their fields.
    """

    entered: Entered
    fields: dict[str, str] = field(default_factory=dict)

    def used(self, key: str, most: int, place: str, parts: Mapping[str, str]) -> Iterator[int]:
        """Yield numbers of the lines in which something was entered.

        Args:
            key: beginning of the names of the fields, ``paid`` for ``paid_0_amount``.
            most: how many lines there are.
            place: of the list in the file.
            parts: for each key of an entry, the last part of the name of its field; under an
                empty key that of the field to which everything else leads.
        """
        found = [
            at
            for at in range(most)
            if any(name.startswith(f"{key}_{at}_") for name in self.entered.values)
        ]
        for number, at in enumerate(found):
            entry = f"{place}[{number}]"
            for part, name in parts.items():
                self.fields[f"{entry}.{part}" if part else entry] = f"{key}_{at}_{name}"
            yield at
