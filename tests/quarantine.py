"""Tests that fail every time and cannot be mended now: expected to fail, few, and each with a date.

``quarantine.yaml`` is the only place for them. A test in it that passes fails the run, so that the
list gets shorter by itself; one that guards what must never be wrong (``guards.py``) is refused.
"""

import datetime as dt
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from guards import guarded

FILE = Path(__file__).with_name("quarantine.yaml")
MOST = 25


class Quarantined(TypedDict):
    """One test that is expected to fail."""

    test: str
    reason: str
    since: dt.date
    issue: int


class Lists(TypedDict):
    """What the file holds."""

    quarantined: list[Quarantined]
    unsteady: list[str]


def lists(file: Path = FILE) -> Lists:
    """Read the file.

    Returns:
        The tests that are expected to fail, and the ids of those seen to fail and pass at once.

    Raises:
        pytest.UsageError: there are too many tests, one is there twice, or lacks a field.
    """
    found: Lists = yaml.safe_load(file.read_text("utf-8"))
    tests = [one["test"] for one in found["quarantined"]]
    if len(tests) > MOST:
        raise pytest.UsageError(f"{file.name}: {len(tests)} tests, at most {MOST}: mend some")
    for one in found["quarantined"]:
        if one.keys() != Quarantined.__annotations__.keys() or not all(one.values()):
            wanted = ", ".join(Quarantined.__annotations__)
            raise pytest.UsageError(
                f"{file.name}: {one['test']}: write {wanted}, each with a value"
            )
        if tests.count(one["test"]) > 1:
            raise pytest.UsageError(f"{file.name}: {one['test']} is there twice: remove one")
    return found


def plain(nodeid: str) -> str:
    """Return the id of a test without the group that pytest-xdist appends to it."""
    return nodeid.rpartition("@")[0] if nodeid.rfind("@") > nodeid.rfind("]") else nodeid


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect the tests of the list to fail."""
    expect_failures(items, lists()["quarantined"])


def expect_failures(items: list[pytest.Item], quarantined: list[Quarantined]) -> None:
    """Expect some of the tests to fail, and to fail every time.

    Raises:
        pytest.UsageError: one of them guards what may never fail.
    """
    reasons = {one["test"]: f"#{one['issue']}: {one['reason']}" for one in quarantined}
    for item in items:
        reason = reasons.get(plain(item.nodeid))
        if reason is None:
            continue
        if guarded(item):
            raise pytest.UsageError(f"{item.nodeid} guards {guarded(item)}: mend it, no quarantine")
        item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
