"""Log-linear models on one table: names, fits, status, choices, and the cases at the edge."""

from math import inf, isnan, log

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import poisson

from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.bic import bic
from manumit.prevalence.loglinear.bootstrap import Bootstrap, bootstrap
from manumit.prevalence.loglinear.existence_reasons import failure, reasons
from manumit.prevalence.loglinear.fitting import Fit, Status, fit
from manumit.prevalence.loglinear.intervals import profile, wald
from manumit.prevalence.loglinear.models import Model, name_of
from manumit.prevalence.loglinear.search import (
    Criterion,
    families_of,
    model_of,
    ranking,
    statuses_of,
)
from manumit.prevalence.loglinear.search_bounds import exhaustive, exhaustive_totals
from manumit.prevalence.loglinear.search_greedy import greedy, greedy_totals
from manumit.prevalence.loglinear.stepwise import poisson_tail, stepwise, stepwise_totals
from prevalence_around import written
from prevalence_core import UK5

THREE = written(3, "100 20, 010 30, 001 40, 110 5, 101 6, 011 7, 111 2")
UNALIKE = written(4, "1000 30, 0100 25, 0010 40, 0001 20, 1100 6, 0110 5, 0011 4")
"""The lists 1 and 3, 1 and 4, 2 and 4 share nobody."""


# Models


@pytest.mark.parametrize(
    ("given", "name", "terms"),
    [
        ("[1,2,3]", "[1,2,3]", 4),
        ("[ 3, 21 ]", "[12,3]", 5),
        ("[]", "[1,2,3]", 4),
        ("[12,1,13]", "[12,13]", 6),
        ("[23,12,13]", "[12,13,23]", 7),
    ],
)
def test_a_model_has_one_name(given: str, name: str, terms: int) -> None:
    model = Model.parse(given, 3)
    assert (str(model), len(model.terms)) == (name, terms)
    assert Model.parse(str(model), 3) == model


@pytest.mark.parametrize("text", ["12,3", "[14]", "[1-2]", "[11]", "[123]", "[0]"])
def test_what_is_no_model_of_three_lists(text: str) -> None:
    with pytest.raises(ValueError, match=r"model|list"):
        Model.parse(text, 3)


def test_lists_after_the_ninth_have_letters() -> None:
    model = Model.of(11, [1 << 8 | 1 << 9, 1 << 10 | 1])
    assert str(model) == "[1b,9a,2,3,4,5,6,7,8]"
    assert Model.parse("[1B,9a]", 11) == model
    assert name_of(1 << 24) == "p"


@pytest.mark.parametrize(
    ("lists", "order", "number"),
    [(2, 1, 1), (3, 2, 8), (4, 3, 113), (4, 2, 64), (5, 4, 6893), (5, 3, 6212), (5, 2, 1024)],
)
def test_there_are_so_many_hierarchical_models(lists: int, order: int, number: int) -> None:
    families = families_of(lists, order)
    assert len(set(families.tolist())) == len(families) == number


def test_neighbours_have_one_set_more_or_less() -> None:
    names = [str(model) for model in Model.parse("[12,13,23]", 4).neighbours(3)]
    assert names == [
        "[12,13,14,23]", "[12,13,23,24]", "[12,13,23,34]", "[123,4]",
        "[13,23,4]", "[12,23,4]", "[12,13,4]",
    ]  # fmt: skip


# One fit


def test_a_fit_without_iteration() -> None:
    """Lists 1 and 2 meet only through 3: closed form n + (m1 m2) / m12 within those off list 3."""
    found = fit(THREE, Model.parse("[13,23]", 3))
    # Given that 1 and 2 are independent off list 3: hidden = N(1 only) N(2 only) / N(1 and 2).
    assert found.dark_figure == pytest.approx(20 * 30 / 5)
    assert found.means[0] == found.dark_figure


def test_the_fit_of_the_british_model() -> None:
    """SparseMSE 2.0.1 on the table of five lists; coefficients to the tolerance of R."""
    found = fit(UK5, Model.parse("[12,13,24,25,35,45]", 5))
    assert found.total == pytest.approx(11312.9902894352, rel=1e-9)
    assert found.aic == pytest.approx(127.598630576814, rel=1e-9)
    assert found.bic == pytest.approx(198.604694442963, rel=1e-9)
    expected = {0: 9.05590518544818, 1: -5.08847677437613, 3: 1.52395332920825,
                18: -2.92170206492828, 10: -0.553350213144538}  # fmt: skip
    for term, value in expected.items():
        assert found.coefficients[term] == pytest.approx(value, rel=1e-7)
    limits = wald(found)
    assert limits is not None
    assert limits.lower == pytest.approx(9884.40283061856, rel=1e-7)
    assert limits.upper == pytest.approx(13027.3966545378, rel=1e-7)


def test_a_pair_without_people_is_at_minus_infinity_and_still_counts() -> None:
    """Local authorities and the public share nobody (SparseMSE 2.0.1, all pairs)."""
    found = fit(UK5, Model.pairwise(5))
    assert found.coefficients[0b10001] == -inf
    assert found.total == pytest.approx(11232.5313692255, rel=1e-9)
    assert found.aic == pytest.approx(129.77718983756, rel=1e-9)
    assert found.means[0b10011] == 0
    assert len(found.finite) == len(found.model.terms) - 1


def test_the_profile_interval() -> None:
    """Rcapture 1.4-4, the model with the best BIC of the British table."""
    limits = profile(UK5, fit(UK5, Model.parse("[123,25,34]", 5)))
    assert limits is not None
    assert limits.lower == pytest.approx(19389.3013794514, rel=1e-6)
    assert limits.upper == pytest.approx(34111.0170868372, rel=1e-6)


def test_a_model_of_other_lists_is_no_model_of_these() -> None:
    with pytest.raises(ValueError, match="4 lists"):
        fit(THREE, Model.of(4))


# Status


@pytest.mark.parametrize(
    ("status", "people", "model"),
    [
        (Status.OK, "110 2, 101 2, 011 2", "[1,2,3]"),
        (Status.NO_MAXIMUM, "111 2", "[1,2,3]"),
        (Status.NOT_IDENTIFIABLE, "001 2", "[1,2,3]"),
        (Status.NEITHER, "011 2", "[23,1]"),
    ],
)
def test_each_status_has_a_small_table(status: Status, people: str, model: str) -> None:
    table = written(3, people)
    found = fit(table, Model.parse(model, 3))
    assert found.status is status
    assert isnan(found.total) == (status is not Status.OK)
    assert (wald(found) is None) == (status is not Status.OK)
    assert (profile(table, found) is None) == (status is not Status.OK)


def by_programme(table: CaptureTable, model: Model) -> int:
    """The status as it is defined: a linear programme for existence, a rank for the rest."""
    star = {t: table.on_all_of(t) if t else table.observed for t in model.terms}
    finite = [t for t in model.terms if star[t]]
    unseen = [t for t in model.terms if not star[t]]
    cells = [v for v in range(1, len(table.counts)) if all(v & t != t for t in unseen)]
    design = np.array([[float(v & t == t) for t in finite] for v in cells])
    equal = np.hstack([design.T, design.sum(axis=0)[:, None]])  # x = y + s, y >= 0
    found = linprog(
        np.array([0.0] * len(cells) + [-1.0]), A_eq=equal, b_eq=[star[t] for t in finite]
    )
    assert found.fun is not None
    no_maximum = -found.fun < 1e-8 * table.observed
    return int(no_maximum) + 2 * int(np.linalg.matrix_rank(design) < len(finite))


def test_every_status_of_four_sparse_lists_is_that_of_the_definition() -> None:
    seen = set()
    for table in (UNALIKE, written(4, "1000 9, 0110 2, 0001 4, 1110 1, 0101 3")):
        for family in families_of(4, 3):
            model = model_of(int(family), 4)
            status = fit(table, model).status
            assert status == by_programme(table, model), (table.order, str(model))
            seen.add(status)
    assert {0, 1, 3} <= seen


def test_the_british_table_has_374_models_without_an_estimate() -> None:
    """As many as MultipleSystemsEstimation 1.2.0 left out of 6,893."""
    statuses, which = statuses_of(UK5.counts[None, :], families_of(5, 4))
    assert which.tolist() == [0]
    assert np.bincount(statuses[0]).tolist() == [6519, 338, 0, 36]


def test_a_refusal_names_the_empty_histories_and_the_parameters() -> None:
    table = written(3, "100 9, 010 8, 001 7")
    found = fit(table, Model.of(3))
    what = failure(table, found)
    assert set(what.vanishing) == {0b011, 0b101, 0b110, 0b111}
    assert set(what.runaway) == {0, 1, 2, 4}
    assert what.free == ()
    listed = reasons(table, found)
    assert [problem.code for problem in listed] == ["M203", "M206"]
    assert (
        "exactly list 1 and list 2, list 1 and list 3, list 2 and list 3 (and 1" in listed[1].what
    )

    both = fit(written(3, "011 2"), Model.parse("[23,1]", 3))
    assert [p.code for p in reasons(written(3, "011 2"), both)] == ["M203", "M206", "M204", "M207"]
    assert reasons(THREE, fit(THREE, Model.of(3))) == ()


# Stepwise


def test_the_path_of_the_british_table() -> None:
    """The pairs in the order in which SparseMSE 2.0.1 adds them."""
    found = stepwise(UK5)
    assert [UK5.named(t) for t in found.path] == [
        ("list 1", "list 2"), ("list 2", "list 5"), ("list 3", "list 5"),
        ("list 1", "list 3"), ("list 4", "list 5"), ("list 2", "list 4"),
    ]  # fmt: skip
    assert all(p < 0.02 for p in found.p_values)
    assert len(found.p_values) == len(found.path)


@pytest.mark.parametrize("mean", [1e-3, 0.7, 6.5, 80.0, 4000.0])
@pytest.mark.parametrize("ratio", [0.0, 0.3, 0.9, 1.0, 1.1, 4.0])
def test_the_tail_is_the_smaller_of_both(mean: float, ratio: float) -> None:
    count = round(mean * ratio)
    expected = min(poisson.cdf(count, mean), poisson.sf(count - 1, mean))
    assert poisson_tail(float(count), mean) == pytest.approx(expected, rel=1e-9)


def test_thresholds_at_both_ends() -> None:
    assert stepwise(THREE, 0).path == ()
    assert stepwise(THREE, 1).fit.model == Model.pairwise(3)
    with pytest.raises(ValueError, match="threshold"):
        stepwise(THREE, 1.5)


def test_a_pair_that_cannot_be_estimated_is_passed_over() -> None:
    """[14,25,35,..] shall exist: no step may end in a model without an estimate."""
    table = written(3, "100 50, 010 60, 001 70, 110 20, 101 1")
    found = stepwise(table, 0.9)
    assert found.fit.status is Status.OK
    assert fit(table, Model.pairwise(3)).status is not Status.OK


# The cases at the edge


def test_all_pairs_are_refused_where_that_model_has_no_maximum() -> None:
    table = written(4, "1000 9, 0100 8, 0010 7, 0001 6, 1111 3")
    found = stepwise(table, 1).fit
    assert found.status is Status.NO_MAXIMUM
    assert isnan(found.total)
    assert np.isnan(stepwise_totals(table.counts[None, :], 1)).all()


def test_a_history_with_zero_people_is_as_one_that_is_not_there() -> None:
    without = stepwise(UK5).fit.total
    counts = {history: int(UK5.counts[history]) for history in UK5.order}
    found = stepwise(CaptureTable.of(UK5.lists, counts | {0b11111: 0}))
    assert found.fit.total == without


def test_most_pairs_may_be_empty() -> None:
    found = stepwise(UNALIKE)
    assert found.fit.status is Status.OK
    fixed = fit(UNALIKE, Model.parse("[13,14,24]", 4))
    assert fixed.status is Status.OK
    assert [fixed.coefficients[t] for t in (0b0101, 0b1001, 0b1010)] == [-inf] * 3


def test_a_replicate_that_loses_a_list_is_one_without_it() -> None:
    """The parameters of the list go to minus infinity; the others do not notice."""
    lost = written(4, "1000 30, 0100 25, 0010 40, 1100 6, 0110 5, 1010 8")
    kept = written(3, "100 30, 010 25, 001 40, 110 6, 011 5, 101 8")
    assert stepwise(lost).fit.total == pytest.approx(stepwise(kept).fit.total, rel=1e-12)
    together = np.array([UNALIKE.counts, lost.counts])
    assert stepwise_totals(together)[1] == pytest.approx(stepwise(kept).fit.total, rel=1e-9)


def test_a_replicate_that_doubles_a_list_has_the_model_that_has_a_maximum() -> None:
    """Lists 1 and 2 hold the same people: together they say no more than one."""
    double = written(3, "110 30, 001 40, 111 9")
    assert fit(double, Model.parse("[12,3]", 3)).status is Status.NO_MAXIMUM
    alone = fit(double, Model.parse("[1,2,3]", 3))
    assert alone.total == pytest.approx(94.961856, abs=1e-6)
    assert stepwise_totals(double.counts[None, :])[0] == pytest.approx(alone.total, rel=1e-9)


def test_two_lists_are_lincoln_petersen() -> None:
    table = written(2, "10 40, 01 30, 11 12")
    total = 52 * 42 / 12
    for found in (stepwise(table).fit, stepwise(table, 1).fit, greedy(table).fit):
        assert found.total == pytest.approx(total)
        assert str(found.model) == "[1,2]"
    assert bic(table, replicates=20).ranking.totals.tolist() == pytest.approx([total])
    best = exhaustive(table)
    assert best is not None
    assert best.near.totals.tolist() == pytest.approx([total])


def test_lists_that_share_nobody_have_no_estimate() -> None:
    table = written(3, "100 9, 010 8, 001 7")
    assert fit(table, Model.of(3)).status is Status.NO_MAXIMUM
    assert stepwise(table).fit.status is Status.NO_MAXIMUM
    assert np.isnan(stepwise_totals(table.counts[None, :])).all()
    assert np.isnan(greedy_totals(table.counts[None, :])).all()


def test_nobody_at_all_has_no_estimate() -> None:
    nobody = CaptureTable.of("ABC", {})
    assert isnan(fit(nobody, Model.of(3)).total)
    assert np.isnan(stepwise_totals(nobody.counts[None, :])).all()


# Searches


def test_the_best_british_models() -> None:
    """MultipleSystemsEstimation 1.2.0 (BIC) and Rcapture 1.4-4 (AIC)."""
    ranked = ranking(UK5, 3)
    assert [str(ranked.model(i)) for i in range(3)] == [
        "[123,25,34]", "[123,34,5]", "[12,13,23,25,34]",
    ]  # fmt: skip
    assert ranked.values[:3] == pytest.approx(
        [195.879105644213, 196.329676933937, 196.539755551614]
    )
    assert (len(ranked.families), ranked.failed) == (6084, 128)
    best = exhaustive(UK5, criterion=Criterion.AIC)
    assert best is not None
    assert str(best.near.model(0)) == "[124,234,15,25,35,45]"
    assert best.near.values[0] == pytest.approx(123.613464076466)


@pytest.mark.parametrize("criterion", Criterion)
def test_bounds_find_what_fitting_every_model_finds(criterion: Criterion) -> None:
    ranked = ranking(UK5, 4, criterion)
    found = exhaustive(UK5, criterion=criterion)
    assert found is not None
    near = int((ranked.values <= ranked.values[0] + 6).sum())
    assert sorted(found.near.families) == sorted(ranked.families[:near])
    assert found.near.values == pytest.approx(ranked.values[:near])
    assert found.near.totals[0] == pytest.approx(ranked.totals[0])


def test_too_many_lists_to_search() -> None:
    seven = written(7, "1000000 9, 0100000 8, 1100000 3")
    for search in (exhaustive, ranking, bic):
        with pytest.raises(ValueError, match="7 lists"):
            search(seven)
    six = written(6, "100000 9, 010000 8, 110000 3")
    with pytest.raises(ValueError, match="too many"):
        ranking(six, 3)


def test_downhill_stops_at_a_model_that_is_not_the_best() -> None:
    """MultipleSystemsEstimation 1.2.0: 12,262 people after looking at 52 models."""
    found = greedy(UK5)
    assert (str(found.fit.model), found.considered) == ("[12,13,25,35,45]", 52)
    assert found.fit.total == pytest.approx(12262.4124205469, rel=1e-9)


# Bootstrap


def test_a_bootstrap_by_hand() -> None:
    """Four totals around 10; weights 1 and 3 on the estimates without a person."""
    drawn = Bootstrap(10.0, np.array([8.0, 9, 11, 14]), np.array([9.0, 10]), np.array([1, 3]), 1)
    moves = np.array([0.75, -0.25])
    a = (moves[0] ** 3 + 3 * moves[1] ** 3) / (6 * (moves[0] ** 2 + 3 * moves[1] ** 2) ** 1.5)
    assert drawn.acceleration == pytest.approx(a)
    # Half of the totals lie below, so that the median moves only by the acceleration.
    assert drawn.bca_limit(0.5) == pytest.approx(10)
    limits = drawn.percentile(0.5)
    assert limits is not None
    assert (limits.lower, limits.upper) == pytest.approx((8 + 5 / 12, 11 + 3 * 7 / 12))


def test_bca_is_not_defined_where_all_totals_lie_on_one_side() -> None:
    drawn = Bootstrap(10.0, np.array([11.0, 12, np.nan]), np.array([10.0]), np.array([4]), None)
    assert drawn.bca() is None
    assert (drawn.lost, drawn.acceleration) == (1, 0)
    assert drawn.percentile() is not None
    nothing = Bootstrap(10.0, np.array([np.nan]), np.array([np.nan]), np.array([4]), None)
    assert (nothing.bca(), nothing.percentile(), nothing.acceleration) == (None, None, 0)


def test_the_seed_decides_and_the_threads_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    first = bootstrap(UK5, stepwise_totals, replicates=100, seed=5)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    again = bootstrap(UK5, stepwise_totals, replicates=100, seed=5)
    other = bootstrap(UK5, stepwise_totals, replicates=100, seed=6)
    assert (first.estimates == again.estimates).all()
    assert (first.estimates != other.estimates).any()
    assert (first.seed, len(first.weights)) == (5, 18)


def test_the_choice_among_all_is_repeated_in_every_table() -> None:
    found = exhaustive(THREE)
    assert found is not None
    tables = np.array([THREE.counts, [0, 9, 9, 3, 9, 2, 2, 4]])
    for row, total in zip(tables, exhaustive_totals(tables, found), strict=True):
        table = CaptureTable.of("ABC", {v: int(row[v]) for v in range(1, 8)})
        assert total == pytest.approx(ranking(table, 2).totals[0])


def test_penalties() -> None:
    assert Criterion.AIC.penalty(50) == 2
    assert Criterion.BIC.penalty(50) == log(50)


def test_a_fit_that_fails_has_no_number() -> None:
    found: Fit = fit(written(3, "111 2"), Model.of(3))
    assert all(map(isnan, (found.aic, found.bic, found.standard_error, found.log_likelihood)))
    assert np.isnan(found.means).all()
