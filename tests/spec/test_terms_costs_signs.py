"""What costs and debts say about indicators: a ledger says yes, or asks; it never says no."""

import datetime as dt
from pathlib import Path

import pytest

from manumit.assessment import Age, Answer, assess
from manumit.errors import InputError
from manumit.instruments import shipped_library
from manumit.terms.account import Per
from manumit.terms.contract.file import Money
from manumit.terms.costs.debt import debt_statement
from manumit.terms.costs.file import Costs, Debt, Entry, Item, Worker, read_costs
from manumit.terms.costs.judge import judge
from manumit.terms.costs.rules import GENERAL, cost_kinds, shipped_corridor
from manumit.terms.costs.signs import CostSpoken, evidence_of_costs, shipped_cost_signs
from manumit.terms.numbers import NONE, UNKNOWN, Range

ASKED_ON = dt.date(2026, 11, 1)
BEGAN = dt.date(2026, 2, 1)
RULES = (shipped_corridor("xx-yy"), shipped_corridor(GENERAL))
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "costs.yaml"
AMOUNT = Range.exactly(100)
WAGE = Money(Range.exactly(375), Per.MONTH, "XXD")


def item(
    kind: str = "training_fee",
    *,
    paid: Range = AMOUNT,
    paid_by: str = "worker",
    how: str = "cash",
    date: dt.date = dt.date(2026, 1, 10),
    worker: str = "W-1",
) -> Item:
    return Item(
        row=1, worker=worker, kind=kind, date=date, currency="XXD", paid=paid, paid_by=paid_by,
        how=how,
    )  # fmt: skip


def debt(claimed: int | None, *entries: tuple[str, int], first: dt.date = BEGAN) -> Debt:
    return Debt(
        id="L-1",
        worker="W-1",
        currency="XXD",
        claimed=None if claimed is None else Range.exactly(claimed),
        agreed_per_year=NONE,
        entries=tuple(
            Entry(first + dt.timedelta(days=at), what, Range.exactly(amount))
            for at, (what, amount) in enumerate(entries)
        ),
    )


def signs_of(*parts: Item | Debt) -> dict[str, CostSpoken]:
    costs = Costs(
        asked_on=ASKED_ON,
        corridor="xx-yy",
        group_by=(),
        workers=(Worker(id="W-1", earnings=WAGE, began=BEGAN), Worker(id="W-2")),
        items=tuple(one for one in parts if isinstance(one, Item)),
    )
    debts = [debt_statement(one, RULES, ASKED_ON) for one in parts if isinstance(one, Debt)]
    pieces = evidence_of_costs(judge(costs, RULES, cost_kinds()), debts, "W-1")
    return {one.evidence.id: one for one in pieces}


def answers(*parts: Item | Debt) -> dict[str, str]:
    return {name: str(one.evidence.answer) for name, one in signs_of(*parts).items()}


def test_a_fee_that_the_worker_paid_is_a_recruitment_cost_and_no_more() -> None:
    found = signs_of(item())
    assert list(found) == ["ll10.costs"]
    (spoken,) = found.values()
    assert spoken.evidence.answer is Answer.YES
    assert spoken.amounts == {"XXD": AMOUNT}
    assert spoken.evidence.at == dt.date(2026, 1, 10)


def test_a_deduction_for_it_is_also_a_manipulated_wage() -> None:
    assert answers(item(how="deduction", paid_by="employer")) == {
        "ll10.costs": "yes", "ex08.costs": "yes",
    }  # fmt: skip


def test_who_paid_is_not_known_so_it_has_to_be_asked() -> None:
    assert answers(item(paid_by="unknown", how="unknown")) == {"ll10.costs": "unknown"}


@pytest.mark.parametrize(
    ("kind", "how", "code"),
    [("recruitment_fee", "loan", "cr04.costs"), ("bond", "cash", "cr10.costs")],
)
def test_a_loan_or_a_bond_before_the_work_is_asked_about_and_never_a_yes(
    kind: str, how: str, code: str
) -> None:
    assert answers(item(kind, how=how))[code] == "unknown"
    later = item(kind, how=how, date=dt.date(2026, 3, 1))
    assert code not in answers(later)


def test_a_cost_that_was_not_told_is_deception_about_the_recruitment() -> None:
    assert answers(item("undisclosed"))["dr07.costs"] == "yes"


@pytest.mark.parametrize(
    "parts",
    [
        (item(paid_by="employer", how="bank"),),
        (item(worker="W-2"),),
        (debt(0, ("received", 100), ("paid", 100)),),
    ],
)
def test_what_the_worker_did_not_bear_says_nothing(parts: tuple[Item | Debt, ...]) -> None:
    assert answers(*parts) == {}


def test_a_debt_that_grows_although_it_is_worked_for_is_bondage() -> None:
    """500 received and 900 charged; 350 taken off and worked; 1,400 is claimed all the same."""
    found = answers(debt(1400, ("received", 500), ("charged", 900), ("worked", 350)))
    assert found == {"ll10.debt.L-1": "yes", "cd02.debt.L-1": "yes"}


def test_a_debt_that_shrinks_but_is_claimed_too_high_is_asked_about() -> None:
    """1,399 is less than what was put on the account: whether she must stay, only she can say."""
    found = answers(debt(1399, ("received", 500), ("charged", 900), ("worked", 350)))
    assert found == {"ll10.debt.L-1": "yes", "cd02.debt.L-1": "unknown"}


def test_work_for_a_debt_that_was_paid_is_a_manipulated_wage() -> None:
    found = signs_of(debt(0, ("received", 100), ("deducted", 80), ("worked", 50)))
    assert list(found) == ["ex08.debt.L-1"]
    assert found["ex08.debt.L-1"].amounts == {"XXD": Range.exactly(30)}


def test_a_debt_from_before_the_work_is_asked_about() -> None:
    early = debt(100, ("received", 100), first=dt.date(2026, 1, 1))
    assert answers(early) == {"cr04.debt.L-1": "unknown"}


def test_a_claim_that_nobody_knows_is_asked_about() -> None:
    found = signs_of(debt(None, ("received", 100), ("charged", 50)))
    assert {name: one.evidence.answer for name, one in found.items()} == {
        "ll10.debt.L-1": Answer.UNKNOWN, "cd02.debt.L-1": Answer.UNKNOWN,
    }  # fmt: skip
    assert all(one.amounts == {} for one in found.values())


def test_an_amount_that_may_be_nothing_is_no_yes() -> None:
    assert answers(item(paid=UNKNOWN, how="unknown", paid_by="unknown"))["ll10.costs"] == "unknown"


@pytest.mark.parametrize("name", shipped_cost_signs().lists)
def test_every_code_of_the_table_is_one_of_its_lists(name: str) -> None:
    known = shipped_library().instrument(name).codes
    assert {one.code for one in shipped_cost_signs().signs} <= set(known)


def test_other_lists_and_workers_are_refused() -> None:
    costs = read_costs(EXAMPLE)
    found = judge(costs, RULES, cost_kinds())
    with pytest.raises(InputError, match="W407"):
        evidence_of_costs(found, (), "W-1", list_id="adult_sexual")
    with pytest.raises(InputError, match="W401"):
        evidence_of_costs(found, (), "W-99")


def test_the_evidence_makes_a_finding() -> None:
    costs = read_costs(EXAMPLE)
    debts = [debt_statement(one, RULES, costs.asked_on) for one in costs.debts]
    pieces = evidence_of_costs(judge(costs, RULES, cost_kinds()), debts, "W-1")
    instrument = shipped_library().instrument("adult_labour")
    finding = assess([one.evidence for one in pieces], instrument, age=Age.ADULT)
    assert str(finding.labour_law) == "yes"
