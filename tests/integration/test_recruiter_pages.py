"""The public look-up of recruiters: two pages, nothing kept, and never a word too much.

No database is opened here: whoever asks leaves nothing, and pytest-django would refuse it.
"""

import datetime as dt
import html
import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from manumit.recruitment import AnswerSentence, ListMode
from manumit.recruitment.list_file import demo_list_file, list_text, read_list
from manumit.web.ui.languages import words

LANGUAGES = ("en", "fr", "es", "ar")
MOST_BYTES = 15_000
CLIENT = Client(HTTP_HOST="127.0.0.1")
NEVER = re.compile(r"\b(safe|fraud|scam|trusted|verified)\b|[✓✔✅❌⚠🟢🔴]", re.IGNORECASE)
ASKED = {
    AnswerSentence.CONTACT_REGISTERED: ("Al Noor Manpower", "202-555-0141"),
    AnswerSentence.CONTACT_NOT_REGISTERED: ("RL-0417", "0788 123 456"),
    AnswerSentence.NOT_CURRENT: ("Blue Harbour Crewing", ""),
    AnswerSentence.NOT_FOUND: ("Northern Lights Catering", ""),
    AnswerSentence.SEVERAL_ALIKE: ("Star Overseas", ""),
}


@pytest.fixture(autouse=True)
def published(settings: Settings) -> None:
    """The invented list, as an authority's own."""
    settings.MANUMIT = replace(settings.MANUMIT, recruiters=demo_list_file())


def sent(language: str, asked: str, contact: str) -> str:
    answer = CLIENT.post(f"/{language}/recruiters/", {"words": asked, "contact": contact})
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return html.unescape(re.sub(r"<[^>]*>", "", found[1])).strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sentence", ASKED)
def test_each_sentence_is_one_small_page_in_each_language(
    sentence: AnswerSentence, language: str
) -> None:
    page = sent(language, *ASKED[sentence])
    assert heading(page) == words(language).name(f"recruiters_answer/{sentence}")
    assert "20 " in page  # the day of the list, in words
    assert "2026" in page
    assert words(language).name("recruiters/not_checked") in html.unescape(page)
    assert len(page.encode()) <= MOST_BYTES
    main = page[page.index("<main") : page.index("</main>")]
    assert NEVER.search(main) is None
    for raw in ("recruiters/", "recruiters_"):
        assert raw not in re.sub(r'(?:href|action)="[^"]*"', "", main)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_needs_no_script_and_no_account(language: str) -> None:
    answer = CLIENT.get(f"/{language}/recruiters/")
    page = answer.content.decode()
    assert 'method="post"' in page
    assert len(page.encode()) <= MOST_BYTES
    assert not answer.cookies


def test_an_impostor_is_answered_with_the_contacts_that_are_registered() -> None:
    page = sent("en", "Al Noor Manpowr 0788 123 456", "")
    assert "not one they registered" in heading(page)
    assert "+1 202-555-0141" in page
    assert "0788" not in page


def test_without_a_contact_the_answer_says_that_none_was_compared() -> None:
    page = sent("en", "Al Noor Manpower", "")
    assert heading(page) == "Licensed, but no contact was compared"


def test_one_of_several_is_chosen_with_the_contact_that_was_typed() -> None:
    page = sent("en", "Star Overseas", "202-555-0146")
    assert "RL-0311" in page
    assert heading(page) == "Licensed, and this contact is theirs"
    alike = sent("en", "Al Nour Manpower", "0788 1234567")
    assert 'value="Al Noor Manpower Ltd RL-0417"' in alike
    assert 'value="0788 1234567"' in alike
    assert "not one they registered" in heading(
        sent("en", "Al Noor Manpower Ltd RL-0417", "0788 1234567")
    )


def test_a_mirror_of_31_days_asks_the_authority(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "list.json"
    settings.MANUMIT = replace(settings.MANUMIT, recruiters=path)
    today = dt.datetime.now(tz=dt.UTC).date()
    for days, begins in ((30, "Licensed"), (31, "Ask the authority")):
        day = today - dt.timedelta(days=days)
        older = replace(read_list(demo_list_file()), mode=ListMode.MIRROR, day=day)
        path.unlink(missing_ok=True)
        path.write_text(list_text(older), "utf-8")
        page = sent("en", "Star Overseas RL-0310", "")
        assert heading(page).startswith(begins), days
        assert "Licensing Authority (invented), +1 202-555-0140" in page
        assert "This is a copy of it." in page


@pytest.mark.parametrize("broken", ["{", None])
def test_a_list_that_breaks_leaves_the_last_good_one(
    tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture, broken: str | None
) -> None:
    path = tmp_path / "list.json"
    settings.MANUMIT = replace(settings.MANUMIT, recruiters=path)

    def spoil() -> None:
        path.unlink(missing_ok=True)
        if broken is not None:
            path.write_text(broken, "utf-8")

    spoil()
    assert "No list of recruiters" in CLIENT.get("/en/recruiters/").content.decode()
    assert CLIENT.get("/en/recruiters/list.json").status_code == 404
    path.write_text(demo_list_file().read_text("utf-8"), "utf-8")
    assert heading(sent("en", *ASKED[AnswerSentence.CONTACT_REGISTERED])).startswith("Licensed")
    caplog.clear()
    spoil()
    for _ in range(2):
        assert heading(sent("en", *ASKED[AnswerSentence.NOT_FOUND])).startswith("No licence found")
        assert CLIENT.get("/en/recruiters/list.json").status_code == 200
    reported = [one for one in caplog.records if one.name.endswith("recruiters.published")]
    assert len(reported) == 1  # for both requests to both pages
    path.write_text(list_text(replace(read_list(demo_list_file()), entries=())), "utf-8")
    assert heading(sent("en", "Al Noor Manpower", "")).startswith("No licence found")


def test_a_list_of_a_day_to_come_never_answers(tmp_path: Path, settings: Settings) -> None:
    """As a mirror it would never grow old."""
    path = tmp_path / "list.json"
    settings.MANUMIT = replace(settings.MANUMIT, recruiters=path)
    later = replace(read_list(demo_list_file()), mode=ListMode.MIRROR, day=dt.date(2199, 1, 1))
    path.write_text(list_text(later), "utf-8")
    assert "No list of recruiters" in CLIENT.get("/en/recruiters/").content.decode()


def test_an_installation_without_a_list_says_whom_to_ask(settings: Settings) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, recruiters=None)
    page = CLIENT.get("/en/recruiters/").content.decode()
    assert "No list of recruiters is published here yet." in page
    assert CLIENT.get("/en/recruiters/list.csv").status_code == 404


@pytest.mark.proves("look-ups-leave-nothing")
def test_nothing_that_is_typed_is_in_an_address_a_log_or_a_cookie(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nor in the database: none is opened in this module."""
    caplog.set_level(logging.DEBUG)
    typed = "Zanzibarine Quillfeather"
    page = sent("en", typed, "0799 888 777")
    assert typed not in page
    kept = "".join(record.getMessage() + str(record.__dict__) for record in caplog.records)
    # The test client itself is what carries the request of a record; its words are not kept.
    assert "Quillfeather" not in kept
    assert "0799 888 777" not in kept
    for address in re.findall(r'(?:href|action)="([^"]*)"', page):
        assert "Quillfeather" not in address


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", "\0", "x" * 100_000, "🙂" * 300])
def test_bad_input_is_answered_like_any_other(asked: str) -> None:
    page = sent("en", asked, asked)
    assert "<script>alert" not in page


def test_open_data_are_current_entries_of_a_day(settings: Settings) -> None:
    del settings
    answer = CLIENT.get("/en/recruiters/list.json")
    assert "recruiters-2026-11-20.json" in answer["Content-Disposition"]
    found: dict[str, Any] = json.loads(answer.content)
    assert found["day"] == "2026-11-20"
    names = [one["name"] for one in found["recruiters"]]
    assert "Al Noor Manpower Ltd" in names
    assert "Blue Harbour Crewing" not in names  # suspended
    lines = CLIENT.get("/en/recruiters/list.csv").content.decode().splitlines()
    assert lines[-1] == f"rows,{len(names)}"
    assert len(lines) == len(names) + 2
    assert lines[1].endswith(",2026-11-20")
    assert CLIENT.get("/en/recruiters/list.xlsx").status_code == 404


def test_open_data_leave_out_what_waits_and_a_copy_that_is_too_old(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "list.json"
    settings.MANUMIT = replace(settings.MANUMIT, recruiters=path)
    demo = read_list(demo_list_file())
    tomorrow = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=1)
    waits = replace(demo.entries[0], new_contacts=((demo.entries[0].telephones[0], tomorrow),))
    path.write_text(list_text(replace(demo, entries=(waits,))), "utf-8")
    shown = CLIENT.get("/en/recruiters/list.csv").content.decode()
    assert "jobs@alnoor.example" in shown
    assert "0141" not in shown
    old = replace(demo, mode=ListMode.MIRROR, day=tomorrow - dt.timedelta(days=32))
    path.write_text(list_text(old), "utf-8")
    assert CLIENT.get("/en/recruiters/list.csv").status_code == 404
    assert "list.csv" not in CLIENT.get("/en/recruiters/").content.decode()


def test_between_two_of_one_name_without_a_number_there_is_no_button(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "list.json"
    settings.MANUMIT = replace(settings.MANUMIT, recruiters=path)
    demo = read_list(demo_list_file())
    twins = tuple(replace(one, number="") for one in demo.entries if one.name == "Star Overseas")
    path.write_text(list_text(replace(demo, entries=twins)), "utf-8")
    page = sent("en", "Star Overseas", "")
    assert "Market Road" in page
    assert 'name="words" value="Star' not in page
