"""Every deterministic result on file, and every exported replicate, of the R packages.

R 4.5.0 with SparseMSE 2.0.1, MultipleSystemsEstimation 1.2.0 and Rcapture 1.4-4.
"""

from functools import partial

import numpy as np
import pytest
from scipy.special import ndtri

from manumit.prevalence.loglinear.bic import bic, running_totals
from manumit.prevalence.loglinear.bootstrap import Bootstrap, bootstrap
from manumit.prevalence.loglinear.fitting import Status, fit
from manumit.prevalence.loglinear.intervals import profile, wald
from manumit.prevalence.loglinear.models import Model
from manumit.prevalence.loglinear.search import Criterion, ranking
from manumit.prevalence.loglinear.search_bounds import exhaustive, exhaustive_totals
from manumit.prevalence.loglinear.search_greedy import greedy, greedy_totals
from manumit.prevalence.loglinear.stepwise import stepwise, stepwise_totals
from prevalence_around import TABLES, needs_reference, reference_of, table_of
from prevalence_core import as_r_stops, estimates_of, models_of, peer, stream_of

pytestmark = [needs_reference, pytest.mark.xdist_group("prevalence-reference")]

CLOSE = 1e-6
LEVELS = {"2.5%": 0.025, "10%": 0.1, "90%": 0.9, "97.5%": 0.975}


def same_limits(drawn: Bootstrap, limits: dict[str, float]) -> None:
    """The BCa limits at every level on file."""
    for level, limit in limits.items():
        assert drawn.bca_limit(float(level)) == pytest.approx(limit, rel=CLOSE), level


@pytest.mark.parametrize("name", TABLES)
def test_stepwise_at_every_threshold(name: str) -> None:
    table = table_of(name)
    for method, reference in reference_of(name).items():
        if not method.startswith("sparsemse0"):
            continue
        found = stepwise(table, float(method.partition("=")[2] or 0.02))
        finite = [":".join(table.named(t)) for t in found.path
                  if found.fit.coefficients[t] > -np.inf]  # fmt: skip
        at_once = found.threshold == 1
        expected = _listed(reference["model"]["finite_pairs"])
        assert (sorted(finite) == sorted(expected)) if at_once else (finite == expected), method
        unseen = set(found.path) - set(found.fit.finite)
        assert {":".join(table.named(t)) for t in unseen} == set(
            _listed(reference["model"]["neginf_pairs"])
        )
        assert found.fit.total == pytest.approx(reference["estimate"]["point est."], rel=CLOSE)
        assert found.fit.aic == pytest.approx(reference["aic"], rel=CLOSE)
        for pair, value in reference["coefficients"].items():
            term = 0 if pair == "(Intercept)" else _term(table.lists, pair)
            assert found.fit.coefficients[term] == pytest.approx(value, rel=1e-4, abs=1e-4)
        # R's limits are those of its last step but one; on five of the forty they differ in the
        # sixth digit from the limits of the maximum, and R's own rule gives them to 1e-8.
        limits = wald(found.fit)
        assert limits is not None
        assert limits.lower == pytest.approx(reference["estimate"]["2.5%"], rel=1e-5)
        assert limits.upper == pytest.approx(reference["estimate"]["97.5%"], rel=1e-5)
        error = as_r_stops(table, found.fit)
        for label, level in LEVELS.items():
            limit = table.observed + found.fit.dark_figure * np.exp(float(ndtri(level)) * error)
            assert limit == pytest.approx(reference["estimate"][label], rel=1e-8), method


def _listed(names: str | list[str] | None) -> list[str]:
    return [] if names is None else [names] if isinstance(names, str) else names


def _term(lists: tuple[str, ...], name: str) -> int:
    return sum(1 << lists.index(part) for part in name.split(":"))


@pytest.mark.parametrize("name", TABLES)
def test_stepwise_replicate_by_replicate(name: str) -> None:
    drawn = bootstrap(table_of(name), stepwise_totals, tables=stream_of(name, "observed"))
    for column, estimates in estimates_of(name, "stepwise").items():
        if column != "replicate":
            assert drawn.estimates == pytest.approx(estimates, rel=CLOSE), column
    for method in ("sparsemse_boot", "mse_stepwise"):
        expected = peer(name, method)
        assert drawn.estimate == pytest.approx(expected["popest"], rel=CLOSE)
        assert drawn.acceleration == pytest.approx(expected["ahat"], rel=CLOSE)
        same_limits(drawn, expected["BCa"])


@pytest.mark.parametrize("name", ["kosovo4", "uk5"])
def test_main_effects(name: str) -> None:
    totals = partial(stepwise_totals, threshold=0)
    reference = peer(name, "mse_main")
    drawn = bootstrap(table_of(name), totals, tables=stream_of(name, "observed"))
    assert drawn.estimate == pytest.approx(reference["popest"], rel=CLOSE)
    same_limits(drawn, reference["BCa"])


@pytest.mark.parametrize("name", TABLES)
def test_every_model_and_every_limit_by_bic(name: str) -> None:
    found = bic(table_of(name), tables=stream_of(name, "tidy"))
    expected = models_of(name)
    models = {str(found.ranking.model(i)): i for i in range(len(found.ranking.families))}
    assert models.keys() == expected.keys()  # so that those without an estimate are the same too
    places = [models[model] for model in expected]
    totals, values = zip(*expected.values(), strict=True)
    assert found.ranking.totals[places] == pytest.approx(np.array(totals), rel=CLOSE)
    assert found.ranking.values[places] == pytest.approx(np.array(values), abs=CLOSE)
    for models_kept, limits in peer(name, "mse_bic")["BCa_by_ntop"].items():
        same_limits(found.among(int(models_kept)), limits)
    if name in {"kosovo4", "uk5"}:
        for column, estimates in estimates_of(name, "bic").items():
            if column != "replicate":
                kept = int(column.removeprefix("top"))
                assert found.among(kept).estimates == pytest.approx(estimates, rel=CLOSE)


@pytest.mark.parametrize(
    ("name", "method", "order"),
    [
        ("kosovo4", "mse_exhaustive", 3),
        ("uk5", "mse_exhaustive@maxorder=2", 2),
        ("uk5", "mse_exhaustive@maxorder=2,nboot=100", 2),
        ("uk5", "mse_exhaustive@maxorder=4,nboot=10", 4),
    ],
)
def test_the_exhaustive_bootstrap(name: str, method: str, order: int) -> None:
    table, reference = table_of(name), peer(name, method)
    found = exhaustive(table, max_order=order)
    assert found is not None
    tables = stream_of(name, "tidy")[: reference["nboot"]]
    drawn = bootstrap(table, lambda given: exhaustive_totals(given, found), tables=tables)
    assert drawn.estimate == pytest.approx(reference["popest"], rel=CLOSE)
    same_limits(drawn, reference["BCa"])


def test_bounds_choose_what_fitting_all_models_chooses() -> None:
    """All 6,893 models on each of a hundred drawn tables, with and without bounds."""
    table, tables = table_of("netherlands5"), stream_of("netherlands5", "tidy")[:100]
    ranked, found = ranking(table, 4), exhaustive(table)
    assert found is not None
    every = running_totals(table, tables, ranked.families, Criterion.BIC)[:, -1]
    assert exhaustive_totals(tables, found) == pytest.approx(every, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "method", "order"),
    [
        ("kosovo4", "mse_downhill", 3),
        ("uk5", "mse_downhill@nboot=100", 4),
        ("uk6", "mse_downhill@maxorder=2,nboot=100", 2),
    ],
)
def test_downhill(name: str, method: str, order: int) -> None:
    table, expected = table_of(name), peer(name, method)
    found = greedy(table, max_order=order)
    assert (str(found.fit.model), found.considered) == (
        expected["model"],
        expected["n_models_considered"],
    )
    tables = stream_of(name, "tidy")[: expected["nboot"]]
    drawn = bootstrap(table, partial(greedy_totals, max_order=order), tables=tables)
    assert drawn.acceleration == pytest.approx(expected["ahat"], rel=CLOSE)
    same_limits(drawn, expected["BCa"])


@pytest.mark.parametrize(("name", "models"), [("kosovo4", 20), ("uk5", 23), ("netherlands5", 3)])
def test_rcapture_where_its_models_exist(name: str, models: int) -> None:
    table = table_of(name)
    checked = 0
    for method, reference in reference_of(name).items():
        if not method.startswith("rcap_pms"):
            continue
        for row in (*reference["top10_bic"], *reference["top10_aic"]):
            found = fit(table, Model.parse(row["model"], len(table.lists)))
            if (
                found.status is not Status.OK
                or row["infoFit"]
                or -np.inf in (found.coefficients.values())
            ):
                continue
            assert found.total == pytest.approx(row["abundance"], rel=CLOSE)
            assert found.aic == pytest.approx(row["AIC"], rel=CLOSE)
            assert found.bic == pytest.approx(row["BIC"], rel=CLOSE)
            # Rcapture adds the chance of the hidden themselves; its error, too, is a step behind.
            error = found.dark_figure * np.hypot(found.standard_error, found.dark_figure**-0.5)
            assert error == pytest.approx(row["stderr"], rel=1e-4)
            checked += 1
        best = fit(table, Model.parse(reference["best_bic"]["model"], len(table.lists)))
        limits = profile(table, best)
        printed = reference["best_bic"]["multinomial_profile_CI95"]
        if -np.inf not in best.coefficients.values() and limits is not None:
            assert limits.lower == pytest.approx(printed["infCL"], rel=CLOSE)
            assert limits.upper == pytest.approx(printed["supCL"], rel=CLOSE)
    assert checked >= models
