"""The pictures in the guides are of the pages of each role as they are now.

People of a small invented country sign in, each once. What differs each time (a pseudonym, a day)
may differ in the pictures; ``make pictures`` makes them anew.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from browser.accounts import Account, sign_in
from browser.browsers import chromium_program
from browser.packs import say
from browser.pictures import DOCS, check, check_shown
from browser.visitors import PHONE, Visitor, visiting
from free_port import free_port
from served import serving, until_it_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("guides")]

FOLDER = DOCS / "images/guides"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}}


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture.

    Attributes:
        guide: in which it is shown; ``what``: the rest of its name.
        who: whose page it is, by the beginning of their address.
        page: below ``office/``.
        row: a word of the list there, if it is not of that page but of the first row with it;
        below: and there of a page below it. Which files the story of a day has, and in which
            order they are listed, differs from day to day: below ``files/new/`` it is a page of a
            new file of an adult.
    """

    guide: str
    what: str
    who: str
    page: str
    row: str = ""
    below: str = ""

    @property
    def name(self) -> str:
        """Of the file, without its ending."""
        return f"{self.guide}-{self.what}"


# Whoever meets people works with a telephone.
WITH_A_TELEPHONE = ("inspect", "support", "health")
SHOWN = (
    Shown("index", "training", "inspect1.r1@", "training/"),
    Shown("inspector", "open", "inspect1.r1@", "files/new/"),
    Shown("inspector", "consent", "inspect1.r1@", "files/new/", "", "consents/new/"),
    Shown("advice", "search", "advice1.r1@", "search/"),
    Shown("advice", "claim", "advice1.r1@", "files/new/", "", "claims/new/"),
    Shown("identification", "decide", "ident1.r1@", "files/", "Presumed", "decisions/new/"),
    Shown("support", "protection", "support1.r1@", "files/new/", "", "protection/"),
    Shown("health", "referrals", "health1.r1@", "referrals/"),
    Shown("union", "claims", "union1.r1@", "claims/"),
    Shown("union", "claim", "union1.r1@", "claims/", "Lodged"),
    Shown("legal-aid", "claim", "lawyer1.r1@", "claims/new/"),
    Shown("prosecutor", "open", "justice1.r1@", "proceedings/new/"),
    Shown("prosecutor", "case", "justice1.r1@", "proceedings/", "Under investigation"),
    Shown("court", "claim", "court1.r1@", "claims/", "Lodged"),
    Shown("court", "case", "court1.r1@", "proceedings/", "Charged"),
    Shown("statistician", "count", "stats1.r1@", "statistics/counts/new/"),
    Shown("statistician", "missing", "plan1.r1@", "services/missing/"),
    Shown("licensing", "organisation", "licence1.r1@", "organisations/new/"),
    Shown("firms", "claim", "business1.r1@", "claims/", "-"),
    Shown("firms", "look-up", "procure1.r1@", "sanctions/look-up/"),
    Shown("administrator", "invite", "admin1.r1@inspectorate", "people/invite/"),
    Shown("data-protection", "openings", "dpo1.r1@shelter", "openings/"),
)
type SignedIn = Callable[[str], Visitor]


@pytest.fixture(name="signed_in", scope="module")
def _signed_in(open_folder: Path, chromium: Browser) -> Iterator[SignedIn]:
    """Gives somebody's browser; they sign in when they are first asked for."""
    chromium_program()
    port = free_port()
    with serving(open_folder / "guides", port, "--country", "40") as program, ExitStack() as stack:
        until_it_answers(program)
        site = f"http://localhost:{port}"
        cards = _cards(chromium, site)
        known: dict[str, Visitor] = {}

        def signed_in(who: str) -> Visitor:
            if who not in known:
                (card,) = [one for one in cards if one.email.startswith(who)]
                device = PHONE if who.startswith(WITH_A_TELEPHONE) else DESK
                visitor = stack.enter_context(
                    visiting(chromium, site, **device, color_scheme="light")
                )
                sign_in(visitor, card)
                known[who] = visitor
            return known[who]

        yield signed_in


def _cards(chromium: Browser, site: str) -> list[Account]:
    """How everybody signs in, as the first page of a demonstration says."""
    with visiting(chromium, site) as visitor:
        visitor.open("/en/demonstration/")
        texts = visitor.page.locator(".cards code").all_text_contents()
    fours = batched(texts, 4, strict=True)
    return [Account(email, password, secret, []) for email, password, _, secret in fours]


@pytest.mark.timeout(600)  # the first picture makes the office that all show: 90 s on quiet cores
@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.name)
def test_a_picture_shows_the_page_as_it_is(signed_in: SignedIn, shown: Shown) -> None:
    visitor = signed_in(shown.who)
    visitor.open(f"/en/office/{shown.page}")
    if shown.page == "files/new/" and shown.below:
        visitor.page.get_by_label(say("en", "cases_age/adult"), exact=True).check()
        visitor.press("cases/new_do")
        file = re.search(r"/en/office/files/[0-9a-f-]{36}/", visitor.page.url)
        assert file is not None
        visitor.open(f"{file[0]}{shown.below}")
    if shown.row:
        row = visitor.main.locator("ul.files > li, tbody tr", has_text=shown.row)
        visitor.open(f"{row.locator('a').first.get_attribute('href')}{shown.below}")
    check(visitor.page, FOLDER / f"{shown.name}.png")


def test_each_guide_shows_its_pictures_and_says_what_they_are() -> None:
    check_shown(FOLDER, [shown.name for shown in SHOWN])
    for shown in SHOWN:
        guide = (DOCS / f"how-to/guides/{shown.guide}.md").read_text("utf-8")
        assert f"](../../images/guides/{shown.name}.png)" in guide
