"""Another system's file, read in a process of its own that knows no database, no key, no settings.

``python -P -s -B -m manumit.web.imports.reading_process FOLDER NAME`` finds in the folder links to
memory of the process that started it, and nothing else: what is in the file is never written to a
disk. What comes of it goes back the same way. A file that makes a library crash, fill the memory or
run for ever takes this process with it and nothing else. It says nothing: what a library writes
about a file may quote it.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from manumit.errors import InputError
from manumit.exchange import load_mapping
from manumit.exchange.filerows import read_file_rows
from manumit.instruments import shipped_library
from manumit.web.imports.problems import problem_data
from manumit.web.sandbox import enter_sandbox

LARGEST_RESULT = 160_000_000
MOST_ROWS = 5_000
"""Rows that become files at once: they are made in one transaction."""
MEMORY = 3 << 30
"""Bytes of addresses; a table engine reserves far more than it uses."""
SECONDS_OF_PROCESSOR = 90
MAPPING, RESULT = "mapping.yaml", "result.json"


def _read(folder: Path, called: str) -> dict[str, Any]:
    """Read the linked files and return the result as plain data."""
    try:
        mapping = load_mapping(folder / MAPPING, shipped_library())
        found = read_file_rows(folder / called, mapping, most=MOST_ROWS)
    except InputError as error:
        return {"problems": [problem_data(one) for one in error.problems]}
    return {
        "mapping": mapping.id,
        "rows": [one.to_data() for one in found.rows],
        "problems": [problem_data(one) for one in found.problems],
        "refused": found.refused,
    }


if __name__ == "__main__":
    enter_sandbox(__name__, largest_file=LARGEST_RESULT)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_PROCESSOR, SECONDS_OF_PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    run = Path(sys.argv[1])
    (run / RESULT).write_text(json.dumps(_read(run, sys.argv[2])), "utf-8")
