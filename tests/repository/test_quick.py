"""``make quick`` runs the tests nearest to a change, and says what it leaves out."""

import pytest
from tools import quick


@pytest.mark.parametrize(
    ("changed", "nearest"),
    [
        ("src/manumit/web/tasks/later.py", "integration/test_tasks_later.py"),
        ("src/manumit/web/tasks/templates/tasks/later.html", "integration/test_tasks_later.py"),
        ("src/manumit/web/institutions/forms.py", "integration/test_institutions_devices.py"),
        ("tests/offer_texts.py", "spec/test_offers.py"),
        ("tests/spec/test_offers.py", "spec/test_offers.py"),
        ("tools/gate.py", "repository/test_gate.py"),
        ("docs/how-to/testing.md", "docs/test_links.py"),
    ],
)
def test_the_tests_of_what_was_changed_are_near(changed: str, nearest: str) -> None:
    assert quick.distances([changed])[nearest] <= 2


def test_a_test_that_imports_nothing_of_a_change_is_not_reached() -> None:
    assert "docs/test_links.py" not in quick.distances(["src/manumit/web/tasks/later.py"])


def test_the_nearest_come_first_and_what_does_not_fit_is_named() -> None:
    steps = {"a.py": 2, "b.py": 1, "c.py": 1, "d.py": 3}
    seconds = {"a.py": quick.SECONDS, "b.py": 40.0, "c.py": 10.0}
    choice = quick.choose(steps, seconds)
    assert (choice.run, choice.left_out) == (["c.py", "b.py", "d.py"], ["a.py"])
    assert choice.seconds == 50 + quick.UNKNOWN_COST
    assert "left out, and further from the change: a.py" in quick.report(["x"], choice)


def test_a_slow_test_that_is_nearest_runs_in_any_case() -> None:
    assert quick.choose({"a.py": 0}, {"a.py": 10 * quick.SECONDS}).run == ["a.py"]


def test_every_module_with_a_cost_exists() -> None:
    assert all(quick.is_test(one) for one in quick.costs())
