"""Files exchanged between the pages and :mod:`manumit.web.public.figures.isolated`.

A module of its own, so that the processes of the pages never load the table engine.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

SPEC, PROGRESS, OUTCOME = "spec.json", "progress", "outcome.json"
REPORT, FINDINGS, REJECTS = "report.html", "findings.csv", "rejects.csv"
SECONDS_BETWEEN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentSpec:
    """The specification of an assessment.

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
        """Write the specification into the folder of the process."""
        (folder / SPEC).write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> "AssessmentSpec":
        """Return what :meth:`write` wrote."""
        return cls(**json.loads((folder / SPEC).read_text("utf-8")))


class Progress:
    """Writes the progress to a file, a few times a second at most."""

    def __init__(self, folder: Path) -> None:
        self.file, self.draft = folder / PROGRESS, folder / f"{PROGRESS}.new"
        self.step, self.reported_at = "", 0.0

    def for_step(self, step: str) -> Callable[[int, int], None]:
        """Return a callback that reports rows done out of a total as a share of a step."""
        return lambda done, total: self.report(step, done / total if total else 1.0)

    def report(self, step: str, share: float) -> None:
        """Report progress: at once for a new step, otherwise only after some time."""
        now = time.monotonic()
        if step == self.step and now - self.reported_at < SECONDS_BETWEEN:
            return
        self.step, self.reported_at = step, now
        self.draft.write_text(f"{step} {int(min(share, 1.0) * 100)}", "utf-8")
        self.draft.replace(self.file)


def read_progress(folder: Path) -> tuple[str, int]:
    """Return the last reported step and per cent; an empty step if none yet."""
    try:
        step, _, share = (folder / PROGRESS).read_text("utf-8").partition(" ")
    except FileNotFoundError:
        return "", 0
    return step, int(share or 0)
