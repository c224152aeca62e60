"""The report in a real browser: readable by all, in both schemes, on a phone and a desk.

The data are generated: they prove the code, never effectiveness.
"""

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from browser.browsers import SCHEMES, Scheme, opened, scrolls_sideways, violations
from demo_report import fragment, whole
from manumit.bulk.report import STYLESHEET

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("report-page")]

WIDTHS = (360, 1280)
# The other languages differ from these in their words only.
SEEN_AS = [
    *itertools.product(("en", "ar"), SCHEMES, WIDTHS),
    *((language, "light", 360) for language in ("fr", "es")),
]
HOST = "https://host.invalid"
POLICY = "default-src 'none'; style-src 'self'; script-src 'none'; base-uri 'none'"
AROUND = (
    "<!doctype html><html lang='{language}' data-scheme='{scheme}'><head><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width'><title>A page around it</title>"
    "<link rel='stylesheet' href='/report.css'></head>"
    "<body><main><h1>A page around it</h1>{fragment}</main></body></html>"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened() as chromium:
        yield chromium


def standing_alone(browser: Browser, language: str, scheme: Scheme, width: int) -> Page:
    # Axe is a script, which the policy of the page forbids.
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page.set_content(whole(language))
    return page


def held(
    browser: Browser, language: str, scheme: Scheme, *, declared: str = "", strict: bool = True
) -> tuple[Page, list[str]]:
    """A page that holds a fragment, and what its browser complained of."""
    page = browser.new_page(
        viewport={"width": 1280, "height": 900}, color_scheme=scheme, bypass_csp=not strict
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    around = AROUND.format(language=language, scheme=declared, fragment=fragment(language))

    def answer(route: Route) -> None:
        if route.request.url == f"{HOST}/report.css":
            route.fulfill(path=STYLESHEET, content_type="text/css")
        else:
            headers = {"content-security-policy": POLICY}
            route.fulfill(body=around, content_type="text/html", headers=headers)

    page.route("**/*", answer)
    page.goto(HOST)
    return page, [text for text in complaints if "favicon" not in text]


def paper(page: Page) -> str:
    script = "getComputedStyle(document.querySelector('.report')).backgroundColor"
    return str(page.evaluate(script))


WHITE, BLACK = "rgb(255, 255, 255)", "rgb(20, 24, 28)"


@pytest.mark.parametrize(("language", "scheme", "width"), SEEN_AS)
def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(
    browser: Browser, language: str, scheme: Scheme, width: int
) -> None:
    page = standing_alone(browser, language, scheme, width)
    assert paper(page) == (WHITE if scheme == "light" else BLACK)
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_a_page_that_holds_the_fragment(
    browser: Browser, language: str
) -> None:
    page, _ = held(browser, language, "light", strict=False)
    assert violations(page) == []
    page.close()


def test_a_planted_barrier_is_found(browser: Browser) -> None:
    page = standing_alone(browser, "en", "light", 360)
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('afterbegin',"
        ' \'<img src=""><p style="width: 900px; color: #ccc">Faint and wide</p>\')'
    )
    assert {line.partition(":")[0] for line in violations(page)} >= {"image-alt", "color-contrast"}
    assert scrolls_sideways(page)
    page.close()


def test_a_strict_policy_blocks_nothing_of_a_fragment(browser: Browser) -> None:
    page, complaints = held(browser, "en", "light")
    assert complaints == []
    mark = page.locator("path.yes").first
    assert mark.evaluate("e => getComputedStyle(e).fill") == "rgb(11, 60, 93)"
    striped = page.locator("path[fill^='url']").first
    assert "report-pattern-undetermined" in striped.evaluate("e => getComputedStyle(e).fill")
    page.close()


def test_the_policy_of_this_test_would_block_a_style_attribute(browser: Browser) -> None:
    page, _ = held(browser, "en", "light")
    with page.expect_console_message() as message:
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    assert "Content Security Policy" in message.value.text
    page.close()


@pytest.mark.parametrize(
    ("scheme", "declared", "seen"),
    [
        ("light", "", WHITE),
        ("dark", "", BLACK),
        ("light", "dark", BLACK),
        ("dark", "light", WHITE),
    ],
)
def test_the_page_around_decides_the_scheme(
    browser: Browser, scheme: Scheme, declared: str, seen: str
) -> None:
    page, _ = held(browser, "en", scheme, declared=declared)
    assert paper(page) == seen
    page.emulate_media(media="print")
    assert paper(page) == WHITE
    page.close()


def test_wide_tables_scroll_within_themselves_and_by_keyboard(browser: Browser) -> None:
    page = standing_alone(browser, "en", "light", 360)
    region = page.locator(".scroll").nth(1)
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    page.close()


def test_arabic_begins_on_the_right(browser: Browser) -> None:
    page = standing_alone(browser, "ar", "light", 1280)
    picture = page.locator("svg[role=img]").first
    mark, box = picture.locator("path").first.bounding_box(), picture.bounding_box()
    assert mark is not None
    assert box is not None
    assert mark["x"] + mark["width"] == pytest.approx(box["x"] + box["width"], abs=3)
    label = picture.locator("text").first.bounding_box()
    assert label is not None
    assert label["x"] + label["width"] == pytest.approx(box["x"] + box["width"], abs=3)
    page.close()


def test_a_suppressed_bound_does_not_turn_an_arabic_range_around(browser: Browser) -> None:
    """In "x – 100%" the x, a Latin letter, would draw the number to its right."""
    page = standing_alone(browser, "ar", "light", 1280)
    cells = page.locator("tbody td:last-child", has_text="x").filter(has_text="%")
    begins_with_x = [c for c in cells.all() if (c.text_content() or "").startswith("x")]
    assert begins_with_x
    place = """cell => {
      const text = cell.firstChild, one = document.createRange(), other = document.createRange();
      one.setStart(text, 0); one.setEnd(text, 1);
      other.setStart(text, text.length - 1); other.setEnd(text, text.length);
      return one.getBoundingClientRect().x - other.getBoundingClientRect().x;
    }"""
    assert all(cell.evaluate(place) > 0 for cell in begins_with_x)
    page.close()
