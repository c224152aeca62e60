"""What is owed, reckoned in a browser: every page on the way readable by all, on a telephone."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser.browsers import barriers, scrolls_sideways
from browser.packs import say
from browser.visitors import DESK, PHONE, SCHEMES_OF, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]


@pytest.mark.parametrize("language", SCHEMES_OF)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_telephone(
    chromium: Browser, site: str, language: str
) -> None:
    wrong, kinds = {}, []
    with visiting(chromium, site, **PHONE) as visitor:
        for kind in every_kind(visitor, language):
            kinds.append(kind)
            found = [*barriers(visitor.page, SCHEMES_OF[language]), *visitor.wrong_words()]
            found += ["wide"] if scrolls_sideways(visitor.page) else []
            if found:
                wrong[kind] = found
    assert wrong == {}
    assert kinds == ["start", "file refused", "form", "form with mistakes", "statement", "ended"]


def every_kind(visitor: Visitor, language: str) -> Iterator[str]:
    """From the first page to the end; gives the name of each page while it is shown."""
    visitor.open(f"/{language}/")
    visitor.follow("home/way_wages")
    yield "start"
    visitor.main.locator("details summary").click()
    file = {"name": "a.yaml", "mimeType": "text/plain", "buffer": b"schema: x\n"}
    visitor.main.locator("#account").set_input_files(file)  # type: ignore[arg-type]
    visitor.press("wages/reckon")
    assert refused(visitor)
    yield "file refused"
    visitor.main.locator('input[value="xx"]').check()
    visitor.press("wages/begin")
    for details in visitor.main.locator("details").all():
        details.evaluate("one => { one.open = true }")
    yield "form"
    fill(visitor)
    visitor.main.locator("#amount").fill("many")
    visitor.press("wages/reckon")
    assert refused(visitor)
    assert visitor.main.locator("#amount").get_attribute("aria-invalid") == "true"
    yield "form with mistakes"
    visitor.main.locator("#amount").fill("1300")
    visitor.press("wages/reckon")
    assert visitor.title == say(language, "owed/title")
    for details in visitor.main.locator("details").all():
        details.evaluate("one => { one.open = true }")
    yield "statement"
    visitor.press("interview/end")
    yield "ended"


def refused(visitor: Visitor) -> bool:
    """Whether the page was refused: the browser notes that, and nothing else."""
    told, expected = list(visitor.complaints), "422"
    visitor.complaints.clear()
    return len(told) == 1 and expected in told[0] and visitor.main.get_by_role("alert").is_visible()


def fill(visitor: Visitor) -> None:
    """As somebody fills in the form."""
    main = visitor.main
    main.locator("#from").fill("2025-03-03")
    main.locator("#until").fill("2025-06-30")
    main.locator("#pay_period").select_option("month")
    main.locator("#per").select_option("month")
    main.locator("#work_0_hours").fill("9")
    main.locator("#work_0_hours_to").fill("10")
    main.locator("#paid_0_for").fill("2025-03-03")
    main.locator("#paid_0_amount").fill("1000")


def test_a_statement_is_taken_along_changed_and_left_at_a_desk(
    chromium: Browser, site: str
) -> None:
    with visiting(chromium, site, **DESK) as visitor:
        visitor.open("/en/sums/")
        visitor.main.locator('input[value="xx"]').check()
        visitor.press("wages/begin")
        fill(visitor)
        visitor.main.locator("#amount").fill("1300")
        visitor.press("wages/reckon")
        paper = visitor.saves("wages/pdf")
        assert paper.suggested_filename == "document.pdf"
        assert paper.path().read_bytes().startswith(b"%PDF-")
        told = json.loads(visitor.saves("wages/json").path().read_text("utf-8"))
        shown = visitor.main.locator(".totals").inner_text()
        assert told["least"]["claimable"] in shown
        assert told["most"]["claimable"] in shown
        visitor.press("wages/change")
        assert visitor.main.locator("#paid_0_amount").input_value() == "1000"
        assert visitor.is_begun()
        visitor.press("interview/end")
        assert not visitor.is_begun()
