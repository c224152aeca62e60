"""Assesses one file in an isolated process without database, keys or settings.

``python -P -m manumit.web.public.figures.isolated FOLDER`` reads ``spec.json`` there and writes
``report.html``, ``findings.csv``, ``rejects.csv`` and last ``outcome.json``. A file that makes a
library crash or hang affects only this process. It prints nothing, because library messages may
quote the file.
"""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from manumit.bulk import assess_file
from manumit.bulk.pipeline import sha256
from manumit.bulk.report import Origin, make_report, render_fragment
from manumit.bulk.report_tables import attributes_needed
from manumit.bulk.run import RunSummary
from manumit.disclosure import DEFAULT_THRESHOLD
from manumit.errors import InputError
from manumit.exchange import AnswersResult, load_mapping, read_answers
from manumit.instruments import Library
from manumit.web.public.figures.handover import (
    FINDINGS,
    OUTCOME,
    REPORT,
    AssessmentSpec,
    Progress,
)
from manumit.web.sandbox import enter_sandbox, problem_data, write_outcome

LARGEST_FILE = 4 << 30  # a small compressed file may unpack to anything


def assess_upload(folder: Path, spec: AssessmentSpec) -> dict[str, Any]:
    """Write findings, rejected rows and report into the folder; return the outcome.

    Raises:
        InputError: the mapping or the file has problems.
    """
    progress = Progress(folder)
    progress.report("reading", 0.0)
    library = Library.load(*(Path(one) for one in spec.own))
    mapping = load_mapping(Path(spec.mapping), library)
    answers = read_answers(
        Path(spec.records),
        mapping,
        workdir=folder,
        rejects=spec.leave_out,
        progress=progress.for_step("reading"),
    )
    run = assess_file(
        answers.path,
        library,
        folder / FINDINGS,
        count_by=attributes_needed(mapping.attributes),
        adult_lists=mapping.adult_lists,
        progress=progress.for_step("assessing"),
    )
    progress.report("report", 0.0)
    without = sum(answers.without_list.values())
    outcome = {"rows": run.rows, "rejected": answers.rejected, "without_list": without}
    try:
        report = _report(answers, run, spec, library)
    except InputError as error:  # the findings hold all the same
        return outcome | {"no_report": [problem_data(one) for one in error.problems]}
    (folder / REPORT).write_text(report, "utf-8")
    return outcome


def _report(answers: AnswersResult, run: RunSummary, spec: AssessmentSpec, library: Library) -> str:
    assert run.counts is not None  # noqa: S101 - they were asked for
    assert run.blocking is not None  # noqa: S101
    records = Path(spec.records)
    origin = Origin.of_answers(
        answers,
        file=f"*{records.suffix}",
        made_on=dt.datetime.now(dt.UTC).date(),
        query=f"manumit, mapping {answers.mapping.id}, threshold {DEFAULT_THRESHOLD}",
        digest=sha256(records),
    )
    made = make_report(
        aggregates=run.counts,
        blocking=run.blocking,
        origin=origin,
        library=library,
        language=spec.language,
    )
    return render_fragment(made.protected.published, made.contents, origin, library, spec.language)


if __name__ == "__main__":
    enter_sandbox(__name__, largest_file=LARGEST_FILE)
    run = Path(sys.argv[1])
    write_outcome(run, OUTCOME, lambda: assess_upload(run, AssessmentSpec.read(run)))
