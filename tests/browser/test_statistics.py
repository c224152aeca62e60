"""Pages of statistics in a real browser: every page, four languages, a phone and a screen.

The pages are made first and handed to the browser afterwards, without a server: what they need of a
count is more people than a demonstration has.
"""

import mimetypes
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route
from pytest_django import Settings

import statistics_world as s
from browser.browsers import barriers, opened
from browser.visitors import SEEN_IN
from cases_world import key_ring
from office import signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "ledger"]),
]
ADDRESS = "http://pages.localhost"
WIDTHS = (360, 1280)
PICTURES = "MANUMIT_PICTURES"
"""A folder that pictures of the pages are kept in, for whoever wants to look at them."""


@pytest.fixture
def pages(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every page of the room in every language, by its path."""
    key_ring(tmp_path, settings)
    settings.MANUMIT_STATISTICS_BASIS = s.BASIS
    two = [s.someone("child", identified=2026, assisted=2026, remedied=2026)] * 2
    counted = s.outcomes([*s.many(), *two], left={"consent_refused": 25})
    monkeypatch.setattr("manumit.web.statistics.services.count", lambda *_: counted)
    w = s.world()
    row = s.counted(w.counter)
    out = s.published(w, row)
    office = signed_in(w.second)
    found = {}
    for tag in SEEN_IN:
        for path in (f"statistics/{out.pk}/", f"statistics/{out.pk}/risk/", "statistics/",
                     "statistics/definitions/", "statistics/definitions/persons.met/"):  # fmt: skip
            found[f"/{tag}/{path}"] = _page(Client(), f"/{tag}/{path}")
        for path in ("", "counts/new/", f"counts/{row.pk}/", f"counts/{row.pk}/prepare/",
                     f"releases/{out.pk}/", f"releases/{out.pk}/steps/withdraw/"):  # fmt: skip
            address = f"/{tag}/office/statistics/{path}"
            found[address] = _page(office, address)
    return found


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.timeout(600)  # axe reads tables of an invented country: 90 s on quiet cores
def test_every_page_is_without_barriers_on_a_phone_and_a_screen(pages: dict[str, str]) -> None:
    wrong: dict[str, list[str]] = {}
    with opened() as browser:
        for width in WIDTHS:
            shown = browser.new_page(viewport={"width": width, "height": 800})
            shown.route("**/*", lambda route: _answer(route, pages))
            for path in pages:
                shown.goto(f"{ADDRESS}{path}")
                found = barriers(
                    shown, ("light", "dark") if path.startswith("/en/") else ("light",)
                )
                if found:
                    wrong[f"{path} {width}"] = found
                _keep(shown, path, width)
    assert not wrong


def _answer(route: Route, pages: dict[str, str]) -> None:
    path = urlsplit(route.request.url).path
    if path in pages:
        route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        return
    file = finders.find(path.removeprefix("/static/"))
    if file is None:
        route.fulfill(status=404)
    else:
        kind = mimetypes.guess_type(str(file))[0] or "application/octet-stream"
        route.fulfill(body=Path(str(file)).read_bytes(), content_type=kind)


def _keep(shown: Page, path: str, width: int) -> None:
    folder = os.environ.get(PICTURES)
    if folder:
        name = path.strip("/").replace("/", "-")[:60]
        shown.screenshot(path=f"{folder}/{width}-{name}.png", full_page=True)
