"""The gate runs again what failed, within limits, and quarantine has a list with limits."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from tools.check_tests import leaves_out, limits_without_reason, options
from tools.gate import MOST_AGAIN, REMEMBERED, Outcome, Record, gate, not_again, summary

from guards import guarded_by_name
from quarantine import MOST, Quarantined, expect_failures, lists, plain

UNSTEADY = """
from pathlib import Path
import pytest

def test_once():
    seen = Path("seen").exists()
    Path("seen").touch()
    assert seen

def test_always():
    pass

@pytest.mark.thorough
def test_of_the_other_tier():
    pass
"""
ALWAYS = "def test_never():\n    assert False\n"
GUARDING = 'import pytest\n@pytest.mark.proves("backups")\n' + ALWAYS
CONFTEST = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
pytest_plugins = ["tiers", "outcomes"]

def pytest_configure(config):
    config.addinivalue_line("markers", "proves(id): a property")
"""


@pytest.fixture(autouse=True)
def few_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """To load all that are installed takes seconds in each process."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def run(folder: Path, text: str, record: Record) -> int:
    """Put one module into a folder and run the gate there."""
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p xdist -p pytest_timeout\n", "utf-8")
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    (folder / "test_it.py").write_text(text, "utf-8")
    return gate(folder, "first", [], record)


def test_what_passes_alone_is_unsteady_once_and_red_the_next_time(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    record = Record(tmp_path / "record.json")
    assert run(tmp_path, UNSTEADY, record) == 0
    out = capfd.readouterr().out
    assert "gate: unsteady: test_it.py::test_once" in out
    assert "gate: 2 tests ran, 1 tests and " in out
    assert "1 unsteady, 0 quarantined" in out
    (tmp_path / "seen").unlink()
    assert run(tmp_path, UNSTEADY, Record(tmp_path / "record.json")) == 1
    assert "gate: red: test_it.py::test_once was unsteady before" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("text", "why"), [(ALWAYS, "failed twice"), (GUARDING, "guards backups")], ids=["always", "of"]
)
def test_what_fails_again_or_guards_the_five_is_red(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    assert run(tmp_path, text, Record(tmp_path / "record.json")) == 1
    assert f"gate: red: test_it.py::test_never {why}" in capfd.readouterr().out


def test_more_than_ten_are_not_run_again() -> None:
    few = {f"test_{number}": "" for number in range(MOST_AGAIN)}
    assert not_again(Outcome(20, 0, 0, few), set()) == []
    assert not_again(Outcome(20, 0, 0, few | {"test_more": ""}), set()) == ["11 tests failed"]


def test_a_test_is_remembered_for_ten_runs(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.json")
    record.add(["test_a"])
    for _ in range(REMEMBERED - 2):
        Record(tmp_path / "record.json").add([])
    assert Record(tmp_path / "record.json").seen() == {"test_a"}
    Record(tmp_path / "record.json").add([])
    assert Record(tmp_path / "record.json").seen() == set()
    (tmp_path / "record.json").write_text("{", "utf-8")
    assert Record(tmp_path / "record.json").seen() == set()


def test_the_second_tier_leaves_nothing_to_itself() -> None:
    assert summary("thorough", Outcome(3, 0, 0, {}), [], 0) == (
        "gate: 3 tests ran, 0 unsteady, 0 quarantined"
    )


@pytest.mark.parametrize(
    ("module", "guards"),
    [
        ("test_access_policies", "access"),
        ("test_vault_sealed", "sealing"),
        ("test_ledger", "ledger"),
        ("test_terms_owed_rules", "sums"),
        ("test_disclosure", "releases"),
        ("test_country_codes", ""),
    ],
)
def test_the_name_of_a_module_says_what_it_guards(module: str, guards: str) -> None:
    assert guarded_by_name(module) == guards


def test_the_group_is_no_part_of_a_name() -> None:
    assert plain("tests/a.py::test_b[x@example.org]") == "tests/a.py::test_b[x@example.org]"
    assert plain("tests/a.py::test_b[x@example.org]@group") == "tests/a.py::test_b[x@example.org]"
    assert plain("tests/a.py::test_b@group") == "tests/a.py::test_b"


def one(test: str) -> Quarantined:
    """A test in quarantine."""
    return Quarantined(test=test, reason="the clock", since=dt.date(2026, 12, 1), issue=30)


def test_the_list_of_today_is_within_its_limits() -> None:
    assert len(lists()["quarantined"]) <= MOST


@pytest.mark.parametrize(
    ("quarantined", "why"),
    [
        ([one(f"test_{number}") for number in range(MOST + 1)], "at most 25"),
        ([one("test_a"), one("test_a")], "twice"),
        ([one("test_a") | {"reason": ""}], "write test, reason, since, issue"),
        ([{"test": "test_a", "reason": "the clock"}], "write test, reason, since, issue"),
    ],
    ids=["many", "twice", "empty", "lacking"],
)
def test_a_list_beyond_its_limits_is_refused(
    tmp_path: Path, quarantined: list[dict[str, object]], why: str
) -> None:
    file = tmp_path / "quarantine.yaml"
    file.write_text(yaml.safe_dump({"quarantined": quarantined, "unsteady": []}), "utf-8")
    with pytest.raises(pytest.UsageError, match=why):
        lists(file)


def test_a_quarantined_test_is_expected_to_fail_every_time(request: pytest.FixtureRequest) -> None:
    item = request.node
    before = [*item.iter_markers("xfail")]
    expect_failures([item], [one("tests/elsewhere.py::test_it")])
    assert [*item.iter_markers("xfail")] == before
    other = pytest.Function.from_parent(item.parent, name="test_the_group_is_no_part_of_a_name")
    expect_failures([other], [one(plain(other.nodeid))])
    assert [marker.kwargs["strict"] for marker in other.iter_markers("xfail")] == [True]


def test_a_test_that_guards_the_five_is_never_quarantined(request: pytest.FixtureRequest) -> None:
    item = pytest.Function.from_parent(
        request.node.parent, name="test_the_group_is_no_part_of_a_name"
    )
    item.add_marker(pytest.mark.proves("backups"))
    with pytest.raises(pytest.UsageError, match="guards backups"):
        expect_failures([item], [one(plain(item.nodeid))])


def test_every_way_to_leave_a_test_out_is_found() -> None:
    assert leaves_out("import pytest\npytest.skip('x')\n@pytest.mark.xfail\ndef test(): pass") == 2
    assert leaves_out("def test_skips(): assert 'skip'") == 0
    assert options("pytest --deselect a --reruns 3 -x") == ["--deselect", "--reruns"]
    limit = "mark." + "timeout(600)"
    assert list(limits_without_reason(f"@pytest.{limit}\n")) == [1]
    assert list(limits_without_reason(f"@pytest.{limit}  # a long walk\n")) == []
