"""Write what a run of the tests came to, for the program that started it (``tools/gate.py``)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from guards import guarded
from quarantine import plain
from tiers import left_out_modules

VARIABLE = "MANUMIT_OUTCOMES"
"""The file to write to; without it nothing is written."""
LEFT_OUT = pytest.StashKey[int]()
GUARDS = "guards"


def pytest_configure(config: pytest.Config) -> None:
    """Listen where the whole run is seen."""
    config.stash[LEFT_OUT] = 0
    where = os.environ.get(VARIABLE)
    if where and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(config, Path(where)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note on each test what it guards: a report without the note is one of a worker that died."""
    for item in items:
        item.user_properties.append((GUARDS, guarded(item)))


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count the tests of another tier."""
    if items:
        items[0].config.stash[LEFT_OUT] += len(items)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Pass the number on to where the whole run is seen."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash[LEFT_OUT]


class Outcomes:
    """Collects what failed, and how many tests there were."""

    def __init__(self, config: pytest.Config, where: Path) -> None:
        """Begins with nothing."""
        self._config, self._where = config, where
        self._left_out = 0
        self._ran: set[str] = set()
        self._failed: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take down one outcome."""
        name = plain(report.nodeid)
        if report.when == "call":
            self._ran.add(name)
        if report.failed:
            noted = dict(report.user_properties)
            self._failed[name] = str(noted.get(GUARDS, "unknown: its process ended"))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take the number of a worker; each has collected the same."""
        self._left_out = max(self._left_out, getattr(node, "workeroutput", {}).get("left_out", 0))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write all of it."""
        found = {
            "ran": len(self._ran | self._failed.keys()),
            "left_out_tests": self._left_out + self._config.stash[LEFT_OUT],
            "left_out_modules": left_out_modules(self._config),
            "failed": self._failed,
        }
        self._where.write_text(json.dumps(found), "utf-8")
