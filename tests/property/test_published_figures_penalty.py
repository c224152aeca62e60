"""Low risk, high returns: bounds hold the truth, more of the law is never less of a risk."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from manumit.published_figures import (
    FewerExploitedError,
    Figure,
    FigureOrigin,
    PenaltyInputs,
    Provenance,
    Span,
    count_interval,
    estimate_penalty,
    profits,
    rounding_interval,
    share_interval,
    total,
    world_risk,
)
from manumit.published_figures.risk import UNBOUNDED

HERE = FigureOrigin(Provenance.OWN, "here", "2024/2026", "1")
EXACT = Decimal("1e-9")
numbers = st.decimals(min_value="0.01", max_value=10**9, places=2)
counts = st.integers(0, 10**6)
pairs = st.tuples(numbers, numbers).map(lambda pair: Span(min(pair), max(pair)))
shares = st.fractions(0, 1, max_denominator=1000).map(
    lambda one: Decimal(one.numerator) / Decimal(one.denominator)
)
several = st.tuples(counts, counts).map(lambda pair: Span(Decimal(min(pair)), Decimal(max(pair))))


def figure(code: str, span: Span | Decimal | int, unit: str = "KES") -> Figure:
    return Figure(code, span if isinstance(span, Span) else Span.exactly(span), unit, HERE)


def facts(
    *, convicted: Span | int = 20, fine: Span | int = 2000, inspection: Span | int = 300,
    paid: Span | int = 500, exploited: Span | int | None = 1000, profit: Span | int = 1000,
    identified: Span | int = 0,
) -> PenaltyInputs:  # fmt: skip
    return PenaltyInputs(
        years=1,
        identified=figure("identified", identified, "persons"),
        suspected=figure("suspected", 100, "persons"),
        convicted=figure("convicted", convicted, "persons"),
        imposed=(figure("fine", fine), figure("confiscation", 0)),
        inspection=(figure("inspection", inspection),),
        recovered=figure("paid", paid),
        exploited=None if exploited is None else figure("stock", exploited, "persons"),
        duration=figure("duration", 1, "years"),
        profit=figure("one", profit),
    )


def lasting(made: PenaltyInputs, duration: Span | int, years: int) -> PenaltyInputs:
    """The same of a period of several years, in which one person is exploited for so long."""
    return replace(made, years=years, duration=figure("duration", duration, "years"))


@given(observed=st.integers(0, 5000))
def test_the_interval_of_a_count_leaves_a_fortieth_on_either_side(observed: int) -> None:
    span = count_interval(Span.exactly(observed))
    assert span.least <= observed <= span.most
    assert poisson.cdf(observed, float(span.most)) == pytest.approx(0.025, rel=1e-6)
    if observed:
        assert poisson.sf(observed - 1, float(span.least)) == pytest.approx(0.025, rel=1e-6)


@given(part=st.integers(0, 300), rest=st.integers(0, 300))
def test_the_interval_of_a_share_leaves_a_fortieth_on_either_side(part: int, rest: int) -> None:
    whole = part + rest
    span = share_interval(part, whole)
    if rest:
        assert binom.cdf(part, whole, float(span.most)) == pytest.approx(0.025, rel=1e-6)
    if part:
        assert binom.sf(part - 1, whole, float(span.least)) == pytest.approx(0.025, rel=1e-6)


@given(fewer=counts, more=counts, exploited=pairs)
def test_more_convictions_never_lower_the_risk(fewer: int, more: int, exploited: Span) -> None:
    fewer, more = sorted((fewer, more))
    one = estimate_penalty(facts(convicted=fewer, exploited=exploited)).risk.span
    other = estimate_penalty(facts(convicted=more, exploited=exploited)).risk.span
    assert one.least <= other.least
    assert one.most <= other.most


inputs = {
    "convicted": several, "fine": pairs, "inspection": pairs, "paid": pairs, "exploited": pairs,
    "profit": pairs,
}  # fmt: skip


@given(entered=st.fixed_dictionaries(inputs), duration=pairs, years=st.integers(1, 5),
       found=shares, share=shares)  # fmt: skip
def test_bounds_contain_what_any_truth_within_them_gives(
    entered: dict[str, Span], duration: Span, years: int, found: Decimal, share: Decimal
) -> None:
    def within(name: str) -> Decimal:
        span = entered[name]
        return span.least + (span.most - span.least) * share

    truth = within("convicted").to_integral_value()
    persons, money = within("exploited"), within("profit")
    # Whoever is identified is exploited, and in the period for no longer than it lasts.
    identified = Span.exactly(int(persons * found))
    person_years = persons * years
    estimated = lasting(facts(**entered | {"identified": identified}), duration, years)
    for made in (estimated, replace(estimated, exploited=None)):
        whole = estimate_penalty(made)
        often = truth / person_years
        contains(whole.exploited.span, person_years)
        contains(whole.risk.span, min(Decimal(1), often))
        if not truth:
            continue
        size = within("fine") / truth
        beside, recovered = within("inspection") / person_years, within("paid") / person_years
        cost = often * size + beside + recovered
        contains(whole.size.span, size)
        contains(whole.cost.span, cost)
        contains(whole.share.span, cost / money)
        turns = {one.code: one for one in whole.turns}
        open_ = max(Decimal(0), money - beside - recovered)
        contains(turns["risk"].present, often)
        contains(turns["risk"].needed, open_ / size)
        contains(turns["size"].needed, open_ / often)
        contains(turns["recovery"].present, recovered / money)
        contains(turns["recovery"].needed, max(Decimal(0), 1 - (cost - recovered) / money))
        contains(turns["exploited"].needed, cost * person_years / money)
        contains(turns["profit"].needed, cost)


few = st.tuples(st.integers(0, 1), st.integers(0, 1)).map(
    lambda pair: Span(Decimal(min(pair)), Decimal(max(pair)))
)
wide = {
    "convicted": several | few, "fine": pairs | few, "inspection": pairs | few, "paid": pairs | few,
    "exploited": pairs, "profit": pairs, "identified": several | few,
}  # fmt: skip
PERSONS, POSITIVE = {"convicted", "identified"}, {"exploited", "profit"}
NOTHING = {name: Span.exactly(int(name in POSITIVE)) for name in wide}


@given(entered=st.fixed_dictionaries(wide), down=shares, up=st.none() | shares,
       years=st.integers(1, 5))  # fmt: skip
@example(entered=NOTHING, down=Decimal(0), up=Decimal(1), years=1)
def test_a_wider_input_never_gives_a_narrower_result(
    entered: dict[str, Span], down: Decimal, up: Decimal | None, years: int
) -> None:
    try:
        one = estimate_penalty(lasting(facts(**entered), 1, years))
    except FewerExploitedError:
        return
    for which, inner in entered.items():
        least = inner.least * (max(down, EXACT) if which in POSITIVE else down)
        wider = Span(
            Decimal(int(least)) if which in PERSONS else least,
            UNBOUNDED if up is None else inner.most + (10 * up).to_integral_value(),
        )
        other = estimate_penalty(lasting(facts(**entered | {which: wider}), 1, years))
        for name in ("exploited", "risk", "size", "cost", "profit", "share"):
            holds(getattr(other, name).span, getattr(one, name).span)
        for before, after in zip(one.turns, other.turns, strict=True):
            holds(after.present, before.present)
            # Where a conviction costs nothing no risk is enough, and there is no such number.
            if before.code != "risk" or one.size.span.most:
                holds(after.needed, before.needed)


def holds(outer: Span, inner: Span) -> None:
    contains(outer, inner.least)
    assert outer.most * (1 + EXACT) >= inner.most


@pytest.mark.parametrize("convicted", [0, Span(Decimal(0), Decimal(5)), Span.unknown()])
def test_where_perhaps_nobody_was_convicted_no_size_is_known(convicted: Span | int) -> None:
    assert estimate_penalty(facts(convicted=convicted, fine=0)).size.span == Span.unknown()


def test_more_convictions_than_persons_known_cost_each_of_them_more() -> None:
    """30 are convicted, 10,000 each; 12 are identified: if they are all, each costs 25,000."""
    found = estimate_penalty(
        facts(convicted=30, fine=300_000, inspection=0, paid=0, exploited=None, identified=12)
    )
    assert found.risk.span.most == 1
    contains(found.cost.span, Decimal(25_000))
    one = estimate_penalty(
        replace(facts(convicted=30, exploited=12), victims=figure("v", 5, "persons"))
    )
    assert one.exploiter[0].span.most == 1


def test_at_the_persons_exploited_that_are_needed_the_share_holds_all_of_the_profit() -> None:
    before = estimate_penalty(facts(convicted=100, fine=1000, inspection=0, paid=0, profit=100))
    needed = {one.code: one for one in before.turns}["exploited"].needed
    assert round(needed.least, 1) == Decimal("8.1")
    for persons in (needed.least, needed.most):
        exploited = Span.exactly(persons)
        after = estimate_penalty(
            facts(convicted=100, fine=1000, inspection=0, paid=0, profit=100, exploited=exploited)
        )
        contains(after.share.span, Decimal(1))
        turns = {one.code: one for one in after.turns}
        assert not turns["risk"].out_of_reach


def test_nobody_is_exploited_in_a_period_for_longer_than_it_lasts() -> None:
    estimated, found = facts(identified=50, exploited=100), facts(identified=50, exploited=None)
    assert estimate_penalty(lasting(estimated, 5, 1)).exploited.span == Span.exactly(100)
    assert estimate_penalty(lasting(found, 5, 1)).exploited.span.least == 50
    assert estimate_penalty(lasting(found, 5, 2)).exploited.span.least == 100


def test_what_inspectors_imposed_is_unknown_until_somebody_says_it() -> None:
    without = estimate_penalty(replace(facts(), inspection=()))
    assert without.share.span.most == UNBOUNDED
    assert without.share.span.least == estimate_penalty(facts(inspection=0)).share.span.least
    assert Provenance.UNKNOWN in without.share.marks
    leaves = {leaf.code: leaf for leaf in _leaves(without.share)}
    assert all(leaf.origin for leaf in leaves.values()), "each says whose it is"
    assert leaves["inspection"].span == Span.unknown()
    assert Provenance.UNKNOWN not in estimate_penalty(facts()).share.marks


def _leaves(one: Figure) -> Iterator[Figure]:
    if not one.parts:
        yield one
    for part in one.parts:
        yield from _leaves(part)


def contains(span: Span, truth: Decimal) -> None:
    assert span.least <= truth * (1 + EXACT)
    assert truth <= span.most * (1 + EXACT)


def test_at_the_value_that_is_needed_cost_reaches_profit() -> None:
    now = estimate_penalty(facts(fine=2000, profit=100))
    turns = {one.code: one for one in now.turns}
    # 20 convicted of 1000, 100 each; 0.3 of inspectors and 0.5 paid back: 2.8 of 100.
    assert turns["profit"].needed.least < Decimal("2.8") < turns["profit"].needed.most
    assert turns["risk"].needed == Span.exactly(Decimal("0.992"))
    assert not turns["risk"].out_of_reach
    free = {one.code: one for one in estimate_penalty(facts(fine=0)).turns}["risk"]
    assert free.out_of_reach, "of what costs nothing no number is enough"
    # One conviction costs 10: the 99.2 that are left need more than certainty.
    assert {t.code: t for t in estimate_penalty(facts(fine=200, profit=100)).turns}[
        "risk"
    ].out_of_reach
    needed = turns["recovery"].needed.least
    paid = int(needed * 1000 * 100) + 1
    assert estimate_penalty(facts(fine=2000, profit=100, paid=paid)).share.span.most >= 1


@given(profit=pairs, rate=numbers)
def test_a_rate_there_and_back_is_the_same_money(profit: Span, rate: Decimal) -> None:
    there = replace(facts(), profit=figure("one", profit, "USD"), rate=figure("r", rate, "rate"))
    back = estimate_penalty(there).profit.span.over(Span.exactly(rate))
    contains(Span(back.least * (1 - EXACT), back.most), profit.least)
    contains(Span(back.least * (1 - EXACT), back.most), profit.most)


def test_what_nobody_knows_gives_bounds_and_never_a_zero() -> None:
    without = estimate_penalty(facts(exploited=None, identified=500))
    assert without.exploited.span == Span(Decimal(500), UNBOUNDED)
    assert without.risk.span.least == 0
    assert without.risk.span.most == estimate_penalty(facts(exploited=500)).risk.span.most
    withheld = estimate_penalty(facts(fine=Span.unknown()))
    assert withheld.share.span.most == UNBOUNDED
    assert withheld.share.span.least > 0, "what inspectors and workers got is known"
    nobody = estimate_penalty(facts(convicted=0, fine=0))
    assert nobody.risk.span.most > 0, "nobody convicted in one year is no promise for the next"
    assert nobody.size.span == Span.unknown()
    assert estimate_penalty(facts(convicted=Span(Decimal(0), Decimal(100)))).conviction_rate is None


def test_one_exploiter_has_more_risk_and_more_profit_alike() -> None:
    one = estimate_penalty(replace(facts(), victims=figure("victims", 5, "persons")))
    found = {each.code: each.span for each in one.exploiter}
    assert found["risk_of_exploiter"].most == one.risk.span.most * 5
    assert found["profit_of_exploiter"] == one.profit.span * Span.exactly(5)
    assert estimate_penalty(facts()).exploiter == ()


def test_the_doubt_of_each_number_is_told_apart() -> None:
    found = estimate_penalty(facts(exploited=Span(Decimal(500), Decimal(5000)), fine=20_000))
    turns = {one.code: one for one in found.turns}
    wide, narrow = turns["exploited"], turns["profit"]
    assert wide.when_most is not None
    assert narrow.when_most is not None
    assert wide.when_least.most > wide.when_most.most
    assert narrow.when_least == narrow.when_most, "known exactly, so that nothing hangs on it"


def test_own_numbers_are_never_added_to_those_of_the_world() -> None:
    foreign = replace(figure("fine", 1), origin=FigureOrigin(Provenance.WORLD, "there"))
    with pytest.raises(ValueError, match="never added"):
        total("both", (figure("fine", 1), foreign), "KES")
    with pytest.raises(ValueError, match="several units"):
        total("both", (figure("fine", 1), figure("fine", 1, "USD")), "KES")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (replace(facts(), years=0), "above zero"),
        (facts(profit=0), "above zero"),
        (replace(facts(), profit=figure("one", 5, "USD")), "needs a rate"),
        (facts(exploited=10, identified=11), "fewer persons"),
    ],
    ids=["no-year", "no-profit", "no-rate", "fewer-than-identified"],
)
def test_what_cannot_be_is_refused(wrong: PenaltyInputs, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        estimate_penalty(wrong)


def test_published_numbers_keep_their_source_and_their_rounding() -> None:
    assert rounding_interval(Decimal(34800)) == Span(Decimal(34750), Decimal(34850))
    assert rounding_interval(Decimal("17.3")) == Span(Decimal("17.25"), Decimal("17.35"))
    found = profits()
    assert len(found) == 10
    assert all(
        one.origin and one.origin.mark is Provenance.WORLD and one.origin.source for one in found
    )
    assert {one.unit for one in found} == {"USD"}
    labour = {one.code: one for one in world_risk()}["world_labour"]
    assert labour.span.least < Decimal(1256) / Decimal(17_300_000) < labour.span.most
    assert labour.marks == {Provenance.WORLD}
