"""Where the time of the tests goes: ``python -m tools.test_costs [-- pytest words]``.

Runs the first tier as the gate does and prints the worker-seconds by folder, module, fixture and
program, and those of no test (collection, the end of a worker). Installed for this run only: what
it measures costs nothing in any other.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
VARIABLE = "MANUMIT_TEST_COSTS"
"""The folder in which each worker leaves what it measured."""
COSTS = ROOT / "tools/test-costs.csv"
"""What each module costs, for ``tools/quick.py``."""
SHOWN = 40

type Row = tuple[str, str]
"""Kind ("test", "fixture", "program", "none") and name."""


class Clock:
    """Seconds by name, each second counted once in its kind: what a nested call took is its own."""

    def __init__(self) -> None:
        """Begins with nothing."""
        self.seconds: defaultdict[Row, float] = defaultdict(float)
        self.times: Counter[Row] = Counter()
        self._inside: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def taking(self, kind: str, name: str) -> Iterator[None]:
        """Count what is done inside, without what is counted of the same kind inside of it."""
        began = time.monotonic()
        self._inside[kind].append(0.0)
        try:
            yield
        finally:
            took = time.monotonic() - began
            own = took - self._inside[kind].pop()
            if self._inside[kind]:
                self._inside[kind][-1] += took
            self.seconds[kind, name] += own
            self.times[kind, name] += 1


CLOCK = Clock()


def pytest_configure(config: pytest.Config) -> None:
    """Measure on workers, where the tests run, the programs that they wait for as well."""
    if hasattr(config, "workerinput"):
        subprocess.Popen.wait = _timed(subprocess.Popen.wait)  # type: ignore[method-assign]
        subprocess.Popen.communicate = _timed(subprocess.Popen.communicate)  # type: ignore[method-assign]


def _timed(method: Callable[..., Any]) -> Callable[..., Any]:
    def waits(self: subprocess.Popen[Any], *words: Any, **named: Any) -> Any:
        with CLOCK.taking("program", _program(self.args)):
            return method(self, *words, **named)

    return waits


def _program(words: Any) -> str:
    """Return the first words of a command, without folders."""
    if isinstance(words, (str, bytes, os.PathLike)):
        words = os.fsdecode(words).split()
    return " ".join(Path(os.fsdecode(one)).name for one in words[:3])[:70]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Count how long it takes to find the tests."""
    with CLOCK.taking("none", "collection"):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count a test, with its fixtures and their ends."""
    with CLOCK.taking("test", item.nodeid):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Count what comes after a test: the ends of its fixtures, a renewed database."""
    with CLOCK.taking("fixture", f"(ends) {item.path.relative_to(ROOT).parent}"):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Count a fixture, without those that it asks for."""
    del request
    with CLOCK.taking("fixture", f"{fixturedef.argname} ({fixturedef.baseid or 'plugin'})"):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Write what was measured, the end of the worker too."""
    with CLOCK.taking("none", "the end of a worker"):
        done = yield
    if hasattr(session.config, "workerinput"):
        rows = [[*key, took, CLOCK.times[key]] for key, took in CLOCK.seconds.items()]
        where = Path(os.environ[VARIABLE]) / f"{os.getpid()}.json"
        where.write_text(json.dumps(rows), "utf-8")
    return done


def main() -> int:
    """Run the tests and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--csv", type=Path, help="write every row here, too")
    parser.add_argument("--write", action="store_true", help=f"write {COSTS.relative_to(ROOT)}")
    parser.add_argument("more", nargs="*", help="further words for pytest, after --")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        words = ["-p", "tools.test_costs", "-n", "2", "--dist", "loadgroup", "-m", "not thorough"]
        done = subprocess.run(  # noqa: S603 - the tests of this repository
            [sys.executable, "-m", "pytest", "-q", *words, *asked.more],
            cwd=ROOT, env=os.environ | {VARIABLE: folder}, check=False,
        )  # fmt: skip
        rows = [
            row for one in Path(folder).glob("*.json") for row in json.loads(one.read_text("utf-8"))
        ]
    if asked.csv:
        lines = (f"{took:.3f},{times},{kind},{name}\n" for kind, name, took, times in rows)
        asked.csv.write_text("".join(["seconds,times,kind,name\n", *lines]), "utf-8")
    if asked.write:
        COSTS.write_text(costs(rows), "utf-8")
    for title, table in tables(rows).items():
        print(f"\n{title}")
        for name, (took, times) in table:
            print(f"{took:9.1f} s {times:7,} x  {name}")
    return done.returncode


def costs(rows: list[list[Any]]) -> str:
    """Return the file of modules that cost a second or more."""
    summed: defaultdict[str, float] = defaultdict(float)
    for kind, name, took, _ in rows:
        if kind == "test":
            summed[name.partition("::")[0].removeprefix("tests/")] += took
    lines = [f"{name},{took:.0f}\n" for name, took in sorted(summed.items()) if took >= 1]
    return "".join(["module,seconds\n", *lines])


def tables(rows: list[list[Any]]) -> dict[str, list[tuple[str, tuple[float, int]]]]:
    """Return the tables: seconds and how often, by name, the most costly first."""
    summed: dict[str, dict[str, tuple[float, int]]] = defaultdict(dict)

    def add(title: str, name: str, took: float, times: int) -> None:
        seconds, count = summed[title].get(name, (0.0, 0))
        summed[title][name] = (seconds + took, count + times)

    for kind, name, took, times in rows:
        if kind == "test":
            module = name.partition("::")[0]
            add("By folder", str(Path(module).parent), took, times)
            add("By module", module, took, times)
            add("By test", name, took, times)
        else:
            titles = {
                "fixture": "By fixture (in the tests above)",
                "program": "By program waited for (in the tests above)",
                "none": "In no test",
            }
            add(titles[kind], name, took, times)
    return {
        title: sorted(table.items(), key=lambda row: -row[1][0])[:SHOWN]
        for title, table in summed.items()
    }


if __name__ == "__main__":
    sys.exit(main())
