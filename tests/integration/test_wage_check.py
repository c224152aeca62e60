"""What is owed, reckoned on pages: as ``manumit owed`` does, corrected in its field, not kept."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pypdf import PdfReader

from manumit.cli.main import main
from manumit.terms import shipped_law, shipped_laws
from manumit.web.account_sheets import words
from manumit.web.account_sheets.account import KINDS, unasked, written
from manumit.web.account_sheets.calculation import LARGEST, MOST_ENTRIES
from manumit.web.account_sheets.fields import Entered, Kind
from manumit.web.account_sheets.sheets import SHEETS, WAGES, Sheet
from manumit.web.public.sessions.services import LARGEST_KEPT, OpenSession
from manumit.web.public.wage_check.files import DOWNLOADS
from manumit.web.public.wage_check.state import PURPOSE, RESULT, START, FormState
from manumit.web.ui.languages import language as language_of
from manumit.web.ui.languages import library
from signs import in_language
from web_sums import Visitor, without_token

pytestmark = pytest.mark.django_db
CALCULATE = "reckon"
LANGUAGES = ("en", "fr", "es", "ar")
TODAY = dt.date(2025, 6, 30)
WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
# The account of docs/how-to/terms.md, as somebody enters it.
FORM: dict[str, Any] = {
    "law": "xx", "about_age": "adult", "from": "2025-03-03", "pay_period": "month",
    "rest_day": "sunday", "amount": "1300", "per": "month", "week_hours": "48",
    "work_0_from": "2025-03-03", "work_0_until": "2025-04-30", "work_0_days": WEEK,
    "work_0_hours": "8",
    "work_1_from": "2025-05-01", "work_1_days": WEEK, "work_1_hours": "9", "work_1_hours_to": "10",
    "work_complete": "yes",
    "paid_0_for": "2025-03-03", "paid_0_on": "2025-04-05", "paid_0_amount": "1000",
    "paid_1_for": "2025-04-01", "paid_1_on": "2025-05-20", "paid_1_amount": "1300",
    "pay_complete": "yes",
    "deducted_0_for": "2025-03-03", "deducted_0_of": "recruitment_cost",
    "deducted_0_amount": "200", "deducted_0_consent": "under_pressure",
}  # fmt: skip
DOCUMENTED = Path(__file__).parents[2] / "docs/how-to/terms.md"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "today", lambda: TODAY)


def documented() -> str:
    """The account in the documentation."""
    text = DOCUMENTED.read_text("utf-8")
    found = re.search(r"<!-- file: account.yaml -->\n```yaml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def changed(old: str, new: str) -> bytes:
    """The same with something else in it."""
    text = documented()
    assert old in text
    return text.replace(old, new).encode()


def by_command(account: str, folder: Path, form: str = "json") -> str:
    file = folder / "account.yaml"
    file.write_text(account, "utf-8")
    found = CliRunner().invoke(main, ["owed", str(file), "--format", form])
    assert found.exit_code == 0, found.output
    return found.output


def without_worker(statement: str) -> dict[str, Any]:
    return {key: value for key, value in json.loads(statement).items() if key != "worker"}


# The same as the command


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_account_of_the_documentation_comes_to_the_same(tmp_path: Path, language: str) -> None:
    visitor = Visitor(language)
    visitor.do("law", law="xx")
    page = visitor.do(CALCULATE, **FORM)
    assert in_language("3,230.94", language) in page
    assert in_language("3,637.78", language) in page
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
    shown = visitor.send("statement").content.decode()
    assert without_worker(shown) == without_worker(by_command(documented(), tmp_path))
    account = visitor.send("account").content.decode()
    assert by_command(account, tmp_path) == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_that_of_the_command_and_can_be_read(tmp_path: Path, language: str) -> None:
    visitor = Visitor(language)
    visitor.do("law", law="xx")
    visitor.do(CALCULATE, **FORM)
    account = visitor.send("account").content.decode()
    made = visitor.send("pdf")
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
    file, paper = tmp_path / "account.yaml", tmp_path / "paper.pdf"
    file.write_text(account, "utf-8")
    asked = ["owed", str(file), "--format", "pdf", "--language", language, "--out", str(paper)]
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert made.content == paper.read_bytes()
    read = PdfReader(paper)
    assert read.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    text = "".join(page.extract_text() for page in read.pages).replace(" ", "\u202f")
    assert in_language("3,230.94", language) in text


@pytest.mark.proves("wage-check-not-stored")
def test_a_file_gives_what_the_command_gives_and_can_be_taken_along(tmp_path: Path) -> None:
    visitor = Visitor()
    visitor.look()
    answer = visitor.upload(documented().encode())
    assert answer.status_code == 200
    assert "3,230.94" in visitor.page
    sealed = re.search(r'name="sealed" value="([^"]+)"', visitor.page)
    assert sealed is not None
    shown = visitor.send("statement", sealed=sealed[1]).content.decode()
    assert shown == by_command(documented(), tmp_path)
    assert visitor.send("account", sealed=sealed[1]).content.decode() == documented()
    assert visitor.send("pdf", sealed=sealed[1])["Content-Type"] == "application/pdf"
    # Neither another visit nor this one after its end can open it.
    other = Visitor()
    other.do("law", law="xx")
    assert other.send("account", sealed=sealed[1])["Content-Type"].startswith("text/html")
    visitor.send("end")
    assert visitor.send("account", sealed=sealed[1])["Content-Type"].startswith("text/html")


def test_what_the_statement_warns_of_is_on_the_page() -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    page = visitor.do(CALCULATE, law="xx", pay_period="month", per="month", amount="1300",
                      **{"from": "2025-03-03"})  # fmt: skip
    for shown in ("not a decision", "invented: ", "how old the worker was", "recorded the hours",
                 "Not all payments are recorded", "The lowest amount", "art. "):  # fmt: skip
        assert shown in page, shown


def test_rules_that_were_not_compared_for_too_long_warn(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    sent = FORM | {"until": "2025-06-30"}
    assert "should have been checked again by" not in visitor.do(CALCULATE, **sent)
    monkeypatch.setattr(words, "today", lambda: dt.date(2031, 1, 1))
    assert "should have been checked again by" in visitor.look()


# Going back, and what is wrong


def test_going_back_keeps_everything_also_under_other_rules() -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    visitor.do(CALCULATE, **FORM)
    visitor.do("change")
    for name in ("from", "amount", "work_1_hours_to", "paid_1_on", "deducted_0_amount"):
        assert visitor.value(name) == FORM[name]
    assert '<option value="under_pressure" selected>' in visitor.page
    assert visitor.page.count('value="monday" checked') == 2
    visitor.do("laws")
    assert 'value="xx" required checked' in visitor.page
    visitor.do("law", law="us")
    assert visitor.value("amount") == FORM["amount"]
    assert 'name="about_breach"' in visitor.page
    assert 'name="about_age"' not in visitor.page


WRONG = {
    "no day": ({"from": "soon"}, "from", "day"),
    "no number": ({"amount": "many"}, "amount", "number"),
    "a smaller end": ({"amount": "900", "amount_to": "800"}, "amount", "number"),
    "a thousands sign": ({"amount": "1,250"}, "amount", "number"),
    "the end first": ({"until": "2025-01-01"}, "until", "ends_before"),
    "no period of pay": ({"pay_period": ""}, "pay_period", "missing"),
    "a wage for what": ({"per": ""}, "per", "missing"),
    "too many hours": ({"work_0_hours": "25"}, "work_0_hours", "hours"),
    "outside": ({"paid_1_for": "2019-01-01"}, "paid_1_for", "outside"),
    "a day of hours": ({"work_1_until": "2025-13-01"}, "work_1_until", "day"),
    "taken off when": ({"deducted_0_for": ""}, "deducted_0_for", "day"),
    "taken off for what": ({"deducted_0_of": ""}, "deducted_0_of", "missing"),
    "neither end": ({"from": "", "until": ""}, "from", "no_beginning"),
    "a hundred years": ({"from": "1925-01-01"}, "from", "long"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(case: str) -> None:
    changed, name, text = WRONG[case]
    visitor = Visitor()
    visitor.do("law", law="xx")
    answer = visitor.send(CALCULATE, **(FORM | changed))
    assert answer.status_code == 422
    shown = library().texts.one(f"wage_check/wrong_{text}", "label", "en").value
    assert f'<p class="error" id="{name}-wrong">{shown}</p>' in visitor.page
    assert f'href="#{name}"' in visitor.page
    kept = visitor.value("paid_0_amount")
    assert kept == FORM["paid_0_amount"]
    page = visitor.look()  # another look at it, as after a telephone went dark
    assert visitor.value("paid_0_amount") == kept
    assert "Statement of wages" not in page


def test_without_a_first_day_the_law_presumes_one_or_the_page_says_what_is_missing() -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    sent = {"law": "xx", "until": "2025-05-31", "pay_period": "month", "per": "month"}
    page = visitor.do(CALCULATE, **sent, amount="1300", rest_day="sunday", about_age="adult")
    assert "The law presumes how long it lasted" in page


@pytest.mark.proves("wage-check-not-stored")
def test_too_much_unknown_for_too_long_is_said_and_not_tried() -> None:
    visitor = Visitor()
    visitor.do("law", law="sg")
    sent = {"law": "sg", "from": "2012-01-01", "pay_period": "month", "per": "month"}
    assert visitor.send(CALCULATE, **sent, amount="500").status_code == 422
    assert library().texts.one("wage_check/wrong_open", "label", "en").value in visitor.page


def test_digits_and_commas_of_other_languages_are_numbers() -> None:
    visitor = Visitor("ar")
    visitor.do("law", law="xx")
    shown = visitor.do(CALCULATE, **(FORM | {"amount": "١٣٠٠٫٠", "paid_0_amount": "1000,00"}))
    assert "3,230.94" in shown


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nabout: {c: *b}\n"
FILES = {
    "nothing": (b"", "no_account"),
    "no text": (b"\xff\xfe\x00", "no_account"),
    "something else": (b"schema: manumit/evidence/1\n", "no_account"),
    "costs of nobody": (b"schema: manumit/costs/1\n", "schema"),
    "no YAML": (b"schema: [\n", "schema"),
    "a list for a schema": (b"schema: [a]\n", "no_account"),
    "a map for a schema": (b"schema: {a: b}\n", "no_account"),
    "no truth": (b"schema: manumit/account/1\na: !!bool abc\n", "schema"),
    "references": (BOMB.encode(), "shape"),
    "nested without end": (b"schema: " + b"[" * 9_000, "shape"),
    "too large": (b"# " + b"x" * LARGEST, "large"),
    "much too large": (b"# " + b"x" * LARGEST * 30, "large"),
    "a missing key": (b"schema: manumit/account/1\n", "schema"),
    "no such law": (changed("law: xx", "law: zz"), "law"),
    "no such day": (changed("2025-06-30", "2025-06-31"), "day"),
    "all time": (changed("03, until: still", "03, until: 9999-12-31"), "long"),
    "many years of hours": (changed("until: 2025-06-30", "until: 9025-06-30"), "long"),
}  # fmt: skip


@pytest.mark.proves("wage-check-not-stored")
@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_used_is_told_in_words(case: str) -> None:
    content, text = FILES[case]
    visitor = Visitor("es")
    visitor.do("law", law="xx")
    visitor.do(CALCULATE, **FORM)
    assert visitor.upload(content).status_code == 422
    assert library().texts.one(f"wage_check/wrong_{text}", "label", "es").value in visitor.page
    assert "of somebody" not in visitor.page
    visitor.look()
    assert in_language("3,230.94", "es") in visitor.page  # what was entered before is untouched


def test_a_file_that_was_not_sent_is_asked_for() -> None:
    visitor = Visitor()
    visitor.look()
    assert visitor.send("upload").status_code == 422
    assert "You did not choose a file" in visitor.page


# What no page sends


NAMES = [field.name for sheet in SHEETS.values() for field in sheet.fields()]
SENT = st.dictionaries(
    st.sampled_from([*NAMES, "do", "sealed", "held", "part", "to"]),
    st.text(max_size=30),
    max_size=12,
)
DOS = st.sampled_from(
    [*DOWNLOADS, "law", "laws", "change", "open", "reckon", "again", "upload", "", "x"]
)


@pytest.mark.proves("wage-check-not-stored")
@effort(max_examples=60, deadline=None)
@given(sent=SENT, do=DOS, sheet=st.sampled_from([*SHEETS, "", "x"]))
def test_any_forms_lead_to_a_page(sent: dict[str, str], do: str, sheet: str) -> None:
    visitor = Visitor()
    shown = {key: value for key, value in sent.items() if key != "do"}
    answer = visitor.send(do, sheet=sheet, **shown)
    assert answer.status_code in (200, 303, 422)
    assert visitor.client.get(visitor.address).status_code == 200


@pytest.mark.proves("wage-check-not-stored")
@pytest.mark.parametrize("do", ["", "unknown", "f", "r", "begin"])
def test_a_form_that_no_page_sends_changes_nothing(do: str) -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    before = visitor.do(CALCULATE, **FORM)
    after = visitor.do(do, amount="1", law="us", sealed="")
    assert without_token(after) == without_token(before)


@pytest.mark.proves("wage-check-not-stored")
def test_without_the_token_of_a_form_nothing_changes() -> None:
    visitor = Visitor()
    visitor.client = Client(enforce_csrf_checks=True)
    for do in ("law", "reckon", "upload", "end", "pdf"):
        assert visitor.send(do, **FORM).status_code == 403
    assert "visit" not in visitor.client.cookies


@pytest.mark.parametrize("spoiled", ["", "x", "A" * 400])
def test_a_spoiled_cookie_gives_the_start(spoiled: str) -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    visitor.do(CALCULATE, **FORM)
    visitor.client.cookies[f"kept-{PURPOSE}"] = spoiled
    assert "3,230.94" not in visitor.look()
    for do in DOWNLOADS:
        assert visitor.send(do)["Content-Type"].startswith("text/html")


@pytest.mark.proves("wage-check-not-stored")
def test_ending_forgets_and_an_old_cookie_opens_nothing() -> None:
    visitor = Visitor()
    visitor.do("law", law="xx")
    visitor.do(CALCULATE, **FORM)
    held = {name: one.value for name, one in visitor.client.cookies.items()}
    ended = visitor.send("end")
    assert ended["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    visitor.client.cookies.load(held)
    assert "3,230.94" not in visitor.look()


@pytest.mark.proves("wage-check-not-stored")
def test_every_answer_asks_for_no_copy_and_has_one_address() -> None:
    visitor = Visitor()
    for do, sent in (("law", {"law": "xx"}), ("reckon", FORM), ("change", {}), ("pdf", {})):
        answer = visitor.send(do, **sent)
        assert answer["Cache-Control"] == "no-store, private"
        assert answer.get("Location", visitor.address) == visitor.address
    names = [visitor.send(do)["Content-Disposition"] for do in DOWNLOADS]
    assert sorted(re.findall(r'filename="(.*?)"', " ".join(names))) == [
        "document.json", "document.pdf", "notes.yaml",
    ]  # fmt: skip


# What fits


def fullest(sheet: Sheet) -> Entered:
    """Every field as long as it can be."""
    values = {
        field.name: "9" * 10
        if field.kind is Kind.DAY
        else "9" * 5
        if field.kind is Kind.CLOCK
        else "9" * 20
        if field.kind is Kind.NUMBER
        else "\u0639" * 40
        if field.kind is Kind.TEXT
        else "XXD"
        if field.kind is Kind.CODE
        else ",".join(field.values)
        if field.kind is Kind.DAYS
        else max(field.values, key=len)
        for field in sheet.fields()
    }
    return Entered(values)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_what_is_kept_always_fits_into_a_cookie_and_a_page_into_what_is_read(sheet: Sheet) -> None:
    word = OpenSession("x" * 43, b"k" * 32).seal(
        FormState(sheet, fullest(sheet), "about_costs").to_text(), PURPOSE
    )
    assert len(word) <= LARGEST_KEPT
    facts = max(len(shipped_law(law).facts) for law in shipped_laws())
    more = len(("csrfmiddlewaretoken", "do", "sheet", "part", "to"))
    for part in sheet.parts():
        always = [field for field in part.fields() if not field.name.startswith("about_")]
        sent = sum(len(field.values) if field.kind is Kind.DAYS else 1 for field in always)
        assert sent + facts + more <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_what_is_kept_is_read_as_it_was(sheet: Sheet) -> None:
    for show in (START, RESULT, *(part.id for part in sheet.parts())):
        state = FormState(sheet, fullest(sheet), show)
        assert FormState.from_text(state.to_text()).to_text() == state.to_text()
    for spoiled in (f"{sheet.id}|{START}|one|two", "x|start|", ""):
        with pytest.raises(ValueError, match=r"argument|x|^$"):
            FormState.from_text(spoiled)
    assert "99999" not in repr(FormState(sheet, fullest(sheet), START))


def test_no_two_fields_of_a_form_have_one_name() -> None:
    for sheet in SHEETS.values():
        names = [field.name for field in sheet.fields()]
        assert len(names) == len(set(names))


# Words


def ids_of_choices() -> Iterator[str]:
    english = language_of("en")
    assert english is not None
    for sheet in SHEETS.values():
        for part in sheet.parts():
            context = words.part(sheet, part, Entered({}), english, {})
            if part is not WAGES.part(""):
                yield context["title"]
            lines = [line for group in context["groups"] for line in group.lines]
            yield from (group.title for group in context["groups"])
            every = [one for line in lines for one in line.fields]
            for one in [*context["single"], *every, *context["after"]]:
                if one.name != "law":
                    yield from (text for text in (one.label, one.hint, one.unknown) if text)
                    yield from (option.label for option in one.options if not option.name)
    yield from words.BY_CODE.values()
    yield from words.BY_KIND.values()
    yield from ("wage_check/wrong_schema", words.OTHERWISE, "wage_check/no_paper")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_form_exists_in_every_language(language: str) -> None:
    texts = library().texts
    assert {
        one for one in ids_of_choices() if (language, one, "label") not in texts.strings
    } == set()


def test_everything_that_has_a_word_can_be_said_to_have_been_taken_off() -> None:
    shown = {one.removeprefix("owed/of_") for one in library().texts.ids() if "owed/of_" in one}
    assert set(KINDS) == shown


def test_some_law_asks_for_each_field() -> None:
    hidden = [unasked(shipped_law(law)) for law in shipped_laws()]
    assert frozenset.intersection(*hidden) == set()


def test_what_was_done_to_claim_is_asked_where_a_law_has_a_time_to_claim() -> None:
    title = library().texts.one("wage_check/part_claim", "label", "en").value
    for law, fields in (("kw", set()), ("us", {"filed_on"}),
                        ("gb", {"filed_on", "conciliation_from", "conciliation_until",
                                "acknowledged_on"})):  # fmt: skip
        page = (visitor := Visitor()).do("law", law=law)
        assert (title in page) == bool(fields)
        if fields:
            page = visitor.do(CALCULATE, sheet="w", part="work", to="claim", law=law)
            asked = re.findall(r'name="(filed_on|conciliation_\w+|acknowledged_on)"', page)
            assert set(asked) == fields


@pytest.mark.parametrize("law", shipped_laws())
def test_every_field_that_is_kept_is_in_the_form_of_some_law(law: str) -> None:
    visitor = Visitor()
    page = visitor.do("law", law=law)
    names = set(re.findall(r'name="(\w+)"', page))
    fields = [one for one in WAGES.part("").fields() if not one.name.startswith("about_")]
    missing = {one.text for one in fields if one.name not in names}
    assert missing == unasked(shipped_law(law)) & {one.text for one in fields}


def test_a_ledger_of_very_many_is_for_the_command() -> None:
    many = "\n".join(f"  - {{id: W{n}}}" for n in range(MOST_ENTRIES + 1))
    text = f"schema: manumit/costs/1\nasked_on: 2026-11-01\nworkers:\n{many}\n"
    visitor = Visitor()
    visitor.look()
    assert visitor.upload(text.encode()).status_code == 422
    assert "too long to calculate on this page" in visitor.page


def test_the_repeated_names_of_places_lead_to_their_fields() -> None:
    shown = written(Entered({"law": "xx", "paid_4_amount": "x", "work_2_hours": "9"}), TODAY)
    assert shown.field("paid[0].amount") == "paid_4_amount"
    assert shown.field("work[0].from") == "work_2_from"
    assert shown.field("work[0].begins") == "work_2_hours"
    assert shown.field("elsewhere") is None
