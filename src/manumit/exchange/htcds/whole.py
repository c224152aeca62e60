"""Check a whole file before anything is written, then copy it to the other form."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from manumit.errors import InputError, Problem
from manumit.exchange.htcds.codes import HtcdsCode
from manumit.exchange.htcds.flat import read_flat, write_flat
from manumit.exchange.htcds.lines import read_lines, write_lines
from manumit.exchange.htcds.records import Record
from manumit.exchange.htcds.wide import wide_columns, wide_row
from manumit.exchange.problems import Tally
from manumit.exchange.safecsv import SafeWriter

LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Survey:
    """The content of a file in numbers.

    Attributes:
        records: how many persons.
        used: in how many records each field has a value.
        repeats: the most items of each section in one record.
        notices: problems that do not refuse the file.
    """

    records: int
    used: dict[str, int]
    repeats: dict[str, int]
    notices: tuple[Problem, ...]


def look_through(path: Path, *, ignore_others: bool = False) -> Survey:
    """Check all of a file in bounded memory and return what it holds.

    Raises:
        InputError: the file cannot be read, or a cell cannot be kept (all of its problems).
    """
    tally = Tally(path)
    records = 0
    used: Counter[str] = Counter()
    repeats: dict[str, int] = {}
    for record in records_of(path, tally, ignore_others=ignore_others):
        records += 1
        for section, items in record.items():
            repeats[section] = max(repeats.get(section, 0), len(items))
            used.update({name for item in items for name in item})
    problems = tally.problems()
    notice = HtcdsCode.DEPRECATED.code
    if any(code is not HtcdsCode.DEPRECATED for code, _ in tally.totals):
        raise InputError(problems)
    return Survey(
        records, dict(used), repeats, tuple(one for one in problems if one.code == notice)
    )


def copy(path: Path, target: Path, survey: Survey, *, ignore_others: bool = False) -> int:
    """Write a file in the form that the target's name asks for and return how many records.

    Args:
        path: a file that ``look_through`` has checked.
        target: a new file: .csv, or .jsonl for JSON lines.
        survey: what ``look_through`` found.
        ignore_others: as there.
    """
    records = records_of(path, ignore_others=ignore_others)
    with target.open("w", encoding="utf-8", newline="") as stream:
        if target.suffix.lower() in LINES:
            return write_lines(stream, records)
        return write_flat(stream, records, survey.repeats, survey.used)


def write_wide(path: Path, target: Path, *, ignore_others: bool = False) -> int:
    """Write the marks that an assessment reads, one row per record, and return how many."""
    count = 0
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = SafeWriter(stream)
        writer.row(wide_columns())
        for record in records_of(path, ignore_others=ignore_others):
            writer.row(wide_row(record))
            count += 1
    return count


def records_of(
    path: Path, tally: Tally | None = None, *, ignore_others: bool = False
) -> Iterator[Record]:
    """Yield the records of a file; all of them if ``look_through`` found no problem.

    Args:
        path: the file.
        tally: receives the problems; a record with a problem is left out.
        ignore_others: leave out columns that are no fields.

    Raises:
        InputError: X2..; H111.
    """
    tally = Tally(path) if tally is None else tally
    if path.suffix.lower() in LINES:
        return read_lines(path, tally)
    return read_flat(path, tally, _quiet, ignore_others=ignore_others)


def _quiet(done: int, whole: int) -> None:
    """Show no progress."""
    del done, whole
