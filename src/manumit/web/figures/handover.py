"""What the pages and :mod:`manumit.web.figures.apart` leave for each other in a folder.

A module of its own, so that the processes of the pages never load the table engine.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

WISHES, PROGRESS, OUTCOME = "wishes.json", "progress", "outcome.json"
REPORT, FINDINGS, REJECTS = "report.html", "findings.csv", "rejects.csv"
SECONDS_BETWEEN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is to be assessed, and how.

    Attributes:
        records, mapping: paths.
        language: of the report.
        leave_out: leave rows with problems out, and list them.
        own: instruments and texts of the institution; paths.
    """

    records: str
    mapping: str
    language: str
    leave_out: bool = False
    own: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Puts them where the process reads them."""
        (folder / WISHES).write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Wishes":
        """What :meth:`write` wrote."""
        return cls(**json.loads((folder / WISHES).read_text("utf-8")))


class Progress:
    """Leaves word of how far it is, a few times a second at most."""

    def __init__(self, folder: Path) -> None:
        self.file, self.draft = folder / PROGRESS, folder / f"{PROGRESS}.new"
        self.step, self.told_at = "", 0.0

    def of(self, step: str) -> Callable[[int, int], None]:
        """Rows done and of how many, as a share of a step."""
        return lambda done, total: self.tell(step, done / total if total else 1.0)

    def tell(self, step: str, share: float) -> None:
        """At once for a new step, else only if the last word is old."""
        now = time.monotonic()
        if step == self.step and now - self.told_at < SECONDS_BETWEEN:
            return
        self.step, self.told_at = step, now
        self.draft.write_text(f"{step} {int(min(share, 1.0) * 100)}", "utf-8")
        self.draft.replace(self.file)


def read_progress(folder: Path) -> tuple[str, int]:
    """The last word: step and per cent; nothing yet is an empty step."""
    try:
        step, _, share = (folder / PROGRESS).read_text("utf-8").partition(" ")
    except FileNotFoundError:
        return "", 0
    return step, int(share or 0)
