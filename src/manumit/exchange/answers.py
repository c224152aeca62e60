"""Translate a user's file into the answers frame that ``bulk`` reads."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from manumit.errors import InputError, Place, Problem
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.csvfile import CsvTable
from manumit.exchange.headers import misplaced_header
from manumit.exchange.mapping import NO_LIST, AnswerColumn, Mapping, Reader, Translation
from manumit.exchange.parquetfile import ParquetTable
from manumit.exchange.parquetfolder import ParquetFolder, check_unchanged
from manumit.exchange.problems import Tally, described
from manumit.exchange.safecsv import SafeWriter
from manumit.exchange.statements import Statement
from manumit.exchange.tables import (
    Batch,
    FolderFile,
    Progress,
    RowProblem,
    Table,
    format_of,
)
from manumit.exchange.translate import (
    LONGEST_CATEGORY,
    OUTSIDE,
    age_of,
    answer_of,
    attribute_of,
    holds_all,
    is_formula,
    list_of,
    rule_of,
    trusted,
    word_of,
)
from manumit.exchange.xlsxfile import XlsxTable

MOST_CATEGORIES = 400
ANSWERS_FOLDER = "answers"
REJECTS_FILE = "rejects.csv"
REJECTS_HEADER = ("row", "code", "column", "what", "do")


@dataclass(frozen=True, slots=True)
class AnswersResult:
    """The answers of a whole file, on disk, and the statements that go with them.

    Attributes:
        path: a folder of Parquet files, one after the other in the order of the rows.
        rows: how many rows it holds; ``rejected`` were left out.
        rejects: the CSV of the rows that were left out and why, or None.
        statements: what a report must open with.
        without_list: reason to number of rows for which no list applies.
        files: what was read, where that is a folder.
    """

    mapping: Mapping
    path: Path
    rows: int
    rejected: int
    rejects: Path | None
    statements: tuple[Statement, ...]
    without_list: dict[str, int]
    files: tuple[FolderFile, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Return the statements in English, counts filled in."""
        return tuple(statement.in_english() for statement in self.statements)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Return what the mapping assumes about the file."""
        return self.mapping.assumptions

    def scan(self) -> pl.LazyFrame:
        """Return the answers frame, in the order of the rows; ``file`` is an ``Enum`` of names."""
        frame = pl.scan_parquet(sorted(self.path.glob("*.parquet")))
        if not self.files:
            return frame
        # Here and not in each part: every part would hold the names of all files.
        return frame.with_columns(pl.col("file").cast(pl.Enum([one.name for one in self.files])))


def read_answers(
    path: Path,
    mapping: Mapping,
    *,
    workdir: Path,
    rejects: bool = False,
    progress: Progress | None = None,
) -> AnswersResult:
    """Read a file, or a folder of Parquet files, through a mapping, in bounded memory.

    Args:
        path: CSV (also ``.gz``), XLSX or Parquet; of a folder, ``row`` counts within each file,
            and the answers and rejects name the file in a first column, ``file``.
        mapping: from ``load_mapping``.
        workdir: a private folder (``private_workdir``); the answers, personal data, are kept in it.
        rejects: leave out rows with problems and list them, in place of refusing the file.
        progress: called with what is done.

    Raises:
        InputError: X201 to X230 about the file, X301 to X306 about rows (at most 20 of a kind
            and column, then X399 with the number of the others).
    """
    report = progress or (lambda _done, _total: None)
    if path.is_dir():
        path = path.resolve()  # "." has no name that a message could show
        folder = ParquetFolder(path, mapping.reader)
        check_header(path, folder.columns, mapping)
        result = _Reading(path, mapping, workdir, rejects, folder.files).run(folder, report)
        check_unchanged(path, folder.files)
        return result
    with open_table(path, mapping.reader) as table:
        check_header(path, table.columns, mapping)
        return _Reading(path, mapping, workdir, rejects).run(table, report)


@contextmanager
def open_table(path: Path, reader: Reader) -> Iterator[Table]:
    """Open a file by its format for the body of a ``with``, and close it after.

    Raises:
        InputError: X201 to X205, X208 to X216, X220.
    """
    kind = format_of(path, reader)
    table: Table
    if kind == "csv":
        table = CsvTable(path, reader)
    elif kind == "xlsx":
        table = XlsxTable(path, reader)
    else:
        table = ParquetTable(path)
    try:
        yield table
    finally:
        table.close()


def check_header(
    path: Path, columns: Sequence[str], mapping: Mapping, also: Sequence[str] = ()
) -> None:
    """Check that the file has every column that is read.

    Args:
        path: the file.
        columns: those of the file.
        mapping: whose columns are needed.
        also: other columns that are needed.

    Raises:
        InputError: X206, X207, X222, X223.
    """
    present = set(columns)
    wanted = tuple(dict.fromkeys((*mapping.columns, *also)))
    if not present.issuperset(wanted) and (
        elsewhere := misplaced_header(path, mapping.reader, wanted)
    ):
        raise elsewhere
    problems: list[Problem] = [
        ExchangeCode.MISSING_COLUMN.problem(
            Place.in_file(path, column=column), mapping=mapping.file or mapping.id
        )
        for column in wanted
        if column not in present
    ]
    if mapping.refuse_unmentioned:
        problems += [
            ExchangeCode.UNMENTIONED_COLUMN.problem(
                Place.in_file(path, column=column), number=columns.index(column) + 1
            )
            for column in unmentioned(columns, mapping)
        ]
    if problems:
        raise InputError(problems)


def unmentioned(columns: Iterable[str], mapping: Mapping) -> list[str]:
    """Return the columns of a file that the mapping does not mention."""
    part = () if mapping.file_part is None else mapping.file_part.columns
    known = {*mapping.columns, *part, *mapping.ignored, ""}
    return [column for column in columns if column not in known]


@dataclass(slots=True)
class _Reading:
    """One pass over a file: translates batches, counts, and keeps what is wrong."""

    path: Path
    mapping: Mapping
    workdir: Path
    rejects: bool
    files: tuple[FolderFile, ...] = ()
    rows: int = 0
    rejected: int = 0
    counts: list[int] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    categories: dict[str, set[str]] = field(default_factory=dict)

    def run(self, table: Table, progress: Progress) -> AnswersResult:
        self.counts = [0] * len(self.mapping.notes)
        self.rules = [0] * len(self.mapping.list_rules)
        folder = self.workdir / ANSWERS_FOLDER
        folder.mkdir(mode=0o700)
        rejects = self.workdir / REJECTS_FILE
        with rejects.open("x", encoding="utf-8", newline="") as stream:
            writer = SafeWriter(stream) if self.rejects else None
            if writer is not None:
                writer.row(("file", *REJECTS_HEADER) if self.files else REJECTS_HEADER)
            tally = Tally(self.path, writer)
            for batch in table.batches(self.mapping.columns, progress):
                self._take(batch, tally, folder)
        self._check_outcome(tally)
        without = self._without_list()
        return AnswersResult(
            self.mapping,
            folder,
            self.rows,
            self.rejected,
            rejects if self.rejects else None,
            tuple(self._statements(table.columns, without)),
            without,
            self.files,
        )

    def _take(self, batch: Batch, tally: Tally, folder: Path) -> None:
        found = problems_of(batch, self.mapping)
        tally.add(found, batch.file)
        bad = {one.row for one in found}
        self.rejected += len(bad)
        if bad:
            keep = ~batch.rows.is_in(sorted(bad))
            rows, cells = batch.rows.filter(keep), batch.cells.filter(keep)
            batch = replace(batch, rows=rows, cells=cells, problems=())
        if not batch.rows.len() or (bad and not self.rejects):
            self.rows += batch.rows.len()
            return
        frame = answers_frame(batch, self.mapping)
        self._count(batch, frame)
        name = f"part-{self.rows:012}.parquet"
        self.rows += frame.height
        kept = frame.drop("rule")
        if batch.file is not None:
            kept = kept.select(pl.lit(batch.file.name).alias("file"), pl.all())
        kept.write_parquet(folder / name)

    def _count(self, batch: Batch, frame: pl.DataFrame) -> None:
        held = batch.cells.select(
            holds_all(note.count, self.mapping).sum().alias(str(index))
            for index, note in enumerate(self.mapping.notes)
            if note.count
        )
        for name in held.columns:
            self.counts[int(name)] += int(held[name].item())
        for index, count in frame["rule"].value_counts().iter_rows():
            self.rules[index] += count
        for attribute in self.mapping.attribute_rules:
            if attribute.translation is not None and attribute.translation.as_is:
                self._check_categories(attribute.name, attribute.translation.column, frame)

    def _check_categories(self, name: str, column: str, frame: pl.DataFrame) -> None:
        seen = self.categories.setdefault(name, set())
        seen.update(frame[name].drop_nulls().unique().to_list())
        if len(seen) > MOST_CATEGORIES:
            raise ExchangeCode.TOO_MANY_VALUES.error(
                Place.in_file(self.path, column=column), attribute=name, limit=MOST_CATEGORIES
            )

    def _check_outcome(self, tally: Tally) -> None:
        if self.rejected and not self.rejects:
            raise InputError(tally.problems())
        if self.rows == 0 and self.rejected:
            nothing = ExchangeCode.NOTHING_LEFT.problem(
                Place.in_file(self.path), count=f"{self.rejected:,}"
            )
            raise InputError([nothing, *tally.problems()])
        if self.rows == 0:
            raise ExchangeCode.HEADER_ONLY.error(Place.in_file(self.path))

    def _without_list(self) -> dict[str, int]:
        result: dict[str, int] = {}
        for rule, count in zip(self.mapping.list_rules, self.rules, strict=True):
            if rule.form == NO_LIST and count:
                reason = rule.because or ""
                result[reason] = result.get(reason, 0) + count
        return result

    def _statements(self, columns: Sequence[str], without: dict[str, int]) -> Iterable[Statement]:
        for note, count in zip(self.mapping.notes, self.counts, strict=True):
            yield Statement.counting(note.text, count, self.rows)
        for reason, count in without.items():
            yield Statement.counting(
                "report/without_list", count, self.rows, reason=reason, fixed=True
            )
        age = self.mapping.age
        if age.because and age.otherwise != "unsure":
            yield Statement(f"report/age_{age.otherwise}", reason=age.because, fixed=True)
        left = unmentioned(columns, self.mapping)
        if left:
            yield Statement("report/columns_left", len(left), fixed=True)
        if self.rejected:
            yield Statement("report/rows_rejected", self.rejected, fixed=True)


def problems_of(
    batch: Batch, mapping: Mapping, also: Iterable[RowProblem] = ()
) -> list[RowProblem]:
    """Return each problem of a batch once, by row; a column may be read for two things."""
    once = {
        (one.row, one.column, one.code): one
        for one in (*batch.problems, *find_problems(batch, mapping), *also)
    }
    return sorted(once.values(), key=lambda one: one.row)


def answers_frame(batch: Batch, mapping: Mapping) -> pl.DataFrame:
    """Return the answers of one batch without problems, and ``rule``: which list rule held."""
    columns: dict[str, list[AnswerColumn]] = {code: [] for code in mapping.codes}
    for answer in mapping.answers:
        for code in answer.codes:
            columns[code].append(answer)
    age, rule = age_of(mapping), rule_of(mapping)
    chosen = batch.cells.select(
        list_of(mapping, rule=rule, age=age).alias("list"),
        age.alias("age"),
        *(attribute_of(a).alias(a.name) for a in mapping.attribute_rules),
        *(trusted(answer_of(of_code), mapping).alias(code) for code, of_code in columns.items()),
        rule.alias("rule"),
    )
    # Expressions of literals alone have one row; the row numbers set the height.
    return pl.DataFrame({"row": batch.rows}).with_columns(
        chosen if chosen.height == batch.rows.len() else chosen.get_columns()
    )


def find_problems(batch: Batch, mapping: Mapping) -> Iterable[RowProblem]:
    """Return the cells that the mapping does not know."""
    translations = mapping.translations()
    flags = batch.cells.select(
        (word_of(translation) == OUTSIDE).fill_null(value=False).alias(str(index))
        for index, translation in enumerate(translations)
    )
    for flag, translation in zip(flags, translations, strict=True):
        if flag.any():
            yield from _outside(batch, flag, translation)
    mapped = {t.column for t in mapping.translations() if not t.as_is}
    for expected in mapping.expected:
        if expected.column not in mapped:
            cells = batch.cells[expected.column]
            outside = ~cells.is_in(sorted(expected.values | mapping.unknown))
            if outside.any():
                same = Translation(
                    expected.column, mapping.unknown, dict.fromkeys(expected.values, "")
                )
                yield from _outside(batch, outside, same, ExchangeCode.UNEXPECTED)


def _outside(
    batch: Batch,
    outside: pl.Series,
    translation: Translation,
    code: ExchangeCode = ExchangeCode.OUTSIDE_MAP,
) -> Iterable[RowProblem]:
    found = pl.DataFrame({"row": batch.rows, "cell": batch.cells[translation.column]})
    described_rows = found.filter(outside).with_columns(formula=is_formula(pl.col("cell")))
    for row, cell, formula in described_rows.iter_rows():
        yield _row_problem(row, cell, translation, code, formula=formula)


def _row_problem(
    row: int, cell: str, translation: Translation, code: ExchangeCode, *, formula: bool
) -> RowProblem:
    column = translation.column
    if formula:
        return RowProblem(row, column, ExchangeCode.FORMULA)
    if translation.year:
        return RowProblem(row, column, ExchangeCode.NOT_A_YEAR)
    if translation.as_is:
        return RowProblem(row, column, ExchangeCode.TEXT_TOO_LONG, {"limit": LONGEST_CATEGORY})
    if translation.bands:
        return RowProblem(row, column, ExchangeCode.OUTSIDE_BANDS)
    value = described(cell, translation.words, quotable=translation.quotable)
    return RowProblem(row, column, code, {"value": value})
