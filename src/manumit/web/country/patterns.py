"""What is left of a story once everything that is different for each person is taken out of it.

A pattern is made once for each acted story. Lines and sealed texts become templates; what differs
becomes a slot: ids, days, numbers that the database draws, names, pseudonyms, sealed values.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from manumit.web.country import acting
from manumit.web.country.capture import UUID, CapturedRows, Table
from manumit.web.kernel.pseudonyms import LETTERS
from manumit.web.kernel.vault.fields import Cell, SealedField
from manumit.web.kernel.vault.keys import SubjectKey, subject_keys
from manumit.web.kernel.vault.models import BlindIndex, IndexedPerson, PersonKey
from manumit.web.kernel.vault.padding import unpad
from manumit.web.sealing import decrypt

_PSEUDONYM = re.compile(rf"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}")
_VARIES = re.compile(
    rf"(?P<id>{UUID.pattern})"
    r"|(?P<day>20[23]\d-\d\d-\d\d)"
    r"|(?P<born>1911-02-03|2017-02-03)"
    r"|(?P<reference>\b(?:EV|W|CR)-\d{8}\b)"
    rf"|(?P<name>{acting.NAME})|(?P<arabic>{acting.NAME_ARABIC})"
    rf"|(?P<telephone>{re.escape(acting.TELEPHONE)})|(?P<document>{acting.DOCUMENT})"
)
EARLIEST = dt.date(2027, 1, 1)
"""Days from then on are days of a story (:data:`acting.FIRST_DAY`)."""

type Slot = tuple[str, Any]
"""A kind (``id``, ``day``, ``number``, ``sealed`` ...) and what stood there."""


@dataclass(slots=True)
class SlotTable:
    """Everything that differs, each once."""

    place: dict[Slot, int] = field(default_factory=dict)

    def of(self, kind: str, what: object) -> int:
        """Return the place of a slot."""
        return self.place.setdefault((kind, what), len(self.place))


@dataclass(frozen=True, slots=True)
class Template:
    """A text with slots."""

    text: str
    places: tuple[int, ...]

    def filled(self, values: list[str]) -> str:
        """Return the text for one person."""
        return self.text % tuple([values[place] for place in self.places])


@dataclass(frozen=True, slots=True)
class SealedPart:
    """A sealed value: where it belongs, and what it says."""

    place: int
    table: str
    column: str
    row: int
    subject: int
    says: Template


@dataclass(frozen=True, slots=True)
class IndexedName:
    """What a person is found by: the places of the entry, and what it says."""

    entry: int
    says: Template


@dataclass(frozen=True, slots=True)
class Pattern:
    """An acted story without its person.

    Attributes:
        story: its name; ``open``: whether it goes on; ``person``: whether it is a person's;
            ``recent``: as :class:`manumit.web.country.acting.Story` has them.
        slots: by place.
        lines: for each table the template of each row.
        sealed, found: what is sealed, and what the index finds.
        last: the last day of it.
    """

    story: str
    open: bool
    person: bool
    recent: int
    slots: tuple[Slot, ...]
    lines: Mapping[Table, tuple[Template, ...]]
    sealed: tuple[SealedPart, ...]
    found: tuple[IndexedName, ...]
    last: dt.date

    @property
    def rows(self) -> int:
        """Return how many rows a person of it has, without the tokens of the index."""
        return sum(map(len, self.lines.values()))


class Maker:
    """Makes the pattern of one captured story."""

    def __init__(
        self, captured: CapturedRows, constant: frozenset[str], cast: frozenset[str]
    ) -> None:
        """Begins.

        Args:
            captured: the rows.
            constant: ids that stay: institutions, organisations.
            cast: ids of the people and offices in it.
        """
        self._rows = captured.rows
        self._constant, self._cast = constant, cast
        self._slots = SlotTable()
        self._sealed: dict[str, SealedPart] = {}
        self._days: set[dt.date] = set()
        keys = [uuid.UUID(row[0]) for t, rows in self._rows.items() if t.model is PersonKey
                for row in rows]  # fmt: skip
        self._keys = subject_keys(keys)

    def pattern(self, story: acting.Story, last: dt.date) -> Pattern:
        """Return the pattern; ``last``: the day on which the story ended."""
        lines = {
            table: tuple(self._line(table, row) for row in rows)
            for table, rows in self._rows.items()
            if table.model is not BlindIndex
        }
        return Pattern(
            story=story.name,
            open=story.open,
            person=story.person,
            recent=story.recent,
            slots=tuple(self._slots.place),
            lines=lines,
            sealed=tuple(self._sealed.values()),
            found=tuple(self._found()),
            last=last,
        )

    def _line(self, table: Table, row: tuple[str, ...]) -> Template:
        text = ""
        places: list[int] = []
        for number, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            part = self._field(table, row, column, value)
            text += ("\t" if number else "") + part.text
            places += part.places
        return Template(text, tuple(places))

    def _field(self, table: Table, row: tuple[str, ...], column: str, value: str) -> Template:
        if value == r"\N":
            return Template(value, ())
        made = _made_anew(table, row, column, value)
        if made is not None:
            return Template("%s", (self._slots.of(*made),))
        model_field = _field_of(table, column)
        if isinstance(model_field, SealedField):
            return Template("%s", (self._seal(table, row, model_field, value),))
        target = getattr(model_field, "target_field", model_field)
        if isinstance(target, models.AutoField):
            of = target.model._meta.db_table  # noqa: SLF001 - Django's public name
            return Template("%s", (self._slots.of("number", (of, value)),))
        if column in ("pseudonym", "reference") and _PSEUDONYM.fullmatch(value):
            return Template("%s", (self._slots.of("pseudonym", value),))
        return self._template(value)

    def _template(self, text: str) -> Template:
        places: list[int] = []

        def slot(match: re.Match[str]) -> str:
            found = self._slot(match)
            if found is None:
                return match[0].replace("%", "%%")
            places.append(self._slots.of(*found))
            return "%s"

        # A sign of its own for what is to be filled in: texts have percent signs too.
        return Template(_VARIES.sub(slot, text.replace("%", "%%")), tuple(places))

    def _slot(self, match: re.Match[str]) -> Slot | None:
        kind, what = str(match.lastgroup), match[0]
        if kind == "id":
            if what in self._constant:
                return None
            return ("cast" if what in self._cast else "id", what)
        if kind == "day":
            day = dt.date.fromisoformat(what)
            return ("day", day) if day >= EARLIEST else None
        if kind == "born":
            return (kind, what)
        return (kind, what if kind == "reference" else "")

    def _seal(self, table: Table, row: tuple[str, ...], column: SealedField, value: str) -> int:
        """Return the place of an encrypted value; a version has the same as its row."""
        place = self._slots.of("sealed", value)
        if value not in self._sealed:
            given = dict(zip(table.columns, row, strict=True))
            key = given.get("pgh_obj_id", given[table.key])
            name = tracked_name(table)
            subject = given[column.subject]
            says = self._opened(Cell(name, str(column.column), uuid.UUID(key), uuid.UUID(subject)),
                                bytes.fromhex(value.removeprefix(r"\\x")))  # fmt: skip
            self._sealed[value] = SealedPart(
                place, name, str(column.column), self._slots.of("id", key),
                self._slots.of("id", subject), self._template(says),
            )  # fmt: skip
        return place

    def _opened(self, cell: Cell, sealed: bytes) -> str:
        key: SubjectKey = self._keys[cell.subject]  # type: ignore[index] # it was just given
        return unpad(decrypt(sealed, key=key.key, bound_to=cell.bound_to)).decode()

    def _found(self) -> list[IndexedName]:
        entries = [t for t in self._rows if t.model is IndexedPerson]
        return [
            IndexedName(
                self._slots.of("id", row[0]),
                self._sealed[dict(zip(table.columns, row, strict=True))["content"]].says,
            )
            for table in entries
            for row in self._rows[table]
        ]


# Columns that are made anew for each person, by what makes them.
_FIELDS: Mapping[type, Mapping[str, str]] = {PersonKey: {"wrapped": "wrapped"}}


def _made_anew(table: Table, row: tuple[str, ...], column: str, value: str) -> Slot | None:
    """Return the slot of a column that text alone does not show to differ; None for others."""
    made = _FIELDS.get(table.model, {}).get(column)
    if made is not None:
        return made, row[0]
    if (tracked_name(table), column) in _ORDINALS:
        return "ordinal", int(value)
    if (tracked_name(table), column) in _DIGESTS:
        return "digest", value  # a version has the same as its row
    return None


# Numbers that count days, by table and column: a copy has other days.
_ORDINALS = frozenset({("complaints_complaint", "queue")})
# Digests of what somebody in the story was given: of a copy they are chance, and open nothing.
_DIGESTS = frozenset({("complaints_sealedsource", "receipt")})


def tracked_name(table: Table) -> str:
    """Return the name of a table, for a history table that of its model's table."""
    model = getattr(table.model, "pgh_tracked_model", None) or table.model
    return str(model._meta.db_table)  # noqa: SLF001 - Django's public name


def _field_of(table: Table, column: str) -> Any:
    for one in table.model._meta.concrete_fields:  # noqa: SLF001 - Django's public name
        if one.column == column:
            return one
    raise LookupError(column)
