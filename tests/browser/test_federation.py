"""Another installation in a real browser: its card pasted, and every page looked at by axe.

At 360 px too, and then again in four languages.
"""

import itertools
import re

import pytest
from playwright.sync_api import Browser

from browser.browsers import barriers, scrolls_sideways
from browser.officers import NARROW, Officer, Walk, _walk, at_work
from browser.packs import say
from browser.visitors import SCHEMES_OF, SEEN_IN
from manumit.web.federation.keys import card_text, new_pair

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("federation")]
started = _walk
"""The demonstration, started once for this module."""
ADMINISTRATOR = "admin@inspectorate.example"
ADDRESS, NAME = "https://shelter.example.org/between/", "Lake Shelter"


@pytest.fixture(name="walked", scope="module")
def _walked(walk: Walk, chromium: Browser) -> Walk:
    with at_work(walk, chromium, ADMINISTRATOR) as officer:
        it = Officer(walk, officer.visitor, officer.email)
        it.to("connections")
        it.look()
        it.follow("federation/propose")
        for field, text in (("name", NAME), ("card", card_text(new_pair(), ADDRESS))):
            label = say("en", f"federation_field/{field}")
            it.visitor.main.get_by_label(label, exact=True).fill(text)
        it.press("federation/propose")
        assert NAME in it.visitor.main.inner_text()
        assert say("en", "federation_state/proposed") in it.visitor.main.inner_text()
        it.follow("federation_step/refuse")
    return walk


def test_a_card_is_pasted_and_waits_for_a_second_person(walked: Walk) -> None:
    assert walked.wrong == {}


def test_every_page_of_the_room_in_each_language_on_a_telephone(
    chromium: Browser, walked: Walk
) -> None:
    wrong: dict[str, list[str]] = {}
    paths = {re.sub(r"[0-9a-f-]{36}", "*", one): one
             for one in walked.pages[ADMINISTRATOR] if "installations/" in one}  # fmt: skip
    assert len(paths) == 4
    code = walked.accounts[ADMINISTRATOR].codes[-1]
    with at_work(walked, chromium, ADMINISTRATOR, code) as officer:
        page = officer.page
        page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
        for tag, path in itertools.product(SEEN_IN, paths.values()):
            answer = page.goto(f"{walked.site}/{tag}/{path}")
            assert answer is not None
            found = barriers(page, SCHEMES_OF[tag]) + officer.visitor.wrong_words()
            found += ["scrolls sideways"] if scrolls_sideways(page) else []
            if found or not answer.ok:
                wrong[f"{tag}/{path}"] = found or [str(answer.status)]
    assert wrong == {}
