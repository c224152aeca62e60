"""Surveys, stays and stocks, and the ILO's double sampling, against numbers in print."""

import math
from typing import Any

import pytest

from manumit.prevalence.around.double_sampling import Extrapolation, Reports, double_sampling
from manumit.prevalence.around.measures import Measure, Quantity
from manumit.prevalence.around.stock_flow import mean_stay, stock, stock_from_entries
from manumit.prevalence.around.survey import Sample, clopper_pearson, survey_share, survey_total
from manumit.prevalence.results import Grade, Interval

SUITES = (
    (3.08, 2.60, 3.44, 3.04),
    (2.36, 3.04, 3.28, 2.68),
    (2.00, 2.56, 2.52, 1.88),
    (3.00, 2.88, 3.44, 3.64),
    (2.68, 1.92, 3.28, 3.20),
)


def clustered(cases: list[list[float]], weight: float = 1.0, strata: str = "") -> Sample:
    """A sample of clusters; a letter of ``strata`` for each."""
    letters = strata or "a" * len(cases)
    rows = [(case, at, letters[at]) for at, some in enumerate(cases) for case in some]
    return Sample(
        [case for case, _, _ in rows],
        [weight] * len(rows),
        [at for _, at, _ in rows],
        [letter for _, _, letter in rows],
    )


def test_a_one_stage_cluster_sample_of_lohr() -> None:
    """Lohr (Sampling: Design and Analysis, chapter 5): 5 of 100 suites, all four in each asked.

    Total 1130.4, standard error 65.466.
    """
    plain = clustered([list(suite) for suite in SUITES], weight=20)
    sample = Sample(plain.cases, plain.weights, plain.clusters, plain.strata, {"a": 0.05})
    found = survey_total(sample)
    assert found.value == pytest.approx(1130.4)
    assert found.standard_error == pytest.approx(65.466, abs=5e-4)
    assert found.details["degrees_of_freedom"] == 4
    assert found.interval is not None
    factor = math.exp(2.776445105 * math.sqrt(math.log1p((65.46596 / 1130.4) ** 2)))
    assert found.interval.upper == pytest.approx(1130.4 * factor, rel=1e-6)
    assert found.interval.lower == pytest.approx(1130.4 / factor, rel=1e-6)
    assert [reason.code for reason in found.reasons] == ["M221"]


def test_the_variance_of_a_share_is_that_of_its_residuals_by_cluster() -> None:
    cases = [[1, 0, 0], [0, 0], [1, 1, 0, 0], [0, 0, 1], [0], [1, 0]]
    sample = clustered([list(map(float, some)) for some in cases], strata="aaabbb")
    weights = [1.0, 2.0, 1.5, 3.0, 1.0, 2.5, 1.0, 1.0, 2.0, 2.0, 1.0, 4.0, 1.0, 1.0, 2.0]
    sample = Sample(sample.cases, weights, sample.clusters, sample.strata)
    found = survey_share(sample)
    everybody = math.fsum(weights)
    share = math.fsum(w * y for w, y in zip(weights, sample.cases, strict=True)) / everybody
    assert found.value == pytest.approx(share)
    totals = dict.fromkeys(range(6), 0.0)
    for weight, case, cluster in zip(weights, sample.cases, sample.clusters, strict=True):
        totals[int(str(cluster))] += weight * (case - share) / everybody
    expected = 0.0
    for members in ((0, 1, 2), (3, 4, 5)):
        mean = sum(totals[i] for i in members) / 3
        expected += 3 / 2 * sum((totals[i] - mean) ** 2 for i in members)
    assert found.standard_error == pytest.approx(math.sqrt(expected))
    assert found.details["design_effect"] == pytest.approx(expected / (share * (1 - share) / 14))


def test_a_simple_sample_has_the_exact_limits() -> None:
    """R's binom.test: 5 of 50, 0.03327509 to 0.21813537; 0 of 100, 0 to 0.03621669."""
    found = survey_share(Sample.simple([1.0] * 5 + [0.0] * 45))
    assert found.value == 0.1
    assert found.interval is not None
    assert found.interval.lower == pytest.approx(0.03327509, abs=1e-8)
    assert found.interval.upper == pytest.approx(0.21813537, abs=1e-8)
    assert found.details["design_effect"] == pytest.approx(1)
    none = survey_share(Sample.simple([0.0] * 100))
    assert none.interval is not None
    assert (none.value, none.interval.lower, none.standard_error) == (0.0, 0.0, None)
    assert none.interval.upper == pytest.approx(0.03621669, abs=1e-8)
    assert none.reasons[0].code == "M220"


def test_clusters_that_answer_alike_widen_the_interval() -> None:
    alike = clustered([[1.0] * 10] * 3 + [[0.0] * 10] * 27)
    mixed = clustered([[1.0] + [0.0] * 9] * 30)
    wide, narrow = survey_share(alike), survey_share(mixed)
    assert wide.value == narrow.value == 0.1
    assert wide.details["design_effect"] == pytest.approx(299 / 29)
    assert wide.details["effective_sample"] == pytest.approx(300 * 29 / 299)
    assert narrow.details["effective_sample"] == 300
    assert wide.interval is not None
    assert narrow.interval is not None
    assert wide.interval.upper > 0.26
    assert narrow.interval.upper < 0.15


def test_korn_and_graubards_interval_is_the_exact_one_of_a_smaller_sample() -> None:
    found = survey_share(clustered([[1.0] * 10] * 3 + [[0.0] * 10] * 27))
    effective = 300 * 29 / 299 * (1.967930 / 2.045230) ** 2
    lower, upper = clopper_pearson(0.1 * effective, effective)
    assert found.interval is not None
    assert found.interval.lower == pytest.approx(lower, rel=1e-5)
    assert found.interval.upper == pytest.approx(upper, rel=1e-5)


def test_logit_limits() -> None:
    found = survey_share(Sample.simple([1.0] * 5 + [0.0] * 45), kind="logit")
    assert found.interval is not None
    reach = 2.009575237 / math.sqrt(0.09 * 49)
    expected = 1 / (1 + math.exp(math.log(9) - reach))
    assert found.interval.upper == pytest.approx(expected, rel=1e-8)
    assert found.interval.kind == "logit"


def test_a_total_of_equal_clusters_is_the_share_times_the_weights() -> None:
    sample = clustered([[1.0, 0.0], [0.0, 0.0], [1.0, 1.0], [0.0, 0.0]], weight=25)
    share, total = survey_share(sample), survey_total(sample)
    assert share.interval is not None
    assert total.interval is not None
    assert total.value == 75
    assert total.standard_error == pytest.approx(200 * (share.standard_error or 0))
    assert total.interval.upper <= 200
    assert total.interval.upper == pytest.approx(200 * share.interval.upper, rel=0.1)


def test_clusters_of_unequal_size_make_a_total_less_sure_than_a_share() -> None:
    """Half of every cluster is a case: the share is certain, the total is not."""
    sample = clustered([[1.0, 0.0], [1.0, 0.0] * 4, [1.0, 0.0] * 2, [1.0, 0.0]], weight=5)
    share, total = survey_share(sample), survey_total(sample)
    assert share.standard_error == 0
    assert total.standard_error is not None
    assert total.standard_error > 10


def test_a_total_of_nobody_has_an_upper_limit_and_one_of_numbers_none() -> None:
    found = survey_total(Sample.simple([0.0] * 100, weight=50))
    assert found.interval is not None
    assert (found.value, found.interval.lower) == (0, 0)
    assert found.interval.upper == pytest.approx(5000 * 0.03621669, rel=1e-6)
    everybody = survey_total(clustered([[1.0, 1.0], [1.0]], weight=10))
    assert everybody.interval is not None
    assert everybody.value == everybody.interval.upper == 30
    # 9 people in 3 clusters alike: the squared ratio of t with 8 and with 2 degrees is 0.2872.
    alike = survey_total(clustered([[1.0, 0.0, 0.0]] * 3, weight=10)).interval
    assert alike is not None
    assert alike.upper == pytest.approx(90 * clopper_pearson(3 * 0.2872, 9 * 0.2872)[1], rel=0.01)


def test_a_known_population_scales_the_share_and_its_limits() -> None:
    sample = Sample.simple([1.0] * 5 + [0.0] * 45, weight=20)
    share, total = survey_share(sample), survey_total(sample, population=1000)
    assert share.interval is not None
    assert total.interval is not None
    assert total.value == 100
    assert total.interval.upper == pytest.approx(1000 * share.interval.upper)
    with pytest.raises(ValueError, match="no smaller"):
        survey_total(sample, population=40)


def test_nobody_found_with_an_assumed_design_effect() -> None:
    sample = clustered([[0.0] * 10] * 30)
    plain, assumed = survey_share(sample), survey_share(sample, assumed_effect=3.0)
    assert plain.interval is not None
    assert assumed.interval is not None
    assert assumed.interval.upper > 2.5 * plain.interval.upper
    assert assumed.grade is Grade.WEAK


def test_a_stratum_of_one_cluster_is_refused_and_named() -> None:
    found = survey_share(clustered([[1.0, 0.0], [0.0], [1.0]], strata="aab"))
    assert (found.grade, found.reasons[0].code) == (Grade.REFUSED, "M218")
    assert "stratum b" in found.reasons[0].what
    assert survey_total(clustered([[1.0], [0.0]], strata="ab")).grade is Grade.REFUSED


@pytest.mark.parametrize(
    "change",
    [
        {"weights": [0.0, 1.0]},
        {"cases": [-1.0, 0.0]},
        {"clusters": [1]},
        {"drawn": {"a": 1.0}},
    ],
)
def test_columns_that_are_no_sample(change: dict[str, Any]) -> None:
    columns: dict[str, Any] = {
        "cases": [1.0, 0.0], "weights": [1.0, 1.0], "clusters": [1, 2], "strata": ["a", "a"],
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"weight|cases|share"):
        Sample(**(columns | change))
    with pytest.raises(ValueError, match="0 or 1"):
        survey_share(Sample.simple([2.0, 0.0]))


def test_stock_is_flow_times_stay() -> None:
    found = stock(Quantity(1000, 100), Quantity(1.5, 0.3))
    assert found.value == 1500
    assert found.standard_error == pytest.approx(1500 * math.hypot(0.1, 0.2))
    assert found.interval is not None
    assert found.interval.lower * found.interval.upper == pytest.approx(1500**2)
    assert not found.minimum
    assert stock(Quantity(0), Quantity(1)).reasons[0].code == "M223"


def test_mean_of_times_that_had_not_all_ended() -> None:
    """Freireich and others (1963), weeks in remission; Klein and Moeschberger (2003), section 4.5.

    With 6-MP a mean of 23.287 up to week 35, standard error 2.827; without it 8.667, all ended.
    """
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    not_ended = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    found = mean_stay([*ended, *not_ended], [True] * 9 + [False] * 12)
    assert found.value == pytest.approx(23.287, abs=5e-4)
    assert found.standard_error == pytest.approx(2.827, abs=5e-4)
    assert (found.grade, found.reasons[0].code) == (Grade.WEAK, "M222")
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    found = mean_stay(placebo, [True] * 21)
    assert found.value == pytest.approx(182 / 21)
    assert found.standard_error == pytest.approx(
        math.sqrt(sum((t - 182 / 21) ** 2 for t in placebo)) / 21
    )
    assert found.grade is Grade.SOUND


def test_times_that_are_none() -> None:
    with pytest.raises(ValueError, match="time from 0"):
        mean_stay([1, 2], [True])
    assert mean_stay([0, 0], [True, True]).reasons[0].code == "M223"
    assert mean_stay([2, 3], [False, False]).value == 3


def test_entries_that_change() -> None:
    entries = [Quantity(100, 5), Quantity(200, 10), Quantity(400, 20)]
    found = stock_from_entries(entries, [1.0, 0.5, 0.25])
    assert found.value == 400 + 100 + 25
    assert found.standard_error == pytest.approx(math.hypot(20, 5, 1.25))
    with pytest.raises(ValueError, match="never rise"):
        stock_from_entries(entries, [0.5, 0.6])
    assert stock_from_entries([], [1.0]).grade is Grade.REFUSED


def test_double_sampling_step_by_step() -> None:
    """80 and 60 reports, 24 of them found twice; 5 people in each; stays of 18 months, 10 years."""
    reports = Reports("all", 80, 60, 24, [5.0] * 116)
    found = double_sampling([reports], period=120, stay=Quantity(18, 3))
    number = 81 * 61 / 25 - 1
    variance = 81 * 61 * 56 * 36 / (25**2 * 26)
    assert found.value == pytest.approx(number * 5 * 18 / 120)
    relative = variance / number**2 + (3 / 18) ** 2
    assert found.standard_error == pytest.approx(number * 5 * 18 / 120 * math.sqrt(relative))
    assert (found.minimum, found.grade) == (True, Grade.SOUND)
    assert found.details["validated_people"] == 580


def test_the_spread_of_people_in_a_report_counts() -> None:
    people = [1.0] * 58 + [9.0] * 58
    found = double_sampling([Reports("all", 80, 60, 24, people)], period=1, stay=Quantity(1))
    number = 81 * 61 / 25 - 1
    variance = 81 * 61 * 56 * 36 / (25**2 * 26) / number**2 + 16 * 116 / 115 / 116 / 25
    assert found.standard_error == pytest.approx(5 * number * math.sqrt(variance))


def test_strata_of_reports_add_with_their_variances() -> None:
    one = Reports("region 1", 80, 60, 24, [5.0] * 116)
    two = Reports("region 2", 40, 30, 10, [2.0] * 60)
    apart = [double_sampling([part], period=1, stay=Quantity(1)) for part in (one, two)]
    both = double_sampling([one, two], period=1, stay=Quantity(1))
    assert both.value == pytest.approx(sum(part.value or 0 for part in apart))
    assert both.standard_error == pytest.approx(
        math.hypot(*(part.standard_error or 0 for part in apart))
    )


def test_only_reported_people_are_a_minimum() -> None:
    reports = [Reports("all", 80, 60, 24, [5.0] * 116)]
    other = Extrapolation(Quantity(1.5, 0.2), "countries that the teams did not search")
    found = double_sampling(reports, period=1, stay=Quantity(1), extrapolation=other)
    assert found.minimum
    assert found.assumptions[-1].endswith("countries that the teams did not search.")
    beyond = Extrapolation(Quantity(20, 5), "people whom nobody reported", unreported=True)
    found = double_sampling(reports, period=1, stay=Quantity(1), extrapolation=beyond)
    assert not found.minimum
    assert [reason.code for reason in found.reasons] == ["M224"]


def test_reports_that_do_not_overlap_are_refused_and_few_are_weak() -> None:
    found = double_sampling([Reports("south", 8, 6, 0, [5.0] * 14)], period=1, stay=Quantity(1))
    assert (found.grade, found.reasons[0].code) == (Grade.REFUSED, "M231")
    assert "south" in found.reasons[0].what
    few = double_sampling([Reports("south", 8, 6, 3, [5.0] * 11)], period=1, stay=Quantity(1))
    assert (few.grade, few.reasons[0].code) == (Grade.WEAK, "M230")
    alike = double_sampling([Reports("south", 9, 6, 6, [5.0] * 9)], period=1, stay=Quantity(1))
    assert (alike.grade, alike.reasons[0].code) == (Grade.REFUSED, "M232")
    still = double_sampling([Reports("all", 80, 60, 24, [5.0] * 116)], period=1, stay=Quantity(0))
    assert still.reasons[0].code == "M223"
    with pytest.raises(ValueError, match="each different report"):
        Reports("all", 8, 6, 3, [5.0] * 14)
    with pytest.raises(ValueError, match="one person at least"):
        Reports("all", 8, 6, 3, [0.0] * 11)
    with pytest.raises(ValueError, match="reaches further"):
        Extrapolation(Quantity(0.5), "half of the world")
    with pytest.raises(ValueError, match="has a length"):
        double_sampling([], period=1, stay=Quantity(1))


def test_a_measure_holds_what_it_promises() -> None:
    limits = Interval(1, 3, 0.95, "wald")
    for value, interval, grade in (
        (2.0, None, Grade.SOUND),
        (5.0, limits, Grade.SOUND),
        (2.0, limits, Grade.REFUSED),
        (None, None, Grade.REFUSED),
        (None, None, Grade.SOUND),
    ):
        with pytest.raises(ValueError, match=r"value|refusal"):
            Measure("x", value, interval, grade=grade)
    with pytest.raises(ValueError, match="from 0"):
        Quantity(-1)
    assert Quantity(0, 1).relative_variance == math.inf
