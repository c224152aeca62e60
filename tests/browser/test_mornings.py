"""Each role's morning in a small invented country: what is seen first, and how much it takes.

At 360 and at 1,280 px, with what the design allows: a task that is put off with 2 presses, a
referral that is accepted with one and a confirmation, a referral with consent within 6 pages and 9
fields. Pages are counted as the browser opens them, presses and fields as a person makes them.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

from browser.country_walk import country_walk
from browser.officers import Officer, Walk, at_work
from browser.packs import say
from browser.visitors import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("mornings")]

INSPECTOR, SHELTER = "inspect1.r1@inspectorate.example", "support1.r1@shelter.example"
UNION, STATISTICIAN = "union1.r1@union.example", "stats1.r1@statistics.example"
WIDTHS: dict[str, dict[str, Any]] = {"360": PHONE, "1280": DESK}
ROOM_FOR = 7
"""Tasks that a screen of 1,280 × 900 has room for."""


@dataclass
class Morning:
    """What somebody does, counted.

    Attributes:
        pages: that were opened; ``presses``: of links and buttons; ``fields``: filled in or chosen.
    """

    it: Officer
    pages: int = 0
    presses: int = 0
    fields: int = 0

    @property
    def main(self) -> Locator:
        """The content of the page."""
        return self.it.visitor.main

    def press(self, what: Locator) -> None:
        """A link or a button that leads to a page."""
        with self.it.page.expect_navigation():
            what.click()
        self.pages += 1
        self.presses += 1

    def link(self, text_id: str) -> None:
        """A link of the content by its words."""
        name = say("en", text_id)
        self.press(self.main.get_by_role("link", name=name, exact=True).first)

    def button(self, text_id: str) -> None:
        """A button of the content by its words."""
        self.press(self.it.visitor.button(text_id))

    def choose(self, field: str, text_id: str) -> None:
        """One of several answers."""
        self.it.choose(field, text_id)
        self.fields += 1

    def tasks(self) -> Locator:
        """The lines of work on the home."""
        return self.main.locator("li.do")

    def task(self, kind: str) -> Locator:
        """The first line of a kind of work."""
        return self.tasks().filter(has_text=say("en", f"tasks_kind/{kind}")).first

    def place(self, place: str) -> None:
        """A place of the navigation."""
        self.it.to(place)
        self.pages += 1
        self.presses += 1


@pytest.fixture(name="walk", scope="module")
def _walk(open_folder: Path, chromium: Browser) -> Iterator[Walk]:
    people = (INSPECTOR, SHELTER, UNION, STATISTICIAN)
    with country_walk(open_folder / "mornings", chromium, people) as walk:
        yield walk


@contextmanager
def morning(walk: Walk, chromium: Browser, email: str, width: str) -> Iterator[Morning]:
    """A member who has just signed in."""
    with at_work(walk, chromium, email, **WIDTHS[width]) as it:
        yield Morning(it)


def refers(it: Morning) -> None:
    """A new file, and a referral of its person to the shelter, which alone is counted."""
    it.it.visitor.open("/en/office/files/new/")
    it.it.choose("age", "cases_age/adult")
    it.it.press("cases/new_do")
    it.it.choose("ways", "cases_way/text")
    it.it.press("cases/keep")
    it.link("cases/refer")
    it.choose("purpose", "cases_purpose/referral")
    it.choose("urgency", "directory_urgency/tonight")
    it.button("cases/on")
    it.it.choose_like("office", "Haven Shelter of Meridia (invented), North")
    it.fields += 1
    it.button("cases/on")
    it.choose("parts", "cases_part/safe_contact")
    it.choose("asked", "cases_asked/read_aloud")
    it.button("guided_answer/given")
    it.it.write("message", "A bed for one")
    it.fields += 1
    it.button("cases/refer_do")


def bottom(what: Locator) -> float:
    """Where something ends, in pixels from the upper edge of the window."""
    box = what.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("email", [INSPECTOR, SHELTER, UNION])
def test_the_main_act_and_the_first_task_are_seen_without_scrolling(
    walk: Walk, chromium: Browser, email: str, width: str
) -> None:
    with morning(walk, chromium, email, width) as it:
        seen: int = it.it.page.evaluate("innerHeight")
        dock = it.it.page.locator(".dock")
        if dock.is_visible():
            box = dock.bounding_box()
            assert box is not None
            seen = round(box["y"])
        assert bottom(it.main.locator(".head .b.main")) <= seen
        assert bottom(it.tasks().first) <= seen
        if width == "1280":
            boxes = [one.bounding_box() for one in it.tasks().all()]
            heights = [box["height"] for box in boxes if box is not None]
            begin = bottom(it.tasks().first) - heights[0]
            assert (seen - begin) // statistics.mean(heights) >= ROOM_FOR


@pytest.mark.parametrize("width", WIDTHS)
def test_an_inspector_puts_a_task_off_with_two_presses(
    walk: Walk, chromium: Browser, width: str
) -> None:
    with morning(walk, chromium, INSPECTOR, width) as it:
        before = it.tasks().count()
        it.press(it.tasks().last.get_by_role("link", name=say("en", "tasks_act/later")))
        it.button("tasks_later/day_agreed")
        it.it.look()
        assert (it.presses, it.fields) == (2, 0)
        it.it.visitor.open("/en/office/")
        assert it.tasks().count() == before - 1
    assert walk.wrong == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_an_inspector_refers_a_person_who_agrees_within_six_pages_and_nine_fields(
    walk: Walk, chromium: Browser, width: str
) -> None:
    with morning(walk, chromium, INSPECTOR, width) as it:
        refers(it)
        assert say("en", "cases/said_sent") in it.main.inner_text()
        assert it.pages <= 6
        assert it.fields <= 9


@pytest.mark.parametrize("width", WIDTHS)
def test_a_shelter_accepts_a_referral_from_the_home(
    walk: Walk, chromium: Browser, width: str
) -> None:
    with morning(walk, chromium, INSPECTOR, width) as sender:
        refers(sender)
    with morning(walk, chromium, SHELTER, width) as it:
        # What is needed tonight is above the tasks.
        accept = it.main.get_by_role("button", name=say("en", "tasks_act/accept"))
        before = accept.count()
        it.press(accept.first)
        it.it.look()
        assert it.presses == 1
        it.it.visitor.open("/en/office/")
        assert accept.count() == before - 1
    assert walk.wrong == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_union_sees_the_claims_against_an_employer_with_two_presses(
    walk: Walk, chromium: Browser, width: str
) -> None:
    with morning(walk, chromium, UNION, width) as it:
        it.place("claims")
        debtor = it.main.locator("tbody tr").first.locator("a[href*='/against/']")
        name = debtor.inner_text()
        it.press(debtor)
        it.it.look()
        assert it.presses == 2
        assert name in it.main.inner_text()
    assert walk.wrong == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_union_comes_from_the_home_to_a_claim_that_must_be_lodged(
    walk: Walk, chromium: Browser, width: str
) -> None:
    with morning(walk, chromium, UNION, width) as it:
        it.press(it.task("lodge").get_by_role("link").first)
        it.link("remedies_step/lodge")
        it.it.look()
        assert it.pages == 2
        assert it.it.visitor.button("remedies_step/lodge").is_visible()
    assert walk.wrong == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_statistician_begins_to_count_from_the_home(
    walk: Walk, chromium: Browser, width: str
) -> None:
    with morning(walk, chromium, STATISTICIAN, width) as it:
        it.press(it.main.locator(".head .b.main"))
        it.link("statistics/ask")
        it.it.look()
        assert it.presses == 2
        assert it.main.locator("form").count() >= 1
    assert walk.wrong == {}
