"""Assess a file of answers into a file of findings, in bounded memory, whole or not at all."""

import shutil
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import narwhals as nw
import polars as pl

from manumit.assessment import Age
from manumit.bulk import blocking, tables
from manumit.bulk.codes import BulkCode
from manumit.bulk.engines import Engine, spark_jobs
from manumit.bulk.engines import engine as engine_named
from manumit.bulk.program import (
    AGE,
    FILE,
    LIST,
    ROW,
    Frame,
    Group,
    Lists,
    adult_lists_of,
    findings,
    order_of,
)
from manumit.bulk.streams import Feed, batches, frame_from, once_interrupted
from manumit.bulk.writers import whole, writer
from manumit.errors import InputError, Place
from manumit.exchange import ATTRIBUTES
from manumit.instruments import Instrument, Library, Population

type RowProgress = Callable[[int, int], None]
"""Progress callback: rows done, and their total."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What was done.

    Attributes:
        rows: number of rows; ``by_list``: of each list (None: no list applies).
        counts: of persons by attribute and result (``aggregate``), if they were asked for.
        blocking: the unknowns that block most findings, likewise.
    """

    out: Path
    engine: Engine
    rows: int
    by_list: Mapping[str | None, int]
    counts: pl.DataFrame | None = None
    blocking: pl.DataFrame | None = None


def assess_file(
    answers: Path | pl.LazyFrame,
    library: Library,
    out: Path,
    *,
    engine: str = Engine.POLARS,
    count_by: Collection[str] | None = None,
    adult_lists: Mapping[str, Sequence[str]] | None = None,
    progress: RowProgress | None = None,
) -> RunSummary:
    """Assess every row of an answers frame and write the findings.

    Rows are read, assessed and written some at a time, so memory does not grow with the file. The
    output is in place when all is done; on any error, Ctrl-C included, nothing is.

    Args:
        answers: a Parquet file, a folder of them in the order of their names, or a frame; columns
            as for :func:`manumit.bulk.program.findings`, in ascending order of ``row``, or of
            ``file`` (an ``Enum``, its words in the order of text) and ``row``.
        library: with the lists that the rows name.
        out: ``.csv``, ``.parquet``, ``.jsonl`` or ``.ndjson``.
        engine: ``polars`` or ``spark``.
        count_by: attributes to count persons by; None to count nothing.
        adult_lists: as for ``findings``.
        progress: called after each batch.

    Raises:
        InputError: B101 to B306.
    """
    write = writer(out)
    chosen = engine_named(engine)
    scan = scan_answers(answers)
    lists = {list_id: library.instrument(list_id) for list_id in library.list_ids}
    check_columns(scan, lists)
    groups = rows_by_group(scan, lists)
    run = _Run(scan, lists, groups, count_by, adult_lists, progress or (lambda _done, _total: None))
    check_present(count_by or (), run.schema)
    with whole(out) as path:
        found = run.on_polars() if chosen is Engine.POLARS else run.on_spark(path.parent)
        source = frame_from(found, run.schema)
        once_interrupted(lambda: write(source, path))
    counted = count_by is not None
    return RunSummary(
        out,
        chosen,
        run.total,
        run.by_list,
        tables.add_up(run.counts) if counted else None,
        blocking.add_up(run.blocking) if counted else None,
    )


def scan_answers(answers: Path | pl.LazyFrame) -> pl.LazyFrame:
    """Return the answers as a frame that is not yet read."""
    return answers if isinstance(answers, pl.LazyFrame) else pl.scan_parquet(parts_of(answers))


def parts_of(path: Path) -> list[Path]:
    """Return a Parquet file, or those of a folder in the order of their names."""
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def check_columns(frame: pl.LazyFrame, lists: Lists) -> None:
    """Check that the columns are there, that codes hold whole numbers and ``file`` an order.

    Raises:
        InputError: B301, B302, B306.
    """
    schema = frame.collect_schema()
    check_present((ROW, LIST, AGE), schema)
    files = schema.get(FILE)
    if files is not None:
        # Spark sorts the words, polars their numbers.
        words = files.categories.to_list() if isinstance(files, pl.Enum) else None
        if words is None or words != sorted(words):
            raise BulkCode.FILE_COLUMN.error(Place(column=FILE))
    for code in codes_in(schema, lists.values()):
        if not schema[code].is_integer():
            raise BulkCode.COLUMN_TYPE.error(Place(column=code), type=str(schema[code]))


def check_present(names: Iterable[str], columns: Container[str]) -> None:
    """Check that columns are there.

    Raises:
        InputError: B301.
    """
    missing = [BulkCode.MISSING_COLUMN.problem(Place(column=n)) for n in names if n not in columns]
    if missing:
        raise InputError(missing)


def rows_by_group(frame: pl.LazyFrame, lists: Lists) -> dict[Group, int]:
    """Return how many rows each group has; reads list and age only.

    Raises:
        InputError: B304 a list that is not loaded, B305 a list that does not go with the age.
    """
    by_group: dict[Group, int] = {}
    counted = frame.group_by(LIST, AGE).len().sort(LIST, AGE).collect()
    for list_id, age, number in counted.iter_rows():
        group = Group(list_id, list_id is not None and age == Age.UNSURE)
        by_group[group] = by_group.get(group, 0) + number
        if list_id is None:
            continue
        if list_id not in lists:
            raise BulkCode.UNKNOWN_LIST.error(
                Place(column=LIST), id=list_id, known=", ".join(lists)
            )
        # As in `assess`: a person who is or may be under 18 takes the child list.
        adult = lists[list_id].population is Population.ADULT
        if adult is not (age == Age.ADULT):
            raise BulkCode.WRONG_LIST.error(Place(column=AGE), id=list_id)
    return by_group


def check_answers(frame: pl.LazyFrame, codes: Sequence[str]) -> None:
    """Check that answers are 1, 0 or null.

    Raises:
        InputError: B303.
    """
    if not codes:
        return
    least, most = pl.collect_all([frame.select(codes).min(), frame.select(codes).max()])
    for code in codes:
        if (least[code].item() or 0) < 0 or (most[code].item() or 0) > 1:
            raise BulkCode.NOT_AN_ANSWER.error(Place(column=code))


@dataclass(slots=True)
class _Run:
    """One pass over the answers that yields batches of findings and adds up the counts."""

    scan: pl.LazyFrame
    lists: Lists
    by_group: Mapping[Group, int]
    count_by: Collection[str] | None
    adult_lists: Mapping[str, Sequence[str]] | None
    progress: RowProgress
    done: int = 0
    codes: list[str] = field(init=False)
    counts: list[pl.DataFrame] = field(default_factory=list)
    blocking: list[pl.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        schema = self.scan.collect_schema()
        self.codes = codes_in(schema, [self.lists[one] for one in self._list_ids()])
        kept = [name for name in (FILE, ROW, LIST, AGE, *ATTRIBUTES) if name in schema]
        self.scan = self.scan.select(*kept, *self.codes)

    @property
    def total(self) -> int:
        """Return the number of rows."""
        return sum(self.by_group.values())

    @property
    def by_list(self) -> dict[str | None, int]:
        """Return how many rows name each list."""
        found: dict[str | None, int] = {}
        for group, number in self.by_group.items():
            found[group.list_id] = found.get(group.list_id, 0) + number
        return found

    @property
    def schema(self) -> pl.Schema:
        """Return the schema of the findings."""
        return self._program(self.scan).collect_schema()

    def on_polars(self) -> Iterator[pl.DataFrame]:
        """Yield findings, some rows at a time."""
        feed = Feed(self.scan.collect_schema())
        program = self._program(feed.frame)
        blocked = self._blocking_programs(nw.from_native(feed.frame))
        for batch in batches(self.scan):
            check_answers(batch.lazy(), self.codes)
            feed.put(batch)
            self._add_blocking(blocked, blocking.collect_polars)
            # A batch fits into memory, so the streaming engine would only add overhead.
            yield self._counted(program.collect(engine="in-memory"))

    def on_spark(self, folder: Path) -> Iterator[pl.DataFrame]:
        """Yield findings of one Spark job, some rows at a time."""
        check_answers(self.scan, self.codes)
        source, found, parts = (folder / name for name in ("answers.parquet", "found", "parts"))
        # Spark reads this copy: the frame may not be a file, and the copy has checked column names.
        self.scan.sink_parquet(source)
        with spark_jobs() as session:
            frame = nw.from_native(session.read.parquet(str(source)))
            program = findings(
                frame,
                self.lists,
                groups=list(self.by_group),
                adult_lists=self.adult_lists,
                ordered=False,
            )
            program.to_native().write.parquet(str(found))
            # Sorting reads its input twice; reading finished rows avoids running the program twice.
            order = order_of(self.scan.collect_schema())
            session.read.parquet(str(found)).sort(*order).write.parquet(str(parts))
            self._add_blocking(self._blocking_programs(frame), blocking.collect_spark)
        source.unlink()
        shutil.rmtree(found)
        for batch in batches(pl.scan_parquet(parts_of(parts)).cast(self.schema)):
            yield self._counted(batch)

    def _list_ids(self) -> set[str]:
        """Return the lists that any row may be assessed by."""
        found = {group.list_id for group in self.by_group if group.list_id is not None}
        for group in self.by_group:
            if group.list_id is not None and group.age_unknown:
                also = (self.adult_lists or {}).get(group.list_id)
                found.update(also or adult_lists_of(group.list_id, self.lists))
        return found

    def _program(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        program = findings(
            nw.from_native(frame),
            self.lists,
            groups=list(self.by_group),
            adult_lists=self.adult_lists,
            dictionary=True,
        )
        native: pl.LazyFrame = program.to_native()
        return native

    def _counted(self, found: pl.DataFrame) -> pl.DataFrame:
        if self.count_by is not None:
            self.counts.append(tables.aggregate(found.lazy(), self.count_by))
        self.done += found.height
        self.progress(self.done, self.total)
        return found

    def _blocking_programs(self, frame: Frame) -> Sequence[Frame]:
        if self.count_by is None:
            return ()
        return blocking.programs(frame, self.lists, groups=list(self.by_group))

    def _add_blocking(
        self, programs: Sequence[Frame], collect: Callable[[Frame], Mapping[str, int]]
    ) -> None:
        self.blocking += [blocking.table(collect(program)) for program in programs]


def codes_in(columns: Iterable[str], instruments: Iterable[Instrument]) -> list[str]:
    """Return the columns that are codes of one of the instruments."""
    known = frozenset[str]().union(*(one.codes for one in instruments))
    return [name for name in columns if name in known]
