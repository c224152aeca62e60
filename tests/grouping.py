"""Give a module's shared fixture to one worker.

pytest-xdist deals tests singly unless they carry an ``xdist_group``, so that a fixture of a whole
module is built once on each worker: two databases, two servers, two invented countries. Tests that
share such a fixture are put in one group here; tests that have a group keep it.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent

TOO_LONG = frozenset[str]()
"""Modules whose fixture is made on each worker, since one worker alone would take too long."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark before pytest-xdist reads the groups."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None and shares_a_fixture(item):
            item.add_marker(pytest.mark.xdist_group(_module(item)))


def shares_a_fixture(item: pytest.Item) -> bool:
    """Return whether a test uses a fixture that is made once for its module."""
    if not isinstance(item, pytest.Function) or not item.path.is_relative_to(ROOT):
        return False
    if _module(item) in TOO_LONG:
        return False
    found = item._fixtureinfo.name2fixturedefs.values()
    return any(one[-1].scope == "module" for one in found)


def _module(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT).as_posix()
