"""A worker's own access in a browser: switched on beside the person, asked from afar, looked at.

An inspector assesses with the person, draws a slip and opens the file for them; on a telephone the
code for danger is given, and the inspector reads it. Each page is looked at by `Officer`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.browsers import SCHEMES, barriers, scrolls_sideways
from browser.officers import INSPECTOR, NARROW, Officer, Walk, at_work, demonstrated
from browser.packs import say
from browser.test_cases import NAME, NOTE, identifies
from browser.visitors import PHONE, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("walk")]


@pytest.fixture(name="walk", scope="module")
def _walk(open_folder: Path) -> Iterator[Walk]:
    with demonstrated(open_folder, "own") as walk:
        yield walk


def meets(inspector: Officer) -> None:
    """A file, with a name."""
    inspector.to("files")
    inspector.follow("cases/new")
    inspector.choose("age", "cases_age/adult")
    inspector.press("cases/new_do")
    inspector.choose("ways", "cases_way/text")
    inspector.write("note", NOTE)
    inspector.press("cases/keep")
    identifies(inspector)


def draws(inspector: Officer) -> list[str]:
    """An assessment in which all is safe, and what is shown once."""
    page = inspector.page
    inspector.open_part("worker_access/access")
    inspector.follow("worker_access/assess")
    for group in page.locator("main fieldset").all():
        group.get_by_label(say("en", "worker_access_answer/yes"), exact=True).check()
    inspector.press("worker_access/keep")
    inspector.follow("worker_access/alone")
    inspector.press("worker_access/draw")
    found = page.locator("main code").all_inner_texts()
    inspector.follow("worker_access/go_on")
    inspector.follow("worker_access/alone")
    return found


def looks(inspector: Officer) -> None:
    """The person looks at all that is theirs, and has something written."""
    page = inspector.page
    inspector.press("worker_access/begin")
    begun = page.url
    for part in (
        "worker_access/in_file",
        "worker_access/who_looked",
        "worker_access/what_shared",
        "worker_access/copy",
        "worker_access/record",
        "worker_access/say",
    ):
        page.goto(begun)
        inspector.follow(part)
        if part == "worker_access/in_file":
            assert NAME in page.content()
    inspector.page.locator("main textarea").fill("Not-the-uncle-Zq")
    inspector.page.locator("main input[type=radio]").first.check()
    inspector.press("worker_access/keep")


def in_danger(chromium: Browser, walk: Walk, slip: list[str]) -> dict[str, list[str]]:
    """What is wrong with the page from afar, on a telephone, in languages of both directions."""
    number, _, danger = slip
    wrong: dict[str, list[str]] = {}
    with visiting(chromium, walk.site, **PHONE) as visitor:
        page = visitor.page
        for language in ("en", "ar"):
            visitor.open(f"/{language}/slip/")
            page.locator("#a").fill(number)
            page.locator("#b").fill(danger)
            with page.expect_navigation():
                page.locator("button").click()
            shown = page.locator("[role=status]").inner_text()
            assert shown == say(language, "worker_access_shown/nothing_new")
            found = barriers(page, SCHEMES) + visitor.wrong_words() + visitor.complaints
            found += ["scrolls sideways"] if scrolls_sideways(page) else []
            if found:
                wrong[language] = found
    return wrong


@pytest.fixture(name="walked", scope="module")
def _walked(chromium: Browser, walk: Walk) -> Walk:
    with at_work(walk, chromium, INSPECTOR, **PHONE) as inspector:
        meets(inspector)
        slip = draws(inspector)
        access = inspector.page.url
        walk.wrong |= in_danger(chromium, walk, slip)
        inspector.page.goto(access)
        inspector.look()
        inspector.press("worker_access/read")
        inspector.page.goto(access)
        looks(inspector)
    return walk


def test_a_worker_looks_at_what_is_theirs_and_is_heard_in_danger(walked: Walk) -> None:
    assert walked.wrong == {}


def test_the_same_pages_in_arabic_on_a_telephone(chromium: Browser, walked: Walk) -> None:
    wrong: dict[str, list[str]] = {}
    paths = {re.sub(r"[0-9a-f-]{36}", "*", one): one for one in walked.pages[INSPECTOR]}
    # What was drawn is shown once, as the answer to a form alone.
    own = [one for kind, one in paths.items() if "own/" in kind and not kind.endswith("/own/slip/")]
    assert len(own) == 10
    account = walked.accounts[INSPECTOR]
    with at_work(walked, chromium, INSPECTOR, account.codes[-1]) as officer:
        page = officer.page
        page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
        for path in own:
            answer = page.goto(f"{walked.site}/ar/{path}")
            assert answer is not None
            assert answer.ok, path
            found = barriers(page, SCHEMES) + officer.visitor.wrong_words()
            found += ["scrolls sideways"] if scrolls_sideways(page) else []
            if found:
                wrong[path] = found
    assert wrong == {}
