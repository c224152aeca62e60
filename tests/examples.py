"""Fewer examples of the statements that hold for all inputs, in the first tier.

``make test`` draws a quarter of the examples of a test in ``tests/property``, unless it guards one
of the five (``tests/guards.py``); ``make test-all`` runs these tests once more, with all of them.
"""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test, settings

from guards import guarded

FOLDER = Path(__file__).parent / "property"
SHARE, FEWEST = 4, 15


def is_reduced(item: pytest.Item) -> bool:
    """Return whether the first tier draws fewer examples of a test than it asks for."""
    if not isinstance(item, pytest.Function) or not is_hypothesis_test(item.obj):
        return False
    if not item.path.is_relative_to(FOLDER) or guarded(item):
        return False
    return _asked(item.obj).max_examples > FEWEST


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Reduce the number, once for each function: its parameters share it."""
    if config.option.markexpr != "not thorough":
        return
    functions = {
        item.obj for item in items if is_reduced(item) and isinstance(item, pytest.Function)
    }
    for one in functions:
        asked = _asked(one)
        most = max(FEWEST, asked.max_examples // SHARE)
        one._hypothesis_internal_use_settings = settings(asked, max_examples=most)


def _asked(function: Any) -> settings:
    """Return what Hypothesis keeps on a test; it has no public name for it."""
    found: settings = function._hypothesis_internal_use_settings
    return found
