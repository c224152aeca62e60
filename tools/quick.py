"""Run the tests that are nearest to a change: ``python -m tools.quick [--since REVISION]``.

A test is near where it imports what was changed, by as few steps as possible. What fits into about
two minutes is run, and the rest is named: ``make test`` runs all. Imports do not show everything:
pages are asked for by their address. So tests that are called after the room of a change are near.
"""

import argparse
import ast
import csv
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
COSTS = ROOT / "tools/test-costs.csv"
"""Worker-seconds of test modules, as ``python -m tools.test_costs --write`` measured them."""
SECONDS = 160.0
"""Worker-seconds that may be spent, on two workers."""
UNKNOWN_COST = 1.0
"""Of a module that is not in the list: new, or quicker than that."""
CODE = ("src/manumit", "tests", "tools")
LAYERS = {"manumit", "web", "public", "kernel"}
BY_NAME = 2
"""How near a test is that is called after the room of a module."""
SHOWN = 12

type Importers = Mapping[str, set[str]]
"""Who imports a module directly. A test module is called by its path below ``tests``."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is run and what is not, the nearest first."""

    run: list[str]
    left_out: list[str]
    seconds: float


def main() -> int:
    """Run the tests; return what pytest ended with."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--since", help="a revision (else: what is not committed, or its last one)")
    since = parser.parse_args().since
    files = changed_files(since or "HEAD") or changed_files("HEAD~1")
    choice = choose(distances(files), costs())
    print(report(files, choice), flush=True)
    if not choice.run:
        return 0
    done = subprocess.run(  # noqa: S603 - the tests of this repository
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup",
         "-m", "not thorough", *(f"tests/{one}" for one in choice.run)],
        cwd=ROOT, check=False,
    )  # fmt: skip
    return 0 if done.returncode == NOTHING_COLLECTED else done.returncode


NOTHING_COLLECTED = 5
"""What pytest ends with where every test of the modules is in the second tier."""


def changed_files(since: str) -> list[str]:
    """Return the files that differ from a revision, new ones too, by their paths."""
    asked = (["diff", "--name-only", "--no-renames", since],
             ["ls-files", "--others", "--exclude-standard"])  # fmt: skip
    found = [
        subprocess.run(  # noqa: S603 - git with words of ours
            ["git", *words],  # noqa: S607 - the git that is installed
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout.splitlines()
        for words in asked
    ]  # fmt: skip
    return sorted({one for lines in found for one in lines})


def distances(files: Iterable[str]) -> dict[str, int]:
    """Return the test modules that a change of files reaches, by how many imports lie between."""
    importers = all_importers()
    changed = [one for file in files for one in modules_of(file)]
    reached = dict.fromkeys(changed, 0)
    last = list(reached)
    while last:
        found = {one for name in last for one in importers.get(name, ())} - reached.keys()
        steps = reached[last[0]] + 1
        reached |= dict.fromkeys(found, steps)
        last = list(found)
    by_name = dict.fromkeys((one for name in changed for one in tests_of_room(name)), BY_NAME)
    return by_name | {
        name: min(steps, by_name.get(name, steps))
        for name, steps in reached.items()
        if is_test(name)
    }


def tests_of_room(module: str) -> list[str]:
    """Return the test modules that are called after the room of a module.

    They ask for its pages by their address, so that no import leads to them.
    """
    parts = [one for one in module.split(".") if one not in LAYERS]
    if not module.startswith("manumit.web.") or not parts:
        return []
    found = (ROOT / "tests").glob(f"*/test_{parts[0]}*.py")
    return [name_of(one) for one in found]


def is_test(name: str) -> bool:
    """Return whether a name is that of a test module that is there."""
    return name.endswith(".py") and (ROOT / "tests" / name).exists()


def modules_of(file: str) -> list[str]:
    """Return the modules that a changed file is, or that read it.

    A file that is no code belongs to the package in whose folder it is; one of no package to the
    tests of the documentation or of the repository.
    """
    path = Path(file)
    if file.startswith(CODE) and path.suffix == ".py":
        return [name_of(ROOT / path)]
    package = next((one for one in path.parents if (ROOT / one / "__init__.py").exists()), None)
    if package is not None:
        return [name_of(one) for one in (ROOT / package).rglob("*.py")]
    folder = ROOT / "tests" / ("docs" if file.startswith("docs/") else "repository")
    return [name_of(one) for one in folder.glob("test_*.py")]


def name_of(path: Path) -> str:
    """Return what a module is called where it is imported; a test module by its path."""
    relative = path.relative_to(ROOT)
    if path.name.startswith("test_") and relative.parts[0] == "tests":
        return relative.relative_to("tests").as_posix()
    parts = relative.with_suffix("").parts[0 if relative.parts[0] == "tools" else 1 :]
    return ".".join(parts).removesuffix(".__init__")


@cache
def all_importers() -> Importers:
    """Return who imports each module of the package, the tests and the tools."""
    graph = grimp.build_graph("manumit")
    importers: defaultdict[str, set[str]] = defaultdict(set)
    for name in graph.modules:
        for imported in graph.find_modules_directly_imported_by(name):
            importers[imported].add(name)
    for folder in CODE[1:]:
        for path in (ROOT / folder).rglob("*.py"):
            for imported in imported_by(path):
                importers[imported].add(name_of(path))
    return importers


def imported_by(path: Path) -> Iterator[str]:
    """Yield what a file imports anywhere; of ``from a import b`` both, as b may be a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def costs() -> dict[str, float]:
    """Return the worker-seconds of each test module that was measured."""
    with COSTS.open(encoding="utf-8", newline="") as file:
        return {row["module"]: float(row["seconds"]) for row in csv.DictReader(file)}


def choose(steps: Mapping[str, int], seconds: Mapping[str, float]) -> Choice:
    """Return the nearest tests that fit, of equally near ones the quick ones first.

    The nearest one runs in any case: somebody who changes a slow test wants to see it.
    """
    ranked = sorted(steps, key=lambda one: (steps[one], seconds.get(one, UNKNOWN_COST), one))
    chosen: list[str] = []
    spent = 0.0
    for one in ranked:
        cost = seconds.get(one, UNKNOWN_COST)
        if not chosen or spent + cost <= SECONDS:
            chosen.append(one)
            spent += cost
    left = [one for one in ranked if one not in set(chosen)]
    return Choice(chosen, left, spent)


def report(files: list[str], choice: Choice) -> str:
    """Return what is run and what is left out."""
    chosen = f"{len(choice.run)} test modules that are near, about {choice.seconds / 2:.0f} seconds"
    lines = [f"quick: {len(files)} changed files; {chosen}"]
    if choice.left_out:
        named = ", ".join(choice.left_out[:SHOWN])
        more = len(choice.left_out) - SHOWN
        lines.append(
            f"quick: left out, and further from the change: {named}"
            + (f", and {more} more modules" if more > 0 else "")
        )
    lines.append("quick: make test runs all of them, and those that no import leads to")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
