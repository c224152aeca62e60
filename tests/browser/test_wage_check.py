"""What is owed, reckoned in a browser: every page on the way readable by all, on a telephone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.browsers import barriers, scrolls_sideways
from browser.packs import say
from browser.visitors import DESK, PHONE, SCHEMES_OF, Visitor, visiting

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "examples"
SHOWN = re.compile(r"<!-- file: ([\w.-]+) -->\n```\w+\n(.*?)```", re.DOTALL)
DOCUMENTED = dict(SHOWN.findall((DOCS / "how-to/terms.md").read_text("utf-8")))
"""Files that the documentation shows, by name."""
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
    assert kinds == [
        "conversation", "start", "file refused", "form", "form with mistakes",
        "a page of its own", "statement",
        "promised", "signed", "how it is", "comparison", "comparison of a file", "about the work",
        "costs", "debt", "costs and debt", "firm", "firm refused", "firm with mistakes",
        "report on the firm", "ended",
    ]  # fmt: skip


def every_kind(visitor: Visitor, language: str) -> Iterator[str]:
    """From the first page to the end; gives the name of each page while it is shown."""
    visitor.open(f"/{language}/")
    visitor.follow("home/way_wages")
    yield "conversation"
    visitor.press("wage_talk/details")
    yield "start"
    yield from what_is_owed(visitor, language)
    yield from as_promised(visitor, language)
    yield from what_was_paid(visitor, language)
    yield from a_firm(visitor, language)
    visitor.open(f"/{language}/sums/")
    visitor.press("interview/end")
    yield "ended"


def what_is_owed(visitor: Visitor, language: str) -> Iterator[str]:
    """The account of one person."""
    sends(visitor, b"schema: x\n")
    assert refused(visitor)
    yield "file refused"
    visitor.main.locator('input[value="xx"]').check()
    visitor.press("wage_check/begin")
    opens(visitor)
    yield "form"
    fill(visitor)
    visitor.main.locator("#amount").fill("many")
    reckons(visitor)
    assert refused(visitor)
    assert visitor.main.locator("#amount").get_attribute("aria-invalid") == "true"
    yield "form with mistakes"
    visitor.main.locator("#amount").fill("1300")
    visitor.press("wage_check/part_holidays")
    opens(visitor)
    yield "a page of its own"
    visitor.main.locator("#holiday_0_day").fill("2025-05-01")
    visitor.press("wage_check/keep_and_back")
    reckons(visitor)
    assert visitor.title == say(language, "owed/title")
    opens(visitor)
    yield "statement"
    visitor.press("wage_check/change")
    visitor.press("wage_check/other_law")


def as_promised(visitor: Visitor, language: str) -> Iterator[str]:
    """A comparison, entered and from a file; the file's result stays in another language."""
    visitor.press("wage_check/sheet_t")
    yield "promised"
    for name, value in (("currency", "XXD"), ("promised_wage", "450")):
        visitor.main.locator(f"#{name}").fill(value)
    visitor.main.locator("#promised_per").select_option("month")
    visitor.press("wage_check/begin")
    yield "signed"
    visitor.press("wage_check/begin")
    yield "how it is"
    visitor.main.locator("#actual_wage").fill("270")
    visitor.main.locator("#actual_per").select_option("month")
    reckons(visitor)
    assert visitor.title == say(language, "compare/title")
    yield "comparison"
    visitor.press("wage_check/change")
    visitor.press("wage_check/other_sheet")
    sends(visitor, (EXAMPLES / "terms-of-work.yaml").read_bytes())
    other = "fr" if language == "en" else "en"
    for tag in (other, language):
        visitor.page.locator(".tongues summary").click()
        with visitor.page.expect_navigation():
            visitor.page.locator(f'.tongues button[lang="{tag}"]').click()
        assert visitor.title == say(tag, "compare/title")
    yield "comparison of a file"
    visitor.follow("wage_check/another")


def what_was_paid(visitor: Visitor, language: str) -> Iterator[str]:
    """Costs and a debt."""
    visitor.press("wage_check/sheet_c")
    yield "about the work"
    visitor.main.locator("#currency").fill("XXD")
    visitor.main.locator("#corridor").select_option("xx-yy")
    visitor.press("wage_check/begin")
    opens(visitor)
    yield "costs"
    visitor.main.locator("#item_0_kind").select_option("recruitment_fee")
    visitor.main.locator("#item_0_date").fill("2026-01-10")
    visitor.main.locator("#item_0_paid").fill("2900")
    visitor.main.locator("#item_0_by").select_option("family")
    visitor.press("wage_check/begin")
    opens(visitor)
    yield "debt"
    visitor.main.locator("#claimed").fill("2200")
    visitor.main.locator("#entry_0_what").select_option("received")
    visitor.main.locator("#entry_0_date").fill("2026-01-10")
    visitor.main.locator("#entry_0_amount").fill("500")
    reckons(visitor)
    assert visitor.title == say(language, "costs/title_worker")
    yield "costs and debt"
    visitor.press("wage_check/change")
    visitor.press("wage_check/other_sheet")


def a_firm(visitor: Visitor, language: str) -> Iterator[str]:
    """A firm's file, refused and reckoned."""
    visitor.follow("wage_check/firm")
    opens(visitor)
    yield "firm"
    table = (DOCUMENTED["payroll.csv"], DOCUMENTED["wrong.csv"])
    send_firm(visitor, table[1])
    yield "firm refused"
    visitor.press("wage_check/firm_again")
    send_firm(visitor, table[0], name="a.exe")
    assert refused(visitor, "400")
    yield "firm with mistakes"
    send_firm(visitor, table[0])
    assert visitor.title == say(language, "owed/firm_title")
    yield "report on the firm"
    assert visitor.saves("wage_check/pdf").path().read_bytes().startswith(b"%PDF-")


def send_firm(visitor: Visitor, table: str, name: str = "a.csv") -> None:
    """As somebody sends a payroll with its mapping."""
    for field, file, text in (
        ("records", name, table),
        ("mapping", "m.yaml", DOCUMENTED["payroll-mapping.yaml"]),
    ):
        sent = {"name": file, "mimeType": "text/plain", "buffer": text.encode()}
        visitor.main.locator(f"#{field}").set_input_files(sent)  # type: ignore[arg-type]
    visitor.main.locator("#law").select_option("xx")
    visitor.main.locator("#asked_on").fill("2025-06-30")
    visitor.main.locator('input[name="consent"]').check()
    visitor.press("wage_check/reckon")


def opens(visitor: Visitor) -> None:
    """Everything that opens, so that all of the page is looked at."""
    for details in visitor.main.locator("details").all():
        details.evaluate("one => { one.open = true }")


def reckons(visitor: Visitor) -> None:
    """Presses the button that reckons, which stands among others."""
    with visitor.page.expect_navigation():
        visitor.main.locator("form[novalidate] button:not([name])").click()


def sends(visitor: Visitor, content: bytes) -> None:
    """A file, in place of a form."""
    visitor.main.locator("details summary").last.click()
    file = {"name": "a.yaml", "mimeType": "text/plain", "buffer": content}
    visitor.main.locator("#account").set_input_files(file)  # type: ignore[arg-type]
    visitor.press("wage_check/reckon")


def refused(visitor: Visitor, expected: str = "422") -> bool:
    """Whether the page was refused: the browser notes that, and nothing else."""
    shown = list(visitor.complaints)
    visitor.complaints.clear()
    return (
        len(shown) == 1 and expected in shown[0] and visitor.main.get_by_role("alert").is_visible()
    )


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
        visitor.press("wage_talk/details")
        visitor.main.locator('input[value="xx"]').check()
        visitor.press("wage_check/begin")
        fill(visitor)
        visitor.main.locator("#amount").fill("1300")
        visitor.press("wage_check/reckon")
        paper = visitor.saves("wage_check/pdf")
        assert paper.suggested_filename == "document.pdf"
        assert paper.path().read_bytes().startswith(b"%PDF-")
        found = json.loads(visitor.saves("wage_check/json").path().read_text("utf-8"))
        shown = visitor.main.locator(".totals").inner_text().replace(",", "")
        assert found["least"]["claimable"] in shown
        assert found["most"]["claimable"] in shown
        visitor.press("wage_check/change")
        assert visitor.main.locator("#paid_0_amount").input_value() == "1000"
        assert visitor.is_begun()
        visitor.press("interview/end")
        assert not visitor.is_begun()
