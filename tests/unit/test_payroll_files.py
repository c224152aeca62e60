"""Everything that can be wrong in a firm's files has a code, a row and a column."""

from pathlib import Path
from typing import Any

import pytest

from manumit.bulk.payroll_mapping import read_payroll_mapping
from manumit.errors import InputError
from payroll_files import LAW, MAPPING, row, run_payroll, write

MAPPINGS = [
    ("W101", MAPPING.replace("payroll-mapping/1", "mapping/1"), 1),
    ("W102", MAPPING.replace("rows: month", "rows: week"), 5),
    ("W102", MAPPING.replace("worker: no\n", ""), 2),
    ("W102", MAPPING.replace("per: {value: month}", "per: {value: month, column: per}"), 20),
    ("W103", MAPPING + "  holidays: ['2025-02-30']\n", 25),
    ("W515", MAPPING.replace("{age: {value: adult}}", "{shoe: {value: 41}}"), 24),
]


@pytest.mark.parametrize(("code", "text", "at"), MAPPINGS)
def test_a_mistake_in_a_mapping_has_its_line(code: str, text: str, at: int, tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_payroll_mapping(path, LAW)
    assert [(one.code, one.place.row) for one in caught.value.problems] == [(code, at)]


ROWS: list[tuple[str, str | None, dict[str, str]]] = [
    ("W502", "month", {"month": "March 2025"}),
    ("W502", "month", {"month": "2025-13"}),
    ("W503", "paid_on", {"paid_on": "3.3.2025"}),
    ("W503", "start", {"start": "2025"}),
    ("W504", "net", {"net": "1.250,00"}),
    ("W504", "net", {"net": "-10"}),
    ("W504", "training", {"training": "60 XXD"}),
    ("W507", "month", {"month": "2025-03", "start": "2025-05-01"}),
    ("W507", "month", {"month": "2025-03", "end": "2025-02-28"}),
    ("W508", "hours", {"hours": "25"}),
    ("W513", "no", {"no": " "}),
    ("W517", "end", {"end": "2024-12-31"}),
    ("W520", "no", {"no": "W" * 201}),
    ("W520", "order", {"order": "J" * 201}),
]


@pytest.mark.parametrize(("code", "column", "cells"), ROWS)
def test_a_mistake_in_a_row_has_its_row_and_column(
    code: str, column: str | None, cells: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        run_payroll(tmp_path, [row("W9", "2025-03"), {**row("W1", "2025-03"), **cells}])
    found = [(one.code, one.place.row, one.place.column) for one in caught.value.problems]
    assert (code, 3, column) in found
    assert list(tmp_path.glob("*.csv")) == [tmp_path / "firm.csv"]


def test_a_name_that_is_long_for_a_reason_is_taken(tmp_path: Path) -> None:
    done = run_payroll(tmp_path, [row("W" * 200, "2025-03", order="ع" * 200)])
    assert done.firm.count == 1


def test_an_order_of_the_mapping_is_no_longer_than_one_of_the_file(tmp_path: Path) -> None:
    mapping = MAPPING.replace("{column: order}", f"{{value: {'J' * 201}}}")
    with pytest.raises(InputError, match="W520"):
        run_payroll(tmp_path, [row("W1", "2025-03")], mapping=mapping)


def test_a_month_stands_once_for_each_worker(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="W506"):
        run_payroll(tmp_path, [row("W1", "2025-03"), row("W1", "2025-03")])


def test_rows_of_one_worker_agree_on_the_contract(tmp_path: Path) -> None:
    rows = [row("W1", "2025-03"), row("W1", "2025-04", start="2025-02-01")]
    with pytest.raises(InputError) as caught:
        run_payroll(tmp_path, rows)
    (one,) = caught.value.problems[:1]
    assert (one.code, one.place.row, one.place.column) == ("W511", 3, "start")


def test_contracts_are_complete_and_stand_once(tmp_path: Path) -> None:
    terms = {"no": "W1", "order": "JO-1", "start": "2025-01-01", "end": "", "basic": "1300"}
    pay = [{key: row(no, "2025-01")[key] for key in
            ("no", "month", "hours", "net", "paid_on", "training", "food")}
           for no in ("W1", "W2")]  # fmt: skip
    contracts = write(tmp_path / "contracts.csv", [terms, terms], terms)
    with pytest.raises(InputError) as caught:
        run_payroll(tmp_path, pay, contracts=contracts)
    found = {(one.code, one.place.file, one.place.row) for one in caught.value.problems}
    assert ("W510", "contracts.csv", 3) in found
    assert ("W509", "firm.csv", 3) in found


def test_a_word_that_is_none_of_those_known_is_told_without_being_repeated(
    tmp_path: Path,
) -> None:
    mapping = MAPPING.replace("per: {value: month}", "per: {column: per, values: {m: month}}")
    rows = [row("W1", "2025-01") | {"per": "m"}, row("W2", "2025-01") | {"per": "Maria"}]
    with pytest.raises(InputError) as caught:
        run_payroll(tmp_path, rows, mapping=mapping)
    (one,) = caught.value.problems
    assert (one.code, one.place.row, one.place.column) == ("W505", 3, "per")
    assert "Maria" not in str(one)


def test_a_decimal_comma_is_read_where_the_mapping_says_so(tmp_path: Path) -> None:
    mapping = MAPPING.replace("rows: month", "rows: month\ndecimal: comma")
    done = run_payroll(tmp_path, [row("W1", "2025-01", net="1299,50")], mapping=mapping)
    assert done.firm.sums.owed.least == 0.5


def test_values_that_mean_not_recorded_are_the_mappings_to_name(tmp_path: Path) -> None:
    mapping = MAPPING.replace("rows: month", "rows: month\nunknown: ['?']")
    done = run_payroll(tmp_path, [row("W1", "2025-01", net="?")], mapping=mapping)
    assert [float(end) for end in done.firm.sums.owed] == [0, 1300]


def test_when_nobody_is_left_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="W514"):
        run_payroll(tmp_path, [row("W1", "2025-03", net="x")], rejects=True)
    assert not (tmp_path / "rejects.csv").exists()


@pytest.mark.parametrize(
    ("per", "hours", "owed"), [("day", "8", "0"), ("week", "48", "0"), ("month", "216", "0")]
)
def test_hours_of_a_week_or_month_are_spread_over_its_work_days(
    per: str, hours: str, owed: str, tmp_path: Path
) -> None:
    """January 2025 has 27 days of work without its Sundays; eight hours a day are no overtime."""
    mapping = MAPPING.replace("per: day", f"per: {per}")
    done = run_payroll(tmp_path, [row("W1", "2025-01", hours=hours)], mapping=mapping)
    assert str(done.firm.sums.owed.most) == owed


def test_extra_pay_counts_as_due(tmp_path: Path) -> None:
    mapping = MAPPING.replace("contract:", "extra_pay: [{column: food, of: bonus}]\ncontract:")
    mapping = mapping.replace("  - {column: food, of: food, empty: none}\n", "")
    done = run_payroll(tmp_path, [row("W1", "2025-01", food="75")], mapping=mapping)
    assert done.firm.sums.owed.least == 75


def test_more_processes_give_the_same(tmp_path: Path, monkeypatch: Any) -> None:
    rows = [row(f"W{at}", "2025-01", net=str(900 + at)) for at in range(6)]
    alone = run_payroll(tmp_path, rows)
    one = (tmp_path / "periods.csv").read_bytes()
    monkeypatch.setattr("manumit.bulk.payroll_owed.WORTH_A_POOL", 2)
    several = run_payroll(tmp_path, rows, processes=2)
    assert (tmp_path / "periods.csv").read_bytes() == one
    assert several.firm.sums == alone.firm.sums


def test_workers_with_the_same_rows_are_reckoned_once(tmp_path: Path) -> None:
    done = run_payroll(tmp_path, [row(f"W{at}", "2025-01") for at in range(5)])
    assert done.patterns == 1
    assert len(done.firm.workers) == 5


def test_rows_that_lie_on_disk_and_workers_who_are_reckoned_in_turns_give_the_same(
    tmp_path: Path, monkeypatch: Any
) -> None:
    """The file tells each month of all workers, so that the rows of a worker lie far apart."""
    months = ("2025-02", "2025-01", "2025-03")
    rows = [row(f"W{at}", month, net=str(900 + at % 4)) for month in months for at in range(9)]
    whole = run_payroll(tmp_path, rows)
    files = {name: (tmp_path / name).read_bytes() for name in ("periods.csv", "workers.csv")}
    monkeypatch.setattr("manumit.exchange.csvfile.BATCH_ROWS", 4)
    monkeypatch.setattr("manumit.bulk.payroll_tables.MOST_HELD", 5)
    monkeypatch.setattr("manumit.bulk.payroll_tables.WORKERS_TOGETHER", 2)
    monkeypatch.setattr("manumit.bulk.payroll_owed.WORKERS_AT_ONCE", 2)
    monkeypatch.setattr("manumit.bulk.payroll_owed.MOST_KEPT", 1)
    parts = run_payroll(tmp_path, rows)
    assert {name: (tmp_path / name).read_bytes() for name in files} == files
    assert parts.firm == whole.firm
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "firm.csv", "mapping.yaml", "periods.csv", "workers.csv",
    ]  # fmt: skip


def test_a_firm_counts_more_workers_than_it_lists(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("manumit.terms.wages.group.MOST_LISTED", 2)
    ends = ("", "", "2025-01-31", "", "2025-01-31")
    firm = run_payroll(
        tmp_path, [row(f"W{n}", "2025-01", end=end) for n, end in enumerate(ends)]
    ).firm
    assert (firm.count, firm.left, firm.sums.periods) == (5, 2, 5)
    assert [one.worker for one in firm.workers] == ["W0", "W1"]
