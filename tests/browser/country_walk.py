"""An invented country that is served, for people who are at work in it with a browser."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator

from browser.browsers import chromium_program
from browser.test_cases import Walk
from browser.test_sign_in import Told
from browser.visitors import DESK, visiting
from free_port import free_port
from served import serving


@contextmanager
def country_walk(folder: Path, chromium: Browser, emails: Collection[str]) -> Iterator[Walk]:
    """Forty persons, and the cards of those who will be at work.

    Args:
        folder: that does not exist yet; a log lies beside it.
        chromium: the browser.
        emails: of whom the first page tells how they sign in.
    """
    chromium_program()
    port = free_port()
    with serving(folder, port, "--country", "40") as program:
        assert program.stdout is not None
        for line in program.stdout:
            if "answers at" in line:
                break
        site = f"http://localhost:{port}"
        with visiting(chromium, site, **DESK) as visitor:
            visitor.open("/en/demonstration/")
            cards = visitor.page.locator(".cards li")
            told = {email: _card(cards, email) for email in emails}
        yield Walk(site, told, folder.with_suffix(".log"))


def _card(cards: Locator, email: str) -> Told:
    found = cards.filter(has=cards.page.get_by_text(email, exact=True)).locator("code")
    address, password, _, secret = found.all_inner_texts()
    return Told(address, password, secret, [])
