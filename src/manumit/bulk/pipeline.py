"""The main job: a user's file to findings and a report, all of it or nothing."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from manumit.bulk.codes import BulkCode
from manumit.bulk.engines import Engine
from manumit.bulk.report import Origin, write_report
from manumit.bulk.report_tables import attributes_needed
from manumit.bulk.run import RunSummary, assess_file
from manumit.bulk.writers import writer
from manumit.disclosure import DEFAULT_THRESHOLD
from manumit.errors import Place
from manumit.exchange import (
    AnswersResult,
    Mapping,
    move_into_place,
    private_workdir,
    read_answers,
)
from manumit.instruments import Library

type Progress = Callable[[str, float], None]
"""Told what is being done, and how much of it, from 0 to 1."""

CHUNK = 1 << 20


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
        """One line for the terminal."""
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

    def check(self, *inputs: Path) -> None:
        """Refuses what would overwrite an input or one output by another, or cannot be written.

        Raises:
            InputError: B101, B102, B103.
        """
        writer(self.findings)
        named = {one.resolve() for one in inputs}
        for target in (self.findings, self.report, self.rejects):
            if target is None:
                continue
            if target.resolve() in named:
                raise BulkCode.SAME_FILE.error(Place.in_file(target))
            named.add(target.resolve())
            folder = target.resolve().parent
            if not (folder.is_dir() and os.access(folder, os.W_OK)):
                raise BulkCode.NOT_WRITABLE.error(
                    Place.in_file(target), reason="its folder does not exist or is not writable"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWishes:
    """How the report is made: the smallest count shown, and its language."""

    threshold: int = DEFAULT_THRESHOLD
    language: str = "en"


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
    """Reads a file through a mapping, assesses every record, and writes findings and report.

    Everything is made in a private folder beside the findings, which is removed on every exit, and
    put in place in the end; on any problem, Ctrl-C included, nothing is written.

    Args:
        source: CSV (also ``.gz``), XLSX or Parquet.
        mapping: from ``load_mapping``.
        library: the library that the mapping was loaded with.
        targets: where the outputs go. With ``rejects``, rows with problems are left out and listed
            there in place of refusing the file.
        wishes: for the report.
        engine: ``polars`` or ``spark``.
        progress: told how far it is.

    Raises:
        InputError: X201 to X399 about the file, B101 to B305 about the run, D1.. about the report.
    """
    targets.check(source)
    with private_workdir(targets.findings) as folder:
        answers = read_answers(
            source,
            mapping,
            workdir=folder,
            rejects=targets.rejects is not None,
            progress=_rows(progress, "Reading"),
        )
        draft = folder / f"findings{targets.findings.suffix}"
        count_by = attributes_needed(mapping.attributes) if targets.report is not None else None
        run = assess_file(
            answers.path,
            library,
            draft,
            engine=engine,
            count_by=count_by,
            progress=_rows(progress, "Assessing"),
        )
        finished = [(draft, targets.findings)]
        if targets.report is not None:
            progress("Writing the report", 0.0)
            page = folder / "report.html"
            _report(page, answers, run, source, library, wishes or ReportWishes())
            finished.append((page, targets.report))
        if targets.rejects is not None and answers.rejects is not None:
            finished.append((answers.rejects, targets.rejects))
        for made, target in finished:
            # The report is made to be shown; findings and rejects are about single persons.
            move_into_place(made, target, private=target is not targets.report)
        progress("Done", 1.0)
    return Done(run.rows, answers.rejected, sum(answers.without_list.values()))


def _rows(progress: Progress, step: str) -> Callable[[int, int], None]:
    """Counts of a step as a share of it."""
    return lambda done, total: progress(step, done / total if total else 1.0)


def _report(
    page: Path,
    answers: AnswersResult,
    run: RunSummary,
    source: Path,
    library: Library,
    wishes: ReportWishes,
) -> None:
    assert run.counts is not None  # noqa: S101 - they were asked for
    assert run.blocking is not None  # noqa: S101
    write_report(
        page,
        aggregates=run.counts,
        blocking=run.blocking,
        origin=Origin.of_answers(
            answers,
            file=f"*{source.suffix}",  # its name may name a person or an office
            made_on=dt.datetime.now(dt.UTC).date(),
            query=f"manumit assess, mapping {answers.mapping.id}, threshold {wishes.threshold}",
            digest=sha256(source),
        ),
        library=library,
        threshold=wishes.threshold,
        language=wishes.language,
    )


def sha256(path: Path) -> str:
    """Hex digest of a file, so that a report can be tied to exactly the data it was made from."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
