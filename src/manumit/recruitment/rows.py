"""Recruiters from the rows of a table: every mistake has its row, and then there is no list."""

import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manumit.errors import InputError, Place, Problem
from manumit.packaged import packaged_yaml
from manumit.recruitment.codes import RecruiterListCode
from manumit.recruitment.entries import Recruiter, State
from manumit.recruitment.lookup import plain_number

LONGEST = 300
"""Characters of a cell."""
_SEVERAL = re.compile(r"\s*[;|\n]\s*")
_TELEPHONES = re.compile(r"\s*(?:[;|,\n]| / )\s*")
ISO = "%Y-%m-%d"
DAYS = ("since", "until", "state_since")


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How the rows of a table are read.

    Attributes:
        file: name of the file, for messages.
        columns: the column of each meaning.
        state: of all rows, where no column has it.
        dates: how days are written, as in :func:`time.strptime`.
    """

    file: str
    columns: Mapping[str, str]
    state: State | None = None
    dates: str = ISO


@functools.cache
def _words() -> Any:
    return packaged_yaml(__package__, "data/columns.yaml")


def meanings() -> tuple[str, ...]:
    """Return what a column can be about, in the order of the forms."""
    return tuple(_words()["headings"])


def propose_columns(headings: Sequence[str]) -> dict[str, str]:
    """Return the column of each meaning, by the headings; the first that fits is taken."""
    known = {word: meant for meant, words in _words()["headings"].items() for word in words}
    found: dict[str, str] = {}
    for heading in headings:
        meant = known.get(" ".join(heading.casefold().replace("_", " ").split()))
        if meant is not None:
            found.setdefault(meant, heading)
    return found


def read_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]], plan: RowPlan
) -> tuple[Recruiter, ...]:
    """Return the recruiters of a table.

    Args:
        rows: number in the file, and cells by column.
        plan: how they are read.

    Raises:
        InputError: R601 to R608, every problem at once.
    """
    for meant in ("name", *(() if plan.state else ("state",))):
        if meant not in plan.columns:
            raise RecruiterListCode.NO_COLUMN.error(Place(file=plan.file), meant=meant)
    reading = _Reading(plan, [], [])
    for number, cells in rows:
        reading.read(number, cells)
    problems = [*reading.problems, *_twice(reading.found, plan)]
    if problems:
        raise InputError(sorted(problems, key=lambda one: one.place.row or 0))
    if not reading.found:
        raise RecruiterListCode.NO_ENTRIES.error(Place(file=plan.file))
    return tuple(one for _, one in reading.found)


@dataclass(frozen=True, slots=True)
class _Reading:
    plan: RowPlan
    found: list[tuple[int, Recruiter]]
    problems: list[Problem]

    def read(self, row: int, cells: Mapping[str, str]) -> None:
        """Read one row; an empty one is no recruiter."""
        texts = {
            meant: cells.get(column, "").strip() for meant, column in self.plan.columns.items()
        }
        if not any(texts.values()):
            return
        before = len(self.problems)
        for meant, text in texts.items():
            if len(text) > LONGEST:
                self._refuse(RecruiterListCode.TOO_LONG, row, meant, longest=LONGEST)
        if not texts["name"]:
            self._refuse(RecruiterListCode.NO_NAME, row, "name")
        state = self._state(row, texts)
        days = {meant: self._day(row, meant, texts.get(meant, "")) for meant in DAYS}
        since, until = days["since"], days["until"]
        if since is not None and until is not None and until < since:
            self._refuse(RecruiterListCode.END_BEFORE_START, row, "until")
        if len(self.problems) == before and state is not None:
            self.found.append((row, _recruiter(texts, state, days)))

    def _refuse(self, code: RecruiterListCode, row: int, meant: str, **values: object) -> None:
        place = Place(file=self.plan.file, row=row, column=self.plan.columns.get(meant))
        self.problems.append(code.problem(place, **values))

    def _state(self, row: int, texts: Mapping[str, str]) -> State | None:
        word = " ".join(texts.get("state", "").casefold().split())
        if not word and self.plan.state is not None:
            return self.plan.state
        for code, words in _words()["states"].items():
            if word == code or word in words:
                return State(code)
        known = ", ".join(State)
        self._refuse(RecruiterListCode.UNKNOWN_STATE, row, "state", known=known)
        return None

    def _day(self, row: int, meant: str, text: str) -> dt.date | None:
        if not text:
            return None
        # A cell of a spreadsheet that holds a day comes with its time: 2026-11-30 00:00:00.
        for form in (self.plan.dates, f"{ISO} %H:%M:%S", ISO):
            try:
                return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
            except ValueError:
                continue
        self._refuse(RecruiterListCode.NO_DAY, row, meant)
        return None


def _recruiter(
    texts: Mapping[str, str], state: State, days: Mapping[str, dt.date | None]
) -> Recruiter:
    def several(meant: str, between: re.Pattern[str] = _SEVERAL) -> tuple[str, ...]:
        return tuple(filter(None, between.split(texts.get(meant, ""))))

    return Recruiter(
        name=" ".join(texts["name"].split()),
        number=texts.get("number", ""),
        state=state,
        other_names=several("other_names"),
        telephones=several("telephones", _TELEPHONES),
        mails=several("mails", _TELEPHONES),
        websites=several("websites", _TELEPHONES),
        address=texts.get("address", ""),
        officers=several("officers"),
        since=days["since"],
        until=days["until"],
        state_since=days["state_since"],
    )


def _twice(found: Sequence[tuple[int, Recruiter]], plan: RowPlan) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row, one in found:
        number = plain_number(one.number)
        if number and first.setdefault(number, row) != row:
            place = Place(file=plan.file, row=row, column=plan.columns.get("number"))
            yield RecruiterListCode.NUMBER_TWICE.problem(place, first=first[number])
