"""The pages of the check of an offer: what they show, and that nothing is kept.

No database is opened but where a test looks for traces in it: pytest-django would refuse it.
"""

import gzip
import html
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from manumit.cli.offer import offer
from manumit.offers import check_text
from manumit.offers.rulebook import rulebook
from manumit.recruitment.list_file import demo_list_file
from manumit.web.public.offers.pages import LONGEST_TEXT
from manumit.web.public.offers.shown import MOST_IN_FULL
from manumit.web.ui.languages import words
from offer_texts import LANGUAGES, deceptive

MOST_BYTES = 15_000
DRIVER = "Dubai, driver, 4,500, visa on arrival, pay only medical. Call Zubaydah 0700 000 111."
RAW = re.compile(r"\b(?:offer|offer_page)/[a-z_]+\b")
CLIENT = Client(HTTP_HOST="127.0.0.1")


def post(text: str, language: str = "en") -> str:
    return CLIENT.post(f"/{language}/offers/", {"text": text}).content.decode()


def words_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_a_pasted_text_shows_what_stands_out_in_its_place_with_law_and_advice() -> None:
    page = post(DRIVER)
    assert "<mark>pay only medical</mark>" in page
    assert "<mark>4,500, visa on arrival</mark>" in page
    assert "Private Employment Agencies Convention, 1997 (No. 181), art. 7(1)" in page
    assert "Do not pay before you have asked." in page
    assert "What was not checked" in page
    assert "no list of licensed recruiters here" in page
    assert "last checked on 30 November 2026. Languages recognised: English." in page


def test_six_answers_show_the_same_and_name_the_question() -> None:
    page = CLIENT.post(
        "/en/offers/questions/",
        {"job": "driver", "asked": ["money", "papers"], "visa": "visit", "contract": "unknown"},
    ).content.decode()
    assert "You are asked to pay for the job." in page
    assert "From your answer: What do you have to pay, hand over or do?" in words_of(page)
    assert "From your answer: Which visa, and when do you get the contract?" in words_of(page)


@pytest.fixture
def listed(settings: Settings) -> None:
    """The invented list of recruiters, as an authority's own."""
    settings.MANUMIT = replace(settings.MANUMIT, recruiters=demo_list_file())


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_recruits_is_answered_from_the_list_of_its_day(language: str) -> None:
    """A true licence number with a foreign telephone gets the second sentence."""
    page = CLIENT.post(
        f"/{language}/offers/questions/",
        {"who": "Al Noor Manpower RL-0417", "contact": "0788 123 456", "asked": ["money"]},
    ).content.decode()
    spoken = words(language)
    seen = html.unescape(page)
    assert spoken.name("recruiters_answer/licensed_contact_not_registered") in seen
    assert spoken.name("recruiters_advice/licensed_contact_not_registered") in seen
    assert spoken.name("offer/unchecked_recruiter") not in seen
    assert spoken.name("offer_page/not_looked_up") not in seen
    assert spoken.name("offer/unchecked_order") in seen
    assert len(page.encode()) <= MOST_BYTES
    assert RAW.findall(words_of(page)) == []


def asked(**answers: str) -> str:
    answer = CLIENT.post("/en/offers/questions/", answers)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.usefixtures("listed")
def test_the_look_up_shows_all_that_its_sentence_speaks_of() -> None:
    """The list to choose from, since when, and the contacts to call."""
    alike = asked(who="Al Nour Manpower", contact="0788 123 456")
    assert "is it one of these?" in alike
    assert 'value="Al Noor Manpower Ltd RL-0417"' in alike
    assert 'value="0788 123 456"' in alike
    assert "Since " in asked(who="Blue Harbour Crewing")
    assert "+1 202-555-0141" in asked(who="Al Noor Manpower", contact="0788 123 456")


@pytest.mark.usefixtures("listed")
def test_a_contact_alone_is_looked_up() -> None:
    for answers in ({"contact": "202-555-0141"}, {"contact": "202-555-0141", "visa": "visit"}):
        assert "Licensed, and this contact is theirs" in asked(**answers)


@pytest.mark.usefixtures("listed")
def test_a_recruiter_counts_as_checked_only_where_one_was_found() -> None:
    unclear = "the list gave no clear answer"
    assert unclear in asked(who="Northern Lights Catering")
    assert unclear in asked(who="Al Nour Manpower")
    assert unclear not in asked(who="Al Noor Manpower")


def test_without_a_list_a_contact_is_an_answer_that_nobody_checked() -> None:
    assert "no list of licensed recruiters here" in asked(contact="202-555-0141")


@pytest.mark.usefixtures("listed")
def test_with_a_list_a_text_says_that_nobody_was_looked_up() -> None:
    page = html.unescape(post(DRIVER))
    assert "look them up with a name" in page
    assert "no list of licensed recruiters here" not in page
    assert 'href="/en/recruiters/"' in page


def test_what_no_form_offers_is_not_answered() -> None:
    answer = CLIENT.post("/en/offers/questions/", {"visa": "none", "asked": "everything"})
    assert answer.status_code == 422
    assert "No question is answered yet" in answer.content.decode()


def test_nothing_long_or_empty_is_read() -> None:
    for text, seen in (("  \n", "There is no text yet"), ("x" * (LONGEST_TEXT + 1), "20,000")):
        answer = CLIENT.post("/en/offers/", {"text": text})
        assert answer.status_code == 422
        assert seen in answer.content.decode()


def test_what_is_pasted_is_shown_as_text_and_never_run() -> None:
    page = post("<script>alert(1)</script> Registration fee <b>150 dollars</b>.")
    assert "<script>alert" not in page
    assert "<b>" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_whole_light_and_without_marks_of_approval(language: str) -> None:
    pages = [
        CLIENT.get(f"/{language}/offers/").content.decode(),
        CLIENT.get(f"/{language}/offers/questions/").content.decode(),
        post("Driver wanted in Dubai.", language),
        *(post(text, language) for _, text in deceptive(language)[:6]),
    ]
    for page in pages:
        assert RAW.findall(words_of(page)) == []
        assert "<" not in words_of(page)
        assert len(page.encode()) <= MOST_BYTES, len(page.encode())
        assert not re.search(r"R-\d\d|✓|✔|⚠|<img|<svg|<script(?! src=\"[^\"]*leave)", page)
    seen = words_of(pages[2])
    assert not re.search(r"\bsafe\b|\bpassed\b|\bscore\b|\b0 of\b", seen)


def test_every_flag_at_once_still_fits() -> None:
    """The worst text there is: all rules in one language, each with its passage."""
    every = "\n\n".join(text for _, text in deceptive("ar"))
    found = check_text(every)
    page = post(every, "ar")
    assert len(found.flags) > MOST_IN_FULL
    assert page.count('class="flag"') == len(found.flags) <= len(rulebook().rules)
    assert len(gzip.compress(page.encode())) <= MOST_BYTES


def test_strong_and_notice_look_alike() -> None:
    """No colour or sign ranks an offer (traffic lights would be read as a verdict)."""
    style = Path(str(finders.find("offers/offers.css"))).read_text("utf-8")
    assert not re.search(r"strong|notice|red|green|orange|danger", style.split("*/", 1)[1])
    assert post(DRIVER).count('<section class="flag">') == 2


def test_a_child_is_sent_to_child_protection_first() -> None:
    page = post("Girls from 12 to 14 wanted for housework.")
    assert "child under 15" in page


@pytest.mark.django_db
@pytest.mark.proves("offers-leave-nothing")
def test_no_word_of_an_offer_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    """Not in a table, a session, a cookie, a cache, a log or an address."""
    client = Client(HTTP_HOST="127.0.0.1")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("Zubaydah").debug("planted: the search finds what is there")
        assert "Zubaydah" in caplog.text
        caplog.clear()
        answers = [
            client.post("/en/offers/", {"text": DRIVER}),
            client.post("/en/offers/questions/", {"who": "Zubaydah", "visa": "visit"}),
        ]
    assert "Zubaydah" not in caplog.text
    for answer in answers:
        assert answer.status_code == 200
        assert answer.cookies == {}
        assert "no-store" in answer["Cache-Control"]
        assert "Zubaydah" not in str(answer.headers)
    assert client.cookies == {}
    assert "Zubaydah" not in str(vars(cache)) + _rows()


def _rows() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' AND table_schema = 'public'"
        )
        tables = cursor.fetchall()
        rows = []
        for schema, table in tables:
            cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" t')  # noqa: S608 - names of tables
            rows += [row[0] or "" for row in cursor.fetchall()]
    assert tables
    return "\n".join(rows)


def test_a_word_in_the_address_is_not_read() -> None:
    page = CLIENT.get("/en/offers/?text=Registration+fee+150+dollars").content.decode()
    assert 'class="flag"' not in page
    assert "<mark>" not in page


# The command


def test_the_command_reads_a_file_or_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "advert.txt"
    file.write_text(DRIVER, "utf-8")
    printed = CliRunner().invoke(offer, ["check", str(file)])
    assert printed.exit_code == 0
    assert "In the text: “pay only medical”" in printed.output
    piped = CliRunner().invoke(offer, ["check", "-", "--format", "json"], input=DRIVER)
    assert '"rule": "visit_visa"' in piped.output


def test_the_command_refuses_a_picture_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "advert.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0 picture")
    printed = CliRunner().invoke(offer, ["check", str(file)])
    assert printed.exit_code == 1
    assert "[O202] advert.jpg: This is not a text." in printed.stderr
