"""The two tiers of tests have a part in every folder, and name only tests that exist."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tools.gate import TIERS
from tools.planted_faults import faults

import examples
from guards import WORDS
from tiers import FURTHER_LANGUAGES, THOROUGH_MODULES, reason_for

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent


def modules(folder: str) -> set[str]:
    """The test modules of a folder, as the list of tiers names them."""
    return {path.relative_to(TESTS).as_posix() for path in (TESTS / folder).glob("test_*.py")}


def folders() -> list[str]:
    """Folders that hold tests."""
    return [one.name for one in sorted(TESTS.iterdir()) if any(one.glob("test_*.py"))]


def test_every_module_of_the_second_tier_exists() -> None:
    named = {name.partition("::")[0] for name in THOROUGH_MODULES}
    assert named <= {one for folder in folders() for one in modules(folder)}


@pytest.mark.parametrize("folder", folders())
def test_every_folder_has_tests_in_the_first_tier(folder: str) -> None:
    assert modules(folder) - THOROUGH_MODULES.keys()


def test_each_folder_has_a_planted_fault_in_each_tier_that_can_be_planted() -> None:
    planted = faults()
    assert {(one["folder"], one["tier"]) for one in planted} == {
        (folder, tier) for folder in folders() for tier in TIERS
    }
    for one in planted:
        assert (ROOT / one["file"]).read_text("utf-8").count(one["old"]) == 1, one["fault"]
        assert all(test.startswith(f"tests/{one['folder']}/test_") for test in one["tests"])


def test_what_must_never_pass_has_a_planted_fault_in_the_gate() -> None:
    planted = [one for one in faults() if "guards" in one]
    assert sorted(one["guards"] for one in planted) == sorted(WORDS)
    assert {one["tier"] for one in planted} == {"first"}


def test_a_further_language_is_in_the_second_tier(pytester_item: pytest.Item) -> None:
    assert reason_for(pytester_item) is None
    assert {"en", "ar"}.isdisjoint(FURTHER_LANGUAGES)


def test_the_first_tier_draws_a_quarter_of_the_examples_and_the_second_all(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    @settings(max_examples=80)
    @given(st.integers())
    def stated(number: int) -> None:
        drawn.append(number)

    drawn: list[int] = []
    item = pytest.Function.from_parent(request.node.parent, name="stated", callobj=stated)
    assert not examples.is_reduced(item)  # in its own folder alone
    monkeypatch.setattr(examples, "FOLDER", Path(__file__).parent)
    for tier, number, reason in (
        ("thorough", 80, "every example"),
        ("", 80, None),
        ("not thorough", 20, None),
    ):
        monkeypatch.setattr(request.config.option, "markexpr", tier)
        examples.pytest_collection_modifyitems(request.config, [item])
        drawn.clear()
        stated()
        assert len(drawn) == number
        assert reason_for(item) == reason


@pytest.fixture
def pytester_item(request: pytest.FixtureRequest) -> pytest.Item:
    """This very test, which is in the first tier."""
    node = request.node
    assert isinstance(node, pytest.Item)
    return node
