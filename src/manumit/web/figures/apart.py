"""One file assessed in a process of its own, which knows no database, no key and no settings.

``python -P -m manumit.web.figures.apart FOLDER`` reads ``wishes.json`` there and writes beside it
``report.html``, ``findings.csv``, ``rejects.csv`` and last ``outcome.json``. A file that makes a
library crash or run for ever takes this process with it and nothing else. It says nothing: what a
library writes about a file may quote it.
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
from manumit.web.apart import close_off, leave_outcome, problem_data
from manumit.web.figures.handover import (
    FINDINGS,
    OUTCOME,
    REPORT,
    Progress,
    Wishes,
)

LARGEST_FILE = 4 << 30  # a small compressed file may unpack to anything


def assessed(folder: Path, wishes: Wishes) -> dict[str, Any]:
    """Findings, list of rows left out, and report, all in the folder; what to say about them.

    Raises:
        InputError: the mapping or the file has problems.
    """
    progress = Progress(folder)
    progress.tell("reading", 0.0)
    library = Library.load(*(Path(one) for one in wishes.own))
    mapping = load_mapping(Path(wishes.mapping), library)
    answers = read_answers(
        Path(wishes.records),
        mapping,
        workdir=folder,
        rejects=wishes.leave_out,
        progress=progress.of("reading"),
    )
    run = assess_file(
        answers.path,
        library,
        folder / FINDINGS,
        count_by=attributes_needed(mapping.attributes),
        progress=progress.of("assessing"),
    )
    progress.tell("report", 0.0)
    without = sum(answers.without_list.values())
    said = {"rows": run.rows, "rejected": answers.rejected, "without_list": without}
    try:
        report = _report(answers, run, wishes, library)
    except InputError as error:  # the findings hold all the same
        return said | {"no_report": [problem_data(one) for one in error.problems]}
    (folder / REPORT).write_text(report, "utf-8")
    return said


def _report(answers: AnswersResult, run: RunSummary, wishes: Wishes, library: Library) -> str:
    assert run.counts is not None  # noqa: S101 - they were asked for
    assert run.blocking is not None  # noqa: S101
    records = Path(wishes.records)
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
        language=wishes.language,
    )
    return render_fragment(
        made.protected.published, made.contents, origin, library, wishes.language
    )


if __name__ == "__main__":
    close_off(__name__, largest_file=LARGEST_FILE)
    run = Path(sys.argv[1])
    leave_outcome(run, OUTCOME, lambda: assessed(run, Wishes.read(run)))
