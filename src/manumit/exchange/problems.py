"""Collects the problems of millions of rows: the first few of each kind, and totals."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from manumit.errors import ErrorCode, Place, Problem
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.safecsv import SafeWriter
from manumit.exchange.tables import RowProblem

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

    def add(self, found: Iterable[RowProblem]) -> None:
        """Counts problems, keeps the first of each kind, and writes all to the rejects."""
        for one in found:
            place = Place.in_file(self.path, row=one.row, column=one.column)
            problem = one.code.problem(place, **one.values)
            key = (one.code, one.column)
            self.totals[key] = self.totals.get(key, 0) + 1
            kept = self.shown.setdefault(key, [])
            if len(kept) < SHOWN:
                kept.append(problem)
            if self.every is not None:
                self.every.append(problem)
            if self.writer is not None:
                self.writer.row([one.row, problem.code, one.column, problem.what, problem.do])

    def problems(self) -> list[Problem]:
        """The kept problems, each kind followed by how many more there are."""
        result: list[Problem] = []
        for (code, column), kept in self.shown.items():
            result += kept
            more = self.totals[code, column] - len(kept)
            if more:
                result.append(_others(kept[0], more))
        return result


def first_of_each(problems: Iterable[Problem]) -> list[Problem]:
    """The same of problems that are all at hand, for a terminal; a file of rejects takes all."""
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
    """That there are more of a kind."""
    place = dataclasses.replace(first.place, row=None)
    return ExchangeCode.MORE.problem(place, count=f"{count:,}", code=first.code)


def described(cell: str, mapped: Iterable[str], *, quotable: bool) -> str:
    """A cell for a message: quoted only if it is a short number or nearly a mapped value.

    Anything else may be a name that stands in the wrong column, and is described by its length.
    """
    near = {value.casefold() for value in mapped}
    short_number = len(cell) <= LONGEST_QUOTE and cell.lstrip("-").isdigit()
    if quotable and (short_number or cell.casefold() in near):
        return f"The value '{cell}'"
    return f"A value of {len(cell)} characters"
