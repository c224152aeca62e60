"""Comparisons, costs and what only some have to tell, entered on pages: as the commands say it."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from pypdf import PdfReader
from pytest_django import Settings

from manumit.cli.main import main
from manumit.web.account_sheets import calculation, words
from manumit.web.ui.languages import library
from signs import in_language
from web_sums import Visitor

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "es", "ar")
EXAMPLES = Path(__file__).parents[2] / "docs/examples"
TODAY = dt.date(2026, 11, 1)
CALCULATE = "reckon"
PROMISED = {
    "currency": "xxd", "age": "adult", "promised_date": "2026-01-10", "promised_employer": "Farm A",
    "promised_wage": "450", "promised_per": "month", "promised_in_hand": "no",
    "promised_hours_per_day": "8", "promised_days_per_week": "6", "promised_rest_day": "sunday",
    "promised_deductions": "0", "promised_held_by": "worker",
}  # fmt: skip
SIGNED = {"signed_wage": "270", "signed_per": "month", "pressed": "yes"}
ACTUAL = {
    "actual_employer": "farm a", "actual_wage": "270", "actual_per": "month",
    "actual_in_hand": "no", "actual_hours_per_day": "12", "actual_days_per_week": "7",
    "actual_rest_day": "none",
    "actual_deductions": "65", "actual_held_by": "employer", "actual_given_back": "no",
}  # fmt: skip
COSTS = {
    "item_0_kind": "recruitment_fee", "item_0_date": "2026-01-10", "item_0_paid": "2900",
    "item_0_by": "family", "item_0_how": "cash",
    "item_1_kind": "training_fee", "item_1_date": "2026-03-31", "item_1_paid": "50",
    "item_1_how": "deduction", "item_1_repaid": "20",
}  # fmt: skip
DEBT = {
    "claimed": "2200", "interest": "60",
    "entry_0_what": "received", "entry_0_date": "2026-01-10", "entry_0_amount": "500",
    "entry_1_what": "charged", "entry_1_date": "2026-01-10", "entry_1_amount": "900",
    "entry_2_what": "deducted", "entry_2_date": "2026-03-31", "entry_2_amount": "200",
    "entry_3_what": "worked", "entry_3_date": "2026-06-30", "entry_3_amount": "150",
}  # fmt: skip
WAGE = {"law": "xx", "from": "2025-03-03", "until": "2025-06-30", "pay_period": "month",
        "rest_day": "sunday", "amount": "1300", "per": "month", "about_age": "adult"}  # fmt: skip


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "today", lambda: TODAY)


def text_of(text_id: str, language: str = "en") -> str:
    return library().texts.one(text_id, "label", language).value


def compared(language: str = "en") -> Visitor:
    """Somebody who has entered all three versions."""
    visitor = Visitor(language)
    visitor.do("open", sheet="t")
    visitor.do(CALCULATE, sheet="t", part="promised", to="signed", **PROMISED)
    visitor.do(CALCULATE, sheet="t", part="signed", to="actual", **SIGNED)
    visitor.do(CALCULATE, sheet="t", part="actual", **ACTUAL)
    return visitor


def costed(language: str = "en") -> Visitor:
    """Somebody who has entered costs and a debt."""
    visitor = Visitor(language)
    visitor.do("open", sheet="c")
    about = {"currency": "XXD", "corridor": "xx-yy", "earned": "375", "began": "2026-02-01"}
    visitor.do(CALCULATE, sheet="c", part="about_costs", to="costs", **about)
    visitor.do(CALCULATE, sheet="c", part="costs", to="debt", **COSTS)
    visitor.do(CALCULATE, sheet="c", part="debt", **DEBT)
    return visitor


def by_command(command: str, text: str, folder: Path, form: str = "json") -> str:
    file = folder / "notes.yaml"
    file.write_text(text, "utf-8")
    done = CliRunner().invoke(main, [command, str(file), "--format", form])
    assert done.exit_code == 0, done.output
    return done.output


# The same as the commands


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_says_what_became_worse(language: str, tmp_path: Path) -> None:
    visitor = compared(language)
    assert in_language("65.7 %", language) in visitor.page
    assert "compare/" not in visitor.page
    entered = visitor.send("account").content.decode()
    shown = visitor.send("statement").content.decode()
    assert shown == by_command("compare", entered, tmp_path)
    assert json.loads(shown)["substitution"] == "yes"
    same = [one["clause"] for one in json.loads(shown)["pairs"][1]["clauses"]
            if one["verdict"] == "same"]  # fmt: skip
    assert "employer" in same


@pytest.mark.parametrize("language", LANGUAGES)
def test_costs_say_what_has_to_be_paid_back_and_what_is_owed(language: str, tmp_path: Path) -> None:
    visitor = costed(language)
    for amount in ("2,930.00 XXD", "7.81", "168.70 XXD", "2,031.30 XXD", "art. 4", "art. 9"):
        assert in_language(amount, language) in visitor.page
    assert "costs/" not in visitor.page
    entered = visitor.send("account").content.decode()
    assert visitor.send("statement").content.decode() == by_command("costs", entered, tmp_path)


@pytest.mark.parametrize("made", [compared, costed])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_the_same(made: Any, language: str, tmp_path: Path) -> None:
    answer = made(language).send("pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    paper = tmp_path / "o.pdf"
    paper.write_bytes(answer.content)
    read = PdfReader(paper)
    assert read.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert "XXD" in "".join(page.extract_text() for page in read.pages)


def test_the_table_of_what_was_paid_names_no_worker_where_there_is_one() -> None:
    page = costed().page
    assert text_of("costs/title_worker") in page
    assert text_of("costs/groups") not in page


# From page to page


def test_pages_keep_what_was_entered_and_lead_to_each_other() -> None:
    visitor = compared()
    visitor.do("change")
    assert visitor.value("promised_wage") == "450"
    assert visitor.value("currency") == "XXD"
    page = visitor.do(CALCULATE, sheet="t", part="promised", to="signed", **PROMISED)
    assert visitor.value("signed_wage") == "270"
    assert 'name="to" value="promised"' in page
    assert 'name="to" value="actual"' in page
    visitor.do("laws")
    visitor.do("open", sheet="t")
    assert visitor.value("promised_wage") == "450"


def test_another_form_takes_the_place_of_the_first_and_the_start_says_so() -> None:
    visitor = compared()
    assert "it replaces what you entered before" in visitor.do("laws")
    visitor.do("law", law="xx")
    visitor.do("open", sheet="t")
    assert visitor.value("promised_wage") == ""


WRONG = {
    "no currency": ("t", "promised", PROMISED | {"currency": ""}, "currency", "code"),
    "no letters": ("t", "promised", PROMISED | {"currency": "1"}, "currency", "code"),
    "no number": ("t", "promised", PROMISED | {"promised_wage": "many"}, "promised_wage", "number"),
    "per what": ("t", "promised", PROMISED | {"promised_per": ""}, "promised_per", "missing"),
    "a long day": (
        "t", "promised", PROMISED | {"promised_hours_per_day": "25"}, "promised_hours_per_day",
        "too_much",
    ),
    "what for": ("c", "costs", COSTS | {"item_0_kind": ""}, "item_0_kind", "missing"),
    "more back": ("c", "costs", COSTS | {"item_1_repaid": "60"}, "item_1_repaid", "too_much_back"),
    "tomorrow": ("c", "costs", COSTS | {"item_0_date": "2026-11-02"}, "item_0_date", "later"),
    "no day": ("c", "debt", DEBT | {"entry_1_date": ""}, "entry_1_date", "day"),
    "no entry": ("c", "debt", {"claimed": "2200"}, "entry_0_what", "missing"),
    "no rate": ("c", "debt", DEBT | {"interest": "much"}, "interest", "number"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_told_at_its_field_on_its_page(case: str) -> None:
    sheet, part, sent, name, text = WRONG[case]
    visitor = compared() if sheet == "t" else costed()
    answer = visitor.send(CALCULATE, sheet=sheet, part=part, **sent)
    assert answer.status_code == 422
    assert (
        f'<p class="error" id="{name}-wrong">{text_of(f"wage_check/wrong_{text}")}</p>'
        in visitor.page
    )
    assert f'name="part" value="{part}"' in visitor.page


def test_a_mistake_on_an_earlier_page_leads_back_to_it() -> None:
    visitor = Visitor()
    visitor.do("open", sheet="t")
    sent = PROMISED | {"promised_wage": "many"}
    visitor.do(CALCULATE, sheet="t", part="promised", to="actual", **sent)
    assert visitor.send(CALCULATE, sheet="t", part="actual", **ACTUAL).status_code == 422
    assert 'name="part" value="promised"' in visitor.page
    assert 'id="promised_wage-wrong"' in visitor.page


def test_one_version_alone_is_no_comparison() -> None:
    visitor = Visitor()
    visitor.do("open", sheet="t")
    answer = visitor.send(CALCULATE, sheet="t", part="actual", currency="XXD", **ACTUAL)
    assert answer.status_code == 422
    assert text_of("wage_check/wrong_nothing_to_compare") in visitor.page


# What only some have to tell about their wages


MORE: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "wage_after": (
        {"wage_2_from": "2025-05-01", "amount_2": "1500", "per_2": "month"},
        {"wages": [
            {"amount": "1300", "per": "month", "hours_per_week": "unknown", "until": "2025-04-30"},
            {"from": "2025-05-01", "amount": "1500", "per": "month", "hours_per_week": "unknown"},
        ]},
    ),
    "absent": (
        {"absent_0_from": "2025-04-07", "absent_0_until": "2025-04-11"},
        {"absent": [{"from": "2025-04-07", "until": "2025-04-11"}]},
    ),
    "holidays": (
        {"leave_taken": "3", "holiday_1_day": "2025-05-01"},
        {"employment": {
            "from": "2025-03-03", "until": "2025-06-30", "pay_period": "month",
            "rest_day": "sunday", "holidays": ["2025-05-01"], "leave_days_taken": "3",
        }},
    ),
    "extra": (
        {"extra_0_of": "piece_work", "extra_0_from": "2025-04-01", "extra_0_until": "2025-04-30",
         "extra_0_amount": "120"},
        {"extra_pay": [{"from": "2025-04-01", "until": "2025-04-30", "amount": "120",
                        "of": "piece_work"}]},
    ),
    "in_kind": (
        {"in_kind_0_of": "housing", "in_kind_0_value": "4.50"},
        {"in_kind": [{"from": "2025-03-03", "until": "2025-06-30", "of": "housing",
                      "value_per_day": "4.50"}]},
    ),
    "claim": (
        {"filed_on": "2025-07-20", "conciliation_from": "2025-07-01",
         "acknowledged_on": "2025-07-15"},
        {"claim": {"filed_on": "2025-07-20", "acknowledged_on": ["2025-07-15"],
                   "conciliation": {"from": "2025-07-01", "until": "still"}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("part", MORE)
def test_what_only_some_have_to_tell_is_a_page_of_its_own(part: str, tmp_path: Path) -> None:
    sent, wanted = MORE[part]
    visitor = Visitor()
    visitor.do("law", law="xx")
    page = visitor.do(CALCULATE, sheet="w", part="work", to=part, **WAGE)
    assert text_of(f"wage_check/part_{part}") in page
    page = visitor.do(CALCULATE, sheet="w", part=part, to="work", **sent)
    assert visitor.value("amount") == "1300"
    assert page.count(text_of("wage_check/filled")) == 1
    visitor.do(CALCULATE, sheet="w", part="work", **WAGE)
    account = visitor.send("account").content.decode()
    data = yaml.safe_load(account)
    assert {key: data[key] for key in wanted} == wanted
    shown = visitor.send("statement").content.decode()
    assert json.loads(shown) == json.loads(by_command("owed", account, tmp_path))


def test_who_has_nothing_more_to_tell_sees_none_of_it() -> None:
    visitor = Visitor()
    page = visitor.do("law", law="xx")
    assert not re.search(r'name="(absent|holiday|extra|in_kind|wage_2)_', page)
    visitor.do(CALCULATE, sheet="w", part="work", **WAGE)
    data = yaml.safe_load(visitor.send("account").content.decode())
    assert not {"absent", "extra_pay", "in_kind", "claim"} & set(data)


def test_piece_work_is_owed_what_the_pieces_earned() -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    shown = WAGE | {"per": "piece", "amount": "", "work_0_hours": "8", "work_complete": "yes",
                   "pay_complete": "yes"}  # fmt: skip
    visitor.do(CALCULATE, sheet="w", part="work", to="extra", **shown)
    visitor.do(CALCULATE, sheet="w", part="extra", to="work",
               extra_0_of="piece_work", extra_0_amount="9000")  # fmt: skip
    visitor.do(CALCULATE, sheet="w", part="work", **shown)
    found = json.loads(visitor.send("statement").content.decode())
    due = [line for period in found["least"]["periods"] for line in period["due"]]
    pieces = [Decimal(line["amount"]) for line in due if line["what"] == "piece_work"]
    assert (len(pieces), sum(pieces)) == (4, 9000)


# What only some rules ask for

NIGHT = {
    "law": "ph", "from": "2025-03-03", "until": "2025-03-30", "pay_period": "month",
    "rest_day": "sunday", "amount": "100", "per": "hour", "week_hours": "48",
    "about_covered_work": "yes", "about_month_pays_for": "not_monthly", "about_night_work": "yes",
    "work_0_days": ["monday", "tuesday"], "work_0_begins": "20:00", "work_0_ends": "05:00",
    "work_complete": "yes", "pay_complete": "yes",
}  # fmt: skip


def test_times_of_work_are_asked_for_where_night_work_is_paid_more(tmp_path: Path) -> None:
    visitor = Visitor()
    visitor.do("law", law="ph")
    assert visitor.page.count(' type="time"') == 2 * 3
    visitor.do(CALCULATE, sheet="w", part="work", **NIGHT | {"work_0_break": "1"})
    entered = visitor.send("account").content.decode()
    (work,) = yaml.safe_load(entered)["work"]
    assert work == {
        "from": "2025-03-03", "until": "2025-03-30", "days": ["monday", "tuesday"],
        "starts_at": "20:00", "ends_at": "05:00", "break_hours": "1",
    }  # fmt: skip
    statement = visitor.send("statement").content.decode()
    assert json.loads(statement) == json.loads(by_command("owed", entered, tmp_path))
    visitor.do(CALCULATE, sheet="w", part="work", **NIGHT)
    found = json.loads(visitor.send("statement").content.decode())
    for end in ("least", "most"):
        due = [line for one in found[end]["periods"] for line in one["due"]]
        night = [Decimal(line["amount"]) for line in due if line["what"] == "night"]
        # Eight nights: six hours at 100 and one of overtime at 125, of which a tenth.
        assert sum(night) == 8 * Decimal("72.50")
    visitor.do("laws")
    visitor.do("law", law="xx")
    assert ' type="time"' not in visitor.page


@pytest.mark.parametrize(
    ("change", "name", "text"),
    [
        ({"work_0_ends": "8pm"}, "work_0_ends", "time"),
        ({"work_0_ends": ""}, "work_0_ends", "time"),
        ({"work_0_ends": "20:00"}, "work_0_ends", "time"),
        ({"work_0_break": "some"}, "work_0_break", "number"),
        ({"work_0_hours": "8"}, "work_0_hours", "hours_and_times"),
        ({"work_0_hours_to": "8"}, "work_0_hours_to", "hours_and_times"),
        ({"work_0_begins": "", "work_0_ends": "", "work_0_break": "1"}, "work_0_begins", "time"),
    ],
)
def test_wrong_times_are_shown_at_their_field(change: dict[str, str], name: str, text: str) -> None:
    visitor = Visitor()
    visitor.do("law", law="ph")
    assert visitor.send(CALCULATE, sheet="w", part="work", **NIGHT | change).status_code == 422
    wrong = f'<p class="error" id="{name}-wrong">{text_of(f"wage_check/wrong_{text}")}</p>'
    assert wrong in visitor.page


def test_a_second_rest_day_is_asked_for_where_the_law_has_one() -> None:
    visitor = Visitor()
    assert 'name="second_rest_day"' not in visitor.do("law", law="xx")
    visitor.do("laws")
    assert 'name="second_rest_day"' in visitor.do("law", law="tw")
    sent = {
        "law": "tw", "from": "2025-03-03", "until": "2025-03-31", "pay_period": "month",
        "rest_day": "sunday", "second_rest_day": "saturday", "amount": "36000", "per": "month",
        "week_hours": "40", "about_covered_work": "yes", "work_0_days": ["saturday"],
        "work_0_hours": "4", "work_complete": "yes", "pay_complete": "yes",
    }  # fmt: skip
    visitor.do(CALCULATE, sheet="w", part="work", **sent)
    found = json.loads(visitor.send("statement").content.decode())
    due = [line for one in found["least"]["periods"] for line in one["due"]]
    rest_days = [line for line in due if line["what"] == "rest_day"]
    assert len(rest_days) == 4 * 2
    assert found["least"] == found["most"]
    same = sent | {"second_rest_day": "sunday"}
    assert visitor.send(CALCULATE, sheet="w", part="work", **same).status_code == 422
    assert text_of("wage_check/wrong_same_day") in visitor.page


def test_notice_is_asked_for_where_pay_depends_on_it() -> None:
    visitor = Visitor()
    assert 'name="notice_days"' not in visitor.do("law", law="xx")
    visitor.do("laws")
    assert 'name="notice_days"' in visitor.do("law", law="ae")
    sent = {
        "law": "ae", "from": "2023-03-03", "until": "2025-03-02", "pay_period": "month",
        "amount": "3000", "per": "month", "week_hours": "48", "rest_day": "sunday",
        "about_covered_work": "yes", "notice_days": "10",
        "work_complete": "yes", "pay_complete": "yes",
    }  # fmt: skip
    visitor.do(CALCULATE, sheet="w", part="work", **sent)
    entered = yaml.safe_load(visitor.send("account").content.decode())
    assert entered["employment"]["notice_days"] == "10"
    visitor.send(CALCULATE, sheet="w", part="work", **sent | {"notice_days": "few"})
    assert 'id="notice_days-wrong"' in visitor.page


def test_age_service_and_paid_notice_are_asked_for_where_pay_depends_on_them() -> None:
    names = ("age_at_end", "service_from", "notice_paid_days")
    for law, asked in (("us", False), ("gb", True)):
        page = (visitor := Visitor()).do("law", law=law)
        assert all((f'name="{one}"' in page) == asked for one in names)
    sent = {
        "law": "gb", "from": "2021-02-01", "until": "2021-03-01", "pay_period": "month",
        "amount": "500", "per": "week", "week_hours": "35", "rest_day": "sunday",
        "about_ending": "redundancy", "about_employee": "yes", "notice_days": "84",
        "notice_paid_days": "0", "age_at_end": "45", "service_from": "2007-03-02",
    }  # fmt: skip
    visitor.do(CALCULATE, sheet="w", part="work", **sent)
    found = json.loads(visitor.send("statement").content.decode())
    due = {line["what"]: line["amount"] for one in found["least"]["periods"] for line in one["due"]}
    assert due["severance_pay"] == "8000.00"


ONTARIO = {
    "law": "ca-on", "from": "2025-06-01", "until": "2025-06-28", "pay_period": "fortnight",
    "rest_day": "sunday", "amount": "20", "per": "hour", "week_hours": "40",
    "about_covered_work": "yes", "about_averaging": "two_weeks", "work_complete": "yes",
    "pay_complete": "yes", "week_begins": "sunday", "averaging_begins": "2025-06-01",
    "work_0_from": "2025-06-02", "work_0_until": "2025-06-13", "work_0_hours": "7",
    "work_1_from": "2025-06-16", "work_1_until": "2025-06-16", "work_1_hours": "1",
    "called_in_0_day": "2025-06-16", "called_in_2_day": "2025-06-17",
}  # fmt: skip


def test_calls_and_averaging_are_asked_for_where_the_law_has_them(tmp_path: Path) -> None:
    visitor = Visitor()
    assert 'name="called_in_0_day"' not in visitor.do("law", law="us")
    assert {'name="week_begins"' in visitor.page, 'name="pays_for"' in visitor.page} == {True}
    visitor.do("laws")
    page = visitor.do("law", law="ca-on")
    assert 'name="pays_for"' not in page
    assert page.count('name="never_called_in"') == page.count('name="averaging_begins"') == 1
    visitor.do(CALCULATE, sheet="w", part="work", **ONTARIO)
    entered = visitor.send("account").content.decode()
    account = yaml.safe_load(entered)
    assert account["called_in"] == ["2025-06-16", "2025-06-17"]
    assert account["employment"]["averaging_begins"] == "2025-06-01"
    statement = json.loads(visitor.send("statement").content.decode())
    assert statement == json.loads(by_command("owed", entered, tmp_path))
    assert statement["least"] == statement["most"]
    # Of 84 hours in two weeks none is overtime; a call of one hour, and one of none.
    assert called_in(statement["least"]) == [Decimal(40), Decimal(60)]


def called_in(end: dict[str, Any]) -> list[Decimal]:
    due = [line for one in end["periods"] for line in one["due"]]
    return [Decimal(line["amount"]) for line in due if line["what"] == "call_in"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("week_begins", ["monday", "wednesday", "sunday"]),
        ("averaging_begins", ["2025-06-01", "2025-06-08"]),
        ("called_in_0_day", ["2025-06-02", "2025-06-20"]),
    ],
)
def test_a_field_that_is_left_empty_contains_every_answer(name: str, values: list[str]) -> None:
    def claimable(**change: str) -> tuple[Decimal, Decimal]:
        visitor = Visitor()
        visitor.do("law", law="ca-on")
        sent = {key: one for key, one in (ONTARIO | change).items() if one}
        visitor.do(CALCULATE, sheet="w", part="work", **sent)
        found = json.loads(visitor.send("statement").content.decode())
        return Decimal(found["least"]["claimable"]), Decimal(found["most"]["claimable"])

    averaging = {} if name == "averaging_begins" else {"about_averaging": "none"}
    averaging |= {"averaging_begins": ""} if averaging else {}
    calls = {"called_in_0_day": "", "called_in_2_day": ""} if name == "called_in_0_day" else {}
    least, most = claimable(**averaging, **calls | {name: ""})
    for value in values:
        low, high = claimable(**averaging, **calls | {name: value})
        assert least <= low <= high <= most
    if calls:
        low, high = claimable(**averaging, **calls, never_called_in="yes")
        assert least == low == high < most


def test_a_day_of_a_call_and_that_there_was_none_exclude_each_other() -> None:
    visitor = Visitor()
    visitor.do("law", law="ca-on")
    sent = ONTARIO | {"never_called_in": "yes"}
    assert visitor.send(CALCULATE, sheet="w", part="work", **sent).status_code == 422
    wrong = text_of("wage_check/wrong_called_in")
    assert f'<p class="error" id="called_in_0_day-wrong">{wrong}</p>' in visitor.page


def test_what_a_salary_pays_for_is_asked_of_each_wage() -> None:
    visitor = Visitor()
    visitor.do("law", law="us")
    sent = {
        "law": "us", "from": "2025-03-03", "until": "2025-03-30", "pay_period": "week",
        "rest_day": "sunday", "amount": "600", "per": "week", "week_hours": "40",
        "about_work": "other", "about_salary_agreement": "none", "about_breach": "not_willful",
        "week_begins": "monday", "pays_for": "agreed_hours", "work_0_hours": "8",
        "work_complete": "yes", "pay_complete": "yes",
    }  # fmt: skip
    second = {"wage_2_from": "2025-03-17", "amount_2": "700", "per_2": "week"}
    visitor.do(CALCULATE, sheet="w", part="work", to="wage_after", **sent)
    assert 'name="pays_for_2"' in visitor.page
    more = second | {"pays_for_2": "all_hours", "week_hours_2": "40"}
    visitor.do(CALCULATE, sheet="w", part="wage_after", to="work", **more)
    visitor.do(CALCULATE, sheet="w", part="work", **sent)
    entered = yaml.safe_load(visitor.send("account").content.decode())
    assert [one["pays_for"] for one in entered["wages"]] == ["agreed_hours", "all_hours"]
    assert entered["employment"]["week_begins"] == "monday"


def test_a_mistake_in_what_only_some_tell_is_told_there() -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    sent = {"extra_0_amount": "120", "extra_0_from": "2025-04-01", "extra_0_until": "2025-04-30"}
    visitor.do(CALCULATE, sheet="w", part="extra", to="work", **sent)
    assert visitor.send(CALCULATE, sheet="w", part="work", **WAGE).status_code == 422
    assert 'name="part" value="extra"' in visitor.page
    assert 'id="extra_0_of-wrong"' in visitor.page


# Files


@pytest.mark.proves("wage-check-not-stored")
@pytest.mark.parametrize(
    ("name", "amount"), [("terms-of-work.yaml", "65.7 %"), ("costs.yaml", "3,050.00")]
)
def test_a_file_is_read_and_its_result_stays_when_the_language_is_changed(
    name: str, amount: str
) -> None:
    visitor = Visitor()
    visitor.look()
    assert visitor.upload((EXAMPLES / name).read_bytes()).status_code == 200
    assert amount in visitor.page
    assert 'action="/ar/sums/"' in visitor.page
    sealed = re.search(r'name="sealed" value="([^"]+)"', visitor.page)
    assert sealed is not None
    for language in LANGUAGES:
        visitor.address = f"/{language}/sums/"
        assert visitor.send("again", sealed=sealed[1]).status_code == 200
        assert in_language(amount, language) in visitor.page
        assert f'<html lang="{language}"' in visitor.page
    assert visitor.send("pdf", sealed=sealed[1])["Content-Type"] == "application/pdf"
    visitor.send("end")
    visitor.send("again", sealed=sealed[1])
    assert amount not in visitor.page


@pytest.mark.proves("wage-check-not-stored")
def test_where_uploads_are_off_no_file_is_taken_and_none_is_asked_for(settings: Settings) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, uploads=False)
    visitor = Visitor()
    assert 'type="file"' not in visitor.do("details")
    assert visitor.upload((EXAMPLES / "costs.yaml").read_bytes()).status_code == 404
    visitor.do("law", law="xx")
    visitor.do(CALCULATE, sheet="w", part="work", **WAGE)


# Many at once


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many reckon as may."""
    monkeypatch.setattr(calculation, "SECONDS_OF_PATIENCE", 0.01)
    for _ in range(calculation.MOST_AT_ONCE):
        assert calculation._AT_ONCE.acquire(blocking=False)
    yield
    for _ in range(calculation.MOST_AT_ONCE):
        calculation._AT_ONCE.release()


@pytest.mark.proves("wage-check-not-stored")
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_too_many_is_asked_to_try_again_and_loses_nothing(
    language: str, request: pytest.FixtureRequest
) -> None:
    visitor = Visitor(language)
    visitor.do("law", law="xx")
    request.getfixturevalue("full")
    answer = visitor.send(CALCULATE, sheet="w", part="work", **WAGE)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store, private"
    assert text_of("wage_check/busy", language) in visitor.page
    assert visitor.client.get(visitor.address).status_code == 503
    assert visitor.upload((EXAMPLES / "costs.yaml").read_bytes()).status_code == 503
    calculation._AT_ONCE.release()
    try:
        assert "XXD" in visitor.look()
    finally:
        calculation._AT_ONCE.acquire()


def test_whoever_is_done_or_fails_makes_room() -> None:
    visitor = Visitor()
    visitor.look()
    for _ in range(calculation.MOST_AT_ONCE + 1):
        assert visitor.upload(b"schema: manumit/costs/1\n").status_code == 422
        assert visitor.upload((EXAMPLES / "costs.yaml").read_bytes()).status_code == 200
