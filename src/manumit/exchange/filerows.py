"""Translate the rows of a spreadsheet, through a mapping, into the content of case files.

The rows identify people, and only the caller keeps them: nothing is written anywhere here, and
no message quotes a cell.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from manumit.countries import country_codes
from manumit.errors import InputError, Place, Problem
from manumit.exchange.answers import answers_frame, check_header, open_table, problems_of
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.htcds.flat import column_of
from manumit.exchange.htcds.table import RECORD, RecordsTable
from manumit.exchange.mapping import UNKNOWN, FilePart, Mapping, Worded
from manumit.exchange.problems import Tally
from manumit.exchange.tables import Batch, RowProblem, Table

LONGEST_CELL = 200
"""Most characters of a name, a number or a reference."""
_LANGUAGE = re.compile("[a-z]{2,3}")
_SAID_OTHERWISE = frozenset({"NA", "NO"})
"""Country codes that may mean 'not available' and 'no': used only if a mapping has them."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FileRow:
    """The content of a case file from one row; its ``repr`` shows nothing.

    Attributes:
        row: its number in the file.
        reference: of the old system.
        names, contacts, born, language: who the person is; contacts as kind and value.
        age: adult, child or unsure.
        list_id: the list that its answers are read by; None where none applies.
        answers: 1 yes, 0 no, by code; what is unknown is absent.
        told_on: the day of the answers.
        informant: who reported or saw it.
        dates: days of the old system: met, opened, closed.
        decision, decided_on: as recorded in the old system.
        consent_purpose, consent_on: consent that the old system recorded; both or neither.
        sex, nationality, forms: breakdown attributes for statistics; empty if unknown.
    """

    row: int
    reference: str
    names: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    born: str | None = None
    language: str | None = None
    age: str
    list_id: str | None
    answers: dict[str, int] = field(default_factory=dict)
    told_on: str | None = None
    informant: str = "not_recorded"
    dates: dict[str, str] = field(default_factory=dict)
    decision: str | None = None
    decided_on: str | None = None
    consent_purpose: str | None = None
    consent_on: str | None = None
    sex: str = ""
    nationality: str = ""
    forms: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """Return the row as plain data, fit for JSON."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "FileRow":
        """Return the row from the data of :meth:`to_data`, also after a trip through JSON."""
        found = {one.name: data[one.name] for one in fields(cls)}
        contacts = tuple((kind, value) for kind, value in found["contacts"])
        several = {one: tuple(found[one]) for one in ("names", "forms")}
        return cls(**(found | several | {"contacts": contacts}))


@dataclass(slots=True)
class FileRows:
    """The rows of a file that can become case files, and the problems of the others.

    Attributes:
        rows: those without a problem.
        problems: of the others, every one, so that each person left out is listed.
        refused: how many rows have one.
    """

    rows: list[FileRow]
    problems: list[Problem]
    refused: int


def read_file_rows(path: Path, mapping: Mapping, *, most: int) -> FileRows:
    """Read a file through a mapping that has a section ``file``.

    Args:
        path: CSV, XLSX or Parquet; of records of HTCDS, CSV, XLSX or JSON lines.
        mapping: from ``load_mapping``.
        most: rows that are taken at once.

    Raises:
        InputError: X116; X201 to X220 about the file; H101, H110, H111 of records. Columns that the
            mapping doesn't know are named by their number: in a file without a header the first
            person's data are where the names of columns should be.
    """
    part = mapping.file_part
    if part is None:
        raise ExchangeCode.NO_FILE_PART.error(Place(file=mapping.file or mapping.id))
    mapping = _quoting_nothing(mapping)
    found = FileRows([], [], 0)
    tally = Tally(path, every=found.problems)
    seen: dict[str, int] = {}
    also = (RECORD, *part.columns) if part.records else part.columns
    with _naming_only({*mapping.columns, *also}), _opened(path, mapping, part) as table:
        check_header(path, table.columns, mapping, also)
        wanted = tuple(dict.fromkeys((*mapping.columns, *also)))
        for batch in table.batches(wanted, lambda _done, _total: None):
            _take(found, tally, batch, mapping, part, seen)
            if len(found.rows) + found.refused > most:
                raise ExchangeCode.TOO_MANY_ROWS.error(Place.in_file(path), limit=f"{most:,}")
    if not found.rows and not found.refused:
        raise ExchangeCode.HEADER_ONLY.error(Place.in_file(path))
    return found


def _quoting_nothing(mapping: Mapping) -> Mapping:
    """Return the mapping changed so that no message quotes a cell."""
    return replace(
        mapping,
        answers=tuple(
            replace(one, translation=replace(one.translation, quotable=False))
            for one in mapping.answers
        ),
    )


@contextmanager
def _naming_only(known: Collection[str]) -> Iterator[None]:
    """Remove column names from messages, except those that the mapping or standard knows."""
    try:
        yield
    except InputError as error:
        raise InputError(_unnamed(one, known) for one in error.problems) from None


def _unnamed(problem: Problem, known: Collection[str]) -> Problem:
    column = problem.place.column
    if column is None or column in known or column_of(column) is not None:
        return problem
    return replace(problem, place=replace(problem.place, column=None))


@contextmanager
def _opened(path: Path, mapping: Mapping, part: FilePart) -> Iterator[Table]:
    if part.records:
        yield RecordsTable(path)
        return
    with open_table(path, mapping.reader) as table:
        yield table


def _take(
    found: FileRows,
    tally: Tally,
    batch: Batch,
    mapping: Mapping,
    part: FilePart,
    seen: dict[str, int],
) -> None:
    cells = [dict(zip(batch.cells.columns, one, strict=True)) for one in batch.cells.iter_rows()]
    numbered = list(zip(batch.rows.to_list(), cells, strict=True))
    own = [one for row, of_row in numbered for one in _wrong(row, of_row, mapping, part, seen)]
    problems = problems_of(batch, mapping, own)
    tally.add(problems)
    bad = {one.row for one in problems}
    found.refused += len(bad)
    keep = ~batch.rows.is_in(sorted(bad))
    rows = Batch(batch.rows.filter(keep), batch.cells.filter(keep))
    if not rows.rows.len():
        return
    frame = answers_frame(rows, mapping)
    by_row = dict(numbered)
    for answers in frame.iter_rows(named=True):
        found.rows.append(_row(by_row[answers["row"]], answers, mapping, part))


def _wrong(
    row: int, cells: dict[str, str], mapping: Mapping, part: FilePart, seen: dict[str, int]
) -> Iterator[RowProblem]:
    """Yield the problems of the part of a row that becomes a case file."""
    column = part.reference or RECORD
    reference = _known(cells, column, mapping)
    if not reference:
        yield RowProblem(row, column, ExchangeCode.NO_REFERENCE)
    elif seen.setdefault(reference, row) != row:
        yield RowProblem(row, column, ExchangeCode.REFERENCE_TWICE, {"first": seen[reference]})
    for one in part.columns:
        if len(cells[one]) > LONGEST_CELL:
            yield RowProblem(row, one, ExchangeCode.TOO_LONG_FOR_FILE, {"limit": LONGEST_CELL})
    for one in _days(part):
        text = _known(cells, one, mapping)
        if text and not _is_day(text):
            yield RowProblem(row, one, ExchangeCode.NO_DAY)
    language = _known(cells, part.language, mapping)
    if part.language and language and not _LANGUAGE.fullmatch(language):
        yield RowProblem(row, part.language, ExchangeCode.NO_LANGUAGE_CODE)
    yield from _outside_words(row, cells, mapping, part)


def _outside_words(
    row: int, cells: dict[str, str], mapping: Mapping, part: FilePart
) -> Iterator[RowProblem]:
    """Yield the values that have no word in the mapping; none is quoted."""
    decided = [Worded(part.decision, part.decision_words)] if part.decision else []
    for one in (*decided, *part.worded):
        text = _known(cells, one.column, mapping)
        if text and one.words and text not in one.words:
            yield RowProblem(
                row, one.column, ExchangeCode.OUTSIDE_MAP,
                {"value": f"A value of {len(text)} characters"},
            )  # fmt: skip
    nationality = part.nationality
    # A record of HTCDS may name several countries, or one by three letters: then none is taken.
    if nationality is not None and not nationality.words and part.records is None:
        text = _known(cells, nationality.column, mapping)
        if text and not _is_country(text):
            yield RowProblem(row, nationality.column, ExchangeCode.NO_NATIONALITY)


def _days(part: FilePart) -> Iterable[str]:
    single = (part.born, part.told_on, part.decided_on, part.consent_on)
    return (*(one for one in single if one is not None), *(one for one, _ in part.dates))


def _known(cells: dict[str, str], column: str | None, mapping: Mapping) -> str:
    """Return a cell; empty if it means that nothing was recorded, which is never a no."""
    text = "" if column is None else cells[column]
    return "" if text in mapping.unknown else text


def _is_country(cell: str) -> bool:
    """Return whether a cell can only be a country: no permit, no word, nothing of unknown sense."""
    return cell in country_codes() and cell not in _SAID_OTHERWISE


def _is_day(text: str) -> bool:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return False
    # Further east the next day may have begun already.
    latest = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    return day.isoformat() == text and day <= latest


def _row(
    cells: dict[str, str], answers: dict[str, Any], mapping: Mapping, part: FilePart
) -> FileRow:
    def known(column: str | None) -> str:
        return _known(cells, column, mapping)

    def word(one: Worded | None) -> str:
        if one is None:
            return ""
        found = one.words.get(known(one.column), UNKNOWN) if one.words else known(one.column)
        return "" if found == UNKNOWN else found

    country = word(part.nationality)
    if part.nationality is not None and not part.nationality.words:
        country = country if _is_country(country) else ""
    joined = " ".join(filter(None, map(known, part.joined_names)))
    decision = part.decision_words.get(known(part.decision), UNKNOWN)
    agreed = part.consent is not None and cells[part.consent] in part.consent_given
    on = known(part.consent_on)
    return FileRow(
        row=answers["row"],
        reference=known(part.reference or RECORD),
        names=tuple(filter(None, (*map(known, part.names), joined))),
        contacts=tuple((kind, known(one)) for one, kind in part.contacts if known(one)),
        born=known(part.born) or None,
        language=known(part.language) or None,
        age=answers["age"],
        list_id=answers["list"],
        answers={code: answers[code] for code in mapping.codes if answers[code] is not None},
        told_on=known(part.told_on) or None,
        informant=part.informant,
        dates={name: known(one) for one, name in part.dates if known(one)},
        decision=None if decision == UNKNOWN else decision,
        decided_on=(known(part.decided_on) or None) if decision != UNKNOWN else None,
        # Consent without a day does not count: it could not be known whether it is still valid.
        consent_purpose=part.consent_purpose if agreed and on else None,
        consent_on=on if agreed and on else None,
        sex=word(part.sex),
        nationality=country,
        forms=tuple(dict.fromkeys(filter(None, map(word, part.forms)))),
    )
