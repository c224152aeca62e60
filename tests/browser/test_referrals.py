"""One referral in a real browser: sent, received, taken on, served, ended; and one who declines.

On the way every page is looked at by axe at 360 px too, and then again in four languages, with
pictures for whoever wants to look at them.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser.browsers import barriers, scrolls_sideways
from browser.officers import INSPECTOR, MESSAGE, NARROW, SHELTER, Officer, Walk, _walk, at_work
from browser.packs import say
from browser.visitors import SCHEMES_OF, SEEN_IN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("referrals")]
started = _walk
"""The demonstration, started once for this module."""
PICTURES = os.environ.get("MANUMIT_PICTURES", "")
"""A folder for pictures of the pages; none are made without it."""


def pictured(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def sends(inspector: Officer) -> None:
    inspector.look()
    inspector.to("files")
    inspector.follow("cases/new")
    inspector.choose("age", "cases_age/adult")
    inspector.press("cases/new_do")
    inspector.choose("ways", "cases_way/text")
    inspector.press("cases/keep")
    before = len(inspector.walk.addresses)
    inspector.to_share("referral", "Haven Shelter")
    inspector.choose("parts", "cases_part/safe_contact")
    inspector.choose("asked", "cases_asked/read_aloud")
    inspector.press("guided_answer/given")
    inspector.write("message", MESSAGE)
    inspector.press("cases/refer_do")
    # Purpose, recipient, share, check, sent.
    assert len(inspector.walk.addresses) - before <= 5


def serves(shelter: Officer) -> None:
    """Takes the person on, and reports what was done, in a form of its own for each."""
    shelter.look()
    shelter.take_on()
    shelter.follow("cases/came_by_referral")
    for name, text in (("service", "cases_need/housing"), ("outcome", "cases_reason/need_met")):
        shelter.press("cases/referral_open")
        section = shelter.page.locator(f"section[aria-labelledby=do-{name}]")
        section.get_by_label(say("en", text), exact=True).check()
        shelter.click(section.get_by_role("button"))
        assert say("en", "cases/said_reported") in shelter.visitor.main.inner_text()


@pytest.fixture(name="walked", scope="module")
def _walked(walk: Walk, chromium: Browser) -> Walk:
    with at_work(walk, chromium, INSPECTOR) as inspector:
        sends(inspector)
        with at_work(walk, chromium, SHELTER) as shelter:
            serves(shelter)
        inspector.to("referrals")
        inspector.follow("cases_list/sent")
        inspector.page.goto(f"{inspector.page.url}?time=overdue")
        inspector.page.go_back()
        inspector.click(inspector.page.locator("main tbody th a").first)
        inspector.press("cases/referral_open")
        text = inspector.visitor.main.inner_text()
        assert say("en", "cases_reported/service") in text
        assert say("en", "cases/not_told") in text
        assert say("en", "cases_need/housing") not in text
        inspector.follow("cases/back_to_file")
        inspector.open_part("cases/referrals")
        inspector.follow("notifications/new")
        main = inspector.visitor.main
        main.get_by_label(say("en", "notifications_form/forced_labour"), exact=True).check()
        main.get_by_label(say("en", "notifications_age_band/from_40"), exact=True).check()
        inspector.press("notifications/leave")
        assert inspector.visitor.title == say("en", "notifications/left")
    return walk


def test_a_referral_goes_from_sending_to_its_outcome(walked: Walk) -> None:
    assert walked.wrong == {}


def test_no_address_of_a_notification_names_anything(walked: Walk) -> None:
    found = [one for one in walked.addresses if "notifications" in one]
    assert found
    assert not [one for one in found if re.search(r"[0-9a-f]{8}-|\?", one)]


@pytest.mark.parametrize("tag", SEEN_IN)
def test_every_page_of_referrals_in_each_language_on_a_telephone(
    chromium: Browser, walked: Walk, tag: str
) -> None:
    wrong: dict[str, list[str]] = {}
    paths = {re.sub(r"[0-9a-f-]{36}", "*", one): one for one in walked.pages[INSPECTOR]
             if "refer" in one or "notifications/" in one}  # fmt: skip
    assert len(paths) > 6
    start = next(one for one in walked.pages[INSPECTOR] if one.endswith("/refer/"))
    codes = walked.accounts[INSPECTOR].codes
    typed = None if tag == "en" else codes[-SEEN_IN.index(tag)]
    with at_work(walked, chromium, INSPECTOR, typed) as officer:
        page = officer.page

        def look(name: str) -> None:
            found = barriers(page, SCHEMES_OF[tag]) + officer.visitor.wrong_words()
            found += ["scrolls sideways"] if scrolls_sideways(page) else []
            if found:
                wrong[name] = found
            pictured(page, f"{tag}-{re.sub('[^a-z]+', '-', name)}")

        page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
        for name, path in paths.items():
            page.goto(f"{walked.site}/{tag}/{path}")
            look(name)
            opens = page.get_by_role("button", name=say(tag, "cases/referral_open"), exact=True)
            if opens.count():
                with page.expect_navigation():
                    opens.click()
                look(f"{name} opened")
        page.goto(f"{walked.site}/{tag}/{start}")
        page.locator("input[name=purpose][value=disclosure]").check()
        page.locator("input[name=urgency][value=no_hurry]").check()
        for button in ("cases/on", "cases/on", "guided_answer/not_now"):
            officer.visitor.press(button)
            look(button)
            office = page.locator("input[name=office]")
            if office.count():
                office.first.check()
    assert wrong == {}
