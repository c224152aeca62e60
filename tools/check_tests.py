"""Check that no test is left out: ``python -m tools.check_tests`` (part of ``make check``).

A test that is skipped, expected to fail or run again until it passes proves nothing. What resists
goes into ``tests/quarantine.yaml`` alone. ``skips-left.yaml`` counts the skips that a machine or a
missing file decides; each number may only fall. A longer time limit says why in a comment.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
LEFT = Path(__file__).with_name("skips-left.yaml")
HEAD = """# Skips of tests that a machine or a missing file decides, by module: they only get fewer.
# Written by tools/check_tests.py --write.
"""
LEAVES_OUT = {
    "skip", "skipif", "skipIf", "skipUnless", "skipTest", "SkipTest", "importorskip", "xfail",
    "expectedFailure", "flaky",
}  # fmt: skip
"""Names by which a test is skipped, expected to fail or run again."""
QUARANTINE = "tests/quarantine.py"
COMMANDS = ("Makefile", "pyproject.toml", ".ci/run", "tools/gate.py")
OPTIONS = re.compile(r"--(deselect|ignore(-glob)?|reruns|only-rerun|last-failed|lf|runxfail)\b")
"""Options that leave tests out, or run them until they pass."""


def main() -> int:
    """Return 1 and say what is wrong, else 0."""
    found = skips()
    if "--write" in sys.argv:
        LEFT.write_text(HEAD + yaml.safe_dump(found), "utf-8")
        return 0
    left: dict[str, int] = yaml.safe_load(LEFT.read_text("utf-8"))
    wrong = [
        *(
            f"{name}: {number} skips, at most {left.get(name, 0)}: mend it, or see {QUARANTINE}"
            for name, number in found.items()
            if number > left.get(name, 0)
        ),
        *(
            f"{name}: {found.get(name, 0)} skips, not {number}: python -m tools.check_tests --write"
            for name, number in left.items()
            if number > found.get(name, 0)
        ),
        *(
            f"{name}: {option} leaves tests out"
            for name in COMMANDS
            for option in options((ROOT / name).read_text("utf-8"))
        ),
        *(
            f"{name}:{line}: say in a comment why the test may take longer"
            for name, text in modules()
            for line in limits_without_reason(text)
        ),
    ]
    for one in wrong:
        print(one, file=sys.stderr)
    return int(bool(wrong))


def modules() -> Iterator[tuple[str, str]]:
    """Yield the name and text of each module of the tests."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def skips() -> dict[str, int]:
    """Return how often each module leaves a test out."""
    counts = {name: leaves_out(text) for name, text in modules() if name != QUARANTINE}
    return {name: number for name, number in counts.items() if number}


def leaves_out(text: str) -> int:
    """Return how often a module names what leaves a test out."""
    names = Counter(
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute | ast.Name)
    )
    return sum(names[one] for one in LEAVES_OUT)


def options(text: str) -> list[str]:
    """Return the options of a command that leave tests out."""
    return [found[0] for found in OPTIONS.finditer(text)]


def limits_without_reason(text: str) -> Iterator[int]:
    """Yield the lines of time limits that have no comment."""
    for number, line in enumerate(text.splitlines(), 1):
        if "mark.timeout(" in line and "  # " not in line:
            yield number


if __name__ == "__main__":
    sys.exit(main())
