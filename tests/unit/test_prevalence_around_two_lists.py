"""Two lists: numbers in print, exact coverage, and what is refused."""

import math

import pytest

from manumit.prevalence.closed.two_lists import (
    KINDS,
    Overlap,
    chapman,
    lincoln_petersen,
    of_two,
    overlaps,
)
from manumit.prevalence.results import Grade
from prevalence_around import HARES


def test_marked_fish_of_seber() -> None:
    """Seber (1982), page 107: 948 and 421 caught, 167 of them twice."""
    table = of_two(948, 421, 167)
    found = lincoln_petersen(table)
    assert found.total == pytest.approx(948 * 421 / 167)
    corrected = chapman(table)
    assert corrected.total == pytest.approx(949 * 422 / 168 - 1)
    assert (found.grade, found.observed) == (Grade.SOUND, 1202)


def test_people_who_inject_drugs_in_kampala() -> None:
    """Doshi and others (2019), JMIR Public Health and Surveillance 5(3): 3,892 people."""
    found = lincoln_petersen(of_two(467, 450, 54))
    assert round(found.total or 0) == 3892


def test_standard_errors_are_those_of_the_formulas() -> None:
    table = of_two(120, 90, 27)
    expected = math.sqrt(121 * 91 * 93 * 63 / (28**2 * 29))
    assert chapman(table).details["standard_error"] == pytest.approx(expected)
    expected = math.sqrt(120 * 90 * 93 * 63 / 27**3)
    assert lincoln_petersen(table).details["standard_error"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "lower", "upper"),
    [
        ("profile", 310.2152831, 541.7023622),
        ("wald", 392.25 - 1.959963985 * 53.2682096, 392.25 + 1.959963985 * 53.2682096),
        ("log-normal", 183 + 209.25 / 1.63416385, 183 + 209.25 * 1.63416385),
    ],
)
def test_limits(kind: str, lower: float, upper: float) -> None:
    found = chapman(of_two(120, 90, 27), kind=kind).interval
    assert found is not None
    assert (found.kind, found.level) == (kind, 0.95)
    assert found.lower == pytest.approx(lower, rel=1e-6)
    assert found.upper == pytest.approx(upper, rel=1e-6)


def test_the_profile_falls_by_half_of_3_84_at_both_limits() -> None:
    """The multinomial likelihood of two independent lists, written out."""

    def likelihood(people: float) -> float:
        lists = sum(n * math.log(n / people) + (people - n) * math.log(1 - n / people)
                    for n in (120, 90))  # fmt: skip
        return math.lgamma(people + 1) - math.lgamma(people - 183 + 1) + lists

    interval = lincoln_petersen(of_two(120, 90, 27)).interval
    assert interval is not None
    top = max(likelihood(395 + step / 1000) for step in range(10_000))
    for limit in (interval.lower, interval.upper):
        assert top - likelihood(limit) == pytest.approx(3.841458821 / 2, abs=1e-6)


def test_the_bootstrap_has_its_seed_and_repeats_itself() -> None:
    table = of_two(120, 90, 27)
    found = [chapman(table, kind="percentile", replicates=200, seed=s) for s in (1, 1, 2)]
    assert found[0].interval == found[1].interval
    assert found[0].interval != found[2].interval
    assert found[0].seed == 1
    assert chapman(table).seed is None


def coverage(people: int, first: int, second: int, kind: str) -> float:
    """The chance that the interval holds the truth: every overlap by its probability."""
    total = 0.0
    for both in range(max(0, first + second - people), min(first, second) + 1):
        chance = math.exp(
            _choose(first, both) + _choose(people - first, second - both) - _choose(people, second)
        )
        interval = (
            chapman(of_two(first, second, both), kind=kind).interval if chance > 1e-5 else None
        )
        total += chance * (interval is not None and interval.lower <= people <= interval.upper)
    return total


def _choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


@pytest.mark.parametrize(
    ("people", "first", "second", "profile", "log_normal", "wald"),
    [(392, 120, 90, 0.947, 0.947, 0.937), (400, 50, 40, 0.957, 0.866, 0.889)],
)
def test_why_the_profile_is_the_default(
    people: int, first: int, second: int, profile: float, log_normal: float, wald: float
) -> None:
    """The numbers of the module's table; on average 28 and 5 people stand on both lists."""
    found = [coverage(people, first, second, kind) for kind in ("profile", "log-normal", "wald")]
    assert [round(x, 3) for x in found] == [profile, log_normal, wald]


def test_below_seven_on_both_is_weak() -> None:
    assert chapman(of_two(50, 40, 7)).grade is Grade.SOUND
    found = chapman(of_two(50, 40, 6))
    assert (found.grade, found.reasons[0].code) == (Grade.WEAK, "M202")
    assert "Only 6 people" in str(found.reasons[0])


@pytest.mark.parametrize(
    ("first", "second", "both", "code"),
    [(50, 40, 0, "M201"), (50, 12, 12, "M205"), (12, 50, 12, "M205"), (0, 40, 0, "M243")],
)
def test_refusals(first: int, second: int, both: int, code: str) -> None:
    for method in (chapman, lincoln_petersen):
        found = method(of_two(first, second, both))
        assert (found.grade, found.total, found.interval) == (Grade.REFUSED, None, None)
        assert found.reasons[0].code == code


def test_only_two_lists_and_only_known_intervals() -> None:
    with pytest.raises(ValueError, match="takes two"):
        chapman(HARES)
    with pytest.raises(ValueError, match="profile, log-normal, wald, percentile"):
        chapman(of_two(9, 8, 2), kind="exact")
    assert len(KINDS) == 4


def test_every_pair_of_a_larger_table() -> None:
    found = overlaps(HARES)
    assert len(found) == 15
    assert found[0] == Overlap("list 1", "list 2", 16, 28, 4)
    assert found[0].observed == 40
