"""Another system's files brought in by pages in a real browser, with the real background.

By an inspector of the invented country. On the way every page that stands still is looked at by
axe at 360 px too, and then again in four languages.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.browsers import barriers, scrolls_sideways
from browser.country_walk import country_walk
from browser.officers import NARROW, Officer, at_work
from browser.packs import say
from browser.visitors import SCHEMES_OF
from imports_here import MAPPING, PEOPLE, TABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("bringing")]
EMAIL = "inspect1.r1@inspectorate.example"
LONGEST_WAIT = 150_000
"""Milliseconds."""


class Bringer(Officer):
    """Somebody who brings files in."""

    def sends(self, sheet: bytes) -> None:
        """A sheet with the mapping of the example, and waits until it was looked through."""
        for field, name, content in (
            ("sheet", "people.csv", sheet), ("mapping_file", "map.yaml", MAPPING.read_bytes()),
        ):  # fmt: skip
            into = self.page.get_by_label(self.say(f"imports_field/{field}"), exact=True)
            into.set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
        self.visitor.press("imports/bring_do")
        self.waits("looked")

    def waits(self, stage: str) -> None:
        """Until the page, which loads itself again, says how far it is; then a look at it."""
        self.page.get_by_text(self.say(f"imports_stage/{stage}")).wait_for(timeout=LONGEST_WAIT)
        self.look()


@pytest.fixture(name="at", scope="module")
def _at(open_folder: Path, chromium: Browser) -> Iterator[Bringer]:
    with (
        country_walk(open_folder / "brought", chromium, (EMAIL,)) as walk,
        at_work(walk, chromium, EMAIL) as one,
    ):
        yield Bringer(walk, one.visitor, EMAIL)


def test_a_sheet_becomes_files_and_another_is_given_up(at: Bringer) -> None:
    at.to("files")
    at.follow("imports/imports")
    at.follow("imports/bring")
    at.sends(TABLE.read_bytes().replace(b"+41000000004", b"no-number"))
    text = at.visitor.main.inner_text()
    assert f"{PEOPLE - 1} rows would become files" in text
    assert "V304" in text
    with at.page.expect_download() as fetched:
        at.page.get_by_role("link", name=at.say("imports/bring_list"), exact=True).click()
    assert fetched.value.suggested_filename == "rejected-rows.csv"
    at.page.get_by_label(at.say("imports_field/leave_out"), exact=True).check()
    at.visitor.press("imports/bring_make")
    at.waits("made")
    at.follow("imports/import")
    assert "V304" in at.visitor.main.inner_text()
    at.to("files")
    at.follow("imports/imports")
    at.follow("imports/bring")
    at.sends(TABLE.read_bytes().replace(b"R-000", b"T-000"))
    _in_each_language(at)
    at.press("imports/bring_end")
    assert at.say("imports_bring_end/given_up") in at.visitor.main.inner_text()
    assert at.walk.wrong == {}


def _in_each_language(at: Bringer) -> None:
    """The pages of a sheet that was looked through, on a telephone."""
    here = re.sub(r"^/[a-z]+/", "", at.page.url.removeprefix(at.walk.site))
    wrong: dict[str, list[str]] = {}
    at.page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
    for tag in ("fr", "es", "ar", "en"):
        for path in ("office/imports/", "office/imports/new/", here):
            answer = at.page.goto(f"{at.walk.site}/{tag}/{path}")
            assert answer is not None
            found = barriers(at.page, SCHEMES_OF[tag]) + at.visitor.wrong_words()
            found += ["scrolls sideways"] if scrolls_sideways(at.page) else []
            if found or not answer.ok:
                wrong[f"{tag}/{path}"] = found or [str(answer.status)]
    assert wrong == {}
    assert say("en", "imports/bring_make") in at.visitor.main.inner_text()
