"""A visitor's own file: refused or assessed, read, removed; every page on the way readable by all.

The records are generated: they prove the code, never effectiveness.
"""

import gzip
from collections.abc import Iterator
from itertools import islice

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from browser.browsers import barriers
from browser.packs import say
from browser.visitors import PHONE, SCHEMES_OF, Visitor, visiting
from manumit.exchange import shipped_demo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]

LINES = 1_000
MILLISECONDS = 90_000  # to work on a file, on a machine with much else to do


@pytest.mark.parametrize("language", SCHEMES_OF)
def test_axe_finds_nothing_on_any_kind_of_page(chromium: Browser, site: str, language: str) -> None:
    wrong, kinds = {}, []
    with visiting(chromium, site, **PHONE) as visitor:
        for kind in every_kind(visitor, language):
            kinds.append(kind)
            found = barriers(visitor.page, SCHEMES_OF[language])
            if found:
                wrong[kind] = found
    assert wrong == {}
    assert kinds == ["form", "form with a problem", "file refused", "result", "nothing there"]


def every_kind(visitor: Visitor, language: str) -> Iterator[str]:
    """Goes from page to page; gives the name of each while it is shown."""
    visitor.open(f"/{language}/figures/")
    visitor.follow("figures/own_open")
    yield "form"
    send(visitor, records("records.doc"), mapping="demo")
    assert notes_only(visitor, "400")
    assert visitor.page.get_by_role("alert").is_visible()
    yield "form with a problem"
    send(visitor, records("records.csv"), mapping="ctdc")  # its columns are others
    ends_as(visitor, "figures/refused")
    yield "file refused"
    visitor.press("figures/again")
    send(visitor, records("records.csv"), mapping="demo")
    ends_as(visitor, "figures/result")
    yield "result"
    visitor.press("figures/remove")
    visitor.open(f"/{language}/figures/file/result/")
    assert notes_only(visitor, "404")
    assert visitor.title == say(language, "figures/nothing")
    yield "nothing there"


def records(name: str) -> FilePayload:
    """The first lines of the demonstration under a name."""
    path, _ = shipped_demo()
    with gzip.open(path, "rb") as lines:
        return {"name": name, "mimeType": "text/csv", "buffer": b"".join(islice(lines, LINES))}


def send(visitor: Visitor, file: FilePayload, *, mapping: str) -> None:
    """Fills in the form by the labels of its fields, and sends it."""
    language, page = visitor.language, visitor.main
    page.get_by_label(say(language, "figures/records"), exact=True).set_input_files(file)
    page.get_by_label(say(language, "figures/mapping"), exact=True).select_option(mapping)
    page.get_by_label(say(language, "figures/consent")).check()
    visitor.press("figures/send")


def ends_as(visitor: Visitor, text_id: str) -> None:
    """Waits as a person does: the page looks again by itself."""
    title = visitor.page.locator("h1")
    expect(title).to_have_text(say(visitor.language, text_id), timeout=MILLISECONDS)
    visitor.page.wait_for_load_state()


def notes_only(visitor: Visitor, status: str) -> bool:
    """Whether the browser complained of nothing but the status of the answer."""
    complaints = list(visitor.complaints)
    visitor.complaints.clear()
    return all(status in one for one in complaints)
