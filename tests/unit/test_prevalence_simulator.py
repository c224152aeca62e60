"""Made populations: what was asked is what comes out, and the same seed gives the same people."""

import numpy as np
import pytest

from manumit.prevalence.reading import Kind
from manumit.prevalence.study.simulator import (
    Classes,
    Population,
    probabilities,
    simulate,
    simulate_strata,
)

SEEN = (0.2, 0.1, 0.05)
MANY = 1_000_000


def share(population: Population, lists: int) -> float:
    """Probability of being on all these lists."""
    found = probabilities(population)
    return float(found[[w for w in range(len(found)) if w & lists == lists]].sum())


@pytest.mark.parametrize("classes", [Classes(), Classes.normal(1.5), Classes((0.9, 0.1), (0, 3))])
@pytest.mark.parametrize("dependence", [{}, {(0, 1): 1.5, (1, 2): -1.0}])
def test_each_list_sees_its_share(
    classes: Classes, dependence: dict[tuple[int, int], float]
) -> None:
    population = Population(100, SEEN, dependence, classes)
    assert [share(population, 1 << i) for i in range(3)] == pytest.approx(SEEN, abs=1e-10)
    assert probabilities(population).sum() == pytest.approx(1)


def test_independent_lists_multiply() -> None:
    assert share(Population(100, SEEN), 7) == pytest.approx(0.2 * 0.1 * 0.05)


def test_dependence_is_the_logarithm_of_an_odds_ratio() -> None:
    found = probabilities(Population(100, SEEN, {(0, 1): 1.5}))
    assert np.log(found[3] * found[0] / (found[1] * found[2])) == pytest.approx(1.5)
    assert np.log(found[5] * found[0] / (found[1] * found[4])) == pytest.approx(0, abs=1e-9)


def test_differences_between_people_make_lists_overlap() -> None:
    assert share(Population(100, SEEN, classes=Classes.normal(1.0)), 3) > 1.2 * 0.2 * 0.1


def test_a_normal_distribution_has_its_moments() -> None:
    classes = Classes.normal(2.0)
    assert np.dot(classes.shares, classes.shifts) == pytest.approx(0, abs=1e-9)
    assert np.dot(classes.shares, np.square(classes.shifts)) == pytest.approx(4)


def test_the_same_seed_makes_the_same_people() -> None:
    population = Population(
        500, SEEN, {(0, 2): 1.0}, Classes.normal(1.0), {(0, 1): 0.3}, 0.1, 0.1, 0.1
    )
    assert simulate(population, 5) == simulate(population, 5)
    assert simulate(population, 5) != simulate(population, 6)


def test_as_many_are_seen_as_expected() -> None:
    made = simulate(Population(MANY, SEEN), 1)
    assert made.truth == MANY
    assert made.table.observed == pytest.approx(MANY * (1 - 0.8 * 0.9 * 0.95), rel=0.005)
    assert not made.reading.ways.recorded


def test_referrals_are_recorded_and_can_be_taken_away() -> None:
    plain = simulate(Population(MANY, SEEN), 1)
    made = simulate(Population(MANY, SEEN, referrals={(0, 1): 0.25}), 1)
    brought = made.reading.ways.between[0, 1]
    assert brought == pytest.approx(0.25 * 0.2 * 0.9 * MANY, rel=0.02)
    assert made.table.on_all_of(3) == plain.table.on_all_of(3) + brought
    assert sum(n for kind, n in made.reading.people.items() if kind.referred == 2) == brought
    alone = sum(n for kind, n in made.reading.people.items() if kind.history & ~kind.referred & 2)
    assert alone == plain.table.on_all_of(2)


def test_missed_links_make_two_people_of_one() -> None:
    plain = simulate(Population(MANY, (0.2, 0.1)), 1).table
    made = simulate(Population(MANY, (0.2, 0.1), missed=0.3), 1).table
    assert made.on_all_of(3) == pytest.approx(0.7 * plain.on_all_of(3), rel=0.03)
    assert made.observed == plain.observed + plain.on_all_of(3) - made.on_all_of(3)
    assert [made.on_all_of(w) for w in (1, 2)] == [plain.on_all_of(w) for w in (1, 2)]


@pytest.mark.parametrize("way", [(0, 1), (1, 0)])
def test_a_missed_referral_is_unmatched(way: tuple[int, int]) -> None:
    made = simulate(Population(1000, (0.3, 0.1), referrals={way: 1.0}, missed=1.0), 1)
    assert made.table.on_all_of(3) == 0
    assert made.reading.ways.unmatched == made.reading.ways.between[way] > 0
    reached = 1 << way[1]
    assert {kind for kind in made.reading.people if kind.referred} == {Kind(reached, reached, "")}


def test_false_links_make_one_of_two() -> None:
    plain = simulate(Population(MANY, (0.2, 0.1)), 1).table
    made = simulate(Population(MANY, (0.2, 0.1), false=0.05), 1).table
    assert made.on_all_of(3) > 1.1 * plain.on_all_of(3)
    assert made.observed == plain.observed - (made.on_all_of(3) - plain.on_all_of(3))
    assert [made.on_all_of(w) for w in (1, 2)] == [plain.on_all_of(w) for w in (1, 2)]


def test_duplicates_are_people_who_are_not_there() -> None:
    plain = simulate(Population(MANY, SEEN), 1).table
    made = simulate(Population(MANY, SEEN, duplicates=0.1), 1).table
    records = sum(plain.on_all_of(1 << i) for i in range(3))
    assert made.observed - plain.observed == pytest.approx(0.1 * records, rel=0.03)
    assert made.on_all_of(3) == plain.on_all_of(3)


def test_strata_keep_their_names_and_sizes() -> None:
    made = simulate_strata({"north": Population(400, SEEN), "south": Population(100, SEEN)}, 2)
    assert (made.truth, made.sizes) == (500, {"north": 400, "south": 100})
    assert set(made.reading.strata) == {"north", "south"}
    assert sum(table.observed for table in made.reading.strata.values()) == made.table.observed


@pytest.mark.parametrize(
    ("size", "seen", "more"),
    [
        (0, SEEN, {}),
        (10, (0.1,), {}),
        (10, (0.0, 0.1), {}),
        (10, SEEN, {"dependence": {(1, 0): 1.0}}),
        (10, SEEN, {"referrals": {(1, 1): 0.5}}),
        (10, SEEN, {"referrals": {(0, 1): 0.5, (2, 1): 0.5}}),
        (10, SEEN, {"missed": 1.5}),
    ],
)
def test_what_is_no_population(size: int, seen: tuple[float, ...], more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"list|somebody|probability"):
        Population(size, seen, **more)  # type: ignore[arg-type] # on purpose


def test_what_are_no_classes_and_no_strata() -> None:
    with pytest.raises(ValueError, match="whole"):
        Classes((0.5, 0.4), (0.0, 1.0))
    with pytest.raises(ValueError, match="same lists"):
        simulate_strata({"a": Population(10, SEEN), "b": Population(10, SEEN[:2])}, 1)
