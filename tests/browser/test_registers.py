"""An employer, a file and a group case in a real browser, by an inspector.

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

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("registers")]
started = _walk
"""The demonstration, started once for this module."""
FIRM, HALL, NOTE = "Thread-Planted-Zq Garments Ltd", "Hall-Planted-Zq", "Passports-Planted-Zq"


class Keeper(Officer):
    """Somebody who works with a register."""

    texts = "registers"

    def write(self, field: str, text: str) -> None:
        """What is typed into a field."""
        name = say("en", f"{self.texts}_field/{field}")
        self.visitor.main.get_by_role("textbox", name=name, exact=True).fill(text)

    def select(self, field: str, label: re.Pattern[str]) -> None:
        """One of a list, by a part of its words."""
        name = say("en", f"{self.texts}_field/{field}")
        listed = self.visitor.main.get_by_role("combobox", name=name, exact=True)
        option = listed.locator("option", has_text=label).first
        listed.select_option(value=option.get_attribute("value"))

    def _group(self, field: str) -> Locator:
        name = say("en", f"{self.texts}_field/{field}")
        return self.page.get_by_role("group", name=name, exact=True)

    def says(self, text_id: str) -> None:
        """The page says it."""
        assert say("en", text_id) in self.visitor.main.inner_text()


def enters(it: Keeper, name: str) -> None:
    """An organisation, as far as the form."""
    it.follow("registers/organisation_new")
    it.write("name", name)
    it.write("country", "ke")
    it.choose("kind", "registers_organisation/employer")
    it.choose("natural_person", "registers_natural_person/no")
    it.choose("source", "registers_source/public_register")
    it.press("cases/keep")


@pytest.fixture(name="walked", scope="module")
def _walked(walk: Walk, chromium: Browser) -> Walk:
    with at_work(walk, chromium, INSPECTOR) as officer:
        it = Keeper(walk, officer.visitor, officer.email)
        it.to("employers")
        enters(it, FIRM)
        it.to("employers")
        enters(it, "THREAD PLANTEDZQ GARMENTS LIMITED")
        it.says("registers/like")
        # What was sent and not kept is answered with 422, which a browser notes.
        it.visitor.complaints[:] = [one for one in it.visitor.complaints if "422" not in one]
        assert FIRM in it.visitor.main.inner_text()
        it.visitor.main.get_by_label(say("en", "registers_field/another"), exact=True).check()
        it.press("cases/keep")
        it.follow("registers/link_new")
        it.choose("way", "registers_way/out")
        it.choose("kind", "registers_link/subcontractor_of")
        it.select("other", re.compile(FIRM))
        it.write("begins", "2024-03")
        it.choose("source", "registers_source/advert")
        it.press("cases/keep")
        it.follow("registers/merge")
        it.select("other", re.compile(FIRM))
        it.choose("reason", "registers_merged/other_spelling")
        it.press("cases/keep")
        it.says("registers/parts")
        it.to("employers")
        it.follow("registers/find")
        it.write("name", "thread plantedzq")
        it.press("registers/find")
        it.to("workplaces")
        it.follow("registers/workplace_new")
        it.write("name", HALL)
        it.choose("place", "registers_place/premises")
        it.choose("source", "registers_source/own_knowledge")
        it.press("cases/keep")
        plans_a_visit(it)
        works(it)
    return walk


def plans_a_visit(it: Keeper) -> None:
    """To the workplace, which is found by its name in another spelling."""
    it.to("visits")
    it.follow("inspections/plan")
    field = it.visitor.main.get_by_role("searchbox", name=say("en", "inspections/find"), exact=True)
    field.fill("hall plantedzq")
    it.press("office_search/do")
    it.click(it.visitor.main.get_by_role("link", name=HALL, exact=True))
    it.says("inspections/plan")


def works(it: Keeper) -> None:
    """A file, where its person worked, and a group case of that place with a fact."""
    it.to("files")
    it.follow("cases/new")
    it.texts = "cases"
    it.choose("age", "cases_age/adult")
    it.press("cases/new_do")
    it.press("cases/keep")
    it.open_part("cases/employments")
    it.follow("cases/employment_new")
    it.texts = "employments"
    it.select("workplace", re.compile(HALL))
    it.select("occupation", re.compile("^75 "))
    it.write("from_country", "bd")
    it.texts = "registers"
    it.write("begins", "2025")
    it.texts = "employments"
    it.choose("source", "cases_employment_source/told_by_worker")
    it.press("cases/keep")
    it.click(it.visitor.main.get_by_role("link", name=re.compile(HALL)).first)
    it.texts = "group_cases"
    it.follow("group_cases/group_new")
    it.visitor.main.get_by_role("radio").first.check()
    it.press("group_cases/group_new")
    it.says("group_cases/few")
    it.follow("group_cases/fact_new")
    it.select("code", re.compile("^CD01 "))
    it.choose("answer", "group_cases_fact_answer/yes")
    it.choose("informant", "informant/officer")
    it.write("note", NOTE)
    it.press("cases/keep")
    it.says("group_cases/fact_not_taken")
    it.click(it.visitor.main.get_by_role("link", name=re.compile("^Does this apply")).first)
    it.press("group_cases/fact_take")
    it.says("group_cases/fact_taken")
    it.to("groups")


def test_an_employer_is_entered_and_workers_of_a_place_stay_persons(walked: Walk) -> None:
    assert walked.wrong == {}


def test_no_name_stands_in_an_address_a_title_or_the_log(walked: Walk) -> None:
    assert len(walked.addresses) > 25
    seen = walked.traces()
    assert [one for one in (FIRM, HALL, NOTE, "Planted") if one in seen] == []


def test_every_page_of_the_room_in_each_language_on_a_telephone(
    chromium: Browser, walked: Walk
) -> None:
    wrong: dict[str, list[str]] = {}
    ours = ("organisations/", "workplaces/", "employments/", "places/", "groups/")
    paths = {re.sub(r"[0-9a-f-]{36}", "*", one): one
             for one in walked.pages[INSPECTOR] if any(part in one for part in ours)}  # fmt: skip
    assert len(paths) > 12
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
