"""Plant one fault for each folder and tier of tests, and see that they find it.

``python -m tools.planted_faults`` (a quarter of an hour; not part of the tests) copies what is
committed to an empty folder, writes one fault of ``planted-faults.yaml`` at a time into it, runs
the tests that are named for it in the tier that is named, and prints which test failed. It ends
with 1 where a fault is not found. The tests pass without the fault: ``make test-all`` shows that.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NotRequired, TypedDict

import yaml
from tools.gate import FAILED, TIERS

ROOT = Path(__file__).parents[1]
FAULTS = Path(__file__).with_name("planted-faults.yaml")


class Fault(TypedDict):
    """One wrong line, and which tests must find it."""

    guards: NotRequired[str]
    """Access, sealing, ledger, sums or releases: the gate must find a fault of each."""
    folder: str
    tier: str
    fault: str
    file: str
    old: str
    new: str
    tests: list[str]


def faults() -> list[Fault]:
    """Return all faults of the file, in its order."""
    found: list[Fault] = yaml.safe_load(FAULTS.read_text("utf-8"))
    return found


def main() -> int:
    """Plant each fault that was asked for; return 1 if one was not found, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", help="only the faults of this folder of tests")
    parser.add_argument("--tier", choices=TIERS, help="only the faults of this tier")
    parser.add_argument("--guards", action="store_true", help="only those that must never pass")
    asked = parser.parse_args()
    chosen = [
        one
        for one in faults()
        if asked.folder in (None, one["folder"]) and asked.tier in (None, one["tier"])
        if "guards" in one or not asked.guards
    ]
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy = Path(folder) / "copy"
        clone = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(copy)]
        subprocess.run(clone, check=True)  # noqa: S603 - paths of this repository
        (copy.parent / "shared").symlink_to(ROOT.parent / "shared")
        return int(bool(report(copy, chosen)))


def report(copy: Path, chosen: Iterable[Fault]) -> int:
    """Print which test found each fault; return how many were not found."""
    missed = 0
    for one in chosen:
        found = plant(copy, one)
        missed += found is None
        print(
            f"{one['folder']:12} {one['tier']:9} {found or 'NOT FOUND'} - {one['fault']}",
            flush=True,
        )
    return missed


def plant(copy: Path, one: Fault) -> str | None:
    """Return the first test that fails with the fault planted, None if none does.

    Raises:
        ValueError: the file does not hold the line to replace exactly once.
    """
    file = copy / one["file"]
    text = file.read_text("utf-8")
    if text.count(one["old"]) != 1:
        raise ValueError(f"{one['file']}: {one['old']!r} is there {text.count(one['old'])} times")
    file.write_text(text.replace(one["old"], one["new"]), "utf-8")
    try:
        return first_failure(copy, one)
    finally:
        file.write_text(text, "utf-8")


def first_failure(copy: Path, one: Fault) -> str | None:
    """Run the tests of a fault in its tier, and return the first that fails."""
    tier = TIERS[one["tier"]]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-m", tier, *one["tests"]]
    of_copy = os.environ | {"PYTHONPATH": str(copy / "src")}
    done = subprocess.run(  # noqa: S603 - tests that the file of this repository names
        command, cwd=copy, env=of_copy, capture_output=True, text=True, check=False
    )
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return failed[1] if done.returncode == FAILED and failed is not None else None


if __name__ == "__main__":
    sys.exit(main())
