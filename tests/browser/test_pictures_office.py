"""The pictures in the documentation of pages behind the sign-in are of the pages as they are now.

What differs each time (a pseudonym, a day) may differ in them; ``make pictures`` makes them anew.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.accounts import demo_with_accounts, sign_in
from browser.packs import say
from browser.pictures import DOCS, check, check_shown
from browser.visitors import PHONE, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("pictures")]

FOLDER = DOCS / "images/office"
INSPECTOR = "inspect@inspectorate.example"
LANGUAGES = ("en", "fr", "es", "ar")


SHOWN = {"office": "office/", "file": "office/{file}", "contact": "office/{file}contact/"}
NAMES = [f"{name}-{language}" for name in SHOWN for language in LANGUAGES]


@dataclass(frozen=True, slots=True)
class Inspector:
    """Somebody on a telephone, with one file opened for one person (``files/<id>/``)."""

    visitor: Visitor
    file: str


@pytest.fixture(name="inspector", scope="module")
def _inspector(chromium: Browser, open_folder: Path) -> Iterator[Inspector]:
    with demo_with_accounts(open_folder / "pictures") as demo:
        site, accounts = demo.site, demo.accounts
        with visiting(chromium, site, **PHONE, color_scheme="light") as visitor:
            sign_in(visitor, accounts[INSPECTOR])
            visitor.open("/en/office/files/new/")
            visitor.page.get_by_label(say("en", "cases_age/adult"), exact=True).check()
            visitor.press("cases/new_do")
            found = re.search(r"files/[0-9a-f-]{36}/", visitor.page.url)
            assert found is not None
            yield Inspector(visitor, found[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_shows_the_page_as_it_is(inspector: Inspector, name: str, language: str) -> None:
    inspector.visitor.open(f"/{language}/{SHOWN[name].format(file=inspector.file)}")
    check(inspector.visitor.page, FOLDER / f"{name}-{language}.png")


def test_the_documentation_shows_each_picture_and_says_what_it_is() -> None:
    check_shown(FOLDER, NAMES)
