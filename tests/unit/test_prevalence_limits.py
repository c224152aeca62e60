"""What an answer does with tables at the edge: ties, one person seen twice, too many people."""

import ast
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from manumit.errors import InputError
from manumit.instruments import Library
from manumit.prevalence.answer.asking import EstimateRequest, answer
from manumit.prevalence.answer.heterogeneity import heterogeneity
from manumit.prevalence.answer.run import estimated
from manumit.prevalence.answer.settings import EstimateSettings
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.bootstrap import Bootstrap
from manumit.prevalence.reading import Kind, Reading, Sheet, Ways, read_sheet
from manumit.prevalence.report.page import one_page
from manumit.prevalence.report.words import TEXTS, EstimateWords
from manumit.prevalence.results import Grade
from manumit.prevalence.study.simulator import Classes, Population, simulate
from prevalence_around import written
from prevalence_core import UK5

SEEN = (0.2, 0.15, 0.12, 0.1, 0.08)
SITUATIONS = {
    "independent": Population(2000, SEEN),
    "referral": Population(2000, SEEN, referrals={(0, 1): 0.2}),
    "two referrals": Population(2000, SEEN, referrals={(0, 1): 0.3, (2, 3): 0.3}),
    "dependent": Population(2000, SEEN, dependence={(0, 1): 1.5}),
    "people differ": Population(2000, SEEN, classes=Classes.normal(1.0)),
}


def reading_of(table: CaptureTable) -> Reading:
    people = {Kind(h, 0, ""): int(n) for h, n in enumerate(table.counts) if n}
    return Reading(table.lists, people, Ways())


def codes(name: str, table: CaptureTable, **settings: int) -> tuple[list[str], str, Grade]:
    found = estimated(name, table, EstimateSettings(**settings)).estimate  # type: ignore[arg-type]
    kind = "" if found.interval is None else found.interval.kind
    return [one.code for one in found.reasons], kind, found.grade


@pytest.mark.parametrize("situation", SITUATIONS)
def test_people_who_differ_are_found_and_dependent_lists_are_not_taken_for_them(
    situation: str,
) -> None:
    tables = [simulate(SITUATIONS[situation], seed).table for seed in range(12)]
    tests = [heterogeneity(table) for table in tables]
    found = sum(test is not None and test.found for test in tests)
    assert found >= 11 if situation == "people differ" else found == 0


def test_where_people_differ_no_estimate_is_sound_and_the_page_says_which_way() -> None:
    made = simulate(SITUATIONS["people differ"], 1)
    found = answer(made.reading, EstimateRequest("stepwise", EstimateSettings(bootstrap=200)))
    assert found.main.estimate.interval is not None
    assert found.main.estimate.interval.upper < made.truth
    assert (found.grade, found.main.estimate.grade) == (Grade.WEAK, Grade.WEAK)
    assert "M257" in [one.code for one in found.main.estimate.reasons]
    (supposed,) = [one for one in found.assumptions if one.id == "catchability"]
    assert supposed.verdict == "against"
    page = one_page(found, EstimateWords(Library.load(TEXTS), "en", found.table.lists))
    assert "probably higher" in page.first


def test_a_lower_bound_stays_a_lower_bound_where_people_differ() -> None:
    table = simulate(SITUATIONS["people differ"], 1).table
    found = estimated("chao", table, EstimateSettings()).estimate
    assert not {"M257", "M258"} & {one.code for one in found.reasons}


def test_an_estimate_below_chaos_bound_is_weak_and_says_so() -> None:
    """UK 2013, five lists: stepwise 11,313, Chao's bound 13,570."""
    reasons, _, grade = codes("stepwise", UK5, bootstrap=200)
    assert "M258" in reasons
    assert grade is Grade.WEAK


def test_ties_fall_on_the_same_side_whatever_rounding_does() -> None:
    spread = np.linspace(900.0, 1100.0, 60)
    weights = np.array([1])
    exact = np.concatenate([spread, np.full(40, 1000.0)])
    limits = []
    for noise in (0.0, 1e-12, -1e-12):
        drawn = Bootstrap(
            1000.0, exact * (1.0 + noise * (exact == 1000.0)), np.array([1.0]), weights, None
        )
        limits.append(drawn.bca())
    found = [(one.lower, one.upper) for one in limits if one is not None]
    assert len(found) == 3
    assert found[1] == pytest.approx(found[0], rel=1e-9)
    assert found[2] == pytest.approx(found[0], rel=1e-9)


@pytest.mark.parametrize("replicates", [1, 30, 1000])
def test_one_person_seen_twice_has_the_limits_of_the_model(replicates: int) -> None:
    table = written(3, "100 20, 010 25, 001 15, 110 1")
    reasons, kind, grade = codes("stepwise", table, bootstrap=replicates)
    assert kind in ("profile", "")
    assert grade is not Grade.SOUND
    assert "M259" in reasons or kind == ""


def test_one_drawn_table_sets_no_limits() -> None:
    table = written(3, "100 60, 010 50, 001 40, 110 22, 101 19, 011 14, 111 8")
    found = estimated("stepwise", table, EstimateSettings(bootstrap=1)).estimate
    assert found.interval is not None
    assert found.interval.kind == "profile"
    assert found.interval.lower < (found.total or 0.0) < found.interval.upper
    assert "M259" in [one.code for one in found.reasons]


@pytest.mark.parametrize("count", [10**11, 10**15, 10**18, 10**19, 10**30])
def test_more_people_than_there_are_is_refused(count: int) -> None:
    rows = [(2, ("1", "0", str(count))), (3, ("0", "1", "9")), (4, ("1", "1", "3"))]
    with pytest.raises(InputError) as caught:
        read_sheet(Sheet("lists.csv", ("a", "b", "count"), rows))
    assert [one.code for one in caught.value.problems] == ["M126"]


def test_a_headline_of_methods_that_disagree_spans_their_intervals() -> None:
    found = answer(reading_of(UK5), EstimateRequest("all", EstimateSettings(bootstrap=0)))
    assert found.disagreements
    words = EstimateWords(Library.load(TEXTS), "en", found.table.lists)
    page = one_page(found, words)
    limits = [one.interval for one in found.numbers if one.interval is not None]
    lowest = words.about(min(one.lower for one in limits))
    highest = words.about(max(one.upper for one in limits))
    assert page.number == f"{lowest} to {highest}"


def _imports(path: Path) -> set[str]:
    """Modules that a file imports anywhere, inside functions too."""
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module is not None
    }


def test_no_module_of_the_room_imports_itself_in_a_circle() -> None:
    room = Path(str(files("manumit.prevalence")))
    names = {
        "manumit.prevalence." + ".".join(path.relative_to(room).with_suffix("").parts): path
        for path in room.rglob("*.py")
    }
    left = {name: _imports(path) & set(names) for name, path in names.items()}
    while free := [name for name, needs in left.items() if not needs & set(left)]:
        for name in free:
            del left[name]
    assert not left
