"""Collect the problems of millions of rows: the first few of each kind, and totals."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from manumit.errors import ErrorCode, Place, Problem
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.safecsv import SafeWriter
from manumit.exchange.tables import FolderFile, RowProblem

SHOWN = 20
LONGEST_QUOTE = 6


@dataclass(slots=True)
class Tally:
    """Problems by code and column.

    Attributes:
        writer: where every problem of a rejected row is written, or None.
        every: where each problem is kept, where a file is small enough for that; or None.
    """

    path: Path
    writer: SafeWriter | None = None
    shown: dict[tuple[ErrorCode, str | None], list[Problem]] = field(default_factory=dict)
    totals: dict[tuple[ErrorCode, str | None], int] = field(default_factory=dict)
    every: list[Problem] | None = None

    def add(self, found: Iterable[RowProblem], file: FolderFile | None = None) -> None:
        """Count problems, keep the first of each kind, and write all to the rejects.

        Args:
            found: problems of one file.
            file: which, where a folder is read; the rejects name it in a column of their own.
        """
        name = self.path.name if file is None else file.shown
        for one in found:
            place = Place(file=name, row=one.row, column=one.column)
            problem = one.code.problem(place, **one.values)
            key = (one.code, one.column)
            self.totals[key] = self.totals.get(key, 0) + 1
            kept = self.shown.setdefault(key, [])
            if len(kept) < SHOWN:
                kept.append(problem)
            if self.every is not None:
                self.every.append(problem)
            if self.writer is not None:
                about = [one.row, problem.code, one.column, problem.what, problem.do]
                self.writer.row(about if file is None else [file.name, *about])

    def problems(self) -> list[Problem]:
        """Return the kept problems, each kind followed by how many more there are."""
        result: list[Problem] = []
        for (code, column), kept in self.shown.items():
            result += kept
            more = self.totals[code, column] - len(kept)
            if more:
                # Of a folder the others may be in any file.
                first = dataclasses.replace(kept[0], place=Place.in_file(self.path, column=column))
                result.append(_others(first, more))
        return result


def first_of_each(problems: Iterable[Problem]) -> list[Problem]:
    """Return the first problems of each kind and totals, as ``Tally`` does, from a list."""
    kinds: dict[tuple[str, str | None, str | None], list[Problem]] = {}
    for one in problems:
        kinds.setdefault((one.code, one.place.column, one.place.field), []).append(one)
    result: list[Problem] = []
    for of_kind in kinds.values():
        result += of_kind[:SHOWN]
        if len(of_kind) > SHOWN:
            result.append(_others(of_kind[0], len(of_kind) - SHOWN))
    return result


def _others(first: Problem, count: int) -> Problem:
    """Return the problem that reports how many more there are of a kind."""
    place = dataclasses.replace(first.place, row=None)
    return ExchangeCode.MORE.problem(place, count=f"{count:,}", code=first.code)


def described(cell: str, mapped: Iterable[str], *, quotable: bool) -> str:
    """Return words for a cell in a message.

    A short number is quoted, and so is a mapped value that is written differently (in capitals,
    with other spaces or punctuation). Where one letter is too many, missing or wrong, the mapped
    value is named and not the cell: ``Noa`` in a column of yes and no may be a name. Anything else
    is described by its length.
    """
    if not quotable:
        return f"A value of {len(cell)} characters"
    values = list(mapped)
    short_number = len(cell) <= LONGEST_QUOTE and cell.lstrip("-").isdigit()
    if short_number or _letters(cell) in {_letters(value) for value in values}:
        return f"The value '{cell}'"
    near = next(
        (value for value in values if _one_letter_apart(_letters(cell), _letters(value))), ""
    )
    if near:
        return f"A value of {len(cell)} characters, nearly '{near}',"
    return f"A value of {len(cell)} characters"


def _letters(text: str) -> str:
    """Return the letters and digits of a text, in small letters."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _one_letter_apart(one: str, other: str) -> bool:
    """Return whether the words differ by one letter inserted, left out or changed."""
    if min(len(one), len(other)) < 2 or abs(len(one) - len(other)) > 1:  # noqa: PLR2004
        return False
    short, long = sorted((one, other), key=len)
    start = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    same_length = len(short) == len(long)
    return short[start + same_length :] == long[start + 1 :]
