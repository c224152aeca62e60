"""Reads a register of workplaces from a table: finds its columns, and checks every row.

Used in a process of its own, without database, keys and settings.
"""

import csv
import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from manumit.countries import is_country
from manumit.errors import InputError
from manumit.exchange.csvfile import CsvTable, first_lines
from manumit.exchange.headers import DELIMITERS
from manumit.exchange.mapping import Reader
from manumit.exchange.safecsv import unmarked
from manumit.exchange.tables import Batch, format_of
from manumit.exchange.xlsxfile import XlsxTable
from manumit.packaged import packaged_yaml
from manumit.web.registers.contents import (
    LONGEST_ADDRESS,
    LONGEST_AREA,
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_WORKERS,
    normal_form,
    number_form,
)
from manumit.web.registers.lists import PLACE_UNKNOWN
from manumit.web.workplaces.names import Plan

LONGEST = {
    "name": LONGEST_NAME,
    "number": LONGEST_NUMBER,
    "address": LONGEST_ADDRESS,
    "area": LONGEST_AREA,
}
SEARCHED, SHOWN = 30, 5
MOST_ROWS = 200_000
MOST_PROBLEMS = 2_000
"""Problems that are kept; the others are counted."""
LIKE_ENOUGH = 85
"""Of 100, for a heading that is like a known one."""
HEADING_SHARE = 0.6
"""Of the widest row, so that a title above the columns is not taken for them."""
_DIVISION = re.compile(r"[A-U]?\s*(\d{2,4})(?:\D.*)?", re.DOTALL)


@functools.cache
def _words() -> Any:
    return packaged_yaml(__package__, "columns.yaml")


# Looking


def look(path: Path) -> dict[str, Any]:
    """Return how a table is read, its columns, a few rows, and what the columns may mean.

    Raises:
        InputError: X2..
    """
    kind = format_of(path, Reader())
    plan = _xlsx_plan(path) if kind == "xlsx" else _csv_plan(path)
    with closing(_opened(path, plan)) as table:
        names = [name for name in table.columns if name]
        batch = next(iter(table.batches(names, _silent)), None)
    if batch is None:
        return {"unreadable": "no_rows", "row": None, "column": None}
    rows = [list(row) for row in batch.cells.head(SHOWN).iter_rows()]
    return {
        "plan": asdict(plan),
        "columns": names,
        "sample": rows,
        "proposed": propose(names),
    }


def _silent(_done: int, _of: int) -> None:
    """Ignore progress."""


def _opened(path: Path, plan: Plan) -> CsvTable | XlsxTable:
    kind = format_of(path, Reader())
    reader = Reader(delimiter=plan.delimiter, sheet=plan.sheet, skip=plan.skip)
    return (XlsxTable if kind == "xlsx" else CsvTable)(path, reader)


def _csv_plan(path: Path) -> Plan:
    lines = first_lines(path, "utf-8", SEARCHED)
    rows = {one: list(_records(lines, one)) for one in DELIMITERS}
    # The right delimiter makes rows of the same width; the wider of two such is the better one.
    best = max(DELIMITERS, key=lambda one: _usual_width(rows[one]))
    at, _ = _heading(rows[best])
    return Plan(path.name, delimiter=best, skip=at - 1)


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    records = csv.reader(lines, delimiter=delimiter)
    with suppress(csv.Error):
        for record in records:
            yield records.line_num, [cell.strip() for cell in record]


def _usual_width(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, int]:
    """Return how many rows have the commonest width above one, and that width."""
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    if not widths:
        return 0, 0
    width, many = max(widths.items(), key=lambda one: (one[1], one[0]))
    return many, width


def _heading(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, Sequence[str]]:
    """Return number and cells of the row that has the names of the columns."""
    filled = [(number, cells, sum(map(bool, cells))) for number, cells in rows]
    most = max((many for _, _, many in filled), default=0)
    for number, cells, many in filled:
        if many and many >= HEADING_SHARE * most:
            return number, cells
    return 1, ()


def _xlsx_plan(path: Path) -> Plan:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow, and most files are no XLSX

    with suppress(Exception), closing(load_workbook(path, read_only=True)) as book:
        for name in book.sheetnames:
            sheet = book[name]
            sheet.reset_dimensions()
            with closing(sheet.iter_rows(values_only=True)) as found:
                rows = [
                    (number, ["" if cell is None else str(cell).strip() for cell in row])
                    for number, row in enumerate(itertools.islice(found, SEARCHED), start=1)
                ]
            at, cells = _heading(rows)
            if cells:
                return Plan(path.name, sheet=name, skip=at - 1)
    # What is wrong with it is found where it is opened to be read.
    return Plan(path.name)


def propose(columns: Sequence[str]) -> dict[str, str]:
    """Return the column that each fact is probably in; each column has one meaning at most."""
    known = {
        normal_form(word): meant for meant, words in _words()["headings"].items() for word in words
    }
    found: dict[str, str] = {}
    like: list[tuple[float, str, str]] = []
    for column in columns:
        heading = normal_form(column)
        if heading in known and known[heading] not in found:
            found[known[heading]] = column
            continue
        near = process.extractOne(
            heading, list(known), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_ENOUGH
        )
        if near is not None:
            like.append((near[1], column, known[near[0]]))
    for _, column, meant in sorted(like, reverse=True):
        if meant not in found and column not in found.values():
            found[meant] = column
    return found


# Checking


@dataclass(slots=True)
class _Check:
    """The check of a whole table."""

    plan: Plan
    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    wrong: set[int] = field(default_factory=set)
    number_rows: dict[str, int] = field(default_factory=dict)
    read: int = 0

    def refuse(self, row: int, meant: str, code: str, value: str = "", **more: object) -> None:
        """Add a problem of a cell; of what is wrong with a whole row, ``meant`` is empty."""
        self.wrong.add(row)
        if len(self.problems) < MOST_PROBLEMS:
            column = self.plan.columns.get(meant, "")
            self.problems.append(
                {"row": row, "column": column, "code": code, "value": value[:80], **more}
            )


def check(path: Path, plan: Plan) -> dict[str, Any]:
    """Return the checked rows of a table, and everything that is wrong with it.

    Raises:
        InputError: X2..; the file as a whole cannot be read.
    """
    done = _Check(plan)
    wanted = list(dict.fromkeys(plan.columns.values()))
    with closing(_opened(path, plan)) as table:
        for batch in table.batches(wanted, _silent):
            _read_batch(done, batch, wanted)
            if done.read > MOST_ROWS:
                return {"unreadable": "too_many", "row": None, "column": None}
    if not done.read:
        return {"unreadable": "no_rows", "row": None, "column": None}
    return {
        "rows": [] if done.wrong else done.rows,
        "read": done.read,
        "refused": len(done.wrong),
        "problems": sorted(done.problems, key=lambda one: (one["row"], one["column"])),
    }


def _read_batch(done: _Check, batch: Batch, wanted: Sequence[str]) -> None:
    unreadable = 0
    for one in batch.problems:
        if one.column is None:
            done.refuse(one.row, "", "ragged", "", **one.values)
            unreadable += 1
        else:
            meant = next(key for key, name in done.plan.columns.items() if name == one.column)
            done.refuse(one.row, meant, "formula")
    done.read += len(batch.rows) + unreadable
    places = {name: at for at, name in enumerate(wanted)}
    for row, cells in zip(batch.rows.to_list(), batch.cells.iter_rows(), strict=True):
        if any(cells):
            by_meaning = {
                meant: _cell(cells[places[name]]) for meant, name in done.plan.columns.items()
            }
            _read_row(done, row, by_meaning)
        else:
            done.read -= 1


def _cell(text: str) -> str:
    """Return a cell in one line, empty where it says so in words."""
    found = " ".join(unmarked(text).split())
    return "" if found.casefold() in _empty() else found


@functools.cache
def _empty() -> frozenset[str]:
    return frozenset(_words()["empty"])


def _read_row(done: _Check, row: int, cells: Mapping[str, str]) -> None:
    for meant, most in LONGEST.items():
        value = cells.get(meant, "")
        if len(value) > most:
            done.refuse(row, meant, "too_long", value, longest=most)
        if value.startswith(("=", "@")):
            done.refuse(row, meant, "formula", value)
    if not cells["name"]:
        done.refuse(row, "name", "no_name")
    number = cells.get("number", "")
    if key := number_form(number):
        first = done.number_rows.setdefault(key, row)
        if first != row:
            done.refuse(row, "number", "number_twice", number, first=first)
    made = {"row": row, **{meant: cells.get(meant, "") for meant in LONGEST}}
    for meant, read in _READ.items():
        value = cells.get(meant, "")
        made[meant] = read(done.plan, value) if value else None
        if value and made[meant] is None:
            done.refuse(row, meant, f"no_{meant}", value)
    # Where the file has the kind of place, nobody knows an empty one: it may be a home.
    unknown = PLACE_UNKNOWN if "place" in done.plan.columns else done.plan.place
    done.rows.append(made | {"place": made["place"] or unknown})


def _workers(_plan: Plan, value: str) -> int | None:
    bare = re.sub(r"[\s,.'٬’]", "", value) if re.search(r"[,.'٬’]\d{3}\b", value) else value
    number = int(bare) if bare.isdecimal() and len(bare) <= len(str(MOST_WORKERS)) else None
    return number if number is not None and number <= MOST_WORKERS else None


def _sector(plan: Plan, value: str) -> str | None:
    """Return the section of ISIC Rev. 4 of a letter, a division, a class or its name."""
    if len(value) == 1 and value.upper() in _words()["divisions"]:
        return value.upper()
    plain = normal_form(value).upper()
    found = _DIVISION.fullmatch(plain)
    if found is not None:
        division = int(found[1][:2])
        return next(
            (
                section
                for section, (first, last) in _words()["divisions"].items()
                if first <= division <= last
            ),
            None,
        )
    return plan.sectors.get(normal_form(value))


def _place(plan: Plan, value: str) -> str | None:
    """Return the kind of place of its code, its name, or a word for it."""
    word = normal_form(value)
    return plan.places.get(word) or _place_words().get(word)


@functools.cache
def _place_words() -> Mapping[str, str]:
    return {normal_form(word): code for code, words in _words()["places"].items() for word in words}


def _country(_plan: Plan, value: str) -> str | None:
    return value.upper() if is_country(value.upper()) else None


_READ = {"workers": _workers, "sector": _sector, "place": _place, "country": _country}


def problem_of(error: InputError) -> str:
    """Return the word of what is wrong with a file as a whole."""
    code = error.problems[0].code
    return {
        "X203": "empty",
        "X204": "no_rows",
        "X205": "column_twice",
        "X206": "column_missing",
        "X209": "encoding",
        "X212": "encoding",
        "X216": "quotes",
        "X225": "merged_cells",
    }.get(code, "unreadable")
