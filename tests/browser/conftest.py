"""The real server and a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.browsers import chromium_program, opened
from browser.packs import BENGALI, CONTACTS
from free_port import free_port
from served import first_line, serving


@pytest.fixture(scope="session")
def site(open_folder: Path) -> Iterator[str]:
    """Where ``manumit serve`` answers, as an institution with a language of its own starts it."""
    chromium_program()  # without a browser no server is needed
    port = free_port()
    more = ("--instruments", str(BENGALI), "--contacts", str(CONTACTS))
    with serving(open_folder / "site", port, *more) as program:
        assert "answers at" in first_line(program)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser."""
    with opened() as browser:
        yield browser
