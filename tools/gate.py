"""Run one tier of the tests as the gate does: ``python -m tools.gate first|thorough``.

What failed runs once more at the end, alone: at most ten tests in five minutes, none that guards
access, sealing, the ledger, sums or releases (``tests/guards.py``). A test that passes then is
unsteady: it is named, and the gate goes on. The second time in ten runs, or where
``tests/quarantine.yaml`` already names it, the gate is red until its cause is mended.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
TIERS = {"first": "not thorough", "thorough": "thorough"}
QUARANTINE = ROOT / "tests/quarantine.yaml"
FAILED = 1
"""What pytest ends with if a test failed; other numbers mean that no test ran to its end."""
MOST_AGAIN, SECONDS_AGAIN = 10, 300
REMEMBERED = 10
"""Runs in which a test may be unsteady once."""


@dataclass(frozen=True)
class Outcome:
    """What a run of the tests came to (``tests/outcomes.py`` writes it)."""

    ran: int
    left_out_tests: int
    left_out_modules: int
    failed: dict[str, str]
    """Ids of tests, and what each guards; empty for none of the five."""


class Record:
    """Which tests were unsteady in the last runs of a tier on this machine."""

    def __init__(self, file: Path) -> None:
        """Reads what is there; a file that cannot be read counts as none."""
        self._file = file
        try:
            self._runs: list[list[str]] = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):
            self._runs = []

    def seen(self) -> set[str]:
        """Return the tests that were unsteady in the last nine runs."""
        return {one for run in self._runs[-(REMEMBERED - 1) :] for one in run}

    def add(self, unsteady: list[str]) -> None:
        """Add a run."""
        kept = [*self._runs, unsteady][-REMEMBERED:]
        self._file.write_text(json.dumps(kept), "utf-8")


def main() -> int:
    """Run the tier; return 0 where it passes, else what pytest ended with."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tier", choices=TIERS)
    parser.add_argument("more", nargs="*", help="further words for pytest, after --")
    asked = parser.parse_args()
    record = Record(Path(tempfile.gettempdir()) / f"manumit-gate-{os.getuid()}-{asked.tier}.json")
    return gate(ROOT, asked.tier, asked.more, record)


def gate(where: Path, tier: str, more: list[str], record: Record) -> int:
    """Run the tests of a folder, and again what failed; print the counts.

    Args:
        where: the folder in which pytest runs.
        tier: one of ``TIERS``.
        more: further words for pytest.
        record: what was unsteady before.

    Returns:
        0 where all passed, at once or again; else what pytest ended with.
    """
    shown = ("--durations=20", "--durations-min=5")
    words = ["-n", "2", "--dist", "loadgroup", *shown, "-m", TIERS[tier], *more]
    code, outcome = run(where, words)
    if outcome is None or code not in (0, FAILED) or bool(code) is not bool(outcome.failed):
        return code or FAILED
    named = yaml.safe_load(QUARANTINE.read_text("utf-8"))
    reasons = not_again(outcome, record.seen() | {*named["unsteady"]})
    unsteady: list[str] = []
    if outcome.failed and not reasons:
        failed = [*outcome.failed]
        reasons = run_again(where, failed)
        unsteady = [] if reasons else failed
    record.add(unsteady)
    print(summary(tier, outcome, unsteady, len(named["quarantined"])))
    for one in reasons:
        print(f"gate: red: {one}")
    return FAILED if reasons else 0


def run(where: Path, words: list[str]) -> tuple[int, Outcome | None]:
    """Run pytest; return what it ended with, and what it came to (None where it wrote nothing)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outcomes.json"
        done = subprocess.run(  # noqa: S603 - the tests of this repository
            [sys.executable, "-m", "pytest", *words],
            cwd=where, env=os.environ | {"MANUMIT_OUTCOMES": str(file)}, check=False,
        )  # fmt: skip
        if not file.exists():
            return done.returncode, None
        return done.returncode, Outcome(**json.loads(file.read_text("utf-8")))


def not_again(outcome: Outcome, seen: set[str]) -> list[str]:
    """Return why what failed is not run again; empty where it may be."""
    guarding = [f"{one} guards {what}" for one, what in outcome.failed.items() if what]
    twice = [f"{one} was unsteady before" for one in outcome.failed if one in seen]
    many = len(outcome.failed) > MOST_AGAIN
    return [*guarding, *twice, *([f"{len(outcome.failed)} tests failed"] if many else [])]


def run_again(where: Path, failed: list[str]) -> list[str]:
    """Run the tests once more, one after another; return why that was not enough."""
    print(f"\ngate: once more, alone: {' '.join(failed)}", flush=True)
    code, outcome = run(where, ["-n", "0", f"--session-timeout={SECONDS_AGAIN}", *failed])
    if code == 0 and outcome is not None and outcome.ran >= len(failed):
        return []
    twice = [*outcome.failed] if outcome is not None else []
    return [f"{one} failed twice" for one in twice] or [f"the second run ended with {code}"]


def summary(tier: str, outcome: Outcome, unsteady: list[str], quarantined: int) -> str:
    """Return the last lines of the gate."""
    left = f"{outcome.left_out_tests:,} tests and {outcome.left_out_modules} modules"
    counts = f"gate: {outcome.ran:,} tests ran, " + (
        f"{left} in make test-all only, " if tier == "first" else ""
    )
    counts += f"{len(unsteady)} unsteady, {quarantined} quarantined"
    return "\n".join([*(f"gate: unsteady: {one}" for one in unsteady), counts])


if __name__ == "__main__":
    sys.exit(main())
