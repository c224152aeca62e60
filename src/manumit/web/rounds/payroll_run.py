"""Runs :mod:`manumit.web.rounds.payroll_isolated` on one payroll in a private folder."""

from pathlib import Path
from typing import Any

from django.conf import settings

from manumit.web.rounds.payroll_names import MAPPING, OUTCOME, SPEC, LetterPayrollSpec
from manumit.web.sandbox import remove_left_folders, run_on_files

LONGEST_RUN = 100.0
"""Seconds of the clock. A file that needs longer counts as one that cannot be read."""
MODULE = "manumit.web.rounds.payroll_isolated"


def run_isolated(records: bytes, mapping: bytes, spec: LetterPayrollSpec) -> dict[str, Any] | None:
    """Return what a payroll shows, or what is wrong with it; None if nothing could be found out."""
    files = {spec.records: records, MAPPING: mapping, SPEC: spec.to_bytes()}
    return run_on_files(MODULE, _work_folder(), files, OUTCOME, seconds=LONGEST_RUN)


def _work_folder() -> Path:
    folder: Path = settings.MANUMIT.work / "payrolls"
    return folder


def remove_left_files() -> None:
    """Remove files of runs whose worker was killed."""
    remove_left_folders(_work_folder(), 2 * LONGEST_RUN)
