"""The claim of one worker: wages, costs and debts in two currencies, and nothing twice."""

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from manumit.cli.main import main
from manumit.errors import InputError
from manumit.terms import owed, read_account, shipped_law
from manumit.terms.claim import ExchangeRate, InWages, JoinedClaim, claim_of
from manumit.terms.costs.file import read_costs
from manumit.terms.costs.ledger import reckon_costs
from manumit.terms.numbers import NONE, Range

ACCOUNT: dict[str, Any] = {
    "schema": "manumit/account/1", "worker": "W-1", "law": "kw", "asked_on": "2024-06-15",
    "about": {"covered_work": "yes"},
    "employment": {"from": "2024-05-01", "until": "2024-05-31", "pay_period": "month",
                   "rest_day": "friday", "leave_days_taken": "0"},
    "complete": {"work": True, "pay": True},
    "wages": [{"amount": "120", "per": "month", "hours_per_week": "48", "pays_for": "all_hours"}],
    "work": [],
    "paid": [{"for": "2024-05-15", "on": "2024-05-31", "amount": "80"}],
    "deducted": [{"for": "2024-05-15", "of": "recruitment_cost", "amount": "40"}],
}  # fmt: skip
FEE = {"worker": "W-1", "kind": "placement_fee", "date": "2024-02-10", "paid": "60000",
       "paid_by": "family", "how": "cash"}  # fmt: skip
DEDUCTED = {"worker": "W-1", "kind": "recruitment_fee", "date": "2024-05-31", "paid": "40",
            "currency": "KWD", "paid_by": "worker", "how": "deduction"}  # fmt: skip


def files(folder: Path, ledger: dict[str, Any], **account: Any) -> tuple[Path, Path]:
    costs = {"schema": "manumit/costs/1", "asked_on": "2024-06-15", "currency": "PHP",
             "workers": [{"id": "W-1"}, {"id": "W-2"}], **ledger}  # fmt: skip
    paths = folder / "wages.yaml", folder / "costs.yaml"
    for path, data in zip(paths, ({**ACCOUNT, **account}, costs), strict=True):
        path.write_text(yaml.safe_dump(data), "utf-8")
    return paths


def claim(folder: Path, *items: dict[str, Any], worker: str = "W-1", **more: Any) -> JoinedClaim:
    ledger: dict[str, Any] = {"items": list(items), "debts": more.pop("debts", [])}
    wages, costs = files(folder, ledger, **more)
    law = shipped_law(more.get("law", "kw"))
    return claim_of(owed(read_account(wages, law), law), reckon_costs(read_costs(costs)), worker)


def exactly(number: int) -> Range:
    return Range.exactly(number)


def at_least(number: int) -> Range:
    """A sum by a law that says nothing of some kinds of pay, such as those of Kuwait."""
    return Range(Fraction(number), None)


def test_each_amount_stays_in_its_currency(tmp_path: Path) -> None:
    found = claim(tmp_path, FEE)
    assert found.sums == {"KWD": at_least(40), "PHP": exactly(60000)}


def test_what_was_deducted_from_the_wage_is_claimed_as_wages_alone(tmp_path: Path) -> None:
    found = claim(tmp_path, FEE, DEDUCTED)
    assert found.sums == {"KWD": at_least(40), "PHP": exactly(60000)}
    assert [one.overlap for one in found.costs] == [InWages.NO, InWages.YES]
    assert found.costs[1].claimed == NONE


def test_a_deduction_outside_of_the_account_is_a_cost(tmp_path: Path) -> None:
    earlier = {**DEDUCTED, "date": "2024-04-30"}
    assert claim(tmp_path, earlier).sums == {"KWD": at_least(80)}


def test_what_the_law_may_let_off_is_claimed_once_at_both_ends(tmp_path: Path) -> None:
    # This law says nothing of deductions: lawful at the least, not lawful at the most.
    more: dict[str, Any] = {"law": "ae", "about": {"covered_work": "yes", "ending": "by_worker"},
            "wages": [{"amount": "120", "per": "month", "hours_per_week": "48"}]}  # fmt: skip
    wages_alone = claim(tmp_path, **more)
    assert wages_alone.sums == {"AED": at_least(0)}
    assert wages_alone.wages.by_rules == Range(Fraction(0), Fraction(40))
    item = {**DEDUCTED, "currency": "AED"}
    found = claim(tmp_path, item, **more)
    assert found.costs[0].overlap is InWages.MAYBE
    at_both = found.costs[0].ends
    assert at_both == (Fraction(40), Fraction(0)), (
        "beside the wages at the least, in them at the most"
    )
    assert found.sums == {"AED": at_least(40)}
    # Two costs of 40 of which 40 was taken off: the second may have been taken nowhere.
    assert claim(tmp_path, item, item, **more).sums == {"AED": at_least(40)}


def test_a_cost_of_which_nobody_knows_how_it_was_paid_counts_at_the_most(tmp_path: Path) -> None:
    unknown = {**DEDUCTED, "how": "unknown"}
    assert claim(tmp_path, unknown).sums == {"KWD": at_least(40)}


def test_what_was_taken_for_a_debt_is_wages_and_not_a_credit(tmp_path: Path) -> None:
    debt = {"id": "L-1", "worker": "W-1", "currency": "KWD", "entries": [
        {"date": "2024-02-01", "what": "received", "amount": "10"},
        {"date": "2024-02-02", "what": "paid", "amount": "25"},
        {"date": "2024-05-31", "what": "deducted", "amount": "40"},
    ]}  # fmt: skip
    found = claim(tmp_path, debts=[debt])
    assert found.debts[0].statement.beyond == exactly(55)
    assert found.sums == {"KWD": at_least(40 + 15)}


def test_a_sum_in_one_currency_needs_every_rate(tmp_path: Path) -> None:
    found = claim(tmp_path, FEE)
    assert found.together("KWD", ()) is None
    rate = ExchangeRate("PHP", "KWD", Fraction("0.005"), dt.date(2024, 6, 14), "bank")
    assert found.together("KWD", [rate]) == at_least(340)
    assert found.together("USD", [rate]) is None


def test_a_worker_whom_the_ledger_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="W401"):
        claim(tmp_path, FEE, worker="W-9")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_paper_has_both_currencies_and_the_rate(tmp_path: Path, language: str) -> None:
    wages, costs = files(tmp_path, {"items": [FEE, DEDUCTED]})
    rate = ("--currency", "KWD", "--rate", "PHP", "0.005", "2024-06-14", "Bank of Nowhere")
    for form in ("text", "html"):
        made = CliRunner().invoke(
            main,
            ["claim", str(wages), str(costs), "--format", form, "--language", language, *rate],
        )
        assert made.exit_code == 0, made.output
        for part in ("40.000 KWD", "60,000.00 PHP", "340.000 KWD", "0.005", "Bank of Nowhere"):
            assert part in made.output
        assert "W-2" not in made.output


def test_a_rate_without_a_currency_is_a_wrong_use(tmp_path: Path) -> None:
    wages, costs = files(tmp_path, {"items": [FEE]})
    rate = ("--rate", "PHP", "0.005", "2024-06-14", "bank")
    assert CliRunner().invoke(main, ["claim", str(wages), str(costs), *rate]).exit_code == 2
    wrong = ("--currency", "KWD", "--rate", "PHP", "0", "2024-06-14", "bank")
    made = CliRunner().invoke(main, ["claim", str(wages), str(costs), *wrong])
    assert made.exit_code == 2
    assert "is no rate" in made.output
