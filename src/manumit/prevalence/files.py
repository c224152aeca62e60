"""Several files, one for each list, matched by a pseudonymous key that is equal in all of them.

Two people are one if their keys are equal, character by character. Whether the keys were made well
is not for this module: a missed match counts somebody twice and makes the estimate too high.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from manumit.errors import ErrorCode
from manumit.prevalence.reading import (
    BY_NAME,
    REFERRED_BY,
    Columns,
    Kind,
    Mistakes,
    Reading,
    Sheet,
    WaysCount,
    check_lists,
    reading,
)
from manumit.prevalence.reading_codes import ListsCode


@dataclass(slots=True)
class _Person:
    """One key, while files are read; ``referrals``: list to who referred, as written."""

    stratum: str
    history: int = 0
    referred: int = 0
    referrals: dict[int, tuple[str, int | None]] = field(default_factory=dict)


def read_list_files(sheets: Sequence[Sheet], columns: Columns = BY_NAME) -> Reading:
    """Return the people of several files, one for each list with a row for each person.

    Args:
        sheets: the files; a file's name without its ending is the name of its list. A column
            ``referred_by`` says which list sent a person to this one.
        columns: the key, which is in every file, and the stratum.

    Raises:
        InputError: M101, M107 to M111, M113 to M117, M119 to M121.
    """
    names = tuple(_list_name(sheet) for sheet in sheets)
    check_lists(names, sheets[0].place() if sheets else Sheet("", (), ()).place())
    mistakes = Mistakes()
    for sheet, name in zip(sheets, names, strict=True):
        if names.count(name) > 1:
            mistakes.add(ListsCode.SAME_NAME, sheet.place())
        _check_columns(sheet, columns, mistakes)
    mistakes.end()
    recorded = any(REFERRED_BY in sheet.columns for sheet in sheets)
    ways = WaysCount(names, recorded=recorded)
    people: dict[str, _Person] = {}
    for number, sheet in enumerate(sheets):
        _ListFile(sheet, columns, number, ways, mistakes).read(people)
    mistakes.end()
    kinds: Counter[Kind] = Counter()
    for person in people.values():
        kinds[Kind(person.history, person.referred, person.stratum)] += 1
        for target, (written, referrer) in person.referrals.items():
            ways.add(person.history, target, written, referrer, 1)
    return reading(names, kinds, ways.done(), (), sheets[0].place(column=columns.stratum))


def _list_name(sheet: Sheet) -> str:
    return PurePath(sheet.name.removesuffix(".gz")).stem


def _check_columns(sheet: Sheet, columns: Columns, mistakes: Mistakes) -> None:
    if columns.key not in sheet.columns:
        mistakes.add(ListsCode.NO_KEY, sheet.place(column=columns.key))
    if columns.stratum is not None and columns.stratum not in sheet.columns:
        mistakes.add(ListsCode.NO_COLUMN, sheet.place(column=columns.stratum))


class _ListFile:
    """Reads the people of one list."""

    def __init__(
        self, sheet: Sheet, columns: Columns, number: int, ways: WaysCount, mistakes: Mistakes
    ) -> None:
        self._sheet, self._columns, self._number = sheet, columns, number
        self._ways, self._mistakes = ways, mistakes
        self._key = sheet.columns.index(columns.key)
        self._stratum = None if columns.stratum is None else sheet.columns.index(columns.stratum)
        self._referred = sheet.columns.index(REFERRED_BY) if REFERRED_BY in sheet.columns else None

    def read(self, people: dict[str, _Person]) -> None:
        """Add the list to everybody who is on it."""
        rows: dict[str, int] = {}
        for row, cells in self._sheet.rows:
            key = cells[self._key]
            if not key:
                self._wrong(ListsCode.BLANK_KEY, row, self._columns.key)
            elif (first := rows.setdefault(key, row)) != row:
                self._wrong(ListsCode.TWICE_ON_LIST, row, self._columns.key, first=first)
            else:
                self._add(people, key, row, cells)
        if not rows:
            self._mistakes.add(ListsCode.NOBODY, self._sheet.place())

    def _wrong(self, code: ErrorCode, row: int, column: str | None, **values: object) -> None:
        self._mistakes.add(code, self._sheet.place(row, column), **values)

    def _add(self, people: dict[str, _Person], key: str, row: int, cells: Sequence[str]) -> None:
        stratum = "" if self._stratum is None else cells[self._stratum]
        if self._stratum is not None and not stratum:
            self._wrong(ListsCode.NO_STRATUM, row, self._columns.stratum)
        person = people.setdefault(key, _Person(stratum))
        if person.stratum != stratum:
            self._wrong(ListsCode.OTHER_STRATUM, row, self._columns.stratum)
        person.history |= 1 << self._number
        written = "" if self._referred is None else cells[self._referred]
        found = self._ways.referrer(written, self._number)
        if isinstance(found, ErrorCode):
            self._wrong(found, row, REFERRED_BY)
            return
        person.referrals[self._number] = (written, found)
        person.referred |= (found is not None) << self._number
