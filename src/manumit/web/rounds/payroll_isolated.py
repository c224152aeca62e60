"""Works out an employer's payroll in an isolated process without database, keys or settings.

``python -P -m manumit.web.rounds.payroll_isolated FOLDER`` reads ``spec.json`` there and writes
``outcome.json`` last. A file that makes a library crash or run for ever takes this process with it
and nothing else. It prints nothing: what a library writes about a file may quote it.
"""

import csv
import dataclasses
import datetime as dt
import errno
import resource
import sys
from pathlib import Path
from typing import Any

from manumit.bulk.payroll import Payroll, PayrollTargets, owed_to_files
from manumit.bulk.payroll_mapping import read_payroll_mapping
from manumit.errors import InputError
from manumit.exchange.safecsv import unmarked
from manumit.instruments import Library
from manumit.terms import shipped_law
from manumit.terms.statement.group_view import firm_view
from manumit.terms.words import TEXTS
from manumit.web.rounds.payroll_names import MAPPING, OUTCOME, LetterPayrollSpec
from manumit.web.sandbox import enter_sandbox, problem_data, write_outcome

REJECTS, PERIODS, WORKERS = "rejects.csv", "periods.csv", "workers.csv"
LARGEST_RESULT = 20 << 20
MEMORY = 3 << 30
"""Bytes of addresses; a table engine reserves far more than it uses."""
SECONDS_OF_PROCESSOR = 90
MOST_REFUSED = 200
"""Problems of rows that are shown; the others are counted."""


def work_out(folder: Path, spec: LetterPayrollSpec) -> dict[str, Any]:
    """Return what a payroll shows: views by language, sums by worker, rows that were refused.

    A worker with a problem in a row is left out and listed: a sum without the row would be wrong.

    Raises:
        InputError: the mapping cannot be used.
    """
    law = shipped_law(spec.law)
    payroll = Payroll(
        file=folder / spec.records,
        contracts=None,
        mapping=read_payroll_mapping(folder / MAPPING, law),
        law=law,
        asked_on=dt.date.fromisoformat(spec.asked_on),
    )
    targets = PayrollTargets(
        periods=folder / PERIODS, workers=folder / WORKERS, rejects=folder / REJECTS
    )
    try:
        done = owed_to_files(payroll, targets)
    except InputError as error:
        # The mapping was read: what is wrong now is the employer's file.
        return {"unreadable": [problem_data(one) for one in error.problems]}
    library = Library.load(TEXTS, *(Path(one) for one in spec.own))
    views = {
        tag: dataclasses.asdict(
            firm_view(
                done.firm,
                law,
                library,
                tag,
                title=payroll.mapping.title,
                asked_on=payroll.asked_on,
                rejected=done.rejected,
            )
        )
        for tag in spec.languages
    }
    return {
        "currency": law.currency,
        "views": views,
        "workers": _workers(folder / WORKERS),
        "left_out": done.rejected,
        "refused": _table(folder / REJECTS)[:MOST_REFUSED],
    }


def _workers(path: Path) -> list[dict[str, Any]]:
    """Return each worker with what can be claimed, at the least and at the most."""
    return [
        {
            "worker": unmarked(row["worker"]),
            "left": row["left"] == "yes",
            "least": row["claimable_least"],
            "most": row["claimable_most"],
        }
        for row in _table(path)
    ]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


if __name__ == "__main__":
    enter_sandbox(__name__, largest_file=LARGEST_RESULT)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_PROCESSOR, SECONDS_OF_PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    run = Path(sys.argv[1])
    try:
        write_outcome(run, OUTCOME, lambda: work_out(run, LetterPayrollSpec.read(run)))
    except OSError as error:
        if error.errno == errno.EFBIG:
            sys.exit(3)
        raise
