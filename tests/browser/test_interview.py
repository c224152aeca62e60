"""A whole interview on a telephone, as a person takes it: from the first page to forgetting.

Every press is found by its role and by words from the text packs.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator
from pypdf import PdfReader

from browser.browsers import barriers, scrolls_sideways
from browser.packs import direction, library, plain, questions, say
from browser.visitors import PHONE, SCHEMES_OF, SEEN_IN, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]

# Bengali is brought along by the institution (docs/examples/languages).
WITH_SCRIPTS = [(language, True) for language in (*SEEN_IN, "bn")]
WITHOUT_SCRIPTS = [("en", False), ("ar", False)]
DEEPEST = 12


@pytest.mark.parametrize(("language", "scripts"), WITH_SCRIPTS + WITHOUT_SCRIPTS)
def test_an_interview_from_the_first_page_to_forgetting(
    chromium: Browser, site: str, language: str, scripts: bool
) -> None:
    with visiting(chromium, site, **PHONE, java_script_enabled=scripts) as visitor:
        begins(visitor, language)
        asked = answers_everything_with_yes(visitor)
        assert len(asked) == len(set(asked)) > 5
        finds_trafficking(visitor)
        opens_down_to_the_source(visitor)
        takes_a_pdf(visitor)
        takes_a_json(visitor)
        ends(visitor, asked)


def stands_well(visitor: Visitor, language: str) -> None:
    """What holds on every page of an interview."""
    assert visitor.page.url == f"{visitor.site}/{language}/questions/"
    assert visitor.language == language
    assert visitor.page.locator("html").get_attribute("dir") == direction(language)
    assert plain(visitor.page.title()) == say(language, "interview/title")
    assert not scrolls_sideways(visitor.page)
    assert visitor.wrong_words() == []


def begins(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/")
    visitor.follow("home/start")
    stands_well(visitor, language)
    assert visitor.title == say(language, "interview/start")
    assert not visitor.is_begun()
    visitor.press("interview/begin")
    stands_well(visitor, language)
    assert visitor.title == say(language, "interview/hearing")
    assert visitor.is_begun()
    visitor.press("interview/hearing_alone")


def answers_everything_with_yes(visitor: Visitor) -> list[str]:
    """The questions that were asked."""
    language, known, asked = visitor.language, questions(visitor.language), []
    for question in visitor.reply_to_the_end("yes"):
        stands_well(visitor, language)
        assert question in known
        asked.append(question)
    return asked


def finds_trafficking(visitor: Visitor) -> None:
    language = visitor.language
    stands_well(visitor, language)
    assert visitor.title == say(language, "interview/finding")
    text = plain(visitor.main.inner_text())
    for result in ("labour_law", "forced_labour", "trafficking"):
        assert say(language, f"interview/{result}_yes") in text


def opens_down_to_the_source(visitor: Visitor) -> None:
    """Under each of the three results: one line inside the other, each pressed by its words."""
    language = visitor.language
    section = visitor.page.get_by_role("region", name=say(language, "interview/reasons"))
    results = section.locator("> .levels > li > details").all()
    assert len(results) >= 3
    for result in results:
        lines = opened_lines(result)
        assert len(lines) >= 3  # a result, a sign of it, an answer
        assert say(language, "answer/yes") in lines[-1]
        standings = (say(language, "standing/published"), say(language, "standing/ours"))
        assert any(one in line for line in lines for one in standings)
    stands_well(visitor, language)
    # The work that says that these signs matter is named.
    assert library().source("P1").title in plain(section.inner_text())


def opened_lines(line: Locator) -> list[str]:
    """What is read on the way down, following the first line each time."""
    read = []
    for _ in range(DEEPEST):
        inner = line.locator("> .levels > li > *").first
        assert not inner.is_visible()
        line.locator("> summary").click()
        assert inner.is_visible()
        read.append(plain(line.inner_text()))
        if inner.locator("> summary").count() == 0:
            return [*read, plain(inner.inner_text())]
        line = inner
    raise AssertionError(read)


def takes_a_pdf(visitor: Visitor) -> None:
    """Tagged and with its language, for those who hear it."""
    saved = visitor.saves("interview/pdf")
    assert saved.suggested_filename == "document.pdf"
    paper = PdfReader(io.BytesIO(Path(saved.path()).read_bytes()))
    root: Any = paper.root_object
    assert root["/Lang"] == visitor.language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    stands_well(visitor, visitor.language)


def takes_a_json(visitor: Visitor) -> None:
    saved = visitor.saves("interview/json")
    assert saved.suggested_filename == "document.json"
    document = json.loads(Path(saved.path()).read_text("utf-8"))
    assert (document["forced_labour"], document["trafficking"]) == ("yes", "yes")
    stands_well(visitor, visitor.language)


def ends(visitor: Visitor, asked: list[str]) -> None:
    """Nothing is left in the browser, and no way back shows anything."""
    language = visitor.language
    visitor.press("interview/end")
    stands_well(visitor, language)
    assert visitor.title == say(language, "interview/ended")
    assert visitor.page.context.cookies() == []
    for _ in range(3):
        visitor.page.go_back()
        text = plain(visitor.page.locator("body").inner_text())
        assert [one for one in asked if one in text] == []
        assert visitor.title != say(language, "interview/finding")
    visitor.complaints.clear()  # a browser notes where a form would have to be sent anew


# Every kind of page that an interview has, looked at by axe.


@pytest.mark.parametrize("language", SCHEMES_OF)
def test_axe_finds_nothing_on_any_kind_of_page(chromium: Browser, site: str, language: str) -> None:
    wrong, kinds = {}, []
    with visiting(chromium, site, **PHONE) as visitor:
        for kind in every_kind(visitor, language):
            kinds.append(kind)
            found = barriers(visitor.page, SCHEMES_OF[language]) + visitor.wrong_words()
            if found:
                wrong[kind] = found
    assert wrong == {}
    assert len(kinds) == len(set(kinds)) == 15


def every_kind(visitor: Visitor, language: str) -> Iterator[str]:
    """Goes from page to page; gives the name of each while it is shown."""
    yield from up_to_a_question(visitor, language)
    yield from with_answers(visitor)
    yield from to_the_end(visitor)
    yield from for_the_young(visitor, language)
    yield from lost(visitor, language)


def up_to_a_question(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.open(f"/{language}/questions/")
    yield "start"
    visitor.press("interview/begin")
    yield "hearing"
    visitor.press("interview/hearing_others")
    yield "postponed"
    visitor.press("interview/can_talk")
    visitor.press("interview/hearing_trusted")
    yield "first question"


def with_answers(visitor: Visitor) -> Iterator[str]:
    visitor.reply("yes")
    visitor.reply("dont_know")
    with visitor.page.expect_navigation():
        visitor.page.locator("form:has(.answers)").evaluate("form => form.submit()")
    assert [one for one in visitor.complaints if "422" not in one] == []
    visitor.complaints.clear()
    yield "nothing chosen"
    visitor.press("interview/back")
    yield "question with an earlier answer"
    visitor.press("interview/keep")
    visitor.press("interview/overview")
    yield "overview"
    visitor.press("interview/finish")
    yield "finding of a part"
    visitor.press("interview/change_answers")
    visitor.main.locator(".answers-given form button").last.click()
    visitor.button("interview/to_overview").wait_for()
    yield "question from the overview"
    visitor.press("interview/to_overview")
    visitor.press("interview/resume")


def to_the_end(visitor: Visitor) -> Iterator[str]:
    for _ in visitor.reply_to_the_end("yes"):
        if visitor.button("interview/leave_out").count():
            yield "last subject, offered"
    yield "finding"
    visitor.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    yield "finding, all opened"
    visitor.press("interview/end")
    yield "ended"


def for_the_young(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.begin(language)
    visitor.reply("no")
    assert say(language, "interview/switched") in plain(visitor.main.inner_text())
    yield "questions for the young"


def lost(visitor: Visitor, language: str) -> Iterator[str]:
    visitor.page.context.clear_cookies(name="visit")
    visitor.open(f"/{language}/questions/")
    assert visitor.page.get_by_role("alert").is_visible()
    yield "lost"
