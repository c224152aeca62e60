"""An invented country that is served, for people who are at work in it with a browser."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator

from browser.accounts import Account
from browser.browsers import chromium_program
from browser.officers import LOG, Walk
from browser.visitors import DESK, visiting
from free_port import free_port
from served import serving, until_it_answers


@contextmanager
def country_walk(folder: Path, chromium: Browser, emails: Collection[str]) -> Iterator[Walk]:
    """Forty persons, and the cards of those who will be at work.

    Args:
        folder: that does not exist yet.
        chromium: the browser.
        emails: of whom the first page tells how they sign in.
    """
    chromium_program()
    port = free_port()
    with serving(folder, port, "--country", "40") as program:
        until_it_answers(program)
        site = f"http://localhost:{port}"
        with visiting(chromium, site, **DESK) as visitor:
            visitor.open("/en/demonstration/")
            cards = visitor.page.locator(".cards li")
            by_email = {email: _card(cards, email) for email in emails}
        yield Walk(site, by_email, folder / LOG)


def _card(cards: Locator, email: str) -> Account:
    found = cards.filter(has=cards.page.locator("code", has_text=email)).locator("code")
    address, password, _, secret = found.all_text_contents()
    return Account(address, password, secret, [])
