"""Every page, in a real browser: readable by all, on a phone and a desk, in light and dark.

No list of pages is kept here: they are found by following links, so that none is forgotten.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser.browsers import SCHEMES, Scheme, barriers, scrolls_sideways, violations
from browser.crawled import NO_PAGE, UNLINKED, crawl, pages, views
from browser.packs import direction
from browser.visitors import DESK, PHONE, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]

MISSING = "no/such/page/"
# One language of each direction is looked at in both schemes and at both widths. A page is made by
# the same template and style sheet in every language, and differs in its words only: for the others
# each view once is enough to find a text that is missing, too long or without its language.
SEEN_AS: list[tuple[str, dict[str, Any], tuple[Scheme, ...]]] = [
    ("en", PHONE, SCHEMES),
    ("en", DESK, ("light",)),
    ("ar", PHONE, SCHEMES),
    ("ar", DESK, ("light",)),
    ("fr", PHONE, ()),
    ("es", PHONE, ()),
    ("bn", PHONE, ("light",)),
]
NAMES = [f"{tag}-{device['viewport']['width']}" for tag, device, _ in SEEN_AS]
CRAWLED = ("en", "ar", "bn")
WHOLE = ("en", "ar")


def wrong_with(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with a page at first sight, in words."""
    answer = visitor.open(path)
    wrong = [] if answer.status == (404 if path.endswith(MISSING) else 200) else ["status"]
    if scrolls_sideways(visitor.page):
        wrong.append("scrolls sideways")
    if visitor.page.locator("html").get_attribute("dir") != direction(visitor.language):
        wrong.append("direction")
    # A browser notes that a page was not found, whatever the page says.
    complaints = [text for text in visitor.complaints if "404" not in text]
    visitor.complaints.clear()
    return wrong + complaints


def test_every_view_is_reached_by_links_or_said_to_show_no_page(site: str) -> None:
    found = {one.view for one in crawl(site, "en")}
    assert views() - found == set(NO_PAGE)


@pytest.mark.parametrize("language", CRAWLED)
def test_no_link_leads_nowhere(site: str, language: str) -> None:
    broken = {one.path for one in crawl(site, language) if one.status != 200}
    assert broken == {f"/{language}/{path}" for path in UNLINKED if path == MISSING}


@pytest.mark.parametrize(("language", "device", "schemes"), SEEN_AS, ids=NAMES)
def test_axe_finds_nothing(
    chromium: Browser, site: str, language: str, device: dict[str, Any], schemes: Sequence[Scheme]
) -> None:
    wrong: dict[str, list[str]] = {}
    shown = pages(site, "en", largest_only=language not in WHOLE)
    with visiting(chromium, site, **device) as visitor:
        for path in (one.replace("/en/", f"/{language}/", 1) for one in shown):
            found = wrong_with(visitor, path) + barriers(visitor.page, schemes)
            if found:
                wrong[path] = found
    assert wrong == {}


@pytest.mark.parametrize("part", range(4))
def test_no_page_at_all_is_wider_than_a_telephone_or_makes_a_browser_complain(
    chromium: Browser, site: str, part: int
) -> None:
    wrong: dict[str, list[str]] = {}
    every = [one.path for one in crawl(site, "en") if one.kind == "text/html"]
    with visiting(chromium, site, **PHONE) as visitor:
        for path in every[part::4]:
            found = wrong_with(visitor, path)
            if found:
                wrong[path] = found
    assert wrong == {}


# Each of these checks is shown something that it has to find.


@pytest.fixture(name="visitor")
def _visitor(chromium: Browser, site: str) -> Iterator[Visitor]:
    with visiting(chromium, site, **PHONE) as visitor:
        visitor.open("/en/privacy/")
        yield visitor


def plant(page: Page, html: str) -> None:
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('afterbegin', html)", html
    )


def test_planted_barriers_are_found(visitor: Visitor) -> None:
    assert violations(visitor.page) == []
    plant(visitor.page, "<h2>Part</h2><h5>Jump</h5>")
    plant(visitor.page, "<img src='/static/ui/icon.svg'><a href='/'></a>")
    found = {line.partition(":")[0] for line in violations(visitor.page)}
    assert found >= {"image-alt", "link-name", "heading-order"}


def test_a_planted_text_that_cannot_be_read_in_the_dark_is_found(visitor: Visitor) -> None:
    assert barriers(visitor.page, SCHEMES) == []
    faint = "@media (prefers-color-scheme: dark) { main p { color: #222 !important } }"
    visitor.page.evaluate("rule => document.styleSheets[0].insertRule(rule, 0)", faint)
    found = barriers(visitor.page, SCHEMES)
    assert {line.partition(" <")[0] for line in found} == {"dark: color-contrast:"}


def test_a_planted_wide_line_is_found(visitor: Visitor) -> None:
    assert not scrolls_sideways(visitor.page)
    plant(visitor.page, "<pre>" + "wide " * 40 + "</pre>")
    assert scrolls_sideways(visitor.page)


def test_a_planted_style_and_a_planted_picture_from_elsewhere_are_found(visitor: Visitor) -> None:
    with visitor.page.expect_event("console"):
        plant(visitor.page, "<p style='color: red'>Red</p>")
    assert any("Content Security Policy" in text for text in visitor.complaints)
    visitor.complaints.clear()
    with visitor.page.expect_event("console"):
        plant(visitor.page, "<img alt='' src='https://elsewhere.invalid/count.png'>")
    assert any("elsewhere.invalid" in text for text in visitor.complaints)
    visitor.complaints.clear()


def test_a_planted_request_to_elsewhere_is_found(chromium: Browser, site: str) -> None:
    with visiting(chromium, site, bypass_csp=True) as visitor:
        visitor.open("/en/privacy/")
        with visitor.page.expect_event("requestfailed"):
            plant(visitor.page, "<img alt='' src='https://elsewhere.invalid/count.png'>")
        assert visitor.elsewhere == ["https://elsewhere.invalid/count.png"]
        visitor.elsewhere.clear()
        visitor.complaints.clear()
