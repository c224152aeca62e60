"""The procedure of the 2015 study of the United Kingdom, against its own package."""

import pytest

from manumit.prevalence.loglinear.stepwise_aic import THRESHOLD, choose, stepwise_aic
from manumit.prevalence.results import Grade
from prevalence_around import TABLES, needs_reference, reference_of, table_of, written

UK5 = written(
    5,
    "10000 54, 01000 463, 00100 995, 00010 695, 00001 316, 11000 15, 10100 19, 10010 3,"
    "01100 62, 01010 19, 01001 1, 00110 76, 00101 11, 00011 8, 11100 1, 11010 1, 01110 4, 11110 1",
)
"""Silverman (2014): potential victims of trafficking in 2013, two police lists as one."""


def test_the_united_kingdom_in_2013() -> None:
    """modslavmse 2.0: 11,304 people, 9,889 to 13,063; the study says 10,000 to 13,000."""
    found = stepwise_aic(UK5)
    assert found.interval is not None
    assert found.total == pytest.approx(11303.8709160843, rel=1e-6)
    assert found.interval.lower == pytest.approx(9889.19554350361, rel=1e-6)
    assert found.interval.upper == pytest.approx(13063.0963759664, rel=1e-6)
    assert (found.model, found.grade) == ("[12,13,24,25,35,45]", Grade.SOUND)
    assert found.details["path"] == [
        ("list 1", "list 2"), ("list 2", "list 5"), ("list 3", "list 5"),
        ("list 1", "list 3"), ("list 4", "list 5"), ("list 2", "list 4"),
    ]  # fmt: skip


@needs_reference
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("threshold", [THRESHOLD, 0.001])
def test_every_table_of_the_reference(name: str, threshold: float) -> None:
    method = "bales_stepaic" if threshold == THRESHOLD else f"bales_stepaic@p={threshold}"
    peer = reference_of(name)[method]
    table = table_of(name)
    pairs = [term.removeprefix("lambda") for term in peer["terms"] if "lambda" in term]
    chosen = choose(table, threshold)
    assert [_name(pair) for pair in chosen.path] == pairs
    for level, ends in ((0.95, ("2.5%", "97.5%")), (0.8, ("10%", "90%"))):
        found = stepwise_aic(table, threshold=threshold, level=level)
        limits = peer["multinomial_profile"]
        assert found.interval is not None
        assert found.total == pytest.approx(limits["point estimate"], rel=1e-6)
        assert found.interval.lower == pytest.approx(limits[ends[0]], rel=1e-6)
        assert found.interval.upper == pytest.approx(limits[ends[1]], rel=1e-6)
        poisson = peer["poisson"]
        assert found.details["poisson_total"] == pytest.approx(poisson["abundance"], rel=1e-6)
        assert found.details["deviance"] == pytest.approx(poisson["deviance"], rel=1e-6)
        assert found.details["aic"] == pytest.approx(poisson["AIC"], rel=1e-6)
        assert found.details["bic"] == pytest.approx(poisson["BIC"], rel=1e-6)
        assert found.details["degrees_of_freedom"] == poisson["df"]
        assert found.details["standard_error"] == pytest.approx(poisson["stderr"], rel=2e-4)


def _name(pair: int) -> str:
    return "_".join(str(i + 1) for i in range(pair.bit_length()) if pair >> i & 1)


def test_a_pair_that_never_overlaps_ends_the_search() -> None:
    table = written(3, "100 200, 010 200, 001 50, 101 40, 011 40, 111 0")
    chosen = choose(table)
    assert (chosen.path, chosen.stopped_by) == ((), 0b011)


def test_refusals() -> None:
    cases = (
        ("100 5, 010 5, 001 5", "M212"),
        ("100 5, 010 5, 110 3", "M243"),
        ("100 30, 010 20, 110 8, 101 4", "M205"),
    )
    for text, code in cases:
        found = stepwise_aic(written(3, text))
        assert (found.grade, found.reasons[0].code) == (Grade.REFUSED, code)
    with pytest.raises(ValueError, match="between 0 and 1"):
        choose(UK5, 5.0)


def test_two_lists_have_no_pair_to_choose() -> None:
    found = stepwise_aic(written(2, "10 93, 01 63, 11 27"))
    assert found.model == "[1,2]"
    assert found.details["poisson_total"] == pytest.approx(400)
