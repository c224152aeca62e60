"""A demonstration with accounts, and signing in to one as a person does."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from browser.browsers import chromium_program
from browser.visitors import Visitor
from free_port import free_port
from office import code
from served import serving, until_it_answers

PERIOD = 30
"""How many seconds the app shows one code."""
_TYPED: dict[str, int] = {}
"""The period of the last code that was typed, by the secret of the app."""
PRINTED = re.compile(r"  (\S+@\S+)   password (\S+)\n    app (\S+)   or a code, once: ([\d ]+)\n")


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What the terminal of the demonstration says of an account."""

    email: str
    password: str
    secret: str
    codes: list[str]


@dataclass(frozen=True, slots=True, repr=False)
class Demo:
    """A demonstration with accounts, under a name: passkeys need one."""

    site: str
    accounts: dict[str, Account]


@contextmanager
def demo_with_accounts(folder: Path) -> Iterator[Demo]:
    """Serve a demonstration with its invented accounts from a folder of its own."""
    chromium_program()
    port = free_port()
    with serving(folder, port, "--accounts") as program:
        found = PRINTED.findall(until_it_answers(program))
        accounts = [Account(e, p, s, c.split()) for e, p, s, c in found]
        yield Demo(f"http://localhost:{port}", {one.email: one for one in accounts})


def next_code(secret: str) -> str:
    """A code of the app that nobody has typed yet: each works once.

    The site takes the code of the next half minute too, as from a telephone whose clock is ahead.
    """
    period = max(int(time.time() // PERIOD), _TYPED.get(secret, 0) + 1)
    while period > time.time() // PERIOD + 1:  # a third sign-in waits for the app, as a person does
        time.sleep(0.5)
    _TYPED[secret] = period
    return code(secret, period * PERIOD)


def sign_in(visitor: Visitor, account: Account, typed: str | None = None) -> None:
    """Both steps, with the app."""
    visitor.open("/en/office/sign-in/")
    page = visitor.page
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Password").fill(account.password)
    visitor.press("account/sign_in")
    page.get_by_label("Code").fill(typed or next_code(account.secret))
    visitor.press("account/second_factor")
    assert urlsplit(page.url).path == "/en/office/"
