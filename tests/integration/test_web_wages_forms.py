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
from manumit.web.pages.languages import library
from manumit.web.wages import reckoning, words
from web_sums import Visitor

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "es", "ar")
EXAMPLES = Path(__file__).parents[2] / "docs/examples"
TODAY = dt.date(2026, 11, 1)
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


def said(text_id: str, language: str = "en") -> str:
    return library().texts.one(text_id, "label", language).value


def compared(language: str = "en") -> Visitor:
    """Somebody who has entered all three versions."""
    visitor = Visitor(language)
    visitor.do("open", sheet="t")
    visitor.do("reckon", sheet="t", part="promised", to="signed", **PROMISED)
    visitor.do("reckon", sheet="t", part="signed", to="actual", **SIGNED)
    visitor.do("reckon", sheet="t", part="actual", **ACTUAL)
    return visitor


def costed(language: str = "en") -> Visitor:
    """Somebody who has entered costs and a debt."""
    visitor = Visitor(language)
    visitor.do("open", sheet="c")
    about = {"currency": "XXD", "corridor": "xx-yy", "earned": "375", "began": "2026-02-01"}
    visitor.do("reckon", sheet="c", part="about_costs", to="costs", **about)
    visitor.do("reckon", sheet="c", part="costs", to="debt", **COSTS)
    visitor.do("reckon", sheet="c", part="debt", **DEBT)
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
    assert "65.7 %" in visitor.page
    assert "compare/" not in visitor.page
    entered = visitor.send("account").content.decode()
    told = visitor.send("statement").content.decode()
    assert told == by_command("compare", entered, tmp_path)
    assert json.loads(told)["substitution"] == "yes"
    same = [one["clause"] for one in json.loads(told)["pairs"][1]["clauses"]
            if one["verdict"] == "same"]  # fmt: skip
    assert "employer" in same


@pytest.mark.parametrize("language", LANGUAGES)
def test_costs_say_what_has_to_be_paid_back_and_what_is_owed(language: str, tmp_path: Path) -> None:
    visitor = costed(language)
    for amount in ("2930.00 XXD", "7.81", "168.70 XXD", "2031.30 XXD", "art. 4", "art. 9"):
        assert amount in visitor.page
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
    assert said("costs/title_worker") in page
    assert said("costs/groups") not in page


# From page to page


def test_pages_keep_what_was_entered_and_lead_to_each_other() -> None:
    visitor = compared()
    visitor.do("change")
    assert visitor.value("promised_wage") == "450"
    assert visitor.value("currency") == "XXD"
    page = visitor.do("reckon", sheet="t", part="promised", to="signed", **PROMISED)
    assert visitor.value("signed_wage") == "270"
    assert 'name="to" value="promised"' in page
    assert 'name="to" value="actual"' in page
    visitor.do("laws")
    visitor.do("open", sheet="t")
    assert visitor.value("promised_wage") == "450"


def test_another_form_takes_the_place_of_the_first_and_the_start_says_so() -> None:
    visitor = compared()
    assert "takes the place" in visitor.do("laws")
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
    answer = visitor.send("reckon", sheet=sheet, part=part, **sent)
    assert answer.status_code == 422
    assert f'<p class="error" id="{name}-wrong">{said(f"wages/wrong_{text}")}</p>' in visitor.page
    assert f'name="part" value="{part}"' in visitor.page


def test_a_mistake_on_an_earlier_page_leads_back_to_it() -> None:
    visitor = Visitor()
    visitor.do("open", sheet="t")
    sent = PROMISED | {"promised_wage": "many"}
    visitor.do("reckon", sheet="t", part="promised", to="actual", **sent)
    assert visitor.send("reckon", sheet="t", part="actual", **ACTUAL).status_code == 422
    assert 'name="part" value="promised"' in visitor.page
    assert 'id="promised_wage-wrong"' in visitor.page


def test_one_version_alone_is_no_comparison() -> None:
    visitor = Visitor()
    visitor.do("open", sheet="t")
    answer = visitor.send("reckon", sheet="t", part="actual", currency="XXD", **ACTUAL)
    assert answer.status_code == 422
    assert said("wages/wrong_nothing_to_compare") in visitor.page


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
}  # fmt: skip


@pytest.mark.parametrize("part", MORE)
def test_what_only_some_have_to_tell_is_a_page_of_its_own(part: str, tmp_path: Path) -> None:
    sent, wanted = MORE[part]
    visitor = Visitor()
    visitor.do("law", law="xx")
    page = visitor.do("reckon", sheet="w", part="work", to=part, **WAGE)
    assert said(f"wages/part_{part}") in page
    page = visitor.do("reckon", sheet="w", part=part, to="work", **sent)
    assert visitor.value("amount") == "1300"
    assert page.count(said("wages/filled")) == 1
    visitor.do("reckon", sheet="w", part="work", **WAGE)
    account = visitor.send("account").content.decode()
    data = yaml.safe_load(account)
    assert {key: data[key] for key in wanted} == wanted
    told = visitor.send("statement").content.decode()
    assert json.loads(told) == json.loads(by_command("owed", account, tmp_path))


def test_who_has_nothing_more_to_tell_sees_none_of_it() -> None:
    visitor = Visitor()
    page = visitor.do("law", law="xx")
    assert not re.search(r'name="(absent|holiday|extra|in_kind|wage_2)_', page)
    visitor.do("reckon", sheet="w", part="work", **WAGE)
    data = yaml.safe_load(visitor.send("account").content.decode())
    assert not {"absent", "extra_pay", "in_kind"} & set(data)


def test_piece_work_is_owed_what_the_pieces_earned() -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    told = WAGE | {"per": "piece", "amount": "", "work_0_hours": "8", "work_complete": "yes",
                   "pay_complete": "yes"}  # fmt: skip
    visitor.do("reckon", sheet="w", part="work", to="extra", **told)
    visitor.do("reckon", sheet="w", part="extra", to="work",
               extra_0_of="piece_work", extra_0_amount="9000")  # fmt: skip
    visitor.do("reckon", sheet="w", part="work", **told)
    found = json.loads(visitor.send("statement").content.decode())
    due = [line for period in found["least"]["periods"] for line in period["due"]]
    pieces = [Decimal(line["amount"]) for line in due if line["what"] == "piece_work"]
    assert (len(pieces), sum(pieces)) == (4, 9000)


def test_a_mistake_in_what_only_some_tell_is_told_there() -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    sent = {"extra_0_amount": "120", "extra_0_from": "2025-04-01", "extra_0_until": "2025-04-30"}
    visitor.do("reckon", sheet="w", part="extra", to="work", **sent)
    assert visitor.send("reckon", sheet="w", part="work", **WAGE).status_code == 422
    assert 'name="part" value="extra"' in visitor.page
    assert 'id="extra_0_of-wrong"' in visitor.page


# Files


@pytest.mark.parametrize(
    ("name", "amount"), [("terms-of-work.yaml", "65.7 %"), ("costs.yaml", "3050.00")]
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
        assert amount in visitor.page
        assert f'<html lang="{language}"' in visitor.page
    assert visitor.send("pdf", sealed=sealed[1])["Content-Type"] == "application/pdf"
    visitor.send("end")
    visitor.send("again", sealed=sealed[1])
    assert amount not in visitor.page


def test_where_uploads_are_off_no_file_is_taken_and_none_is_asked_for(settings: Settings) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, uploads=False)
    visitor = Visitor()
    assert 'type="file"' not in visitor.look()
    assert visitor.upload((EXAMPLES / "costs.yaml").read_bytes()).status_code == 404
    visitor.do("law", law="xx")
    visitor.do("reckon", sheet="w", part="work", **WAGE)


def test_a_ledger_of_very_many_is_for_the_command() -> None:
    many = "\n".join(f"  - {{id: W{n}}}" for n in range(reckoning.MOST_ENTRIES + 1))
    text = f"schema: manumit/costs/1\nasked_on: 2026-11-01\nworkers:\n{many}\n"
    visitor = Visitor()
    visitor.look()
    assert visitor.upload(text.encode()).status_code == 422
    assert "W602" in visitor.page


# Many at once


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many reckon as may."""
    monkeypatch.setattr(reckoning, "SECONDS_OF_PATIENCE", 0.01)
    for _ in range(reckoning.MOST_AT_ONCE):
        assert reckoning._AT_ONCE.acquire(blocking=False)
    yield
    for _ in range(reckoning.MOST_AT_ONCE):
        reckoning._AT_ONCE.release()


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_too_many_is_asked_to_try_again_and_loses_nothing(
    language: str, request: pytest.FixtureRequest
) -> None:
    visitor = Visitor(language)
    visitor.do("law", law="xx")
    request.getfixturevalue("full")
    answer = visitor.send("reckon", sheet="w", part="work", **WAGE)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store, private"
    assert said("wages/busy", language) in visitor.page
    assert visitor.client.get(visitor.address).status_code == 503
    assert visitor.upload((EXAMPLES / "costs.yaml").read_bytes()).status_code == 503
    reckoning._AT_ONCE.release()
    try:
        assert "XXD" in visitor.look()
    finally:
        reckoning._AT_ONCE.acquire()


def test_whoever_is_done_or_fails_makes_room() -> None:
    visitor = Visitor()
    visitor.look()
    for _ in range(reckoning.MOST_AT_ONCE + 1):
        assert visitor.upload(b"schema: manumit/costs/1\n").status_code == 422
        assert visitor.upload((EXAMPLES / "costs.yaml").read_bytes()).status_code == 200
