"""Collects the problems of millions of rows: the first few of each kind, and totals."""

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
    """

    path: Path
    writer: SafeWriter | None = None
    shown: dict[tuple[ErrorCode, str | None], list[Problem]] = field(default_factory=dict)
    totals: dict[tuple[ErrorCode, str | None], int] = field(default_factory=dict)

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
            if self.writer is not None:
                self.writer.row([one.row, problem.code, one.column, problem.what, problem.do])

    def problems(self) -> list[Problem]:
        """The kept problems, each kind followed by how many more there are."""
        result: list[Problem] = []
        for (code, column), kept in self.shown.items():
            result += kept
            more = self.totals[code, column] - len(kept)
            if more:
                place = Place.in_file(self.path, column=column)
                result.append(
                    ExchangeCode.MORE.problem(place, count=f"{more:,}", code=kept[0].code)
                )
        return result


def described(cell: str, mapped: Iterable[str], *, quotable: bool) -> str:
    """A cell for a message: quoted only if it is a short number or nearly a mapped value.

    Anything else may be a name that stands in the wrong column, and is described by its length.
    """
    near = {value.casefold() for value in mapped}
    short_number = len(cell) <= LONGEST_QUOTE and cell.lstrip("-").isdigit()
    if quotable and (short_number or cell.casefold() in near):
        return f"The value '{cell}'"
    return f"A value of {len(cell)} characters"
