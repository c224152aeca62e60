"""Files that the pages and the process ``firm_isolated`` leave for each other in a folder.

A module of its own, so that the processes of the pages never load the table engine.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

SPEC, OUTCOME = "spec.json", "outcome.json"
PERIODS, WORKERS, REJECTS = "pay-periods.csv", "workers.csv", "rows-left-out.csv"
MEMORY = 3 << 30
"""Bytes of addresses that the process may have; a table engine reserves far more than it uses."""

LARGEST_RESULT = 20 << 20
"""Maximum bytes of all results of a company's file, and of each result file."""
TOO_LARGE = 3
"""How the process ends when one of them would be larger."""


def view_name(tag: str) -> str:
    """Return the file of what a page says in a language."""
    return f"view-{tag}.json"


def report_name(tag: str) -> str:
    """Return the file of the report on paper in a language."""
    return f"report-{tag}.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollSpec:
    """The specification of a payroll calculation.

    Attributes:
        records, mapping: names of files in the folder.
        law: id of a shipped law; ``asked_on``: day of the calculation, ISO.
        languages: of the reports.
        leave_out: leave workers with a problem in a row out, and list their rows.
        own: texts of the institution; paths.
    """

    records: str
    mapping: str
    law: str
    asked_on: str
    languages: tuple[str, ...]
    leave_out: bool = False
    own: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Write the specification into the folder of the process."""
        (folder / SPEC).write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> "PayrollSpec":
        """Return what :meth:`write` wrote."""
        found = json.loads((folder / SPEC).read_text("utf-8"))
        tuples = {name: tuple(found[name]) for name in ("languages", "own")}
        return cls(**(found | tuples))
