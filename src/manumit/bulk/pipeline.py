"""Run the main job: make findings and a report from a file, all of it or nothing."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from manumit.bulk.codes import BulkCode
from manumit.bulk.engines import Engine
from manumit.bulk.report import Origin, Report, write_report
from manumit.bulk.report_tables import attributes_needed
from manumit.bulk.run import RunSummary, assess_file
from manumit.bulk.writers import writer
from manumit.disclosure import (
    DEFAULT_THRESHOLD,
    PublishedRelease,
    SavedRelease,
    check_against,
    release_text,
    sdmx_csv,
)
from manumit.errors import Place
from manumit.exchange import (
    AnswersResult,
    FolderFile,
    Mapping,
    check_unchanged,
    files_of,
    move_into_place,
    private_workdir,
    read_answers,
)
from manumit.instruments import Library

type Progress = Callable[[str, float], None]
"""Progress callback: the step, and its share done, from 0 to 1."""

CHUNK = 1 << 20
REPORT_SUFFIXES, REJECTS_SUFFIXES = (".html", ".htm"), (".csv",)


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished job wrote.

    Attributes:
        rows: assessed; ``rejected``: left out and listed; ``without_list``: for whom no list
            applies, which the findings name.
    """

    rows: int
    rejected: int
    without_list: int

    @property
    def summary(self) -> str:
        """Return one line for the terminal."""
        parts = [f"{self.rows:,} records assessed"]
        if self.without_list:
            parts.append(f"for {self.without_list:,} of them no list applies")
        if self.rejected:
            parts.append(f"{self.rejected:,} rows left out and listed")
        return ", ".join(parts) + ". Findings are signs, not decisions."


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Where the outputs go; all of them appear together, at the end."""

    findings: Path
    report: Path | None = None
    rejects: Path | None = None
    tables: Path | None = None
    sdmx: Path | None = None

    @property
    def to_show(self) -> tuple[Path, ...]:
        """Return the outputs that may be published."""
        return tuple(one for one in (self.report, self.tables, self.sdmx) if one is not None)

    @property
    def named(self) -> tuple[Path, ...]:
        """Return all outputs that are wanted."""
        every = (self.findings, self.report, self.rejects, self.tables, self.sdmx)
        return tuple(one for one in every if one is not None)

    def check_source(self, source: Path) -> None:
        """Check the same for what is read; of a folder, that no output lies in it or is read by it.

        Raises:
            InputError: B101 to B105; X201, X226 to X228.
        """
        self.check(source)
        if not source.is_dir():
            return
        read = {file.path.resolve() for file in files_of(source)}
        for target in self.named:
            if target.resolve() in read:
                raise BulkCode.SAME_FILE.error(Place.in_file(target))
            if target.resolve().is_relative_to(source.resolve()):
                raise BulkCode.INSIDE_INPUT.error(Place.in_file(target))

    def check(self, *inputs: Path) -> None:
        """Check that no output overwrites an input or another output, and that all can be written.

        Raises:
            InputError: B101 to B104.
        """
        writer(self.findings)
        named = {one.resolve() for one in inputs}
        for target in self.named:
            if target.resolve() in named:
                raise BulkCode.SAME_FILE.error(Place.in_file(target))
            named.add(target.resolve())
            folder = target.resolve().parent
            if not (folder.is_dir() and os.access(folder, os.W_OK)):
                raise BulkCode.NOT_WRITABLE.error(
                    Place.in_file(target), reason="its folder does not exist or is not writable"
                )
        _check_suffix("report", self.report, REPORT_SUFFIXES)
        _check_suffix("file of tables", self.tables, (".json",))
        _check_suffix("file of SDMX-CSV", self.sdmx, (".csv",))
        _check_suffix("list of rejected rows", self.rejects, REJECTS_SUFFIXES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWishes:
    """How the report is made.

    Attributes:
        threshold: the smallest count shown.
        language: of its texts.
        against: earlier releases, oldest first; a report whose difference with them gives small
            counts away is refused.
    """

    threshold: int = DEFAULT_THRESHOLD
    language: str = "en"
    against: tuple[SavedRelease, ...] = ()


def assess_to_files(
    source: Path,
    mapping: Mapping,
    library: Library,
    targets: Targets,
    *,
    wishes: ReportWishes | None = None,
    engine: str = Engine.POLARS,
    progress: Progress = lambda _step, _share: None,
) -> Done:
    """Read a file through a mapping, assess every record, and write findings and report.

    Everything is made in a private folder beside the findings, which is removed on every exit, and
    put in place in the end; on any problem, Ctrl-C included, nothing is written.

    Args:
        source: CSV (also ``.gz``), XLSX or Parquet, or a folder of Parquet files.
        mapping: from ``load_mapping``.
        library: the library that the mapping was loaded with.
        targets: where the outputs go. With ``rejects``, rows with problems are left out and listed
            there in place of refusing the file.
        wishes: for the report.
        engine: ``polars`` or ``spark``.
        progress: called as the steps advance.

    Raises:
        InputError: X201 to X399 about the file, B101 to B305 about the run, D1.. about the report.
    """
    targets.check_source(source)
    with private_workdir(targets.findings) as folder:
        answers = read_answers(
            source,
            mapping,
            workdir=folder,
            rejects=targets.rejects is not None,
            progress=_rows(progress, "Reading"),
        )
        draft = folder / f"findings{targets.findings.suffix}"
        counted = bool(targets.to_show)
        count_by = attributes_needed(mapping.attributes) if counted else None
        run = assess_file(
            answers.scan(),
            library,
            draft,
            engine=engine,
            count_by=count_by,
            adult_lists=mapping.adult_lists,
            progress=_rows(progress, "Assessing"),
        )
        finished = [(draft, targets.findings)]
        if counted:
            progress("Writing the report", 0.0)
            page = folder / "report.html"
            report = _report(page, answers, run, source, library, wishes or ReportWishes())
            tables = _write_tables(folder, report.protected.published, mapping.id)
            shown = zip(
                (page, *tables), (targets.report, targets.tables, targets.sdmx), strict=True
            )
            finished += [(made, target) for made, target in shown if target is not None]
        if targets.rejects is not None and answers.rejects is not None:
            finished.append((answers.rejects, targets.rejects))
        for made, target in finished:
            # Report and tables may be shown to others; findings and rejects are about persons.
            move_into_place(made, target, private=target not in targets.to_show)
        progress("Done", 1.0)
    return Done(run.rows, answers.rejected, sum(answers.without_list.values()))


def _write_tables(folder: Path, release: PublishedRelease, mapping: str) -> tuple[Path, Path]:
    """Write the tables of the report for a later comparison and as SDMX-CSV; return both."""
    kept, sdmx = folder / "tables.json", folder / "tables.csv"
    about = {"mapping": mapping, "made_on": dt.datetime.now(dt.UTC).date().isoformat()}
    kept.write_text(release_text(release, about), "utf-8")
    sdmx.write_text(sdmx_csv({"persons": release.tables}), "utf-8", newline="")
    return kept, sdmx


def _check_suffix(what: str, target: Path | None, known: tuple[str, ...]) -> None:
    if target is not None and target.suffix.lower() not in known:
        raise BulkCode.WRONG_SUFFIX.error(
            Place.in_file(target), what=what, suffix=target.suffix, known=", ".join(known)
        )


def _rows(progress: Progress, step: str) -> Callable[[int, int], None]:
    """Return the counts of a step as a share of it."""
    return lambda done, total: progress(step, done / total if total else 1.0)


def _report(
    page: Path,
    answers: AnswersResult,
    run: RunSummary,
    source: Path,
    library: Library,
    wishes: ReportWishes,
) -> Report:
    assert run.counts is not None  # noqa: S101 - they were asked for
    assert run.blocking is not None  # noqa: S101
    report = write_report(
        page,
        aggregates=run.counts,
        blocking=run.blocking,
        origin=Origin.of_answers(
            answers,
            # Its name may name a person or an office.
            file="*.parquet" if source.is_dir() else f"*{source.suffix}",
            made_on=dt.datetime.now(dt.UTC).date(),
            query=f"manumit assess, mapping {answers.mapping.id}, threshold {wishes.threshold}",
            digest=digest_of(source, answers.files),
        ),
        library=library,
        threshold=wishes.threshold,
        language=wishes.language,
    )
    check_against(report.protected.published, wishes.against)
    return report


def digest_of(source: Path, files: Sequence[FolderFile] = ()) -> str:
    """Return the hex digest of a file, or of a folder: of the lines that ``sha256sum`` prints.

    Those lines name each file within the folder and are in the order of the names, so the digest
    changes with any name and any byte, and can be computed without manumit.

    Args:
        source: the file or folder.
        files: those of the folder that were read.

    Raises:
        InputError: X230 where the folder holds other files by now.
    """
    if not files:
        return sha256(source)
    lines = "".join(f"{sha256(file.path)}  {file.name}\n" for file in files)
    check_unchanged(source, files)
    return hashlib.sha256(lines.encode()).hexdigest()


def sha256(path: Path) -> str:
    """Return the hex digest of a file, which ties a report to the data it was made from."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
