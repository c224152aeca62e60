"""Which tests pytest-xdist gives to one worker."""

import pytest


@pytest.fixture(name="shared", scope="module")
def _shared() -> str:
    return "made once"


def group(request: pytest.FixtureRequest) -> str | None:
    """The group of the test that asks."""
    found = request.node.get_closest_marker("xdist_group")
    return None if found is None else found.args[0]


@pytest.mark.usefixtures("shared")
def test_what_shares_a_fixture_of_its_module_stays_together(request: pytest.FixtureRequest) -> None:
    assert group(request) == "repository/test_grouping.py"


@pytest.mark.usefixtures("shared")
@pytest.mark.xdist_group("chosen")
def test_a_group_that_was_chosen_is_kept(request: pytest.FixtureRequest) -> None:
    assert group(request) == "chosen"


def test_what_shares_nothing_is_dealt_singly(request: pytest.FixtureRequest) -> None:
    assert group(request) is None
