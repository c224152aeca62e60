"""A check that somebody is not punished, in a real browser: from grounds to a decision (R-50).

Scenario 7 of domain.md, section 9. On the way every page is looked at by axe at 360 and 1280 px,
and then again in four languages, with pictures for whoever wants to look at them.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser.browsers import barriers, scrolls_sideways
from browser.officers import IDENT, INSPECTOR, NARROW, PROSECUTION, Officer, Walk, _walk, at_work
from browser.packs import say
from browser.test_cases import NAME, NOTE, decides, meets
from browser.visitors import DESK, SCHEMES_OF, SEEN_IN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("nonpunishment")]
started = _walk
"""The demonstration, started once for this module."""
PICTURES = os.environ.get("MANUMIT_PICTURES", "")
"""A folder for pictures of the pages; none are made without it."""
AGAINST, WHY, ADVISER = "CR-2026-7741-ZQ", "Locked-in-with-the-plants-Zq", "Advocate-Njeri-Zq"
ADVISED = "2026-01-05"
PROSECUTORS = "Public Prosecution"
PURPOSE = "non_punishment_check"


class Lawful(Officer):
    """Somebody who fills in forms of the room of justice, from whichever room they are shown."""

    def tick(self, field: str, text_id: str) -> None:
        """One of several buttons of a form."""
        name = say("en", f"justice_field/{field}")
        group = self.page.get_by_role("group", name=name, exact=True)
        group.get_by_label(say("en", text_id), exact=True).check()

    def fill(self, field: str, text: str) -> None:
        """What is typed into a field."""
        self.visitor.main.get_by_label(say("en", f"justice_field/{field}"), exact=True).fill(text)

    def begins(self, proceedings: str) -> None:
        """Says whether proceedings exist, and comes to the form that follows from it."""
        self.follow("cases/check_new")
        self.tick("proceedings", f"justice_known/{proceedings}")
        self.press("cases/on")

    def tells(self) -> None:
        """To whom, of what, and what bears on compulsion; not that it goes."""
        main = self.visitor.main
        main.get_by_label(PROSECUTORS).first.check()
        self.tick("alleged", "justice_compelled/drug_cultivation")
        main.locator("input[name=signs]").first.check()
        self.fill("reasons", WHY)

    def sends(self) -> None:
        """Chooses that it goes."""
        self.tick("sending", "justice_sending/yes")
        self.press("cases/check_do")
        assert say("en", "cases/said_check_sent") in self.visitor.main.inner_text()


def refers(inspector: Officer) -> None:
    """Of somebody who was arrested on a farm, with the little that is known."""
    meets(inspector)
    inspector.press("interview/finish")
    inspector.press("cases/close")
    inspector.open_part("cases_tab/overview")
    inspector.refer("identification", "Identification Body")


def asks(ident: Lawful) -> None:
    """Nothing goes by itself, nothing without a yes; then both ways in which it may go."""
    main = ident.visitor.main
    ident.open_part("cases/checks")
    ident.begins("unknown")
    assert say("en", "cases/check_nobody_agreed") in main.inner_text()
    ident.follow("cases/leave_it")
    ident.begins("yes")
    ident.tells()
    ident.fill("against", AGAINST)
    ident.press("cases/check_do")
    assert say("en", "wrong/not_sent") in main.inner_text()
    # That a form comes back with what is wrong is an error to a browser's console, and to it alone.
    assert [one for one in ident.visitor.complaints if "422" not in one] == []
    ident.visitor.complaints.clear()
    ident.sends()
    ident.open_part("cases_tab/overview")
    ident.agree(PURPOSE, PROSECUTORS)
    ident.open_part("cases/checks")
    ident.begins("no")
    ident.tells()
    for field, text in (("adviser", ADVISER), ("advised_on", ADVISED), ("advised_in", "vi")):
        ident.fill(field, text)
    ident.sends()
    ident.click(ident.page.locator(".files a.pseudonym").first)
    assert ADVISER in main.inner_text()


def considers(prosecutor: Lawful) -> None:
    """Reads both, decides on one, and opens one of its own."""
    prosecutor.look()
    prosecutor.to("non_punishments")
    prosecutor.click(prosecutor.page.locator("tbody th a").first)
    text = prosecutor.visitor.main.inner_text()
    assert WHY in text
    assert ADVISER not in text
    for step, reason in (("consider", ""), ("punish", "not_enough_known"), ("spare", "compelled")):
        prosecutor.follow(f"justice_non_punishment_step/{step}")
        if reason:
            prosecutor.tick("reason", f"justice_reason/{reason}")
        prosecutor.fill("on_day", "2026-10-01")
        prosecutor.tick("body", "justice_body/prosecution")
        prosecutor.press("cases/keep")
    assert say("en", "justice_non_punishment_state/not_punished") in (
        prosecutor.visitor.main.inner_text()
    )
    prosecutor.to("non_punishments")
    prosecutor.follow("justice/non_punishment_new")
    prosecutor.fill("worker", "W-0816-ZQ")
    prosecutor.tick("basis", "justice_basis/proceedings_exist")
    prosecutor.fill("against", AGAINST)
    prosecutor.press("cases/keep")


@pytest.fixture(name="walked", scope="module")
def _walked(walk: Walk, chromium: Browser) -> Walk:
    with at_work(walk, chromium, INSPECTOR) as inspector:
        refers(inspector)
    with at_work(walk, chromium, IDENT) as officer:
        decides(officer)
        ident = Lawful(walk, officer.visitor, officer.email)
        ident.to("files")
        ident.click(ident.page.locator("tbody th a").first)
        asks(ident)
        with at_work(walk, chromium, PROSECUTION) as other:
            considers(Lawful(walk, other.visitor, other.email))
        ident.to("non_punishments")
        ident.click(ident.page.locator(".views a").last)
        assert say("en", "justice_non_punishment_state/not_punished") in (
            ident.visitor.main.inner_text()
        )
        ident.to("tasks")
        ident.follow("tasks_turn/waiting")
        assert say("en", "tasks_kind/non_punishment_await") in ident.visitor.main.inner_text()
    return walk


def test_a_check_goes_to_a_prosecution_and_its_decision_comes_back(walked: Walk) -> None:
    assert walked.wrong == {}


def test_no_address_title_or_log_tells_of_whom_a_check_is(walked: Walk) -> None:
    assert len([one for one in walked.addresses if "/checks/" in one]) > 15
    seen = walked.traces()
    assert [one for one in (NAME, NOTE, AGAINST, WHY, ADVISER) if one in seen] == []


@pytest.mark.parametrize("email", [IDENT, PROSECUTION])
def test_every_page_of_the_check_in_each_language_narrow_and_wide(
    chromium: Browser, walked: Walk, email: str
) -> None:
    wrong: dict[str, list[str]] = {}
    paths = {re.sub(r"[0-9a-f-]{36}", "*", one): one
             for one in walked.pages[email] if "checks/" in one or "work/" in one}  # fmt: skip
    assert len(paths) > 3
    # A code of the app works once, and few were printed: one sign-in for all languages.
    with at_work(walked, chromium, email, walked.accounts[email].codes[-1]) as officer:
        page = officer.page

        def look(tag: str, name: str) -> None:
            found = barriers(page, SCHEMES_OF[tag]) + officer.visitor.wrong_words()
            for size in (DESK["viewport"], NARROW):
                page.set_viewport_size(size)  # type: ignore[arg-type] # two numbers
                found += [f"scrolls sideways: {size}"] if scrolls_sideways(page) else []
                pictured(page, f"{email[:5]}-{tag}-{size['width']}-{name}")
            if found:
                wrong[f"{tag} {name}"] = found

        for tag in SEEN_IN:
            for name, path in paths.items():
                answer = page.goto(f"{walked.site}/{tag}/{path}")
                assert answer is not None
                assert answer.ok, path
                look(tag, name)
                if not path.endswith("checks/new/") or email != IDENT:
                    continue
                for shown in ("yes", "no"):
                    page.goto(f"{walked.site}/{tag}/{path}")
                    page.get_by_label(say(tag, f"justice_known/{shown}"), exact=True).check()
                    officer.visitor.press("cases/on")
                    look(tag, f"{name} {shown}")
    assert wrong == {}


def pictured(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{re.sub('[^a-z0-9]+', '-', name)}.png",
                        full_page=True)  # fmt: skip
