"""The quick exit from the middle of an interview: at once, and with no way back to it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from browser.packs import plain, questions, say
from browser.visitors import PHONE, Visitor, visiting
from manumit.web.site.deployment import DEFAULT_EXIT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]

LANGUAGES = [("en", True), ("en", False), ("ar", True), ("ar", False)]


@contextmanager
def in_the_middle(
    chromium: Browser, site: str, language: str, *, scripts: bool = True
) -> Iterator[Visitor]:
    """Somebody who has answered three questions."""
    with visiting(chromium, site, **PHONE, java_script_enabled=scripts) as visitor:
        visitor.begin(language)
        for reply in ("yes", "yes", "no"):
            visitor.reply(reply)
        assert shown(visitor) & questions(language)
        yield visitor


def shown(visitor: Visitor) -> set[str]:
    """The lines of the page."""
    return {plain(line) for line in visitor.page.locator("body").inner_text().splitlines()}


def is_away(visitor: Visitor) -> None:
    visitor.page.wait_for_url(lambda url: not url.startswith(visitor.site))
    assert visitor.left
    # Nothing goes along that tells where somebody came from.
    assert "referer" not in visitor.left[-1].all_headers()
    assert visitor.page.context.cookies(visitor.site) == []


def finds_nothing_on_the_way_back(visitor: Visitor, language: str) -> None:
    """Every page of the history, as a stranger at the device sees it."""
    seen = 0
    while visitor.page.go_back() is not None and visitor.page.url.startswith(visitor.site):
        seen += 1
        assert shown(visitor) & questions(language) == set()
        assert visitor.title in {say(language, "interview/start"), say(language, "home/title")}
        assert not visitor.is_begun()
    assert seen > 0


@pytest.mark.parametrize(("language", "scripts"), LANGUAGES)
def test_back_after_the_quick_exit_shows_nothing_of_the_interview(
    chromium: Browser, site: str, language: str, scripts: bool
) -> None:
    with in_the_middle(chromium, site, language, scripts=scripts) as visitor:
        name = say(language, "page/leave")
        visitor.page.get_by_role("button", name=name, exact=True).first.click()
        is_away(visitor)
        finds_nothing_on_the_way_back(visitor, language)


def test_escape_three_times_leaves(chromium: Browser, site: str) -> None:
    with in_the_middle(chromium, site, "en") as visitor:
        for _ in range(3):
            visitor.page.keyboard.press("Escape")
        is_away(visitor)
        finds_nothing_on_the_way_back(visitor, "en")


def test_an_interview_that_was_not_left_is_found_on_the_way_back(
    chromium: Browser, site: str
) -> None:
    """What the tests above look for is there to be found."""
    with in_the_middle(chromium, site, "en") as visitor:
        visitor.page.goto(DEFAULT_EXIT)
        visitor.page.go_back()
        assert shown(visitor) & questions("en")
