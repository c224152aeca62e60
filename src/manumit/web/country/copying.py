"""Gives a pattern to a person: ids, days, names, keys and seals of their own."""

import datetime as dt
import functools
import os
import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from manumit.web.country.acting import BORN, BORN_CHILD, FIRST_DAY
from manumit.web.country.capture import Table
from manumit.web.country.data import Country
from manumit.web.country.patterns import Pattern, SealedPart
from manumit.web.country.people import Circle
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.pseudonyms import LETTERS
from manumit.web.kernel.vault.fields import Cell
from manumit.web.kernel.vault.keys import SubjectKey, wrap
from manumit.web.kernel.vault.padding import pad
from manumit.web.kernel.vault.ring import KeyRing
from manumit.web.kernel.vault.search import parse_entry
from manumit.web.kernel.vault.tokens import tokens
from manumit.web.sealing import NONCE_BYTES, new_key

PSEUDONYMS = len(LETTERS) ** 8
_STEP = 123_456_789_011  # has no divisor in common with PSEUDONYMS: each number comes once
ADULT, CHILD = (19 * 365, 52 * 365), (12 * 365, 16 * 365)  # days of life before the story
FIVE_YEARS = 5 * 365
EVENTS = Event._meta.db_table  # noqa: SLF001 - Django's public name
DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class PersonCopy:
    """What is drawn for one person.

    Attributes:
        shift: days from the days of the acted story to theirs; weekdays stay.
    """

    number: int
    pattern: Pattern
    circle: int
    turn: int
    shift: int


@dataclass(slots=True)
class CopyBuffer:
    """Rows for ``COPY``, by table; how far each numbered table is drawn.

    Attributes:
        acts: separate acts, each beginning with its time, so that they can be sorted.
    """

    next_number: dict[str, int]
    rows: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    acts: list[tuple[str, str]] = field(default_factory=list)

    def drawn(self, table: str) -> str:
        """Return the next number of a table."""
        number = self.next_number[table]
        self.next_number[table] = number + 1
        return str(number)


class Copier:
    """Fills patterns for people of one country."""

    def __init__(
        self,
        here: Country,
        seed: str,
        ring: KeyRing,
        circles: list[Circle],
        last_day: dt.date,
        *,
        pseudonyms: int = 0,
    ) -> None:
        """Begins.

        Args:
            here: the country.
            seed: of what is drawn.
            ring: of the keys.
            circles: of offices.
            last_day: on which everything ends.
            pseudonyms: how many others have drawn: several copiers draw none twice.
        """
        self._here, self._seed, self._ring = here, seed, ring
        self._circles, self.last_day = circles, last_day
        self._offset = random.Random(f"{seed} pseudonyms").randrange(PSEUDONYMS)  # noqa: S311 - no secret
        self._pseudonyms = pseudonyms
        self._casts: dict[tuple[int, int], Mapping[str, str]] = {}

    def copy(self, life: PersonCopy, into: CopyBuffer) -> None:
        """Write the rows of one person."""
        pattern = life.pattern
        draw = random.Random(f"{self._seed} person {life.number}")  # noqa: S311 - no secret
        values = self._values(life, draw, into)
        keys = self._keys(pattern, values)
        for part in pattern.sealed:
            values[part.place] = _sealed(part, values, keys)
        for table, templates in pattern.lines.items():
            if table.model is Event:
                into.acts += [_timed(table, one.filled(values)) for one in templates]
            else:
                into.rows[table.name] += [one.filled(values) for one in templates]
        self._index(pattern, values, into)

    def _values(self, life: PersonCopy, draw: random.Random, into: CopyBuffer) -> list[str]:
        """Return the value of each slot; empty for sealed and wrapped values, which come later."""
        cast = self._cast(life.circle, life.turn)
        ids = draw.randbytes(16 * len(life.pattern.slots)).hex()
        shift = dt.timedelta(days=life.shift)
        marks = self._marks(life.pattern.last + shift, draw)
        of_kind: Mapping[str, Callable[[Any], str]] = {
            "cast": cast.__getitem__,
            "day": lambda day: _iso(day, shift),
            "ordinal": lambda number: str(number + life.shift),
            # An act's number follows from its time, once all of a batch are there.
            "number": lambda what: "" if what[0] == EVENTS else into.drawn(what[0]),
            "digest": lambda _: r"\\x" + draw.randbytes(DIGEST_BYTES).hex(),
            "pseudonym": lambda _: self._pseudonym(),
            "reference": lambda what: f"{what.partition('-')[0]}-{_digits(draw)}",
            "born": lambda what: marks[what],
        }
        return [
            _id(ids[32 * place : 32 * place + 32])
            if kind == "id"
            else of_kind[kind](what)
            if kind in of_kind
            else marks.get(kind, "")
            for place, (kind, what) in enumerate(life.pattern.slots)
        ]

    def _marks(self, last: dt.date, draw: random.Random) -> dict[str, str]:
        """Return the value that replaces each mark of the person."""
        latin, arabic = self._here.name(draw)
        adult, child = (last - dt.timedelta(days=draw.randint(*age)) for age in (ADULT, CHILD))
        return {
            "name": latin,
            "arabic": arabic,
            "telephone": f"+999 5{draw.randrange(10**3):03d} {_digits(draw)}",
            "document": f"XX{_digits(draw)}",
            BORN.isoformat(): adult.isoformat(),
            BORN_CHILD.isoformat(): child.isoformat(),
        }

    def _cast(self, circle: int, turn: int) -> Mapping[str, str]:
        """Return the actors that replace those of the first circle, who acted the story."""
        if (circle, turn) not in self._casts:
            replaced = self._circles[0].replaced_by(self._circles[circle], turn)
            self._casts[circle, turn] = replaced
        return self._casts[circle, turn]

    def _pseudonym(self) -> str:
        number = (self._offset + self._pseudonyms * _STEP) % PSEUDONYMS
        self._pseudonyms += 1
        drawn = []
        for _ in range(8):
            number, letter = divmod(number, len(LETTERS))
            drawn.append(LETTERS[letter])
        return "".join((*drawn[:4], "-", *drawn[4:]))

    def _keys(self, pattern: Pattern, values: list[str]) -> dict[str, AESGCM]:
        """Return a random key for each person of the story, never from the seed."""
        found = {}
        ids = {what: place for place, (kind, what) in enumerate(pattern.slots) if kind == "id"}
        for place, (kind, what) in enumerate(pattern.slots):
            if kind == "wrapped":
                subject = values[ids[what]]
                key = SubjectKey(uuid.UUID(subject), new_key())
                values[place] = r"\\x" + wrap(key, self._ring.current).hex()
                found[subject] = AESGCM(key.key)
        return found

    def _index(self, pattern: Pattern, values: list[str], into: CopyBuffer) -> None:
        if not pattern.found:
            return
        rows, key = into.rows["vault_blindindex"], self._ring.current
        made: dict[str, list[str]] = {}
        for one in pattern.found:
            content = one.says.filled(values)
            if content not in made:
                query = parse_entry(content)
                found = sorted(tokens(query.names, query.numbers, key))
                made[content] = [token.hex() for token in found]
            entry = values[one.entry]
            rows += [
                f"{into.drawn('vault_blindindex')}\t{entry}\t\\\\x{token}"
                for token in made[content]
            ]


def _sealed(part: SealedPart, values: list[str], keys: Mapping[str, AESGCM]) -> str:
    """Encrypt as :func:`manumit.web.kernel.vault.sealed.seal_text` does; a test opens each."""
    row, subject = values[part.row], values[part.subject]
    bound_to = Cell(part.table, part.column, uuid.UUID(row), uuid.UUID(subject)).bound_to
    nonce = os.urandom(NONCE_BYTES)
    plain = pad(part.says.filled(values).encode())
    return r"\\x" + (nonce + keys[subject].encrypt(nonce, plain, bound_to)).hex()


def _digits(draw: random.Random) -> str:
    return f"{draw.randrange(10**8):08d}"


def _id(drawn: str) -> str:
    """Hexadecimal digits of chance as an id of version 4."""
    variant = "89ab"[int(drawn[16], 16) & 3]
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:32]}"


def _timed(table: Table, line: str) -> tuple[str, str]:
    """Return an act with its time; its number, which comes first, is still missing."""
    return line.split("\t")[table.columns.index("at")], line


@functools.lru_cache(20_000)
def _iso(day: dt.date, shift: dt.timedelta) -> str:
    return (day + shift).isoformat()


def shift_for(pattern: Pattern, last_day: dt.date, place: float, draw: random.Random) -> int:
    """Return by how many days a story is moved, in whole weeks.

    Args:
        pattern: of the story.
        last_day: on which everything ends.
        place: from 0, five years before, to 1, the end.
        draw: for those that go on.
    """
    if pattern.open:
        ends = last_day - dt.timedelta(days=draw.randrange(1, pattern.recent))
    else:
        lasts = (pattern.last - FIRST_DAY).days
        ends = last_day - dt.timedelta(days=1 + int((1 - place) * (FIVE_YEARS - lasts)))
    return (ends - pattern.last).days // 7 * 7
