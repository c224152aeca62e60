"""The list of files in a real browser: found by code, sorted, filtered, as cards on a phone."""

import pytest
from playwright.sync_api import Browser

from browser.browsers import barriers, scrolls_sideways
from browser.officers import INSPECTOR, NARROW, Officer, Walk, _walk, at_work
from browser.packs import say
from browser.visitors import SCHEMES_OF

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("lists")]
started = _walk
"""The demonstration, started once for this module."""


def opens(it: Officer, age: str) -> str:
    """A new file; returns its address."""
    it.page.goto(f"{it.walk.site}/en/office/files/new/")
    it.choose("age", f"cases_age/{age}")
    it.press("cases/new_do")
    return it.page.url.removesuffix("contact/")


def test_a_file_is_found_sorted_and_filtered(walk: Walk, chromium: Browser) -> None:
    with at_work(walk, chromium, INSPECTOR) as it:
        page = it.page
        opens(it, "adult")
        child = opens(it, "child")
        page.goto(f"{walk.site}/en/office/files/")
        rows = page.locator("main tbody tr")
        assert rows.count() == 2
        code = rows.filter(has_text="Under 18").locator("th a").inner_text()
        # Found by its code: one press to search, one to open.
        page.locator("#find").fill(code.lower())
        page.locator("#find").press("Enter")
        page.locator("main .hits a").first.click()
        assert page.url == child
        # Sorted by a press on a heading, again the other way round.
        page.goto(f"{walk.site}/en/office/files/")
        page.get_by_role("link", name="File", exact=True).click()
        first = rows.first.locator("th a").inner_text()
        assert page.locator("th[aria-sort=ascending]").inner_text().strip() == "File"
        page.get_by_role("link", name="File", exact=True).click()
        assert rows.last.locator("th a").inner_text() == first
        # Filtered by a box and a press.
        page.locator("main summary", has_text="Age").click()
        page.get_by_label(say("en", "cases_list_age/child")).check()
        page.get_by_role("button", name=say("en", "room_list/apply")).click()
        assert rows.count() == 1
        # Kept for the next morning, under a name that is made of the filters.
        page.get_by_role("button", name=say("en", "room_list/own_save")).click()
        page.goto(f"{walk.site}/en/office/files/")
        assert rows.count() == 2
        page.get_by_role("link", name="Mine · Age: Under 18 · sorted by File").click()
        assert rows.count() == 1
        found = {}
        for language in ("en", "ar"):
            page.goto(f"{walk.site}/{language}/office/files/")
            found[language] = barriers(page, SCHEMES_OF[language])
            page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
            assert not scrolls_sideways(page)
            assert rows.first.evaluate("one => getComputedStyle(one).display") == "grid"
            found[f"{language} narrow"] = barriers(page, ("light",))
            page.set_viewport_size({"width": 1280, "height": 900})
        assert found == {key: [] for key in found}
