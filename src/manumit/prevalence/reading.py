"""Tables of who was seen on which lists, from rows of text: counted histories, or people.

A file with a column ``count`` has one row for each capture history; any other has one row for each
person. Several files, one for each list, are read in :mod:`manumit.prevalence.files`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from manumit.errors import ErrorCode, InputError, Place, Problem
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.reading_codes import ListsCode

COUNT = "count"
KEY = "key"
REFERRED_BY = "referred_by"
"""Ending of the name of a column that says which list referred people to the list named first."""
OTHER, NOBODY = "other", "none"
"""Values of such a column: referred by an organisation without a list here, and by nobody."""
MOST_LISTS = 12
"""More make tables of 2**13 histories and more, on which methods run for many minutes."""
MOST_PEOPLE = 10_000_000_000
"""More than there are; far below what a whole number of 64 bits holds."""
MOST_STRATA = 20
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as text.

    Attributes:
        name: of the file, without folders, for messages.
        columns: in their order.
        rows: number of the row in the file, and its cells, trimmed.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[int, Sequence[str]]]

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Return a place in the file, for messages."""
        return Place.in_file(self.name, row=row, column=column)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns and their meaning.

    Attributes:
        lists: their columns; empty: all that are nothing else.
        key: the column with the pseudonymous key.
        stratum: the column by which people are divided; None: they are not.
    """

    lists: tuple[str, ...] = ()
    key: str = KEY
    stratum: str | None = None


BY_NAME = Columns()
"""The columns are recognised by their names."""


class Kind(NamedTuple):
    """The facts about a person that methods use.

    Attributes:
        history: bit i: on list i. ``referred``: bit i: referred to list i by another list.
        stratum: empty where people are not divided.
    """

    history: int
    referred: int
    stratum: str


@dataclass(frozen=True, slots=True)
class Ways:
    """How people reached the lists (R-74), counted by capture: a person on two lists counts twice.

    Attributes:
        recorded: whether the files record it.
        between: (list that referred, list reached) to how many.
        outside: referred by an organisation without a list here.
        unknown: not recorded.
        unmatched: referred by a list on which the person was not found: a missed match.
    """

    recorded: bool = False
    between: Mapping[tuple[int, int], int] = field(default_factory=dict)
    outside: int = 0
    unknown: int = 0
    unmatched: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The people read from files of lists.

    Attributes:
        lists: their names, in the order of the files.
        people: by kind, in the order of the first of each.
        ways: how they reached the lists.
        notices: what was found and did not stop the reading.
    """

    lists: tuple[str, ...]
    people: Mapping[Kind, int]
    ways: Ways
    notices: tuple[Problem, ...] = ()

    @property
    def table(self) -> CaptureTable:
        """Return the table of everybody."""
        return self._table(self.people.items())

    @property
    def strata(self) -> dict[str, CaptureTable]:
        """Return one table for each stratum; empty where people are not divided."""
        names = dict.fromkeys(kind.stratum for kind in self.people if kind.stratum)
        return {
            name: self._table((k, n) for k, n in self.people.items() if k.stratum == name)
            for name in names
        }

    def _table(self, people: Iterable[tuple[Kind, int]]) -> CaptureTable:
        counts: Counter[int] = Counter()
        for kind, count in people:
            counts[kind.history] += count
        return CaptureTable.of(self.lists, counts)


class Mistakes:
    """Collects problems, and ends the reading when a file is through."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.more = 0

    def add(self, code: ErrorCode, place: Place, **values: object) -> None:
        """Add a problem; beyond the first ones they are only counted."""
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(code.problem(place, **values))
        else:
            self.more += 1

    def end(self) -> None:
        """Raise the problems that were found.

        Raises:
            InputError: there was any problem.
        """
        if self.more:
            self.problems.append(ListsCode.MORE.problem(Place(), count=f"{self.more:,}"))
        if self.problems:
            raise InputError(self.problems)


class WaysCount:
    """Counts how people reached lists while rows are read."""

    def __init__(self, lists: Sequence[str], *, recorded: bool) -> None:
        self._numbers = {name: i for i, name in enumerate(lists)}
        self._recorded = recorded
        self._between: Counter[tuple[int, int]] = Counter()
        self._single: Counter[str] = Counter()

    def referrer(self, written: str, target: int) -> int | ErrorCode | None:
        """Return the list that referred somebody, None for none, or what is wrong with the cell."""
        if written in ("", OTHER, NOBODY) and written not in self._numbers:
            return None
        found = self._numbers.get(written)
        if found is None:
            return ListsCode.UNKNOWN_REFERRER
        return ListsCode.REFERRED_BY_ITSELF if found == target else found

    def add(
        self, history: int, target: int, written: str, referrer: int | None, count: int
    ) -> None:
        """Count people with a history who reached one of its lists in this way."""
        if referrer is not None:
            self._between[referrer, target] += count
            self._single["unmatched"] += count * (not history >> referrer & 1)
        elif written in ("", OTHER):
            self._single["outside" if written == OTHER else "unknown"] += count

    def done(self) -> Ways:
        """Return the counts."""
        return (
            Ways(self._recorded, dict(self._between), **self._single) if self._recorded else Ways()
        )


def read_sheet(sheet: Sheet, columns: Columns = BY_NAME) -> Reading:
    """Return the people of one file: a row for each history with its count, or for each person.

    Args:
        sheet: the file; its column ``count``, if there is one, says how many people a row is.
        columns: which columns say what.

    Raises:
        InputError: M101 to M108, M112 to M121; all problems of the file together.
    """
    reader = _Sheet(sheet, columns)
    for row, cells in sheet.rows:
        reader.read(row, cells)
    return reader.done()


class _Sheet:
    """Reads one file, row by row."""

    def __init__(self, sheet: Sheet, columns: Columns) -> None:
        self._sheet, self._columns = sheet, columns
        self._at = {name: i for i, name in enumerate(sheet.columns)}
        self._mistakes = Mistakes()
        self.lists = self._list_names()
        if columns.stratum is not None and columns.stratum not in self._at:
            self._mistakes.add(ListsCode.NO_COLUMN, sheet.place(column=columns.stratum))
        self._mistakes.end()
        check_lists(self.lists, sheet.place())
        ways = {name: self._at.get(f"{name}_{REFERRED_BY}") for name in self.lists}
        self._referred = [(i, at) for i, at in enumerate(ways.values()) if at is not None]
        self._ways = WaysCount(self.lists, recorded=bool(self._referred))
        self._people: Counter[Kind] = Counter()
        self._keys: dict[str, int] = {}
        self._repeated = 0

    def _list_names(self) -> tuple[str, ...]:
        wanted = self._columns.lists
        if wanted:
            for name in wanted:
                if name not in self._at:
                    self._mistakes.add(ListsCode.NO_COLUMN, self._sheet.place(column=name))
            return wanted
        others = {COUNT, self._columns.key, self._columns.stratum}
        found = [name for name in self._sheet.columns if name not in others]
        names = [one for one in found if not one.endswith(f"_{REFERRED_BY}")]
        if not names:
            self._mistakes.add(ListsCode.NO_LISTS, self._sheet.place())
        return tuple(names)

    def read(self, row: int, cells: Sequence[str]) -> None:
        """Count one row, or note what is wrong with it."""
        before = len(self._mistakes.problems) + self._mistakes.more
        history = self._history(row, cells)
        count = self._count(row, cells)
        self._check_key(row, cells)
        stratum = "" if self._columns.stratum is None else cells[self._at[self._columns.stratum]]
        if self._columns.stratum is not None and not stratum:
            self._wrong(ListsCode.NO_STRATUM, row, self._columns.stratum)
        referred = self._by_referral(row, cells, history, count)
        if len(self._mistakes.problems) + self._mistakes.more == before:
            kind = Kind(history, referred, stratum)
            self._repeated += kind in self._people
            self._people[kind] += count

    def _wrong(self, code: ErrorCode, row: int, column: str | None, **values: object) -> None:
        self._mistakes.add(code, self._sheet.place(row, column), **values)

    def _history(self, row: int, cells: Sequence[str]) -> int:
        history, whole = 0, True
        for i, name in enumerate(self.lists):
            cell = cells[self._at[name]]
            if cell not in ("0", "1"):
                whole = False
                self._wrong(ListsCode.NOT_YES_OR_NO if cell else ListsCode.BLANK, row, name)
            history |= (cell == "1") << i
        if whole and not history:
            self._wrong(ListsCode.ON_NO_LIST, row, None)
        return history

    def _count(self, row: int, cells: Sequence[str]) -> int:
        at = self._at.get(COUNT)
        if at is None:
            return 1
        cell = cells[at]
        if cell.isascii() and cell.isdigit():
            return int(cell)
        negative = cell.startswith("-") and cell[1:].isdigit()
        self._wrong(ListsCode.NEGATIVE if negative else ListsCode.NOT_WHOLE, row, COUNT)
        return 0

    def _check_key(self, row: int, cells: Sequence[str]) -> None:
        at = self._at.get(self._columns.key)
        if at is None or COUNT in self._at or self._columns.key in self.lists:
            return
        if not cells[at]:
            self._wrong(ListsCode.BLANK_KEY, row, self._columns.key)
        elif (first := self._keys.setdefault(cells[at], row)) != row:
            self._wrong(ListsCode.TWICE_ON_LIST, row, self._columns.key, first=first)

    def _by_referral(self, row: int, cells: Sequence[str], history: int, count: int) -> int:
        referred = 0
        for i, at in self._referred:
            written, column = cells[at], self._sheet.columns[at]
            found = self._ways.referrer(written, i)
            if isinstance(found, ErrorCode):
                self._wrong(found, row, column)
            elif history >> i & 1:
                self._ways.add(history, i, written, found, count)
                referred |= (found is not None) << i
            elif written not in ("", NOBODY):
                self._wrong(ListsCode.REFERRED_TO_NOWHERE, row, column)
        return referred

    def done(self) -> Reading:
        """Return the people that were read.

        Raises:
            InputError: there was any problem.
        """
        self._mistakes.end()
        notices = []
        if COUNT in self._at and self._repeated:
            place = self._sheet.place()
            notices.append(ListsCode.SUMMED.problem(place, count=f"{self._repeated:,}"))
        place = self._sheet.place(column=self._columns.stratum)
        return reading(self.lists, self._people, self._ways.done(), notices, place)


def check_lists(lists: Sequence[str], place: Place) -> None:
    """Check that there are neither too few nor too many lists.

    Raises:
        InputError: M107, M115.
    """
    if len(lists) <= 1:
        raise ListsCode.ONE_LIST.error(place)
    if len(lists) > MOST_LISTS:
        raise ListsCode.TOO_MANY_LISTS.error(place, found=len(lists), most=MOST_LISTS)


def reading(
    lists: tuple[str, ...],
    people: Mapping[Kind, int],
    ways: Ways,
    notices: Sequence[Problem],
    place: Place,
) -> Reading:
    """Return a reading after checking that every list has people.

    Args:
        lists: their names.
        people: by kind; kinds with nobody are left out.
        ways: how they reached the lists.
        notices: what did not stop the reading.
        place: of the strata, for messages; of its file for the others.

    Raises:
        InputError: M101, M114, M121, M126.
    """
    counted = {kind: count for kind, count in people.items() if count}
    if not counted:
        raise ListsCode.NOBODY.error(Place(file=place.file))
    if sum(counted.values()) > MOST_PEOPLE:
        raise ListsCode.TOO_MANY_PEOPLE.error(Place(file=place.file), most=f"{MOST_PEOPLE:,}")
    strata = {kind.stratum for kind in counted}
    if len(strata) > MOST_STRATA:
        raise ListsCode.MANY_STRATA.error(place, found=len(strata), most=MOST_STRATA)
    mistakes = Mistakes()
    for i, name in enumerate(lists):
        if not any(kind.history >> i & 1 for kind in counted):
            mistakes.add(ListsCode.EMPTY_LIST, Place(file=place.file, column=name))
    mistakes.end()
    return Reading(lists, counted, ways, tuple(notices))
