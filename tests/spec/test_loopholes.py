"""The loophole report on real job orders (R-10, R-15): what is compared, and never concluded.

The rows are cut from public decisions of the United States (``tests/data/orders``). An offer below
the prevailing wage is a fact to ask about.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import recruiter_noise as noise
from manumit.cli.orders import orders as command
from manumit.exchange.orders_file import load_order_mapping, read_barred, read_orders
from manumit.recruitment.loopholes import (
    LoopholeReport,
    ReappearanceReason,
    When,
    loophole_report,
)
from manumit.recruitment.orders import NotCompared

DATA = Path(__file__).parents[1] / "data" / "orders"
BARRED = read_barred(DATA / "barred.csv", load_order_mapping("h2-barred"))[0]


def report(*files: Path, mapping: str) -> LoopholeReport:
    how = load_order_mapping(mapping)
    found = [one for file in files for one in read_orders(file, how).orders]
    return loophole_report(found, BARRED)


H2B = report(DATA / "h2b.csv", mapping="h2b")
H2A = report(DATA / "h2a-2007.csv", mapping="h2a-2007")


# Sentence 15 of the brief


def test_offers_below_the_prevailing_wage_are_listed_by_agent() -> None:
    found = [(one.name, len(one.below), one.orders) for one in H2B.agents_below]
    assert found == [("Amigos Labor Solutions, Inc.", 3, 5), ("", 1, 1)]


def test_each_row_opens_to_its_order() -> None:
    first = H2B.agents_below[0].below[0]
    assert (first.order.number, first.order.file, first.order.row) == ("05427478", "h2b.csv", 3)
    assert (str(first.order.wage), str(first.order.prevailing)) == ("6.91 an hour", "7.27 an hour")
    arguments = ["check", str(DATA / "h2b.csv"), "--mapping", "h2b", "--format", "html"]
    html = CliRunner().invoke(command, arguments).output
    assert "<details><summary>05427478: Gold Star Enterprises, Inc." in html
    assert "<dd>h2b.csv, row 3</dd>" in html


def test_the_report_says_how_many_low_offers_were_approved_all_the_same() -> None:
    assert H2B.agents_below[0].granted == 2
    assert H2B.agents_below[1].granted == 0


def test_wages_in_different_units_are_not_compared() -> None:
    """3,650 a month against 8.70 an hour says nothing without hours."""
    assert H2B.not_compared[NotCompared.OTHER_UNIT] == 1
    below = {one.order.number for agent in H2B.agents_below for one in agent.below}
    assert "05425505" not in below


def test_a_cut_and_a_refusal_are_two_things() -> None:
    assert [(one.requested, one.granted) for one in H2A.cut] == [(15, 12), (285, 278)]
    assert [one.number for one in H2A.refused] == ["C-06243-02887"]


# Reappearance


def test_somebody_barred_is_shown_with_reasons_and_with_the_time() -> None:
    (one,) = H2B.reappearances
    assert one.barred.party.name == "Global Horizons Manpower, Inc."
    assert one.reasons == (
        ReappearanceReason.SAME_NAME,
        ReappearanceReason.SAME_TOWN,
        ReappearanceReason.SAME_REGION,
    )
    assert one.when is When.BEFORE


def test_the_name_behind_a_trade_name_is_found_too() -> None:
    (one,) = H2A.reappearances
    assert one.party.name == "H & R FARMS"
    assert one.barred.party.name.endswith(" DBA H&R Farms")


def test_nobody_is_refused_by_likeness() -> None:
    arguments = ["check", str(DATA / "h2b.csv"), "--mapping", "h2b"]
    arguments += ["--barred", str(DATA / "barred.csv")]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0
    assert "proves nothing" in done.output
    assert "a person decides, with a reason" in done.output


# The whole real files


@pytest.mark.skipif(not noise.ORDERS.exists(), reason="the real job orders are not here")
def test_the_report_on_the_whole_real_file_counts_what_others_counted() -> None:
    """43,895 orders; 42,524 with both wages in one unit, 8,748 of them below the prevailing one.

    A wage of 0 is none. H-2A of 2007 has 78 orders that were cut; the 325 of an earlier count hold
    247 that were refused too, and its 444 agents one without a name. Two more were refused whose
    number of places cannot be read.
    """
    h2b = report(*sorted(noise.ORDERS.glob("H-2B*")), mapping="h2b")
    assert (h2b.orders, h2b.compared, h2b.below) == (43_895, 42_524, 8_748)
    h2a = report(noise.ORDERS / "H2a_FY2007.csv.gz", mapping="h2a-2007")
    assert (h2a.orders, len(h2a.cut), len(h2a.refused)) == (7_740, 78, 249)


def test_json_has_every_order_of_the_report(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    arguments = ["check", str(DATA / "h2a-2007.csv"), "--mapping", "h2a-2007", "--format", "json"]
    assert CliRunner().invoke(command, [*arguments, "--out", str(out)]).exit_code == 0
    found = json.loads(out.read_text("utf-8"))
    assert found["cut"][0]["order"] == "A-07136-04116"
    (problem,) = found["problems"]
    assert problem.startswith("[R624] h2a-2007.csv, row 6, column 'NBR_WORKERS_REQUESTED': ")
