"""Recruitment costs and debts (R-01 to R-03, R-25, R-63), in examples to be checked by hand."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from manumit.assessment import Answer
from manumit.terms.account import Per
from manumit.terms.contract.file import Money
from manumit.terms.costs.debt import debt_statement
from manumit.terms.costs.file import Costs, Debt, Entry, Item, Worker, read_costs
from manumit.terms.costs.indicator import Left, indicator, quartiles
from manumit.terms.costs.judge import CostsFound, Ruling, judge
from manumit.terms.costs.rules import GENERAL, cost_kinds, shipped_corridor
from manumit.terms.numbers import NONE, UNKNOWN, Range

DAY = dt.date(2026, 3, 31)
ASKED_ON = dt.date(2026, 11, 1)
RULES = (shipped_corridor("xx-yy"), shipped_corridor(GENERAL))


def item(  # noqa: PLR0913 - what an example changes
    worker: str = "W-1",
    paid: Range | int = 100,
    *,
    row: int = 1,
    kind: str = "training_fee",
    date: dt.date | None = DAY,
    currency: str = "XXD",
    paid_by: str = "worker",
    how: str = "cash",
    asked: Range | None = None,
    repaid: Range = NONE,
) -> Item:
    return Item(
        row=row,
        worker=worker,
        kind=kind,
        date=date,
        currency=currency,
        paid=paid if isinstance(paid, Range) else Range.exactly(paid),
        asked=asked,
        repaid=repaid,
        paid_by=paid_by,
        how=how,
        paid_to="AG-1",
    )


def judged(items: Iterable[Item], *workers: Worker) -> CostsFound:
    ledger = Costs(
        asked_on=ASKED_ON,
        corridor="xx-yy",
        group_by=("sex",),
        workers=workers or (Worker(id="W-1"),),
        items=tuple(items),
    )
    return judge(ledger, RULES, cost_kinds())


def test_scenario_3_a_training_fee_of_40_workers_nine_of_whom_left() -> None:
    """Five months' deductions of 30 each: 40 x 5 x 30 = 6,000, also for the nine who left."""
    workers = [
        Worker(id=f"W-{n}", job_order="JO-7", left=Answer.YES if n <= 9 else Answer.NO)
        for n in range(1, 41)
    ]
    items = [
        item(one.id, 30, row=5 * n + month, date=dt.date(2026, month, 28), how="deduction")
        for n, one in enumerate(workers)
        for month in range(1, 6)
    ]
    found = judged(items, *workers)
    (practice,) = found.practices
    assert practice.items == 200
    assert len(practice.workers) == 40
    assert len(practice.left) == 9
    assert practice.forbidden == Range.exactly(6000)
    assert [one.open for one in found.repayments] == [Range.exactly(150)] * 40
    assert found.open == {"XXD": Range.exactly(6000)}


def test_who_of_the_same_order_has_no_such_item_is_to_be_asked_not_left_out() -> None:
    workers = [Worker(id=name, job_order="JO-7") for name in ("W-1", "W-2", "W-3")]
    (practice,) = judged([item("W-2")], *workers).practices
    assert practice.to_ask == ("W-1", "W-3")


@pytest.mark.parametrize(
    ("paid_by", "how", "borne"),
    [
        ("worker", "cash", Answer.YES),
        ("family", "bank", Answer.YES),
        ("employer", "deduction", Answer.YES),
        ("agency", "loan", Answer.YES),
        ("other", "work", Answer.YES),
        ("employer", "bank", Answer.NO),
        ("employer", "unknown", Answer.UNKNOWN),
        ("unknown", "cash", Answer.UNKNOWN),
        ("unknown", "deduction", Answer.YES),
    ],
)
def test_r_02_what_counts_as_paid_by_the_worker(paid_by: str, how: str, borne: Answer) -> None:
    (one,) = judged([item(paid_by=paid_by, how=how)]).judged
    assert one.borne is borne
    assert (
        one.forbidden
        == {
            Answer.YES: Range.exactly(100),
            Answer.NO: NONE,
            Answer.UNKNOWN: Range(Fraction(0), Fraction(100)),
        }[borne]
    )


def test_r_03_each_violation_has_amount_date_currency_payee_and_the_article() -> None:
    (one,) = judged([item()]).judged
    assert one.ruling is Ruling.FORBIDDEN
    assert (one.forbidden, one.item.date, one.item.currency) == (Range.exactly(100), DAY, "XXD")
    assert one.item.paid_to == "AG-1"
    assert one.rule is not None
    assert one.rule.article == "art. 4"


def test_r_01_the_general_rule_holds_where_a_corridor_has_none() -> None:
    ledger = Costs(
        asked_on=ASKED_ON, corridor=None, group_by=(), workers=(Worker(id="W-1"),), items=(item(),)
    )
    (one,) = judge(ledger, (shipped_corridor(GENERAL),), cost_kinds()).judged
    assert one.ruling is Ruling.FORBIDDEN
    assert one.rule is not None
    assert (one.rule.source, one.rule.article) == ("C181", "art. 7(1)")


def test_before_any_rule_nothing_is_said() -> None:
    (one,) = judged([item(date=dt.date(1999, 1, 1))]).judged
    assert one.ruling is Ruling.UNKNOWN
    assert one.forbidden == Range(Fraction(0), Fraction(100))


@pytest.mark.parametrize(
    ("category", "ruling", "forbidden"),
    [
        ("nurse", Ruling.PARTLY, Range.exactly(20)),
        ("cleaner", Ruling.FORBIDDEN, Range.exactly(60)),
        (None, Ruling.UNKNOWN, Range(Fraction(0), Fraction(60))),
    ],
)
def test_an_exception_is_dated_capped_and_for_one_category_only(
    category: str | None, ruling: Ruling, forbidden: Range
) -> None:
    """The invented decision lets 40 be asked of a nurse for her passport."""
    about = {} if category is None else {"category": category}
    (one,) = judged([item(paid=60, kind="passport")], Worker(id="W-1", about=about)).judged
    assert (one.ruling, one.forbidden) == (ruling, forbidden)


def test_an_exception_is_used_up_by_several_payments_together() -> None:
    """30 and 30 for one passport, of which 40 may be asked: 20 too much."""
    nurse = Worker(id="W-1", about={"category": "nurse"})
    found = judged([item(paid=30, row=n, kind="passport") for n in (1, 2)], nurse)
    assert [one.ruling for one in found.judged] == [Ruling.ALLOWED, Ruling.PARTLY]
    assert found.open == {"XXD": Range.exactly(20)}


def test_what_is_left_of_an_exception_is_unknown_after_an_unknown_payment() -> None:
    """0 to 40 paid first, then 30: of the 40 that may be asked, all or none is left for the 30."""
    nurse = Worker(id="W-1", about={"category": "nurse"})
    first = Range(Fraction(0), Fraction(40))
    items = [item(paid=first, kind="passport"), item(paid=30, row=2, kind="passport")]
    found = judged(items, nurse)
    assert [one.forbidden for one in found.judged] == [NONE, Range(Fraction(0), Fraction(30))]
    assert [one.ruling for one in found.judged] == [Ruling.ALLOWED, Ruling.UNKNOWN]


def test_an_exception_ends() -> None:
    nurse = Worker(id="W-1", about={"category": "nurse"})
    (one,) = judged([item(kind="passport", date=dt.date(2027, 6, 1))], nurse).judged
    assert one.ruling is Ruling.FORBIDDEN


def test_what_was_asked_and_not_paid_is_a_violation_without_a_sum() -> None:
    (one,) = judged([item(paid=0, asked=Range.exactly(500))]).judged
    assert (one.ruling, one.open) == (Ruling.ASKED, NONE)


def test_what_came_back_is_not_claimed_again_and_currencies_are_not_added() -> None:
    items = [item(repaid=Range.exactly(30)), item(row=2, currency="YYD")]
    assert judged(items).open == {"XXD": Range.exactly(70), "YYD": Range.exactly(100)}


def earning(
    amount: Range | int, per: Per = Per.MONTH, currency: str = "USD", began: dt.date | None = None
) -> Worker:
    found = amount if isinstance(amount, Range) else Range.exactly(amount)
    money = Money(found, per, currency)
    return Worker(id="W-1", complete=Answer.YES, earnings=money, began=began)


def test_scenario_13_costs_3000_and_earnings_375_are_8_months() -> None:
    found = indicator(judged([item(paid=3000, currency="USD")], earning(375)))
    (one,) = found.workers
    assert one.months == 8
    assert not one.at_least


@pytest.mark.parametrize(
    ("worker", "why"),
    [
        (earning(0), Left.ZERO_EARNINGS),
        (earning(UNKNOWN), Left.NO_EARNINGS),
        (earning(375, Per.WEEK), Left.OTHER_PERIOD),
        (earning(375, currency="EUR"), Left.OTHER_CURRENCY),
        (earning(375, began=dt.date(2023, 10, 31)), Left.TOO_LONG_AGO),
        (Worker(id="W-1"), Left.NO_EARNINGS),
    ],
)
def test_who_is_left_out_is_listed_with_the_reason_and_never_infinite(
    worker: Worker, why: Left
) -> None:
    found = indicator(judged([item(paid=3000, currency="USD")], worker))
    assert found.workers == ()
    assert [(one.worker.id, one.why) for one in found.left_out] == [("W-1", why)]
    assert found.groups[0].left_out == {why: 1}


def test_no_cost_recorded_is_not_no_cost_unless_the_list_is_complete() -> None:
    whole = earning(375)
    assert indicator(judged([], whole)).workers[0].months == 0
    part = Worker(id="W-1", earnings=whole.earnings)
    assert [one.why for one in indicator(judged([], part)).left_out] == [Left.NO_COSTS_RECORDED]


def test_a_group_has_n_mean_median_quartiles_and_an_interval_that_says_its_coverage() -> None:
    """Costs of 1 to 9 months: mean and median 5, quartiles 3 and 7 (definition 7).

    Median interval: 2nd to 8th of nine, 1 - 2 x 10/512 = 96.1 %.
    """
    workers = [
        Worker(
            id=f"W-{n}",
            complete=Answer.YES,
            about={"sex": "female"},
            earnings=Money(Range.exactly(100), Per.MONTH, "XXD"),
        )
        for n in range(1, 10)
    ]
    items = [item(one.id, 100 * n, row=n) for n, one in enumerate(workers, start=1)]
    everybody, women = indicator(judged(items, *workers)).groups
    assert (women.by, women.value) == ("sex", "female")
    for group in (everybody, women):
        assert (group.n, group.mean) == (9, Fraction(5))
        assert group.quartiles == (Fraction(3), Fraction(5), Fraction(7))
        low, median, high = group.intervals
        assert low is None  # with nine, no lower bound of the lower quartile reaches 97.5 %
        assert high is None
        assert median is not None
        assert (median.low, median.high) == (Fraction(2), Fraction(8))
        assert median.coverage == 1 - 2 * Fraction(10, 512)


def test_quartiles_lie_between_two_workers_where_none_stands_there() -> None:
    """Of 1, 2, 3, 4 months: h = 3 p, so 1.75, 2.5 and 3.25."""
    found = quartiles([Fraction(n) for n in range(1, 5)])
    assert found == (Fraction(7, 4), Fraction(5, 2), Fraction(13, 4))


def debt(*entries: tuple[dt.date, str, int], claimed: int = 5000, agreed: str = "1") -> Debt:
    return Debt(
        id="L-1",
        worker="W-1",
        currency="XXD",
        entries=tuple(Entry(day, what, Range.exactly(amount)) for day, what, amount in entries),
        claimed=Range.exactly(claimed),
        agreed_per_year=Range.exactly(Fraction(agreed)),
    )


BEGIN = dt.date(2025, 1, 1)


def test_r_63_only_what_was_really_received_counts_with_lawful_interest() -> None:
    """1,000 received, 4,000 of costs put on the account; 100 % a year agreed, 12 % lawful.

    A year later: 1,000 + 120 = 1,120 is owed; of the 5,000 claimed, 3,880 is not.
    """
    found = debt_statement(
        debt((BEGIN, "received", 1000), (BEGIN, "charged", 4000)), RULES, dt.date(2026, 1, 1)
    )
    assert found.owed == Range.exactly(1120)
    assert found.interest == Range.exactly(120)
    assert found.charged == Range.exactly(4000)
    assert found.too_much == Range.exactly(3880)


def test_payments_deductions_and_work_are_credited_interest_first() -> None:
    """After a year 1,120; 220 taken off the wage: 900 left; 365 days more at 12 %: 108."""
    found = debt_statement(
        debt((BEGIN, "received", 1000), (dt.date(2026, 1, 1), "deducted", 220)),
        RULES,
        dt.date(2026, 3, 1),
    )
    assert found.lines[1].owed == Range.exactly(900)
    assert found.owed == Range.exactly(900 + Fraction(900) * Fraction(12, 100) * 59 / 365)


def test_the_rate_is_that_of_each_day() -> None:
    """From March 2026 the invented law allows 6 %: 59 days at 12, 306 at 6."""
    found = debt_statement(debt((dt.date(2026, 1, 1), "received", 365)), RULES, dt.date(2027, 1, 1))
    assert found.interest == Range.exactly(Fraction(12 * 59 + 6 * 306, 100))
    assert [rule.id for rule in found.lines[-1].rules] == ["xx-yy.interest", "xx-yy.interest_2026"]


def test_no_rule_no_interest() -> None:
    general = (shipped_corridor(GENERAL),)
    found = debt_statement(debt((BEGIN, "received", 1000)), general, ASKED_ON)
    assert found.owed == Range.exactly(1000)


def test_a_debt_is_never_below_zero_and_what_is_beyond_is_the_workers() -> None:
    found = debt_statement(
        debt((BEGIN, "received", 100), (BEGIN, "worked", 250), agreed="0"), RULES, ASKED_ON
    )
    assert found.owed == NONE
    assert found.beyond == Range.exactly(150)
    assert found.too_much == Range.exactly(5000)


def test_whether_interest_was_agreed_is_unknown_so_the_debt_lies_between() -> None:
    lent = Debt(
        id="L-1",
        worker="W-1",
        currency="XXD",
        entries=(Entry(BEGIN, "received", Range.exactly(1000)),),
    )
    assert debt_statement(lent, RULES, dt.date(2026, 1, 1)).owed == Range(
        Fraction(1000), Fraction(1120)
    )


def test_the_example_of_the_documentation_is_read() -> None:
    path = Path(__file__).resolve().parents[2] / "docs" / "examples" / "costs.yaml"
    ledger = read_costs(path)
    found = judge(ledger, RULES, cost_kinds())
    assert found.open == {"XXD": Range(Fraction(3050), Fraction(3095))}
