"""Decomposable graphs, thresholding and latent classes against what the peers say."""

import os
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import gammaln

from manumit.prevalence.bayes.decomposable import decomposable, posterior
from manumit.prevalence.bayes.decomposable_graphs import decomposable_graphs
from manumit.prevalence.bayes.latent_class import Ladders, Mixture, draws, latent_class, shrunk
from manumit.prevalence.bayes.threshold import Decision, Effort, Prior, bayes_threshold
from manumit.prevalence.bayes.threshold_chains import Sparse, draw, mode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.fitting import Status, fit
from manumit.prevalence.loglinear.models import Model
from manumit.prevalence.results import Estimate, Grade
from prevalence_around import needs_reference, reference_of, table_of, written
from prevalence_core import UK5

KOSOVO = written(
    4,
    "1000 1131, 0100 845, 0010 936, 0001 306, 1100 177, 1010 228, 1001 106, 0110 217, 0101 31,"
    "0011 123, 1110 181, 1101 18, 1011 42, 0111 32, 1111 27",
)
"""Ball et al. (2002): killings in Kosovo, March to June 1999."""
QUANTILES = {"2.5%": 0.025, "10%": 0.1, "25%": 0.25, "50%": 0.5, "75%": 0.75, "90%": 0.9}


def grid(table: CaptureTable, most: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The numbers of hidden people that dga was run with: 0 to ``most`` times the observed."""
    end = most * table.observed
    return np.unique(np.round(np.linspace(0, end, min(end + 1, 20_000)))).astype(np.int64)


def codes(estimate: Estimate) -> list[str]:
    return [reason.code for reason in estimate.reasons]


# Decomposable graphs


@pytest.mark.parametrize(("lists", "graphs"), [(2, 2), (3, 8), (4, 61), (5, 822)])
def test_how_many_graphs_are_decomposable(lists: int, graphs: int) -> None:
    """Sequence A048193 of labelled chordal graphs that the package dga ships too."""
    found = decomposable_graphs(lists)
    assert len(found.names) == len(set(found.names)) == graphs


def test_a_graph_is_cliques_over_separators() -> None:
    found = decomposable_graphs(4)
    row = found.terms[found.names.index("[123,34]")]
    assert {set_: float(row[set_]) for set_ in np.flatnonzero(row)} == {
        0: -1,
        4: -1,
        7: 1,
        12: 1,
    }


def test_four_lists_in_a_ring_are_not_decomposable() -> None:
    assert "[12,14,23,34]" not in decomposable_graphs(4).names


def test_the_closed_form_is_the_sum_over_cells() -> None:
    """One weight by hand: three lists, graph [12,3], one number of hidden people."""
    table = written(3, "100 4, 010 3, 001 5, 110 2, 011 1")
    hidden, delta = np.array([6, 7], dtype=np.int64), 1 / 8

    def margin(counts: list[int]) -> float:
        prior = 1 / len(counts)
        return float((gammaln(np.array(counts) + prior) - gammaln(prior)).sum())

    def weight(missing: int) -> float:
        total = 15 + missing
        whole = float(gammaln(8 * delta) - gammaln(total + 8 * delta))
        pair = margin([5 + missing, 4, 4, 2])
        single = margin([9 + missing, 6])
        return float(
            gammaln(total + 1) - gammaln(missing + 1) - np.log(total) + pair + single + 2 * whole
        )

    terms = decomposable_graphs(3)
    found = posterior(table, hidden=hidden, each=True, delta=delta)
    alone = terms.names.index("[12,3]")
    weights = [np.exp(weight(int(one))) for one in hidden]
    rest = [posterior(table, hidden=hidden[i : i + 1], each=True, delta=delta) for i in (0, 1)]
    ratio = [
        one.weights[one.names.index("[12,3]")] * mass
        for one, mass in zip(rest, found.masses, strict=True)
    ]
    assert terms.terms[alone, [3, 4]].tolist() == [1, 1]
    assert ratio[1] / ratio[0] == pytest.approx(weights[1] / weights[0], rel=1e-10)


def test_uk5_as_dga_prints_it() -> None:
    """dga 2.0.2, hidden up to 10 times the observed (reference/uk5.json)."""
    found = posterior(UK5, hidden=grid(UK5, 10), each=True)
    assert [found.quantile(p) for p in (0.025, 0.5, 0.975)] == [10344, 22365, 29446]
    assert found.names[0] == "[123,25,34]"
    assert found.weights[0] == pytest.approx(0.439896464690411, rel=1e-9)
    mean = float(((found.observed + found.hidden) * found.masses).sum())
    assert mean == pytest.approx(20228.5048208431, rel=1e-8)


@needs_reference
@pytest.mark.parametrize("name", ["kosovo4", "uk5", "netherlands5"])
@pytest.mark.parametrize("most", [10, 30])
def test_every_number_of_dga(name: str, most: int) -> None:
    table = table_of(name)
    peer = reference_of(name)["dga" if most == 10 else f"dga@mult={most}"]
    found = posterior(table, hidden=grid(table, most), each=True)
    for label, probability in QUANTILES.items():
        assert found.quantile(probability) == peer["posterior"][label]
    mean = float(((found.observed + found.hidden) * found.masses).sum())
    assert mean == pytest.approx(peer["posterior"]["mean"], rel=1e-8)
    for weight, model in zip(found.weights, peer["top_models"], strict=False):
        assert weight == pytest.approx(model["prob"], abs=1e-9)


@pytest.mark.parametrize("table", [KOSOVO, written(3, "100 4, 010 3, 001 5, 110 2, 011 1")])
def test_the_coarse_grid_sums_like_every_number(table: CaptureTable) -> None:
    end = 40 * table.observed
    every = posterior(table, hidden=np.arange(end + 1, dtype=np.int64), each=True)
    coarse = posterior(table)
    inside = 1.0 - coarse.beyond(end)
    for probability in (0.025, 0.25, 0.5, 0.75):
        exact = every.quantile(probability / inside)
        assert coarse.quantile(probability) == pytest.approx(exact, rel=2e-4, abs=1.5)


def test_an_end_that_cuts_the_posterior_is_told() -> None:
    cut = decomposable(UK5, most_hidden=10 * UK5.observed)
    assert cut.total == pytest.approx(22365, abs=2)
    assert codes(cut)[0] == "M241"
    assert "8.1 %" in cut.reasons[0].what
    assert "M241" not in codes(decomposable(UK5))


def test_hills_that_disagree_are_told() -> None:
    found = decomposable(UK5)
    assert (found.grade, codes(found)) == (Grade.WEAK, ["M244"])
    hills = found.details["hills"]
    assert isinstance(hills, tuple)
    assert [round(top, -2) for top, _ in hills] == [11_700, 24_300]
    assert sum(share for _, share in hills) == pytest.approx(1, abs=0.01)
    assert decomposable(KOSOVO).grade is Grade.SOUND


def test_hills_need_heights() -> None:
    with pytest.raises(ValueError, match="grid"):
        posterior(KOSOVO, hidden=grid(KOSOVO, 10), each=True).hills()


def test_graphs_are_averaged_over_three_to_six_lists() -> None:
    with pytest.raises(ValueError, match="2 lists"):
        posterior(written(2, "10 5, 01 5, 11 2"))


# Thresholding


def test_a_known_posterior_is_drawn() -> None:
    """One flat effect and one cell with 20 people: its mean is Gamma(20)."""
    model = Sparse((0,), np.ones((1, 1)), np.array([20.0]), np.array([1e-12]))
    assert np.exp(mode(model))[0] == pytest.approx(20, rel=1e-6)
    drawn = draw(model, chains=40, draws=500, warm_up=50, generator=np.random.default_rng(1))
    means = np.exp(drawn)
    assert means.mean() == pytest.approx(20, rel=0.01)
    assert means.var() == pytest.approx(20, rel=0.05)


def test_uk5_and_kosovo_within_the_spread_of_long_runs() -> None:
    """MultipleSystemsEstimation 1.2.0, 100,000 draws (reference/summary.csv)."""
    uk, kosovo = bayes_threshold(UK5), bayes_threshold(KOSOVO)
    assert uk.interval is not None
    assert kosovo.interval is not None
    assert (uk.model, kosovo.model) == ("[12,13,25,35,45]", "[12,13,14,23,34]")
    assert uk.total == pytest.approx(12387, rel=0.006)
    assert [uk.interval.lower, uk.interval.upper] == pytest.approx([10922, 14121], rel=0.015)
    assert kosovo.total == pytest.approx(14062, rel=0.004)
    assert [kosovo.interval.lower, kosovo.interval.upper] == pytest.approx(
        [12349, 16212], rel=0.015
    )
    assert kosovo.grade is Grade.SOUND


@needs_reference
@pytest.mark.parametrize("name", ["uk5", "netherlands5", "netherlands6"])
@pytest.mark.parametrize("prior", list(Prior))
def test_ratios_of_long_runs(name: str, prior: Prior) -> None:
    """Each effect's distance from 0, and the total where the same effects stay."""
    improper = "prior=improper," if prior is Prior.IMPROPER else ""
    peer = reference_of(name)[f"mse_bayes@{improper}mcmc=100000,seed=1"]
    table = table_of(name)
    found = bayes_threshold(table, prior=prior)
    ratios = found.details["ratios"]
    assert isinstance(ratios, dict)
    numbers = {list_: str(i + 1) for i, list_ in enumerate(table.lists)}
    for effect, ratio in peer["threshold_statistics"].items():
        short = "".join(sorted(numbers[list_] for list_ in effect.split(":")))
        assert ratios[short] == pytest.approx(ratio, rel=0.1, abs=0.25)
    kept = {short for short, ratio in ratios.items() if ratio >= 2}
    theirs = {
        "".join(sorted(numbers[list_] for list_ in effect.split(":")))
        for effect in peer["retained_interactions"]
    }
    if kept == theirs:
        assert found.total == pytest.approx(peer["popest"], rel=0.012)
    else:
        assert "M247" in codes(found)


def test_a_decision_by_a_hair_gives_both_totals() -> None:
    """R kept lists 1 and 3 of UK5 with draws of 2.003 and 2.065; the effect stands below 2."""
    found = bayes_threshold(UK5, prior=Prior.IMPROPER)
    assert codes(found) == ["M247"]
    near = found.details["near"]
    assert isinstance(near, tuple)
    decision: Decision = near[0]
    assert (decision.effect, decision.kept) == ("13", False)
    assert found.total == pytest.approx(11_485, rel=0.01)
    assert decision.total == pytest.approx(12_136, rel=0.01)


def test_triples_are_tried_where_their_pairs_stay() -> None:
    """MultipleSystemsEstimation with maxorder 3 keeps the same two, at 4.26 and 2.45."""
    found = bayes_threshold(KOSOVO, order=3)
    ratios = found.details["ratios"]
    assert isinstance(ratios, dict)
    assert found.model == "[123,134]"
    assert [ratios["123"], ratios["134"]] == pytest.approx([4.26, 2.45], abs=0.5)
    assert found.total == pytest.approx(11_814, rel=0.03)


def test_a_flat_prior_needs_an_estimate() -> None:
    """Three lists, all pairs, nobody on exactly the lists 2 and 3: no maximum (M203)."""
    table = written(3, "100 20, 010 30, 001 40, 110 5, 101 6, 111 2")
    assert fit(table, Model.pairwise(3)).status is Status.NO_MAXIMUM
    refused = bayes_threshold(table, prior=Prior.IMPROPER)
    assert (refused.grade, codes(refused)) == (Grade.REFUSED, ["M203"])
    assert bayes_threshold(table).total is not None


def test_the_same_seed_draws_the_same() -> None:
    few = Effort(chains=4, draws=50, warm_up=20)
    first, again = (bayes_threshold(KOSOVO, effort=few, seed=3) for _ in range(2))
    assert (first.total, first.interval) == (again.total, again.interval)
    assert bayes_threshold(KOSOVO, effort=few, seed=4).total != first.total


# Latent classes


def test_kosovo_within_the_spread_of_seeds() -> None:
    """LCMCR 0.4.14, five seeds: medians 10,406 to 10,599, limits 9,049 to 14,786."""
    found = latent_class(KOSOVO, ladders=Ladders(chains=4, sweeps=8000, warm_up=6000, rungs=2))
    assert found.interval is not None
    assert found.total == pytest.approx(10_450, rel=0.03)
    assert found.interval.lower == pytest.approx(9_050, rel=0.06)
    assert found.interval.upper == pytest.approx(14_100, rel=0.12)


def test_chains_that_disagree_are_told() -> None:
    """The published sampler (one rung) does not leave the hill where it began."""
    published = Ladders(chains=6, sweeps=300, warm_up=100, rungs=1, moves=False)
    found = latent_class(UK5, ladders=published)
    assert (found.grade, codes(found)) == (Grade.WEAK, ["M245"])


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    few = Ladders(chains=3, sweeps=40, warm_up=10, rungs=2)
    several, _ = draws(KOSOVO, mixture=Mixture(), ladders=few, seed=7)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    alone, _ = draws(KOSOVO, mixture=Mixture(), ladders=few, seed=7)
    assert np.array_equal(several, alone)


def test_the_limit_of_the_hidden_is_told() -> None:
    held = Mixture(most_hidden=0.5)
    found = latent_class(
        UK5, mixture=held, ladders=Ladders(chains=2, sweeps=200, warm_up=100, rungs=1)
    )
    assert "M248" in codes(found)
    assert found.total == pytest.approx(1.5 * UK5.observed, rel=0.1)


def test_ladders_and_exchanges_leave_the_posterior_as_it_is() -> None:
    """On a table on which the published sweep moves well, all four samplers draw the same."""
    table = written(3, "100 60, 010 50, 001 40, 110 22, 101 19, 011 14, 111 8")
    quantiles = []
    for rungs, moves in ((1, False), (1, True), (4, False), (4, True)):
        ladders = Ladders(8, 3000, 500, rungs, moves)
        hidden, exchanges = draws(table, mixture=Mixture(classes=4), ladders=ladders, seed=1)
        assert len(exchanges) == rungs - 1
        assert (exchanges > 0.2).all()
        quantiles.append(np.quantile(hidden, [0.25, 0.5, 0.75]))
    for one in quantiles[:-1]:
        assert one == pytest.approx(quantiles[-1], rel=0.04)


def test_rungs_shrink_one_history_after_the_other() -> None:
    counts = np.array([1, 1, 1, 1, 40, 400], dtype=np.int64)
    rungs = shrunk(counts, 5)
    assert rungs[0].tolist() == counts.tolist()
    assert (np.diff(rungs, axis=0) <= 0).all()
    assert 0 < rungs[2, :4].sum() < 4


# What all refuse


@pytest.mark.parametrize("method", [decomposable, bayes_threshold, latent_class])
@pytest.mark.parametrize(
    ("table", "code"),
    [
        (written(2, "10 30, 01 20, 11 9"), "M242"),
        (written(3, "100 30, 010 20, 110 9"), "M243"),
        (written(3, "100 30, 010 20, 001 9"), "M212"),
    ],
)
def test_what_the_bayesian_methods_refuse(
    method: Callable[[CaptureTable], Estimate], table: CaptureTable, code: str
) -> None:
    refused = method(table)
    assert (refused.grade, codes(refused)) == (Grade.REFUSED, [code])


def test_few_people_seen_twice_make_a_posterior_weak() -> None:
    found = decomposable(written(3, "100 30, 010 20, 001 25, 110 2, 011 1"))
    assert found.grade is Grade.WEAK
    assert codes(found)[0] == "M211"
