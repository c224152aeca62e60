"""What the world has published: nothing changed, nothing mixed, gaps left open."""

import csv
import gzip
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manumit.published_figures import (
    Span,
    balance,
    countries,
    detected,
    enforcement,
    global_figures,
    sources,
    treaties,
)

SHARED = Path(__file__).parents[3] / "shared/data/reference"


def test_every_figure_names_a_source_that_says_how_it_was_read() -> None:
    used = {one.source.key for one in global_figures()}
    used |= {one.source.key for one in enforcement()}
    used |= {act.source.key for iso3 in countries() for act in treaties(iso3)}
    assert used | {"glotip-2025"} == set(sources())
    assert {source.read for source in sources().values()} == {"data", "copy", "secondary"}


def test_known_figures_stand_as_published() -> None:
    world = [
        (one.published, one.value)
        for one in global_figures()
        if (one.category, one.unit) == ("World", "million persons")
    ]
    assert world == [(2005, Decimal("12.3")), (2012, Decimal("20.9")), (2022, Decimal("27.6"))]
    last = enforcement()[-1]
    assert (last.year, last.convictions, last.convictions_labour) == (2023, 7115, 1256)


def test_what_was_not_published_is_none_and_never_zero() -> None:
    first = enforcement()[0]
    assert first.victims is None
    assert first.convictions_labour is None


def test_a_treaty_that_was_left_or_is_not_yet_in_force_says_so() -> None:
    c105 = {t.instrument: t for t in treaties("MYS")}["C105"]
    assert (c105.status, c105.status_date) == ("denounced", "1990-01-10")
    c029 = {t.instrument: t for t in treaties("CHN")}["C029"]
    assert (c029.status, c029.status_date) == ("later", "2023-08-12")


def test_small_counts_stay_small_counts() -> None:
    values = {value for iso3 in countries() for one in detected(iso3) for value in one.values}
    assert "<5" in values
    assert all(value == "<5" or value.isdigit() for value in values)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the tables as found lie beside the work")
def test_counts_are_those_of_the_published_table() -> None:
    with gzip.open(SHARED / "unodc_glotip_20250414.csv.gz", "rt", encoding="utf-8") as stream:
        found = {
            (row["iso3"], int(row["year"]), row["value_text"].replace(",", ""))
            for row in csv.DictReader(stream)
            if (row["indicator"], row["dimension"]) == ("Persons convicted", "Total")
            and (row["sex"], row["age"]) == ("Total", "Total")
        }
    shipped = {
        (iso3, one.year, value)
        for iso3 in countries()
        for one in detected(iso3)
        if one.what == "convicted" and not (one.form or one.sex or one.age)
        for value in one.values
    }
    assert shipped == found


def test_published_numbers_say_how_low_the_risk_is() -> None:
    weighed = balance(
        exploited=Span.exactly(17_300_000),
        convictions=Span.exactly(1_256),
        profit=Span.exactly(3_687),
        cost=Span.exactly(100_000),
    )
    assert weighed.risk.least == Decimal(1256) / Decimal(17_300_000)
    assert weighed.breaking_even is not None
    assert round(weighed.breaking_even.least) == 50_784_315
    assert weighed.convictions_needed == Span.exactly(637_851)
    assert weighed.share_of_profit is not None
    assert weighed.share_of_profit.most < Decimal("0.002")


def test_where_nobody_may_have_been_convicted_no_penalty_is_high_enough() -> None:
    weighed = balance(
        exploited=Span.exactly(1000),
        convictions=Span(Decimal(0), Decimal(2)),
        profit=Span.exactly(5000),
    )
    assert weighed.breaking_even is None
    assert weighed.expected_penalty is None, "no cost of a conviction was given"


def test_what_a_conviction_costs_is_borne_once_whomever_it_concerns() -> None:
    ten = balance(
        exploited=Span.exactly(1000),
        convictions=Span.exactly(200),
        profit=Span.exactly(5000),
        cost=Span.exactly(10_000),
        persons_per_conviction=Span.exactly(10),
    )
    assert ten.risk == Span.exactly(1)
    # 200 convictions of 10,000 each, over 1,000 persons who bring 5,000 each.
    assert ten.expected_penalty == Span.exactly(2000)
    assert ten.share_of_profit == Span.exactly(Decimal("0.4"))
    assert ten.breaking_even == Span.exactly(25_000)
    assert ten.convictions_needed == Span.exactly(500)


@pytest.mark.parametrize(("least", "most"), [(2, 1), (-1, 1)])
def test_no_span_runs_backwards_or_below_zero(least: int, most: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        Span(Decimal(least), Decimal(most))


numbers = st.decimals(1, 10**9, places=2)
spans = st.tuples(numbers, numbers).map(lambda pair: Span(min(pair), max(pair)))


@given(exploited=spans, convictions=spans, profit=spans, cost=spans, persons=spans,
       share=st.fractions(0, 1))  # fmt: skip
def test_a_result_contains_what_any_truth_within_the_spans_gives(
    exploited: Span, convictions: Span, profit: Span, cost: Span, persons: Span, share: Fraction
) -> None:  # fmt: skip
    part = Decimal(share.numerator) / Decimal(share.denominator)

    def within(span: Span) -> Decimal:
        return span.least + (span.most - span.least) * part

    whole = balance(
        exploited=exploited, convictions=convictions, profit=profit, cost=cost,
        persons_per_conviction=persons,
    )  # fmt: skip
    paid = within(convictions) * within(cost)
    brought = within(exploited) * within(profit)
    tolerance = Decimal("1e-20")
    for outer, truth in (
        (whole.risk, min(Decimal(1), within(convictions) * within(persons) / within(exploited))),
        (whole.expected_penalty, paid / within(exploited)),
        (whole.share_of_profit, paid / brought),
        (whole.breaking_even, brought / within(convictions)),
        (whole.convictions_needed, brought / within(cost)),
    ):
        assert outer is not None
        assert outer.least <= truth * (1 + tolerance)
        assert truth <= outer.most * (1 + tolerance)
