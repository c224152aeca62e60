"""Job orders from a table: every mistake has its code, row and column, and is unknown after."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from manumit.errors import InputError
from manumit.exchange.orders_file import ReadOrders, load_order_mapping, read_barred, read_orders
from manumit.recruitment.loopholes import loophole_report
from manumit.recruitment.order_rows import order_mapping
from manumit.recruitment.orders import NotCompared, wage_shortfall

MAPPING: Any = {
    "schema": "manumit/orders/1",
    "title": "Test",
    "columns": {
        "order": "No", "employer": "Employer", "agent": "Agent", "requested": "Asked",
        "granted": "Given", "quota": "Quota", "wage": "Wage", "wage_unit": "Unit",
        "prevailing": "Usual", "prevailing_unit": "Usual unit", "hours": "Hours",
        "begins": "From", "ends": "Until", "outcome": "Decision",
    },
    "units": {"H": "hour", "W": "week", "M": "month"},
    "outcomes": {"yes": "granted"},
}  # fmt: skip
HEAD = "No,employer,Agent,Asked,Given,Quota,Wage,Unit,Usual,Usual unit,Hours,From,Until,Decision"
RIGHT = "A1,Farm,Agent,10,8,,9.50,H,10.00,H,40,2026-01-01,2026-06-30,yes"


def read(folder: Path, *rows: str) -> ReadOrders:
    path = folder / "orders.csv"
    path.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    return read_orders(path, order_mapping(MAPPING, "test.yaml"))


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({3: "0"}, "R624", "Asked"),
        ({3: "10001"}, "R624", "Asked"),
        ({3: "ten"}, "R625", "Asked"),
        ({4: "11"}, "R632", "Given"),
        ({6: "0"}, "R631", "Wage"),
        ({6: "-1"}, "R625", "Wage"),
        ({6: "NaN"}, "R625", "Wage"),
        ({6: "7,27"}, "R625", "Wage"),
        ({6: "72,70.50"}, "R625", "Wage"),
        ({6: "1e30"}, "R625", "Wage"),
        ({6: "1" * 30}, "R625", "Wage"),
        ({6: "0.00001"}, "R631", "Wage"),
        ({6: "1e-999"}, "R631", "Wage"),
        ({8: "0.00001"}, "R631", "Usual"),
        ({10: "168.5"}, "R625", "Hours"),
        ({10: "1e999"}, "R625", "Hours"),
        ({7: ""}, "R629", "Unit"),
        ({7: "fortnight"}, "R630", "Unit"),
        ({2: "FARM, Inc."}, "R628", "Agent"),
        ({12: "2025-12-31"}, "R627", "Until"),
        ({11: "1.1.26"}, "R626", "From"),
        ({13: "perhaps"}, "R630", "Decision"),
        ({0: ""}, "R623", "No"),
    ],
)
def test_a_mistake_is_named_with_row_and_column(
    tmp_path: Path, change: dict[int, str], code: str, column: str
) -> None:
    cells = RIGHT.split(",")
    for at, text in change.items():
        cells[at] = text if "," not in text else f'"{text}"'
    (problem,) = read(tmp_path, RIGHT, ",".join(cells)).problems
    assert (problem.code, problem.place.row, problem.place.column) == (code, 3, column)


def test_what_a_mistake_is_about_is_unknown_and_the_order_stays(tmp_path: Path) -> None:
    read_ = read(tmp_path, RIGHT.replace(",9.50,H,", ",9.50,,").replace(",10,8,", ",0,8,"))
    (order,) = read_.orders
    assert (order.requested, order.granted, order.wage) == (None, 8, None)
    assert wage_shortfall(order) is NotCompared.NO_WAGE


@pytest.mark.parametrize(
    ("wages", "share"),
    [
        ("9.50,H,10.00,H,40", Decimal("0.05")),
        ("10.00,H,10.00,H,40", Decimal(0)),
        ("380,W,10.00,H,40", Decimal("0.05")),
        ("9.50,H,400,W,40", Decimal("0.05")),
        ("380,W,10.00,H,", NotCompared.OTHER_UNIT),
        ("1600,M,10.00,H,40", NotCompared.OTHER_UNIT),
        ("9.50,H,,,40", NotCompared.NO_PREVAILING),
        # How a spreadsheet writes 7.52.
        ("7.5199999999999996,H,7.52,H,40", Decimal(0)),
        ('"9,500.00",H,"1,000,000",H,40', Decimal("0.9905")),
        ("9.5e+00,H,400,W,1e-10", Decimal("0.9999999999976250")),
    ],
)
def test_wages_are_compared_in_one_unit_or_by_stated_weekly_hours(
    tmp_path: Path, wages: str, share: Decimal | NotCompared
) -> None:
    (order,) = read(tmp_path, RIGHT.replace("9.50,H,10.00,H,40", wages)).orders
    assert wage_shortfall(order) == share


def test_places_above_a_quota_are_listed_where_the_file_has_one(tmp_path: Path) -> None:
    rows = (RIGHT, RIGHT.replace(",10,8,,", ",10,8,7,"), RIGHT.replace(",10,8,,", ",10,8,8,"))
    found = loophole_report(read(tmp_path, *rows).orders)
    assert [one.row for one in found.above_quota] == [3]


@pytest.mark.parametrize(
    ("decision", "asked", "given", "where"),
    [
        ("yes", "10", "8", "cut"),
        ("", "10", "0", "cut"),
        ("withdrawn", "10", "0", ""),
        ("open", "10", "0", ""),
        ("no", "10", "0", "refused"),
        ("no", "many", "", "refused"),
    ],
)
def test_only_a_decision_cuts_and_a_refusal_needs_no_places(
    tmp_path: Path, decision: str, asked: str, given: str, where: str
) -> None:
    words = {"yes": "granted", "no": "refused", "withdrawn": "withdrawn", "open": "open"}
    mapping = order_mapping({**MAPPING, "outcomes": words}, "test.yaml")
    row = RIGHT.replace(",10,8,", f",{asked},{given},").removesuffix("yes") + decision
    orders = read_orders(_file(tmp_path, f"{HEAD}\n{row}\n"), mapping).orders
    found = loophole_report(orders)
    lists = {"cut": found.cut, "refused": found.refused}
    assert [name for name, one in lists.items() if one] == [where][: bool(where)]


def test_an_agent_whose_name_has_no_letters_is_an_agent(tmp_path: Path) -> None:
    rows = (RIGHT.replace(",Agent,", f",{name},") for name in ("***", "---", ""))
    found = loophole_report(read(tmp_path, *rows).orders).agents_below
    assert [one.name for one in found] == ["", "***", "---"]


def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="R622"):
        read_orders(_file(tmp_path, "Other\n1\n"), order_mapping(MAPPING, "test.yaml"))
    for wrong in (
        None,
        {**MAPPING, "schema": "other"},
        {**MAPPING, "columns": {"order": "No"}},
        {**MAPPING, "columns": {**MAPPING["columns"], "salary": "Wage"}},
        {**MAPPING, "units": {"H": "moon"}},
    ):
        with pytest.raises(InputError, match="R621"):
            order_mapping(wrong, "test.yaml")
    unreadable = tmp_path / "none.yaml"
    with pytest.raises(InputError, match="I101"):
        load_order_mapping(str(unreadable))
    unreadable.write_text("columns: {}\n", "utf-8")
    with pytest.raises(InputError, match="R621"):
        load_order_mapping(str(unreadable))


def test_somebody_barred_without_a_name_is_a_problem(tmp_path: Path) -> None:
    path = _file(tmp_path, "Entity Debarred,City,State,Start Date,End Date\n,Here,X,2026-01-01,\n")
    found, problems = read_barred(path, load_order_mapping("h2-barred"))
    assert not found
    assert [one.code for one in problems] == ["R634"]


def _file(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, "utf-8")
    return path
