"""What a wage inspector can rely on when a firm's own file is reckoned.

Exampleland's rules are invented (law ``xx``); the wage of 1,300 a month is above the minimum.
"""

import datetime as dt
from pathlib import Path

import pytest

from manumit.errors import InputError
from manumit.terms import owed, read_account, shipped_law
from manumit.terms.wages.group import State
from payroll_files import MAPPING, account, read, row, run_payroll, write

MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05")


def states(folder: Path) -> list[str]:
    return [one["state"] for one in read(folder / "periods.csv")]


def test_paid_late_short_and_not_at_all_are_told_apart(tmp_path: Path) -> None:
    done = run_payroll(
        tmp_path,
        [
            row("W1", "2025-01", paid_on="2025-02-07"),
            row("W1", "2025-02", paid_on="2025-03-20"),
            row("W1", "2025-03", net="700", paid_on="2025-04-05"),
            row("W1", "2025-04", net="0", paid_on=""),
        ],
    )
    assert states(tmp_path) == ["full", "full", "short", "not_paid"]
    late = [one["late_days"] for one in read(tmp_path / "periods.csv")]
    assert late == ["0", "13", "0", ""]
    assert done.firm.sums.late == 1
    assert done.firm.sums.states == {State.FULL: 2, State.SHORT: 1, State.NOT_PAID: 1}
    owed = [one["owed_least"] for one in read(tmp_path / "periods.csv")]
    assert owed == ["0.00", "0.00", "600.00", "1300.00"]


def test_a_fee_is_found_and_summed_for_the_whole_job_order_with_those_who_left(
    tmp_path: Path,
) -> None:
    """Scenario 3: a 'training fee' over five months, forty workers, nine of whom have left."""
    rows = [
        row(f"W{at:02}", month, training="60", net="1240", end="2025-05-20" if at < 9 else "")
        for at in range(40)
        for month in MONTHS
    ]
    other = [row("X1", month, order="JO-2", training="") for month in MONTHS]
    done = run_payroll(tmp_path, [*rows, *other])
    assert list(done.firm.taken) == [("JO-1", "recruitment_cost")]
    found = done.firm.taken["JO-1", "recruitment_cost"]
    assert (found.workers, found.left) == (40, 9)
    assert found.amount.low == found.amount.high == 40 * 5 * 60
    assert [float(end) for end in found.unlawful] == [12_000, 12_000]
    claims = {one["worker"]: one["unlawful_recruitment_cost_least"]
              for one in read(tmp_path / "workers.csv")}  # fmt: skip
    assert claims == {f"W{at:02}": "300.00" for at in range(40)} | {"X1": "0.00"}


def test_an_empty_cell_is_not_zero(tmp_path: Path) -> None:
    run_payroll(tmp_path, [row("W1", "2025-01", net="", paid_on="")])
    (one,) = read(tmp_path / "periods.csv")
    assert one["state"] == "open"
    assert (one["owed_least"], one["owed_most"]) == ("0.00", "1300.00")


def test_hours_that_nobody_wrote_down_may_be_any(tmp_path: Path) -> None:
    run_payroll(tmp_path, [row("W1", "2025-01", hours="")])
    (one,) = read(tmp_path / "periods.csv")
    assert one["due_least"] == "1300.00"
    assert float(one["due_most"]) > 3000


def test_who_has_a_contract_and_no_row_was_perhaps_never_paid(tmp_path: Path) -> None:
    terms = {"no": "W2", "order": "JO-1", "start": "2025-01-01", "end": "", "basic": "1300"}
    gone = terms | {"no": "W3", "end": "2024-12-31"}
    contracts = write(tmp_path / "contracts.csv", [terms | {"no": "W1"}, terms, gone], terms)
    pay = [
        {key: row("W1", month)[key] for key in
         ("no", "month", "hours", "net", "paid_on", "training", "food")}
        for month in ("2025-01", "2025-02")
    ]  # fmt: skip
    done = run_payroll(tmp_path, pay, contracts=contracts)
    assert [one.worker for one in done.firm.workers] == ["W1", "W2"]
    assert [one.sums.states[State.NOT_PAID] for one in done.firm.workers] == [0, 2]
    assert done.firm.notes["no_row"] == 1


def test_what_was_before_the_file_is_said_not_to_be_in_the_sums(tmp_path: Path) -> None:
    done = run_payroll(tmp_path, [row("W1", "2025-01", start="2019-03-01")])
    assert [one["from"] for one in read(tmp_path / "periods.csv")] == ["2025-01-01"]
    assert done.firm.notes["before"] == 1


def test_service_before_the_file_counts_for_what_is_due_at_its_end(tmp_path: Path) -> None:
    """Exampleland, art. 22: 21 days of pay for each of the first five years."""
    before, within = (
        row("W1", "2025-01", start=start, end="2025-01-31")
        for start in ("2023-02-01", "2025-01-01")
    )
    run_payroll(tmp_path, [before])
    at_end = read(tmp_path / "periods.csv")[-1]
    by_hand = account([within], "2025-06-30")
    by_hand = by_hand.replace("employment:\n", "employment:\n  service_from: 2023-02-01\n")
    (tmp_path / "one.yaml").write_text(by_hand, "utf-8")
    law = shipped_law("xx")
    found = owed(read_account(tmp_path / "one.yaml", law), law).least.periods[-1]
    assert any(line.what == "end_of_service" for line in found.due)
    assert (at_end["part"], at_end["owed_least"]) == ("end_of_work", f"{float(found.owed):.2f}")


def test_months_after_the_file_are_left_out_and_only_make_what_is_owed_later(
    tmp_path: Path,
) -> None:
    rows = [row("W1", "2025-01", net="0")]
    at_once = run_payroll(tmp_path, rows, asked_on=dt.date(2025, 2, 7))
    assert at_once.firm.sums.states == {State.NOT_DUE: 1}
    assert at_once.firm.sums.added.least == 0
    later = run_payroll(tmp_path, rows, asked_on=dt.date(2025, 4, 30))
    assert later.firm.sums.states == {State.NOT_PAID: 1}
    assert later.firm.sums.owed == at_once.firm.sums.owed
    assert later.firm.sums.added.least > 0


def test_a_row_that_cannot_be_used_leaves_out_its_whole_worker(tmp_path: Path) -> None:
    """Without the row of a payment, the worker would seem to be owed a month."""
    rows = [row("W1", "2025-01"), row("W1", "2025-02", net="a lot"), row("W2", "2025-01")]
    with pytest.raises(InputError, match="W504"):
        run_payroll(tmp_path, rows)
    assert not (tmp_path / "periods.csv").exists()
    done = run_payroll(tmp_path, rows, rejects=True)
    assert [one.worker for one in done.firm.workers] == ["W2"]
    assert done.rejected == 1
    listed = [(one["row"], one["code"], one["column"]) for one in read(tmp_path / "rejects.csv")]
    assert listed == [("3", "W504", "net"), ("2", "W512", "")]


def test_a_wage_that_changed_counts_from_its_month(tmp_path: Path) -> None:
    run_payroll(tmp_path, [row("W1", "2025-01"), row("W1", "2025-02", basic="1500")])
    assert [one["due_least"] for one in read(tmp_path / "periods.csv")] == ["1300.00", "1500.00"]


def test_a_file_of_days_pays_what_has_been_due_longest_unless_it_names_a_month(
    tmp_path: Path,
) -> None:
    mapping = (
        MAPPING.replace("rows: month", "rows: day")
        .replace("period: month", "period: day")
        .replace("on: paid_on", "for: pays")
    )
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=at) for at in range(59)]
    plain = row("W1", "2025-01") | {"net": "0", "pays": "2025-01"}
    rows = [
        plain | {"day": str(day), "hours": "8" if day.weekday() < 6 else "0"} for day in days
    ]  # fmt: skip
    rows[40] |= {"net": "500", "pays": ""}
    rows[45] |= {"net": "300", "pays": "2025-02"}
    run_payroll(tmp_path, rows, mapping=mapping)
    owed = [one["owed_least"] for one in read(tmp_path / "periods.csv")]
    assert owed == ["800.00", "1000.00"]


def test_a_cell_that_a_spreadsheet_could_run_is_made_harmless(tmp_path: Path) -> None:
    run_payroll(tmp_path, [row("=cmd()", "2025-01", order="@x")])
    (one,) = read(tmp_path / "periods.csv")
    assert (one["worker"], one["order"]) == ("'=cmd()", "'@x")


def bank(*payments: dict[str, str]) -> list[dict[str, str]]:
    """Rows of a bank file: a day, an amount, and the month that it names."""
    terms = {"no": "W1", "order": "JO-1", "start": "2025-01-01", "end": "2025-03-31",
             "basic": "1300", "training": "", "food": ""}  # fmt: skip
    return [terms | one for one in payments]


BANK = (
    MAPPING.replace("rows: month", "rows: day")
    .replace("period: month", "period: day")
    .replace("on: paid_on", "for: pays")
    .replace("work: {column: hours, per: day}\n", "")
    .replace("contract:", "contract:\n  holidays: []")
)


def test_a_bank_file_tells_of_pay_alone_also_after_the_work_ended(tmp_path: Path) -> None:
    rows = bank(
        {"day": "2025-01-03", "net": "900", "pays": "2024-12"},
        {"day": "2025-02-05", "net": "1300", "pays": "2025-01"},
        {"day": "2025-03-05", "net": "1000", "pays": "2025-02"},
        {"day": "2025-05-20", "net": "1300", "pays": "2025-03"},
    )
    run_payroll(tmp_path, rows, mapping=BANK)
    found = [(one["state"], one["late_days"], one["owed_most"])
             for one in read(tmp_path / "periods.csv")]  # fmt: skip
    assert found[:3] == [("full", "0", "0.00"), ("short", "0", "300.00"), ("full", "43", "0.00")]
    # Three years from the day on which the pay for February was due.
    claim_by = [one["claim_by"] for one in read(tmp_path / "periods.csv")]
    assert claim_by[:3] == ["", "2028-03-07", ""]


def test_a_payment_for_a_month_after_the_work_is_a_mistake(tmp_path: Path) -> None:
    rows = bank(
        {"day": "2025-01-03", "net": "900", "pays": "2025-01"},
        {"day": "2025-05-20", "net": "1300", "pays": "2025-04"},
    )
    with pytest.raises(InputError) as caught:
        run_payroll(tmp_path, rows, mapping=BANK)
    (one,) = caught.value.problems
    assert (one.code, one.place.row, one.place.column) == ("W507", 3, "pays")
