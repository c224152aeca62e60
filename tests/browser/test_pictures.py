"""The pictures in the documentation are of the pages as they are now.

``make pictures`` runs the same test and writes them anew.
"""

import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from browser.pictures import DOCS, check, check_shown, described, picture, settle, size, words
from browser.visitors import DESK, PHONE, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]

FOLDER = DOCS / "images/pages"


def home(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/")


def question(visitor: Visitor, language: str) -> None:
    visitor.begin(language)
    for _ in range(2):
        visitor.reply("yes")


def finding(visitor: Visitor, language: str) -> None:
    question(visitor, language)
    assert list(visitor.reply_to_the_end())


def catalogue(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/rules/")


def figures(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/figures/example/")
    visitor.page.locator(".report").wait_for(timeout=90_000)  # it is made once


def sums(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/sums/")


def promised(visitor: Visitor, language: str) -> None:
    """A comparison: what it says does not depend on the day."""
    sums(visitor, language)
    visitor.press("wage_talk/details")
    visitor.press("wage_check/sheet_t")
    main = visitor.main
    main.locator("#currency").fill("XXD")
    for version, wage, hours in (("promised", "450", "8"), ("actual", "270", "12")):
        main.locator(f"#{version}_wage").fill(wage)
        main.locator(f"#{version}_per").select_option("month")
        main.locator(f"#{version}_in_hand").select_option("no")
        main.locator(f"#{version}_hours_per_day").fill(hours)
        main.locator(f"#{version}_days_per_week").fill("6")
        if version == "promised":
            visitor.press("wage_check/begin")
            visitor.press("wage_check/begin")
    with visitor.page.expect_navigation():
        main.locator("form[novalidate] button:not([name])").click()
    settle(visitor.page)
    visitor.page.evaluate("document.querySelector('.stack').closest('section').scrollIntoView()")


SHOWN: dict[str, Callable[[Visitor, str], None]] = {
    one.__name__: one for one in (home, question, finding, sums, promised, catalogue, figures)
}
LANGUAGES = ("en", "fr", "es", "ar")
WIDE = ("en", "ar")
NAMES = [
    *(f"{name}-{language}" for name in SHOWN for language in LANGUAGES),
    *(f"sums-wide-{language}" for language in WIDE),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_shows_the_page_as_it_is(
    chromium: Browser, site: str, name: str, language: str
) -> None:
    with visiting(chromium, site, **PHONE, color_scheme="light") as visitor:
        SHOWN[name](visitor, language)
        check(visitor.page, FOLDER / f"{name}-{language}.png")


@pytest.mark.parametrize("language", WIDE)
def test_a_picture_of_a_desk_shows_the_page_as_it_is(
    chromium: Browser, site: str, language: str
) -> None:
    with visiting(chromium, site, **DESK, color_scheme="light") as visitor:
        sums(visitor, language)
        check(visitor.page, FOLDER / f"sums-wide-{language}.png")


def test_the_documentation_shows_each_picture_and_says_what_it_is() -> None:
    check_shown(FOLDER, NAMES)


def test_a_stale_picture_is_found(chromium: Browser, site: str) -> None:
    with visiting(chromium, site, **PHONE) as visitor:
        visitor.open("/en/privacy/")
        before = picture(visitor.page)
        assert described(before) == words(visitor.page)
        visitor.page.locator("h1").evaluate("title => { title.textContent = 'Another title' }")
        assert described(before) != words(visitor.page)


def test_a_picture_stays_one_that_programs_read(chromium: Browser, site: str) -> None:
    with visiting(chromium, site, **PHONE) as visitor:
        visitor.open("/en/privacy/")
        made = picture(visitor.page)
        shown = visitor.page.evaluate(
            """async bytes => {
              const made = new Blob([new Uint8Array(bytes)], {type: "image/png"});
              const image = await createImageBitmap(made);
              return [image.width, image.height];
            }""",
            list(made),
        )
    assert tuple(shown) == size(made)
    assert made.endswith(b"IEND" + zlib.crc32(b"IEND").to_bytes(4))
