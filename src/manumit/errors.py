"""What every message about bad input says: a code, where, what is wrong, what to do.

A room lists the mistakes it can find as an :class:`ErrorCode` enum; the command prints problems, a
program reads ``problem.code``, and the documentation's list of errors is generated from the enums.
Messages never quote personal data: a column, a row number and a code are enough to find the place.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem sits: any of file, row (1 = first line of the file), column, field path."""

    file: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None

    @classmethod
    def in_file(
        cls, path: Path | str, *, row: int | None = None, column: str | None = None
    ) -> Self:
        """Return a place in a file, without its folder, which may reveal too much."""
        return cls(file=Path(path).name, row=row, column=column)

    def __str__(self) -> str:
        """Return the known parts, most general first: ``cases.csv, row 7, column 'sex'``."""
        parts = [
            self.file,
            None if self.row is None else f"row {self.row}",
            None if self.column is None else f"column '{self.column}'",
            None if self.field is None else f"at {self.field}",
        ]
        return ", ".join(part for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input, ready to be shown.

    Attributes:
        values: that ``what`` and ``do`` were filled with, for the same texts in another language.
    """

    code: str
    place: Place
    what: str
    do: str
    values: tuple[tuple[str, object], ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """Return one line: ``[X101] cases.csv, row 7: what is wrong. What to do.``."""
        where = str(self.place)
        text = f"{self.what} {self.do}".rstrip()
        return f"[{self.code}] {where}: {text}" if where else f"[{self.code}] {text}"


@dataclass(frozen=True, slots=True)
class Detail:
    """The texts of one error code; :meth:`ErrorCode.problem` fills in the ``{names}`` in them.

    ``do`` is empty where ``what`` already says what to do.
    """

    code: str
    what: str
    do: str


class ErrorCode(enum.Enum):
    """Base of each room's list of mistakes; every member's value is a :class:`Detail`."""

    @property
    def detail(self) -> Detail:
        """Return the code with its texts."""
        detail: Detail = self.value
        return detail

    @property
    def code(self) -> str:
        """Return the code alone."""
        return self.detail.code

    def problem(self, place: Place, **values: object) -> Problem:
        """Return this error at a place.

        Args:
            place: where it was found.
            values: one for each ``{name}`` in the texts; never personal data.
        """
        detail = self.detail
        what, do = detail.what.format(**values), detail.do.format(**values)
        return Problem(detail.code, place, what, do, tuple(values.items()))

    def error(self, place: Place, **values: object) -> "InputError":
        """Return this error as an exception with a single problem."""
        return InputError([self.problem(place, **values)])


class InputError(Exception):
    """Input that cannot be used; the person who gave it can mend it. Shown without a traceback."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
