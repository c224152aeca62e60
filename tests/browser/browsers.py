"""A real browser for tests: Debian's Chromium, driven by Playwright, asked by axe.

Playwright's own browsers are not downloaded. Its loop runs in this thread, so that Django refuses
its database meanwhile: a browser lives for one module of tests.

Letters come from the font packages that the papers are set in, so that Arabic and Bengali look
alike on every machine, also on one without any fonts. Codes are set in the one font that is named
here (Debian: fonts-dejavu-mono), not in whatever a machine prefers: it decides where lines break.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from manumit.paper.typesetting import FONT_PACKAGES

type Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

VARIABLE = "MANUMIT_CHROMIUM"
LEAVES_OUT = "MANUMIT_NO_BROWSER"
# The shell is Chromium without a window: half the work for a page that is loaded.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# tools/chromium.sh looks for the same programs and says the same sentence.
NONE_FOUND = (
    "No Chromium for the tests in a browser: install it (apt-get install chromium-headless-shell), "
    f"name its program in {VARIABLE}, or leave those tests out with {LEAVES_OUT}=1."
)
# No name but this machine's is looked up, whatever a page asks for.
ARGUMENTS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
VIOLATIONS = {"resultTypes": ["violations"], "iframes": False}
"""All rules of axe; no page has frames."""
COLOURS = {**VIOLATIONS, "runOnly": ["cat.color"]}
ROWS = 24
"""Rows of a table that axe is asked about: further ones come from the same template."""
FOLD = """rows => {
  for (const body of document.querySelectorAll("tbody"))
    for (const row of [...body.rows].slice(rows))
      row.style.setProperty("display", "none", "important");
}"""
UNFOLD = """rows => {
  for (const body of document.querySelectorAll("tbody"))
    for (const row of [...body.rows].slice(rows)) {
      row.style.removeProperty("display");
      if (!row.getAttribute("style")) row.removeAttribute("style");
    }
}"""
SHAPE = Path(__file__).with_name("shape.js").read_text("utf-8")
_CLEAN: set[tuple[str, Scheme]] = set()
"""Shapes of pages in which axe found nothing, in this process."""
_LOADED = Axe("0")  # the page has the script already
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
{folders}<cachedir>{cache}</cachedir>
<match target="pattern"><test name="family" compare="not_eq"><string>monospace</string></test>
<edit name="family" mode="prepend" binding="strong">
<string>IBM Plex Sans</string><string>IBM Plex Sans Arabic</string><string>Hind Siliguri</string>
</edit></match>
<match target="pattern"><test name="family"><string>monospace</string></test>
<edit name="family" mode="prepend" binding="strong"><string>{monospace}</string></edit></match>
</fontconfig>"""
MONOSPACE = "DejaVu Sans Mono"


def chromium_program() -> str:
    """The program. Where there is none the test fails, unless its user wants no browser."""
    if os.environ.get(LEAVES_OUT) == "1":
        pytest.skip(f"{LEAVES_OUT}=1")
    found = os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, PROGRAMS)), None)
    return found or pytest.fail(NONE_FOUND, pytrace=False)


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser."""
    program = chromium_program()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, env=_with_fonts(Path(folder))
        )
        try:
            yield chromium
        finally:
            chromium.close()


def _with_fonts(folder: Path) -> dict[str, str | float | bool]:
    """The environment in which the letters of the font packages are found first."""
    folders = [Path(str(files(name) / "files")) for name in FONT_PACKAGES]
    text = "".join(f"<dir>{one}</dir>" for one in (*folders, "/usr/share/fonts"))
    file = folder / "fonts.conf"
    file.write_text(
        FONTS.format(folders=text, cache=folder / "cache", monospace=MONOSPACE), "utf-8"
    )
    return {**os.environ, "FONTCONFIG_FILE": str(file)}


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page, all its rules, one line each with the first place."""
    return _asked(Axe(), page, VIOLATIONS)


def _asked(axe: Axe, page: Page, options: dict[str, Any]) -> list[str]:
    """Ask axe about a page whose long tables are folded; its time grows with every cell."""
    page.wait_for_load_state()
    page.evaluate(FOLD, ROWS)
    try:
        return violations_of(axe.run(page, options=options))
    finally:
        page.evaluate(UNFOLD, ROWS)


def barriers(page: Page, schemes: Sequence[Scheme]) -> list[str]:
    """What stands in somebody's way on a page, in each scheme.

    A scheme changes colours and nothing else, so that all rules are asked in the first, and in
    another those of colour alone: to ask takes longer than anything else that these tests do. So
    a page of the same shape as one in which nothing was found is not asked again.
    """
    found = ["scrolls sideways"] if scrolls_sideways(page) else []
    shape = hashlib.sha256(page.evaluate(SHAPE).encode()).hexdigest()
    asked = [scheme for scheme in schemes if (shape, scheme) not in _CLEAN]
    for number, scheme in enumerate(asked):
        # Else the colours of the scheme before are still on their way to those of this one.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        lines = violations(page) if number == 0 else _asked(_LOADED, page, COLOURS)
        found += [f"{scheme}: {line}" for line in lines]
        if not lines:
            _CLEAN.add((shape, scheme))
    return found


def violations_of(results: AxeResults) -> list[str]:
    found: list[dict[str, Any]] = results.response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page as a whole is wider than its window."""
    page.wait_for_load_state()  # A page between two documents has no root element to measure.
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )
