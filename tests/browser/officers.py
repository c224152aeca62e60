"""Officers of a demonstration at work in browsers of their own; each page is looked at.

axe in light and dark, words of other languages, 360 px, the size: what stands in somebody's way is
kept by page, with every address and title, for the test that reads them at the end.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator

from browser.accounts import Account, demo_with_accounts, sign_in
from browser.browsers import SCHEMES, barriers, scrolls_sideways
from browser.packs import say
from browser.visitors import DESK, Visitor, visiting
from manumit.web.ui.places import places

NARROW = {"width": 360, "height": 740}
INSPECTOR, SHELTER = "inspect@inspectorate.example", "support@shelter.example"
IDENT, PROSECUTION = "ident@identification.example", "justice@prosecution.example"
PROTECTION = "dpo@inspectorate.example"
MESSAGE = "Blue-folder-Zq"
LARGEST = 60_000
LOG = "pages.log"
"""Where the programs of a demonstration write, in its folder."""


@dataclass
class Walk:
    """The demonstration, and what the walk through it leaves.

    Attributes:
        pages: addresses of pages by who opened them, without their language.
        addresses, titles: all that were seen.
        wrong: what stood in somebody's way, by page.
        log: what the programs of the demonstration write.
    """

    site: str
    accounts: dict[str, Account]
    log: Path
    pages: dict[str, list[str]] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def traces(self) -> str:
        """Every address and title that was seen, and the log."""
        return "\n".join((*self.addresses, *self.titles, self.log_text()))

    def log_text(self) -> str:
        """The log of the server, after it has shown that what goes wrong gets there."""
        before = self.log.read_text("utf-8")
        assert "Launching a worker" in before
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{self.site}/en/office/no-such-page/", timeout=30)
        with refused.value as answer:  # it holds a connection
            assert answer.code == HTTPStatus.NOT_FOUND
        log = self.log.read_text("utf-8")
        assert "WARNING django.request" in log.removeprefix(before)
        return log


TABS = {
    "cases_tab/overview": "overview",
    "cases/identity": "overview",
    "cases/interview": "interviews",
    "cases/attachments": "evidence",
    "cases/employments": "work",
    "cases/accounts": "work",
    "cases/decisions": "findings",
    "cases/consents": "consent",
    "cases/referrals": "consent",
    "cases/mandates": "consent",
    "cases/claims": "claims",
    "cases/checks": "claims",
    "cases/protection": "plan",
    "cases/seen": "access",
    "worker_access/access": "access",
}
"""In which tab of a file each of its pages is."""


@pytest.fixture(name="walk", scope="module")
def _walk(request: pytest.FixtureRequest, open_folder: Path) -> Iterator[Walk]:
    # A folder for each module: what one leaves would come first in the lists of another.
    with demonstrated(open_folder, request.path.stem) as walk:
        yield walk


@contextmanager
def demonstrated(folder: Path, name: str) -> Iterator[Walk]:
    """The demonstration in a folder of its own, with its invented accounts."""
    with demo_with_accounts(folder / name) as demo:
        yield Walk(demo.site, demo.accounts, folder / name / LOG)


class Officer:
    """Somebody at work in a browser of their own; each page that they come to is looked at."""

    def __init__(self, walk: Walk, visitor: Visitor, email: str) -> None:
        self.walk, self.visitor, self.page, self.email = walk, visitor, visitor.page, email

    def look(self, *, axe: bool = True) -> None:
        """What is wrong with the page that is shown, at 360 px too."""
        walk, page = self.walk, self.page
        path = re.sub(r"^/[a-z]+/", "", page.url.removeprefix(walk.site))
        walk.pages.setdefault(self.email, []).append(path)
        walk.addresses.append(page.url)
        walk.titles.append(page.title())
        size = len(page.content().encode())
        found = barriers(page, SCHEMES) if axe else []
        found += self.visitor.wrong_words()
        before = page.viewport_size
        page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
        found += ["scrolls sideways at 360 px"] if scrolls_sideways(page) else []
        page.set_viewport_size(before or NARROW)  # type: ignore[arg-type] # as it was
        found += [f"{size} bytes"] if size > LARGEST else []
        if found:
            walk.wrong[f"{self.visitor.title} ({path})"] = found

    def say(self, text_id: str) -> str:
        """A string in the language of the page."""
        return say(self.visitor.language, text_id)

    def click(self, what: Locator) -> None:
        """Something that leads on, and a look at where it leads."""
        with self.page.expect_navigation():
            what.click()
        self.look()

    def follow(self, text_id: str) -> None:
        """A link, and a look at where it leads."""
        self.visitor.follow(text_id)
        self.look()

    def open_part(self, text_id: str) -> None:
        """A page of a file, by its tab, and a look at each page on the way."""
        tab = self.page.locator(".file-tabs a", has_text=self.say(f"cases_tab/{TABS[text_id]}"))
        if not tab.is_visible():
            self.page.locator(".file-tabs > summary").click()
        self.click(tab)
        beside = self.page.locator(".file-pages a")
        link = beside.get_by_text(self.say(text_id), exact=True)
        if beside.count() and link.get_attribute("aria-current") is None:
            self.click(link)

    def press(self, text_id: str, *, axe: bool = True) -> None:
        """A button, and a look at what comes."""
        self.visitor.press(text_id)
        self.look(axe=axe)

    def choose(self, field: str, text_id: str) -> None:
        """One of several buttons or boxes of a form, by its words."""
        self._group(field).get_by_label(self.say(text_id), exact=True).check()

    def choose_like(self, field: str, part: str) -> None:
        """The same, by a part of its words."""
        self._group(field).get_by_label(part).first.check()

    def write(self, field: str, text: str) -> None:
        """What is typed into a field."""
        name = self.say(f"cases_field/{field}")
        self.visitor.main.get_by_role("textbox", name=name, exact=True).fill(text)

    def _group(self, field: str) -> Locator:
        return self.page.get_by_role("group", name=self.say(f"cases_field/{field}"), exact=True)

    def agree(self, purpose: str, institution: str) -> None:
        """Asks for consent from a file's page; the person agrees."""
        self.open_part("cases/consents")
        self.follow("cases/consent_new")
        self.choose("purpose", f"cases_purpose/{purpose}")
        self.press("cases/on")
        self.choose_like("recipient", institution)
        self.choose("status", "cases_consent_status/given")
        self.choose("asked", "cases_asked/interpreted")
        self.write("language", "bn")
        self.press("cases/consent_record")
        assert self.say("cases/said_kept") in self.visitor.main.inner_text()
        self.open_part("cases_tab/overview")

    def refer(
        self, purpose: str, institution: str, *, agreed: bool = False, named: bool = True
    ) -> None:
        """Refers the person of a file with all that is in it, who agrees now or did before."""
        self.to_share(purpose, institution)
        identity = ("identity",) if named else ()
        for part in (*identity, "safe_contact", "evidence", "finding"):
            self.choose("parts", f"cases_part/{part}")
        if agreed:
            self.press("guided_answer/covered")
        else:
            self.choose("asked", "cases_asked/interpreted")
            self.write("language", "bn")
            self.press("guided_answer/given")
        self.write("message", MESSAGE)
        self.press("cases/refer_do")
        assert self.say("cases/said_sent") in self.page.locator("main").inner_text()

    def to_share(self, purpose: str, institution: str) -> None:
        """Goes the guided path from a file to what is shared, and the words that are read out."""
        self.follow("cases/refer")
        self.choose("purpose", f"cases_purpose/{purpose}")
        self.choose("urgency", "directory_urgency/tonight")
        self.press("cases/on")
        self.choose_like("office", institution)
        self.press("cases/on")

    def take_on(self) -> None:
        """Opens the newest referral of the inbox and accepts it."""
        self.to("referrals")
        self.click(self.page.locator("main tbody th a").first)
        self.press("cases/referral_open")
        assert MESSAGE in self.page.locator("main").inner_text()
        self.press("cases_do/accept")
        assert self.say("cases/said_accepted") in self.page.locator("main").inner_text()

    def to(self, place: str) -> None:
        """A place of the office, by its navigation; some are behind More."""
        tag = self.page.locator("html").get_attribute("lang")
        if not self.page.locator("nav:is(.side, .dock)").count():
            self.visitor.open(f"/{tag}/office/")  # a page beside a person leads nowhere else
        address = reverse(places()[place].view, kwargs={"language": tag})
        link = self.page.locator(f"nav:is(.side, .dock) a[href='{address}']:visible")
        if not link.count():
            self.page.locator("nav:is(.side, .dock) summary:visible").click()
        self.click(link.first)

    def answer(self, text: str) -> None:
        """Answers the referral that a file came from."""
        self.follow("cases/came_by_referral")
        self.press("cases/referral_open")
        self.write("answer", text)
        self.press("cases_do/answer")
        assert self.say("cases/said_answered") in self.page.locator("main").inner_text()


@contextmanager
def at_work(
    walk: Walk, chromium: Browser, email: str, typed: str | None = None, **device: Any
) -> Iterator[Officer]:
    """An officer who has signed in with password and second factor."""
    with visiting(chromium, walk.site, **(device or DESK)) as visitor:
        sign_in(visitor, walk.accounts[email], typed)
        yield Officer(walk, visitor, email)
