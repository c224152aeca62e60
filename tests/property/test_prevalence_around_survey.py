"""Laws of surveys, stays, stocks and double sampling."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manumit.prevalence.around.double_sampling import Reports, double_sampling
from manumit.prevalence.around.measures import Quantity
from manumit.prevalence.around.stock_flow import mean_stay, stock, stock_from_entries
from manumit.prevalence.around.survey import (
    KINDS,
    Sample,
    clopper_pearson,
    survey_share,
    survey_total,
)

numbers = st.floats(0.1, 1e4)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """Two or three strata of two to five clusters of one to six people."""
    rows = []
    for stratum in "abc"[: draw(st.integers(1, 3))]:
        for cluster in range(draw(st.integers(2, 5))):
            rows += [
                (float(draw(st.booleans())), draw(st.floats(0.5, 20)), cluster, stratum)
                for _ in range(draw(st.integers(1, 6)))
            ]
    cases, weights, clusters, strata = zip(*rows, strict=True)
    return Sample(cases, weights, clusters, strata)


@given(samples(), st.sampled_from(KINDS))
def test_a_share_lies_in_its_interval_between_0_and_1(sample: Sample, kind: str) -> None:
    found = survey_share(sample, kind=kind)
    assert found.interval is not None
    assert found.value is not None
    assert 0 <= found.interval.lower <= found.value <= found.interval.upper <= 1


@given(samples(), st.floats(0.1, 50))
def test_equal_weights_are_no_weights(sample: Sample, weight: float) -> None:
    one = Sample(sample.cases, [1.0] * sample.people, sample.clusters, sample.strata)
    same = Sample(sample.cases, [weight] * sample.people, sample.clusters, sample.strata)
    first, second = survey_share(one), survey_share(same)
    assert first.interval is not None
    assert second.interval is not None
    assert second.value == pytest.approx(first.value)
    assert second.interval.lower == pytest.approx(first.interval.lower, abs=1e-9)
    assert second.interval.upper == pytest.approx(first.interval.upper, abs=1e-9)
    totals = survey_total(one).value, survey_total(same).value
    assert totals[1] == pytest.approx(weight * (totals[0] or 0))


@given(st.data(), samples())
def test_the_order_of_people_changes_nothing(data: st.DataObject, sample: Sample) -> None:
    order = data.draw(st.permutations(range(sample.people)))
    moved = Sample(
        [sample.cases[i] for i in order],
        [sample.weights[i] for i in order],
        [sample.clusters[i] for i in order],
        [sample.strata[i] for i in order],
    )
    first, second = survey_share(sample), survey_share(moved)
    assert second.value == pytest.approx(first.value)
    assert (second.standard_error or 0) == pytest.approx(first.standard_error or 0, abs=1e-12)


@given(samples())
def test_shares_of_the_two_answers_add_to_1_with_one_error(sample: Sample) -> None:
    other = Sample(
        [1 - case for case in sample.cases], sample.weights, sample.clusters, sample.strata
    )
    yes, no = survey_share(sample), survey_share(other)
    assert (yes.value or 0) + (no.value or 0) == pytest.approx(1)
    assert yes.standard_error == pytest.approx(no.standard_error, abs=1e-12)


@given(st.integers(2, 60), st.data())
def test_people_drawn_singly_have_the_exact_interval(people: int, data: st.DataObject) -> None:
    cases = data.draw(st.integers(0, people))
    found = survey_share(Sample.simple([1.0] * cases + [0.0] * (people - cases)))
    assert found.interval is not None
    lower, upper = clopper_pearson(cases, people)
    assert found.interval.lower == pytest.approx(lower, abs=1e-9)
    assert found.interval.upper == pytest.approx(upper, abs=1e-9)


@given(st.integers(0, 50), st.integers(1, 50))
def test_clopper_and_pearson_leave_what_the_binomial_leaves(cases: int, more: int) -> None:
    people = cases + more
    _, upper = clopper_pearson(cases, people)
    below = sum(
        math.comb(people, k) * upper**k * (1 - upper) ** (people - k) for k in range(cases + 1)
    )
    assert below == pytest.approx(0.025, abs=1e-6)


@given(numbers, numbers, numbers, numbers)
def test_a_stock_has_no_unit_of_time(flow: float, stay: float, error: float, unit: float) -> None:
    one = stock(Quantity(flow, error), Quantity(stay, 1))
    other = stock(Quantity(flow * unit, error * unit), Quantity(stay / unit, 1 / unit))
    assert other.value == pytest.approx(one.value)
    assert other.standard_error == pytest.approx(one.standard_error)


@given(numbers, st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_equal_entries_are_flow_times_mean_stay(flow: float, shares: list[float]) -> None:
    staying = sorted(shares, reverse=True)
    found = stock_from_entries([Quantity(flow)] * len(staying), staying).value or 0.0
    assert found == pytest.approx(flow * math.fsum(staying))


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=30))
def test_with_every_end_known_the_mean_is_the_mean(stays: list[float]) -> None:
    found = mean_stay(stays, [True] * len(stays))
    assert found.value == pytest.approx(float(np.mean(stays)))
    assert found.standard_error == pytest.approx(
        float(np.std(stays)) / math.sqrt(len(stays)), abs=1e-6
    )


@given(st.lists(st.tuples(st.floats(0.1, 100), st.booleans()), min_size=1, max_size=30))
def test_what_had_not_ended_never_makes_the_mean_smaller(stays: list[tuple[float, bool]]) -> None:
    times, ended = zip(*stays, strict=True)
    found, naive = mean_stay(times, ended), mean_stay(times, [True] * len(times))
    assert (found.value or 0) >= (naive.value or 0) * (1 - 1e-9)


@given(st.integers(3, 200), st.integers(3, 200), st.data(), st.floats(1, 50), st.floats(0.5, 100))
def test_more_reports_found_twice_mean_fewer_people(
    first: int, second: int, data: st.DataObject, people: float, period: float
) -> None:
    both = data.draw(st.integers(1, min(first, second) - 2))
    totals = []
    for overlap in (both, both + 1):
        reports = Reports("all", first, second, overlap, [people] * (first + second - overlap))
        found = double_sampling([reports], period=period, stay=Quantity(1))
        assert found.minimum
        totals.append(found.value or 0.0)
    assert totals[1] < totals[0]
