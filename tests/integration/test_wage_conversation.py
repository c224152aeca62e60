"""The conversation about unpaid wages over HTTP: its pages, and what they keep."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from manumit.instruments.contacts import YesNoUnknown, demo_contacts
from manumit.web.account_sheets import words as form_words
from manumit.web.public.wage_check.conversation.questions import law_facts, questions
from manumit.web.public.wage_check.conversation.shown import digits, money
from manumit.web.ui import help_places
from manumit.web.ui.languages import library
from web_sums import Visitor

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 29)
SIX = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
FARM: dict[str, dict[str, Any]] = {
    "kind": {"answer": "farm"},
    "start": {"start_year": "2026", "start_month": "6", "start_day": "1"},
    "still": {"end_year": "2026", "end_month": "8", "end_day": "31"},
    "promise": {"amount": "40", "per": "day"},
    "days": {"days": SIX},
    "times": {"begin": "07:00", "stop": "17:00", "begin_to": "06:00", "stop_to": "18:00"},
    "break": {"answer": "60"},
    "adult": {"answer": "yes"},
    "months": {"paid_2026-08": "nothing", "paid_2026-07": "part", "paid_2026-07_amount": "500",
               "paid_2026-06": "all"},
    "taken": {"taken": ["housing"]},
    "how_much": {"much_housing": "60", "often_housing": "once"},
    "agreed": {"answer": "no"},
}  # fmt: skip
HOME: dict[str, dict[str, Any]] = {
    "kind": {"answer": "home"},
    "start": {"start_year": "2026", "start_month": "3", "start_day": "1"},
    "still": {"answer": "yes"},
    "promise": {"amount": "900", "per": "month"},
    "free": {"instead": "none"},
    "times": {"begin": "06:00", "stop": "20:00"},
    "own": {"answer": "120"},
    "months": {"paid_2026-11": "kept", "paid_2026-10": "nothing", "before": "all"},
    "taken": {"instead": "nothing"},
    "adult": {"answer": "rather_not"},
}


@pytest.fixture(autouse=True)
def _day_and_contacts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_words, "today", lambda: TODAY)
    monkeypatch.setattr(help_places, "contacts", demo_contacts)


def named(page: str) -> str:
    """Which question a page asks; empty for the answer."""
    found = re.search(r'name="question" value="(\w+)"><input type="hidden" name="do"', page)
    return "" if found is None else found[1]


def replied(visitor: Visitor, answers: dict[str, dict[str, Any]]) -> list[str]:
    """The questions that were asked until the answer came."""
    page = visitor.do("talk")
    asked: list[str] = []
    while question := named(page):
        assert len(asked) < 14
        asked.append(question)
        page = visitor.do("reply", question=question, **answers[question])
    return asked


@pytest.mark.parametrize(("answers", "pages"), [(FARM, 12), (HOME, 10)], ids=["farm", "home"])
def test_at_most_twelve_pages_lead_to_the_first_range(
    answers: dict[str, dict[str, Any]], pages: int
) -> None:
    asked = replied(Visitor(), answers)
    assert asked == list(answers)
    assert len(asked) == pages


def test_the_range_of_the_example_is_shown_with_the_promise_first_and_help() -> None:
    visitor = Visitor()
    replied(visitor, FARM)
    page = visitor.page
    title = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert title is not None
    assert plain(title[1]) == "You may be owed between 2,440 XXD and 3,810 XXD"
    text = plain(page)
    assert (
        "for work from June 2026 to August 2026, under the law of Exampleland (fictional)." in text
    )
    assert "1,620 XXD of this is pay you were promised and did not get." in text
    assert (
        "If you know your exact hours, the difference between the lowest and the highest amount "
        "shrinks to about 180 XXD." in text
    )
    assert "The last day to claim the oldest part is in July 2029." in text
    assert "We assumed that Sunday was your free day." in text
    assert 'href="tel:+12025550100"' in page
    assert 'href="sms:+12025550101"' in page
    assert 'href="https://wa.me/12025550101"' in page
    assert text.index("1,620") < text.index("For an officer")


@pytest.mark.parametrize("reports", YesNoUnknown)
def test_before_a_call_it_is_shown_whether_a_place_reports_on_a_right_to_stay(
    monkeypatch: pytest.MonkeyPatch, reports: YesNoUnknown
) -> None:
    """R-34: an office that may report it is no place to call without knowing."""
    known = demo_contacts()
    changed = tuple(replace(one, reports_status=reports) for one in known.contacts)
    monkeypatch.setattr(help_places, "contacts", lambda: replace(known, contacts=changed))
    visitor = Visitor()
    replied(visitor, FARM)
    text = plain(visitor.page)
    expected = library().texts.one(f"contact/reports_status_{reports}", "label", "en").value
    assert text.count(expected) == text.count("Call +1") > 0
    if reports is YesNoUnknown.YES:
        assert text.index(expected) < text.index("Call +1")


def test_a_range_in_arabic_has_the_digits_of_the_language() -> None:
    visitor = Visitor("ar")
    answers = FARM | {"promise": {"amount": "٤٠", "per": "day"}}
    replied(visitor, answers)
    assert money(2440, "XXD", "ar") in visitor.page
    assert "٢٬٤٤٠" in visitor.page
    assert 'dir="rtl"' in visitor.page


def test_skipping_everything_gives_no_number_but_help() -> None:
    visitor = Visitor()
    page, asked = visitor.do("talk"), 0
    while question := named(page):
        asked += 1
        page = visitor.do("skip", question=question)
    text = plain(page)
    assert asked <= 12
    assert "Your answers do not show that money is missing." in text
    assert "Example Hotline for Workers" in text
    title = re.search(r"<h1.*?</h1>", page)
    assert title is not None
    assert not re.search(r"\d", plain(title[0]))


def test_going_back_and_changing_an_answer_changes_the_range() -> None:
    visitor = Visitor()
    replied(visitor, FARM)
    page = visitor.do("ask", question="times")
    assert '<option value="07:00" selected>' in page
    exact = {"begin": "07:00", "stop": "18:00", "begin_to": "", "stop_to": ""}
    page = visitor.do("reply", question="times", **exact)
    assert "between 2,980 XXD and 3,160 XXD" in plain(page)
    page = visitor.do("back", question="agreed")
    assert named(page) == "how_much"
    assert visitor.value("much_housing") == "60"


def test_hours_without_agreement_are_stated_and_can_be_corrected() -> None:
    visitor = Visitor()
    replied(visitor, FARM)
    assert "No hours were agreed" in visitor.page
    assert "already paid once" not in visitor.page
    assert named(visitor.do("ask", question="hours_paid")) == "hours_paid"
    page = visitor.do("reply", question="hours_paid", hours_paid="60")
    assert "No hours were agreed" not in page
    # The pay is for these hours too; with a wage below the minimum the sum stays as it was.
    assert "already paid once" in page


@pytest.mark.parametrize(
    ("question", "sent", "problem"),
    [
        ("promise", {"amount": "much", "per": "day"}, "number"),
        ("promise", {"amount": "40"}, "choose"),
        ("promise", {"amount": "40", "amount_to": "30", "per": "day"}, "order"),
        ("start", {"start_month": "6"}, "choose"),
        ("still", {"end_year": "2026", "end_month": "2"}, "order"),
        ("times", {"begin": "07:00"}, "choose"),
        ("days", {}, "choose"),
        ("kind", {"answer": "x"}, "choose"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(
    question: str, sent: dict[str, str], problem: str
) -> None:
    visitor = Visitor()
    page = visitor.do("talk")
    while named(page) != question:
        page = visitor.do("reply", question=named(page), **FARM[named(page)])
    assert visitor.send("reply", question=question, **sent).status_code == 422
    assert library().texts.one(f"wage_talk/wrong_{problem}", "label", "en").value in visitor.page
    assert named(visitor.look()) == question


def test_somebody_under_18_sees_the_help_line_for_children_first() -> None:
    visitor = Visitor()
    replied(visitor, FARM | {"adult": {"answer": "no"}})
    text = plain(visitor.page)
    assert text.index("Example Child Protection") < text.index("Example Hotline")


# Nothing is revealed


@pytest.mark.proves("wage-check-not-stored")
def test_history_title_address_and_storage_tell_nothing() -> None:
    visitor = Visitor()
    visitor.look()
    pages = [visitor.page]
    page = visitor.do("talk")
    while question := named(page):
        pages.append(page)
        page = visitor.do("reply", question=question, **FARM[question])
    pages.append(page)
    titles = {found for one in pages for found in re.findall(r"<title>(.*?)</title>", one)}
    assert titles == {"Questions about work"}
    held = visitor.client.cookies
    assert set(held) <= {"visit", "kept-sums", "csrftoken"}
    assert "farm" not in held["kept-sums"].value
    for name in ("visit", "kept-sums"):
        assert held[name]["httponly"]
        assert not held[name]["max-age"]
    assert visitor.answer["Cache-Control"] == "no-store, private"
    assert "localStorage" not in page
    assert "script" in visitor.answer["Content-Security-Policy"]


@pytest.mark.proves("wage-check-not-stored")
def test_ending_forgets_the_conversation() -> None:
    visitor = Visitor()
    replied(visitor, FARM)
    held = {name: one.value for name, one in visitor.client.cookies.items()}
    ended = visitor.send("end")
    assert ended["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    visitor.client.cookies.load(held)
    assert "2,440" not in visitor.look()
    assert 'value="talk"' in visitor.page


@pytest.mark.proves("wage-check-not-stored")
@pytest.mark.parametrize("do", ["reply", "skip", "back", "ask", "result", "pdf", "talk", "x"])
def test_any_form_leads_to_a_page(do: str) -> None:
    visitor = Visitor()
    for sent in ({}, {"question": "x"}, {"question": "months", "paid_2026-08": "x"}):
        assert visitor.send(do, **sent).status_code in (200, 303, 422)
        visitor.do("talk")
        assert visitor.send(do, **sent).status_code in (200, 303, 422)
        visitor.look()


def test_without_the_token_of_a_form_nothing_begins() -> None:
    visitor = Visitor()
    visitor.client = Client(enforce_csrf_checks=True)
    assert visitor.send("talk").status_code == 403


# The other way, and what can be taken along


def test_the_form_of_everything_is_the_second_way() -> None:
    visitor = Visitor()
    assert "I know the details" in visitor.look()
    page = visitor.do("details")
    assert 'name="law"' in page
    assert "Answer questions instead" in page
    assert named(visitor.do("talk")) == "kind"


def test_the_form_of_everything_opens_with_the_answers() -> None:
    visitor = Visitor()
    replied(visitor, FARM)
    assert 'value="xx" required checked' in visitor.do("details")
    visitor.do("law", law="xx")
    assert visitor.value("amount") == "40"
    assert (visitor.value("work_0_hours"), visitor.value("work_0_hours_to")) == ("9", "11")


def test_the_paper_and_the_account_can_be_taken_along() -> None:
    visitor = Visitor()
    replied(visitor, FARM)
    assert visitor.send("pdf")["Content-Type"] == "application/pdf"
    account = visitor.send("account").content.decode()
    assert '"rest_day": "sunday"' in account


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_question_has_its_words(language: str) -> None:
    ids = library().texts.strings
    for question in questions().by_id.values():
        for name in (f"ask_{question.id}", f"why_{question.of}"):
            assert (language, f"wage_talk/{name}", "label") in ids, name


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_law_that_asks_whether_it_holds_says_for_what(language: str) -> None:
    ids = library().texts.strings
    for law, facts in law_facts().items():
        if "covered" in facts:
            assert (language, f"wage_talk/covers_{law}", "label") in ids, law


def test_under_the_law_of_ontario_it_is_asked_first_whether_it_holds(settings: Any) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, law="ca-on")
    visitor = Visitor()
    visitor.do("talk")
    page = plain(visitor.do("reply", question="kind", answer="factory"))
    assert "Work in Ontario for a wage by the hour" in page
    visitor.do("reply", question="covered", answer="yes")
    visitor.do("reply", question="start", start_year="2026", start_month="6", start_day="1")
    visitor.do("reply", question="still", answer="yes")
    visitor.do("reply", question="promise", amount="20", per="hour")
    page = plain(visitor.do("result", question="days"))
    assert "October 2026" in page
    assert "the minimum wage" in page, "the page names what is not known"


def test_what_the_law_says_nothing_of_is_named_beside_a_least(settings: Any) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, law="my")
    visitor = Visitor()
    ended = {"ended": {"answer": "dismissed"}}
    assert "ended" in replied(visitor, {**FARM, **ended, "covered": {"answer": "yes"}})
    page = plain(visitor.do("result", question="days"))
    assert "at least" in page
    assert "the rules that we have say nothing about pay for night work" in page


def test_digits_follow_the_language() -> None:
    assert digits("06:30", "ar") == "٠٦:٣٠"
    assert digits("06:30", "fr") == "06:30"


def plain(page: str) -> str:
    """Without tags, isolates and line breaks."""
    text = re.sub(r"<[^>]+>", " ", page)
    text = re.sub("[\u2068\u2069]", "", text).replace("\u00a0", " ")
    return re.sub(r" ([,.])", r"\1", " ".join(text.split()))
