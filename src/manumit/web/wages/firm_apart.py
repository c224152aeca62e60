"""A firm's file reckoned in a process of its own, which knows no database, no key and no settings.

``python -P -m manumit.web.wages.firm_apart FOLDER`` reads ``wishes.json`` there and writes beside
it the tables, one report in each language, and last ``outcome.json``. A file that makes a library
crash or run for ever takes this process with it and nothing else. It says nothing: what a library
writes about a file may quote it.
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
from manumit.terms.group_view import firm_view
from manumit.terms.words import TEXTS
from manumit.web.apart import close_off, leave_outcome
from manumit.web.wages.firm_handover import (
    LARGEST_RESULT,
    MEMORY,
    OUTCOME,
    PERIODS,
    REJECTS,
    TOO_LARGE,
    WORKERS,
    FirmWishes,
    report_name,
    view_name,
)

SECONDS_OF_PROCESSOR = 90


def reckoned(folder: Path, wishes: FirmWishes) -> dict[str, Any]:
    """Tables and reports, all in the folder; what to say about them.

    Raises:
        InputError: the mapping or the file has problems.
    """
    law = shipped_law(wishes.law)
    payroll = Payroll(
        file=folder / wishes.records,
        contracts=None,
        mapping=read_payroll_mapping(folder / wishes.mapping, law),
        law=law,
        asked_on=dt.date.fromisoformat(wishes.asked_on),
    )
    targets = PayrollTargets(
        periods=folder / PERIODS,
        workers=folder / WORKERS,
        rejects=folder / REJECTS if wishes.leave_out else None,
    )
    done = owed_to_files(payroll, targets)
    printed = [tag for tag in wishes.languages if _told(done, payroll, tag, folder, wishes)]
    return {"rejected": done.rejected, "printed": printed}


def _told(done: PayrollDone, payroll: Payroll, tag: str, folder: Path, wishes: FirmWishes) -> bool:
    """Writes the report in a language; False if it has letters that cannot be printed."""
    library = Library.load(TEXTS, *(Path(one) for one in wishes.own))
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
    close_off(__name__, largest_file=LARGEST_RESULT)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_PROCESSOR, SECONDS_OF_PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    run = Path(sys.argv[1])
    try:
        leave_outcome(run, OUTCOME, lambda: reckoned(run, FirmWishes.read(run)))
    except OSError as error:
        if error.errno == errno.EFBIG:
            sys.exit(TOO_LARGE)
        raise
