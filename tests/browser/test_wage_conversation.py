"""The conversation about unpaid wages on a telephone: every page readable by all."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser.browsers import barriers, scrolls_sideways
from browser.packs import say
from browser.visitors import PHONE, SCHEMES_OF, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]
HIGH = 740
"""Pixels of the window of a telephone."""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_the_first_answer_needs_no_scrolling(
    chromium: Browser, site: str, language: str
) -> None:
    wrong, titles, kinds = {}, set(), []
    with visiting(chromium, site, **PHONE) as visitor:
        visitor.open(f"/{language}/sums/")
        for kind in every_page(visitor):
            kinds.append(kind)
            titles.add(visitor.page.title())
            found = [*barriers(visitor.page, SCHEMES_OF[language]), *visitor.wrong_words()]
            found += ["wide"] if scrolls_sideways(visitor.page) else []
            found += ["below the fold"] if kind != "answer" and not in_sight(visitor) else []
            if found:
                wrong[kind] = found
        assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert visitor.page.url.endswith(f"/{language}/sums/")
    assert wrong == {}
    assert titles == {say(language, "wage_check/title")}
    assert kinds == [
        "intro", "kind", "start", "still", "promise", "days", "times", "break", "adult", "months",
        "taken", "how_much", "agreed", "answer",
    ]  # fmt: skip


def in_sight(visitor: Visitor) -> bool:
    """Whether the first answer of a page lies within the window."""
    first = visitor.main.locator("select, input:not([type=hidden]), .answers button, .go").first
    box = first.bounding_box()
    return box is not None and box["y"] + box["height"] <= HIGH


def every_page(visitor: Visitor) -> Iterator[str]:
    """Each page from the first to the answer, by its question, while it is shown."""
    main = visitor.main
    yield "intro"
    visitor.press("wage_talk/start")
    yield "kind"
    visitor.press("wage_talk/kind_farm")
    yield "start"
    main.locator("#start_month").select_option("6")
    main.locator("#start_year").select_option("2025")
    main.locator("#start_day").select_option("1")
    visitor.press("wage_talk/continue")
    yield "still"
    main.locator("#end_month").select_option("8")
    main.locator("#end_year").select_option("2025")
    main.locator("#end_day").select_option("31")
    visitor.press("wage_talk/continue")
    yield "promise"
    main.locator("#amount").fill("40")
    main.locator('input[value="day"]').check()
    visitor.press("wage_talk/continue")
    yield from about_days_and_pay(visitor)


def about_days_and_pay(visitor: Visitor) -> Iterator[str]:
    """From the days of work on."""
    main = visitor.main
    yield "days"
    for box in main.locator('input[name="days"]').all()[:6]:
        box.check()
    visitor.press("wage_talk/continue")
    yield "times"
    main.locator("#begin").select_option("07:00")
    main.locator("#stop").select_option("17:00")
    visitor.press("wage_talk/continue")
    yield "break"
    visitor.press("wage_talk/break_60")
    yield "adult"
    visitor.press("wage_talk/yes")
    yield "months"
    for month in ("08", "07", "06"):
        main.locator(f"#paid_2025-{month}").select_option("nothing")
    visitor.press("wage_talk/continue")
    yield "taken"
    main.locator('input[value="housing"]').check()
    visitor.press("wage_talk/continue")
    yield "how_much"
    main.locator("#much_housing").fill("60")
    main.locator("#often_housing").select_option("once")
    visitor.press("wage_talk/continue")
    yield "agreed"
    visitor.press("wage_talk/agreed_no_choice")
    for details in main.locator("details").all():
        details.evaluate("one => { one.open = true }")
    yield "answer"
