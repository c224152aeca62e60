"""One penalty in a real browser, until anybody reads of it in the public register.

On the way every page is looked at by axe at 360 px too, and then again in four languages.
"""

import itertools
import re

import pytest
from playwright.sync_api import Browser, Locator

from browser.browsers import barriers, scrolls_sideways
from browser.officers import INSPECTOR, NARROW, Officer, Walk, _walk, at_work
from browser.packs import say
from browser.visitors import SCHEMES_OF, SEEN_IN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("register")]
started = _walk
"""The demonstration, started once for this module."""
FIRM, NUMBER = "Thread-Planted-Zq Ltd", "PVT-7743-ZQ"


class Authority(Officer):
    """Somebody who works on a penalty."""

    def write(self, field: str, text: str) -> None:
        """What is typed into a field."""
        self.visitor.main.get_by_label(say("en", f"justice_field/{field}"), exact=True).fill(text)

    def stepped(self, step: str, day: str, reason: str = "") -> None:
        """A step with its day, body and reason."""
        self.follow(step)
        if reason:
            self.choose("reason", f"justice_reason/{reason}")
        self.write("on_day", day)
        self.choose("body", "justice_body/inspectorate")
        self.press("cases/keep")

    def _group(self, field: str) -> Locator:
        name = say("en", f"justice_field/{field}")
        return self.page.get_by_role("group", name=name, exact=True)


@pytest.fixture(name="walked", scope="module")
def _walked(walk: Walk, chromium: Browser) -> Walk:
    with at_work(walk, chromium, INSPECTOR) as officer:
        it = Authority(walk, officer.visitor, officer.email)
        it.look()
        it.to("penalties")
        it.follow("justice/penalty_new")
        for field, text in (("name", FIRM), ("country", "ke"), ("number", NUMBER),
                            ("on_day", "2026-10-01"), ("currency", "kes"), ("amount", "2500.50"),
                            ):  # fmt: skip
            it.write(field, text)
        it.choose("kind", "justice_penalty/penalty_fine")
        it.press("cases/keep")
        it.stepped("justice_penalty_step/finalise", "2026-10-20", "not_contested_in_time")
        assert "2,500.50 KES" in it.visitor.main.inner_text()
        it.follow("justice/propose")
        it.press("cases/keep")
        it.stepped("justice_sanction_step/hear", "2026-11-01", "heard_in_person")
        it.stepped("justice_sanction_step/finalise", "2026-11-02", "defence_does_not_convince")
        it.follow("justice/check")
        for field in ("household", "natural_person", "otherwise"):
            it.choose(field, "justice_known/no")
        it.write("workers", "40")
        it.choose("reason", "justice_reason/decision_names_no_worker")
        it.press("cases/keep")
        it.stepped("justice_sanction_step/publish", "2026-11-03")
        assert say("en", "justice_sanction_state/published") in it.visitor.main.inner_text()
        it.follow("justice/pass_on")
        it.to("register")
        it.page.goto(f"{walk.site}/en/register/")
        it.look()
        assert FIRM in it.visitor.main.inner_text()
    return walk


def test_a_penalty_goes_to_the_public_register(walked: Walk) -> None:
    assert walked.wrong == {}


def test_no_name_or_number_stood_in_an_address_a_title_or_the_log(walked: Walk) -> None:
    assert len(walked.addresses) > 15
    seen = walked.traces()
    assert [one for one in (FIRM, NUMBER) if one in seen] == []


def test_every_page_of_the_room_in_each_language_on_a_telephone(
    chromium: Browser, walked: Walk
) -> None:
    wrong: dict[str, list[str]] = {}
    ours = ("penalties/", "sanctions/", "register/")
    paths = {re.sub(r"[0-9a-f-]{36}", "*", one): one
             for one in walked.pages[INSPECTOR] if any(part in one for part in ours)}  # fmt: skip
    assert len(paths) > 8
    # A code of the app works once, and few were printed: one sign-in for all languages.
    with at_work(walked, chromium, INSPECTOR, walked.accounts[INSPECTOR].codes[-1]) as officer:
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
