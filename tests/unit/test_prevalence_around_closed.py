"""The classic closed models, against Rcapture and against numbers in print."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from manumit.prevalence.closed.chao import chao, chao_frequencies
from manumit.prevalence.closed.classic import (
    ClosedFit,
    closed,
    closed_fit,
    closed_model,
    closed_models,
)
from manumit.prevalence.closed.designs import MODELS, design
from manumit.prevalence.closed.two_lists import of_two
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.column_models import fit_poisson, profile_limits
from manumit.prevalence.results import Grade
from prevalence_around import (
    HARES,
    TABLES,
    needs_reference,
    reference_of,
    table_of,
    written,
)

HARE_FITS = {  # output of the examples of Rcapture 1.3: total, standard error, deviance, df, AIC
    "M0": (75.4, 3.5, 68.516, 61, 154.707),
    "Mt": (75.1, 3.4, 58.314, 56, 154.505),
    "Mh Chao (LB)": (79.8, 6.4, 58.023, 58, 150.214),
    "Mh Poisson2": (81.5, 5.7, 59.107, 60, 147.298),
    "Mh Darroch": (90.4, 11.6, 61.600, 60, 149.791),
    "Mh Gamma3.5": (100.6, 21.7, 62.771, 60, 150.961),
    "Mth Chao (LB)": (79.6, 6.3, 47.115, 52, 151.305),
    "Mth Poisson2": (81.1, 5.6, 48.137, 55, 146.327),
    "Mth Darroch": (90.5, 11.7, 50.706, 55, 148.896),
    "Mth Gamma3.5": (101.6, 22.4, 51.956, 55, 150.147),
}
KOSOVO = written(
    4,
    "1000 1131, 0100 845, 0010 936, 0001 306, 1100 177, 1010 228, 1001 106, 0110 217, 0101 31,"
    "0011 123, 1110 181, 1101 18, 1011 42, 0111 32, 1111 27",
)
"""Ball and others (2002), killings in Kosovo."""


def fitted(table: CaptureTable, model: str) -> ClosedFit:
    found = closed_fit(table, model)
    assert isinstance(found, ClosedFit)
    return found


@pytest.mark.parametrize("model", MODELS)
def test_snowshoe_hares(model: str) -> None:
    found = fitted(HARES, model)
    total, error, deviance, degrees, aic = HARE_FITS[model]
    assert HARES.observed == 68
    assert (round(found.total, 1), found.degrees) == (total, degrees)
    assert found.standard_error == pytest.approx(error, abs=0.051)
    assert (round(found.deviance, 3), round(found.aic, 3)) == (deviance, aic)


def test_profile_interval_of_the_hares() -> None:
    """Rcapture's example: multinomial total 80.1, 95 % limits 71.8 and 93.8."""
    found = closed_model(HARES, "Mth Poisson2")
    assert found.interval is not None
    assert round(float(str(found.details["multinomial_total"])), 1) == 80.1
    assert (round(found.interval.lower, 1), round(found.interval.upper, 1)) == (71.8, 93.8)


def test_profile_interval_with_a_column_of_ones_own() -> None:
    """Rcapture's example: without the two hares seen every time 76, limits 70.1 and 85.4."""
    columns = np.column_stack([design(6, "Mt"), np.eye(63)[62]])
    limits = profile_limits(columns, HARES.counts[1:].astype(np.float64))
    assert [round(x, 1) for x in (limits.total, limits.lower, limits.upper)] == [76.0, 70.1, 85.4]


def test_two_occasions_of_seber() -> None:
    """Seber (1982), page 107, as in Rcapture's examples: M0 2805.6 (164.1), Mt 2389.9 (130.4)."""
    table = of_two(167 + 781, 167 + 254, 167)
    for model, total, error in (("M0", 2805.6, 164.1), ("Mt", 2389.9, 130.4)):
        found = fitted(table, model)
        assert (round(found.total, 1), round(found.standard_error, 1)) == (total, error)


def test_kosovo_by_bic() -> None:
    """Rcapture 1.4-4 on the table of Ball and others (2002)."""
    found = closed(KOSOVO)
    assert found.model == "Mth Chao (LB)"
    assert found.total == pytest.approx(8591.18363762447, rel=1e-6)
    assert found.minimum
    assert not closed_model(KOSOVO, "Mt").minimum


@needs_reference
@pytest.mark.parametrize("name", TABLES)
def test_every_model_of_rcapture(name: str) -> None:
    reference = {one["model"]: one for one in reference_of(name)["rcap_closedp"]["results"]}
    table = table_of(name)
    for model in MODELS:
        found, peer = fitted(table, model), reference[model]
        assert found.total == pytest.approx(peer["abundance"], rel=1e-6)
        assert found.deviance == pytest.approx(peer["deviance"], rel=1e-6)
        assert found.aic == pytest.approx(peer["AIC"], rel=1e-6)
        assert found.bic == pytest.approx(peer["BIC"], rel=1e-6)
        assert found.degrees == peer["df"]
        assert found.standard_error == pytest.approx(peer["stderr"], rel=2e-4)
    assert closed(table).model == reference_of(name)["rcap_closedp"]["best_bic_model"]


def as_r_has_it(found: ClosedFit, counts: NDArray[np.float64]) -> float:
    """The standard error with the weights of the last step but one, as glm.fit leaves them."""
    eta, before = np.log(counts + 0.1), math.inf
    while True:
        means = np.exp(eta)
        response, root = eta + (counts - means) / means, np.sqrt(means)
        beta = np.linalg.lstsq(found.design * root[:, None], response * root, rcond=None)[0]
        eta = found.design @ beta
        fresh = np.exp(eta)
        logs = np.where(counts > 0, counts * np.log(np.maximum(counts, 1) / fresh), 0.0)
        deviance = 2 * float((logs - counts + fresh).sum())
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-8:
            information = (found.design * means[:, None]).T @ found.design
            hidden = math.exp(beta[0])
            return math.sqrt(hidden + hidden**2 * float(np.linalg.inv(information)[0, 0]))
        before = deviance


@needs_reference
@pytest.mark.parametrize("name", TABLES)
def test_where_standard_errors_differ_r_has_not_taken_its_last_step(name: str) -> None:
    table = table_of(name)
    for peer in reference_of(name)["rcap_closedp"]["results"]:
        if peer["model"] in MODELS:
            found = fitted(table, peer["model"])
            again = as_r_has_it(found, table.counts[1:].astype(np.float64))
            assert again == pytest.approx(peer["stderr"], rel=1e-6)


def test_what_cannot_be_fitted_is_refused_with_its_reason() -> None:
    nobody_twice = written(3, "100 5, 010 5, 001 5")
    empty_list = written(3, "100 5, 010 5, 110 3")
    cases = (
        (nobody_twice, "Mt", "M212"),
        (empty_list, "Mt", "M243"),
        (written(3, "100 9, 110 5, 101 3, 001 8, 111 2"), "Mt", "M205"),
        (of_two(9, 8, 3), "Mth Darroch", "M227"),
        (of_two(9, 8, 0), "Mt", "M212"),
        (of_two(9, 3, 3), "M0", "M205"),
    )
    for table, model, code in cases:
        found = closed_model(table, model)
        assert (found.grade, found.total) == (Grade.REFUSED, None)
        assert found.reasons[0].code == code
    assert {e.grade for e in closed_models(nobody_twice)} == {Grade.REFUSED}
    assert closed(nobody_twice).grade is Grade.REFUSED


def test_a_likelihood_that_never_falls_has_no_upper_limit() -> None:
    """14 people: any total from 23 on, and nobody should quote the 2,890 in between."""
    found = closed_model(written(3, "100 1, 010 5, 110 1, 001 5, 111 2"), "Mth Darroch")
    assert found.interval is not None
    assert (round(found.interval.lower), found.interval.upper) == (23, math.inf)
    assert found.grade is Grade.WEAK
    assert {"M211", "M213"} <= {reason.code for reason in found.reasons}


def test_few_people_seen_twice_are_said() -> None:
    found = closed_model(written(3, "100 50, 010 40, 001 30, 110 3, 011 2"), "Mt")
    assert found.grade is Grade.WEAK
    assert "M211" in {reason.code for reason in found.reasons}


def test_a_model_that_does_not_fit_says_so() -> None:
    """Kosovo: Mt has a deviance of 245.9 with 10 degrees of freedom; no closed model fits."""
    found = closed_model(KOSOVO, "Mt")
    assert (found.grade, [reason.code for reason in found.reasons]) == (Grade.WEAK, ["M228"])
    assert "245.9 with 10 degrees" in found.reasons[0].what
    assert closed_model(HARES, "Mt").grade is Grade.SOUND


def test_models_that_fit_as_well_and_disagree_are_named() -> None:
    """The hares: M0 has the smallest BIC, and Darroch's model, 90 hares, one within 6 of it."""
    found = closed(HARES)
    assert found.grade is Grade.WEAK
    assert [reason.code for reason in found.reasons] == ["M229"]
    assert "from 75 to 101" in found.reasons[0].what


def test_chao_of_apprehensions_in_the_netherlands() -> None:
    """van der Heijden and others (2003); Rcapture's example: 9273.5, standard error 662.6."""
    apprehended = {1: 1645, 2: 183, 3: 37, 4: 13, 5: 1, 6: 1}
    found = chao_frequencies(apprehended, corrected=False)
    assert found.total is not None
    assert (round(found.total, 1), found.observed) == (9273.5, 1880)
    assert round(float(str(found.details["standard_error"])), 1) == 662.6
    assert found.minimum
    corrected = chao_frequencies(apprehended)
    assert corrected.total == pytest.approx(1880 + 1645 * 1644 / (2 * 184))


def test_chaos_moment_estimate_is_the_model_with_all_its_columns() -> None:
    """Chao (1987) on occasions alike: n + (K - 1) / K f1^2 / (2 f2)."""
    columns = design(4, "Mh Chao (LB)")
    hidden = math.exp(fit_poisson(columns, KOSOVO.counts[1:].astype(np.float64)).coefficients[0])
    found = chao_frequencies({1: 3218, 2: 882, 3: 273, 4: 27}, occasions=4, corrected=False)
    assert found.total == pytest.approx(4400 + hidden)


def test_chao_is_refused_or_weak_where_few_were_seen_twice() -> None:
    assert chao_frequencies({1: 30}).reasons[0].code == "M212"
    assert chao_frequencies({1: 30, 2: 6}).reasons[0].code == "M211"
    with pytest.raises(ValueError, match="at most on every occasion"):
        chao_frequencies({1: 3, 4: 1}, occasions=3)


def test_two_lists_have_no_minimum() -> None:
    found = chao(of_two(120, 90, 27))
    assert (found.method, found.minimum, found.grade) == ("chao", True, Grade.REFUSED)
    assert found.reasons[0].code == "M227"
    assert "needs 3 lists" in found.reasons[0].what


def test_the_plain_formula_is_no_lower_bound_for_lists_of_unequal_size() -> None:
    """Independent lists that find 40 %, 10 % and 2 % of 10,000 people; expected counts."""
    shares = (0.4, 0.1, 0.02)
    counts = {}
    for history in range(1, 8):
        chance = math.prod(
            share if history >> i & 1 else 1 - share for i, share in enumerate(shares)
        )
        counts[history] = round(10_000 * chance)
    table = CaptureTable.of("ABC", counts)
    once = sum(counts[h] for h in (1, 2, 4))
    twice = sum(counts[h] for h in (3, 5, 6))
    plain = chao_frequencies({1: once, 2: twice, 3: counts[7]}, occasions=3)
    allowed = chao(table)
    assert plain.total is not None
    assert allowed.total is not None
    assert plain.total > 13_000
    assert allowed.total == pytest.approx(10_000, rel=0.01)
