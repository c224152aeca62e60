"""Calculates a company's payroll file in an isolated process without database, keys or settings.

``python -P -m manumit.web.public.wage_check.firm_isolated FOLDER`` reads ``spec.json`` there
and writes the tables, one report in each language, and last ``outcome.json``. A file that
makes a library crash or run for ever takes this process with it and nothing else. It prints
nothing: what a library writes about a file may quote it.
"""

import dataclasses
import datetime as dt
import errno
import json
import resource
import sys
from pathlib import Path
from typing import Any

from manumit.bulk.payroll import Payroll, PayrollDone, PayrollTargets, owed_to_files
from manumit.bulk.payroll_mapping import read_payroll_mapping
from manumit.errors import InputError
from manumit.instruments import Library
from manumit.paper.owed import firm_pdf
from manumit.terms import shipped_law
from manumit.terms.statement.group_view import firm_view
from manumit.terms.words import TEXTS
from manumit.web.public.wage_check.firm_handover import (
    LARGEST_RESULT,
    MEMORY,
    OUTCOME,
    PERIODS,
    REJECTS,
    TOO_LARGE,
    WORKERS,
    PayrollSpec,
    report_name,
    view_name,
)
from manumit.web.sandbox import enter_sandbox, write_outcome

SECONDS_OF_PROCESSOR = 90


def calculate_payroll(folder: Path, spec: PayrollSpec) -> dict[str, Any]:
    """Tables and reports, all in the folder; what to say about them.

    Raises:
        InputError: the mapping or the file has problems.
    """
    law = shipped_law(spec.law)
    payroll = Payroll(
        file=folder / spec.records,
        contracts=None,
        mapping=read_payroll_mapping(folder / spec.mapping, law),
        law=law,
        asked_on=dt.date.fromisoformat(spec.asked_on),
    )
    targets = PayrollTargets(
        periods=folder / PERIODS,
        workers=folder / WORKERS,
        rejects=folder / REJECTS if spec.leave_out else None,
    )
    done = owed_to_files(payroll, targets)
    printed = [tag for tag in spec.languages if _write_report(done, payroll, tag, folder, spec)]
    return {"rejected": done.rejected, "printed": printed}


def _write_report(
    done: PayrollDone, payroll: Payroll, tag: str, folder: Path, spec: PayrollSpec
) -> bool:
    """Write the report in a language; False if it has letters that cannot be printed."""
    library = Library.load(TEXTS, *(Path(one) for one in spec.own))
    seen = firm_view(
        done.firm, payroll.law, library, tag,
        title=payroll.mapping.title, asked_on=payroll.asked_on, rejected=done.rejected,
    )  # fmt: skip
    (folder / view_name(tag)).write_text(json.dumps(dataclasses.asdict(seen)), "utf-8")
    try:
        (folder / report_name(tag)).write_bytes(firm_pdf(seen, library))
    except InputError:
        return False
    return True


if __name__ == "__main__":
    enter_sandbox(__name__, largest_file=LARGEST_RESULT)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_PROCESSOR, SECONDS_OF_PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    run = Path(sys.argv[1])
    try:
        write_outcome(run, OUTCOME, lambda: calculate_payroll(run, PayrollSpec.read(run)))
    except OSError as error:
        if error.errno == errno.EFBIG:
            sys.exit(TOO_LARGE)
        raise
