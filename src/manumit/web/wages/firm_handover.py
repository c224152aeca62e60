"""What the pages and :mod:`manumit.web.wages.firm_apart` leave for each other in a folder.

A module of its own, so that the processes of the pages never load the table engine.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

WISHES, OUTCOME = "wishes.json", "outcome.json"
PERIODS, WORKERS, REJECTS = "pay-periods.csv", "workers.csv", "rows-left-out.csv"
MEMORY = 3 << 30
"""Bytes of addresses that the process may have; a table engine reserves far more than it uses."""

LARGEST_RESULT = 20 << 20
"""Bytes of all that comes of a firm's file, and of each of its files."""
TOO_LARGE = 3
"""How the process ends when one of them would be larger."""


def view_name(tag: str) -> str:
    """The file of what a page says in a language."""
    return f"view-{tag}.json"


def report_name(tag: str) -> str:
    """The file of the report on paper in a language."""
    return f"report-{tag}.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmWishes:
    """What is to be reckoned, and how.

    Attributes:
        records, mapping: names of files in the folder.
        law: of the shipped ones; ``asked_on``: day of the reckoning, ISO.
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
        """Puts them where the process reads them."""
        (folder / WISHES).write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> "FirmWishes":
        """What :meth:`write` wrote."""
        found = json.loads((folder / WISHES).read_text("utf-8"))
        tuples = {name: tuple(found[name]) for name in ("languages", "own")}
        return cls(**(found | tuples))
