"""A token in a real browser: made by an administrator, on every page in four languages.

Every page is looked at by axe at 360 px too, and then again in four languages.
"""

import itertools
import re

import pytest
from playwright.sync_api import Browser

from browser.browsers import barriers, scrolls_sideways
from browser.officers import NARROW, Walk, _walk, at_work
from browser.packs import say
from browser.visitors import SCHEMES_OF, SEEN_IN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("programs")]
started = _walk
"""The demonstration, started once for this module."""
ADMINISTRATOR = "admin@inspectorate.example"
WORD = re.compile(r"manumit_[0-9a-f]{32}_[A-Za-z0-9_-]{43}")


@pytest.fixture(name="word", scope="module")
def _word(walk: Walk, chromium: Browser) -> str:
    """The word of a token, as the administrator saw it once."""
    with at_work(walk, chromium, ADMINISTRATOR) as officer:
        officer.to("api")
        officer.click(officer.visitor.main.get_by_role("link", name=say("en", "api/make")))
        main = officer.visitor.main
        main.get_by_role("radio").first.check()
        for scope in ("rules", "claims"):
            main.get_by_label(say("en", f"api_scope/{scope}"), exact=True).check()
        officer.press("api/make")
        found = WORD.search(main.inner_text())
        assert found is not None
        officer.look()
        officer.to("api")
        assert WORD.search(officer.visitor.main.inner_text()) is None
    return found[0]


def test_no_page_on_the_way_has_a_barrier(walk: Walk, word: str) -> None:
    assert word
    assert walk.wrong == {}


def test_the_word_stood_in_no_address_no_title_and_no_log(walk: Walk, word: str) -> None:
    seen = walk.traces()
    assert "programs/" in seen
    assert word not in seen


def test_every_page_of_the_room_in_each_language(chromium: Browser, walk: Walk, word: str) -> None:
    assert word
    wrong: dict[str, list[str]] = {}
    code = walk.accounts[ADMINISTRATOR].codes[-1]
    with at_work(walk, chromium, ADMINISTRATOR, code) as officer:
        page = officer.page
        sizes = (NARROW, {"width": 1280, "height": 900})
        paths = ("office/programs/", "office/programs/new/")
        for size, tag, path in itertools.product(sizes, SEEN_IN, paths):
            page.set_viewport_size(size)  # type: ignore[arg-type] # two numbers
            answer = page.goto(f"{walk.site}/{tag}/{path}")
            assert answer is not None
            found = barriers(page, SCHEMES_OF[tag]) + officer.visitor.wrong_words()
            found += ["scrolls sideways"] if scrolls_sideways(page) else []
            if found or not answer.ok:
                wrong[f"{tag}/{path} {size}"] = found or [str(answer.status)]
    assert wrong == {}
