"""Many files given to a colleague in a real browser: proposed, approved, carried out, stopped.

By two inspectors of the invented country. On the way every page is looked at by axe at 360 px too,
and then again in four languages.
"""

import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from browser.browsers import barriers, scrolls_sideways
from browser.country_walk import country_walk
from browser.officers import NARROW, Officer, Walk, at_work
from browser.packs import say
from browser.visitors import SCHEMES_OF, SEEN_IN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("reassignment")]
FIRST, SECOND = "inspect1.r1@inspectorate.example", "inspect2.r1@inspectorate.example"
SECONDS_TO_WAIT = 150


class Giver(Officer):
    """Somebody who gives files to others."""

    def _group(self, field: str) -> Locator:
        name = self.say(f"reassignment_field/{field}")
        return self.page.get_by_role("group", name=name, exact=True)

    def says(self, text_id: str) -> None:
        """The page says it."""
        assert self.say(text_id) in self.visitor.main.inner_text()

    def first(self) -> None:
        """The assignment on top of the list."""
        self.click(self.page.locator("main ul.files a").first)

    def proposes(self, which: str) -> None:
        """Own files, all or the first, for the first colleague."""
        self.to("reassignment")
        self.follow("reassignment/new")
        mine = self.page.locator("main li", has_text=self.say("cases/you"))
        self.click(mine.get_by_role("link").first)
        self.choose("which", f"reassignment_which/{which}")
        if which == "ticked":
            self._group("ticked").get_by_role("checkbox").first.check()
        self._group("receivers").get_by_role("checkbox").first.check()
        self.choose("reason", "reassignment_reason/too_much_work")
        self.press("reassignment/propose")
        self.says("reassignment/said_proposed")

    def decides(self, step: str, reason: str = "") -> None:
        """A step of the assignment on top of the list."""
        self.to("reassignment")
        self.first()
        self.follow(f"reassignment_step/{step}")
        if reason:
            self.choose("reason", f"reassignment_reason/{reason}")
        self.press(f"reassignment_step/{step}")
        self.says(f"reassignment/said_{step}")


@pytest.fixture(name="walk", scope="module")
def _walk(open_folder: Path, chromium: Browser) -> Iterator[Walk]:
    with country_walk(open_folder / "given", chromium, (FIRST, SECOND)) as walk:
        yield walk


@pytest.fixture(name="at", scope="module")
def _at(walk: Walk, chromium: Browser) -> Iterator[tuple[Giver, Giver]]:
    """Both at work for as long as the module: a code of an app works once."""
    with at_work(walk, chromium, FIRST) as one, at_work(walk, chromium, SECOND) as two:
        yield (Giver(walk, one.visitor, FIRST), Giver(walk, two.visitor, SECOND))


def done(it: Giver) -> None:
    """The background has done its work."""
    until = time.monotonic() + SECONDS_TO_WAIT
    while it.say("reassignment_state/done") not in it.visitor.main.inner_text():
        assert time.monotonic() < until
        time.sleep(1)
        it.page.reload()


@pytest.fixture(name="walked", scope="module")
def _walked(walk: Walk, at: tuple[Giver, Giver]) -> Walk:
    one, two = at
    for giver in at:
        giver.to("files")
        giver.follow("cases/new")
        Officer.choose(_in_cases(giver), "age", "cases_age/adult")
        giver.press("cases/new_do")
        giver.press("cases/keep")
    one.proposes("ticked")
    two.decides("refuse", "wrong_files")
    one.to("tasks")
    one.click(one.page.get_by_role("link", name=one.say("tasks_kind/assignment_refused")).first)
    one.press("reassignment/read")
    one.proposes("ticked")
    one.decides("withdraw")
    one.proposes("all")
    two.to("tasks")
    two.click(two.page.get_by_role("link", name=two.say("tasks_kind/assignment_decide")).first)
    two.follow("reassignment_step/approve")
    two.press("reassignment_step/approve")
    done(two)
    two.look()
    one.to("tasks")
    one.click(one.page.get_by_role("link", name=one.say("tasks_kind/assignment_done")).first)
    assert re.search(r"Handed over: [1-9]\d* of \d+", one.visitor.main.inner_text())
    # An own file that is proposed, for the pages of steps in other languages.
    two.proposes("ticked")
    return walk


def _in_cases(giver: Giver) -> Officer:
    return Officer(giver.walk, giver.visitor, giver.email)


def test_files_go_from_a_proposal_to_a_colleague(walked: Walk) -> None:
    assert walked.wrong == {}


def test_every_page_of_the_room_in_each_language_on_a_telephone(
    walked: Walk, at: tuple[Giver, Giver]
) -> None:
    wrong: dict[str, list[str]] = {}
    one, two = at
    one.to("reassignment")
    one.first()
    here = re.sub(r"^/[a-z]+/", "", one.page.url.removeprefix(walked.site))
    visited = [path for path in walked.pages[FIRST] if "assignments/" in path]
    paths = {re.sub(r"[0-9a-f-]{36}", "*", path): path for path in visited}
    mine = [(one, path) for path in {*paths.values(), here}]
    decided = [(one, f"{here}approve/"), (one, f"{here}refuse/")]
    opened = [*mine, *decided, (two, f"{here}withdraw/")]
    steps = re.compile(r"(withdraw|refuse|approve|stop)/$")
    for tag, (giver, path) in itertools.product(SEEN_IN, opened):
        if steps.search(path) and here not in path:
            continue  # of one that has ended
        giver.page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
        answer = giver.page.goto(f"{walked.site}/{tag}/{path}")
        assert answer is not None
        found = barriers(giver.page, SCHEMES_OF[tag]) + giver.visitor.wrong_words()
        found += ["scrolls sideways"] if scrolls_sideways(giver.page) else []
        if found or not answer.ok:
            wrong[f"{tag}/{path}"] = found or [str(answer.status)]
    assert len(opened) > 6
    assert wrong == {}
    assert say("ar", "reassignment_step/withdraw") in two.visitor.main.inner_text()
