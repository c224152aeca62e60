"""Reads an authority's register in an isolated process without database, keys or settings.

``python -P -m manumit.web.workplaces.isolated FOLDER`` reads ``plan.json`` there and
writes ``outcome.json`` last. Without columns in the plan it only looks which there are. It prints
nothing: what a library writes about a file may quote it.
"""

import errno
import json
import resource
import sys
from pathlib import Path
from typing import Any

from manumit.errors import InputError
from manumit.web.sandbox import enter_sandbox, write_outcome
from manumit.web.workplaces.names import OUTCOME, PLAN, Plan
from manumit.web.workplaces.table import check, look, problem_of

LARGEST_RESULT = 200 << 20
MEMORY = 3 << 30
"""Bytes of addresses; a table engine reserves far more than it uses."""
SECONDS_OF_PROCESSOR = 110


def read_register(folder: Path, plan: Plan) -> dict[str, Any]:
    """Return the columns of a table, or its checked rows; or what is wrong with the file."""
    path = folder / plan.file
    try:
        return check(path, plan) if plan.columns else look(path)
    except InputError as error:
        place = error.problems[0].place
        return {
            "unreadable": problem_of(error),
            "row": place.row,
            "column": place.column,
        }


if __name__ == "__main__":
    enter_sandbox(__name__, largest_file=LARGEST_RESULT)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_PROCESSOR, SECONDS_OF_PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    run = Path(sys.argv[1])
    wanted = Plan(**json.loads((run / PLAN).read_text("utf-8")))
    try:
        write_outcome(run, OUTCOME, lambda: read_register(run, wanted))
    except OSError as error:
        if error.errno == errno.EFBIG:
            sys.exit(3)
        raise
