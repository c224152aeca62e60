"""A real browser for tests: Debian's Chromium, driven by Playwright, asked by axe.

Playwright's own browsers are not downloaded. Its loop runs in this thread, so that Django refuses
its database meanwhile: a browser lives for one module of tests.

Letters come from the font packages that the papers are set in, so that Arabic and Bengali look
alike on every machine, also on one without any fonts.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from manumit.paper.typesetting import FONT_PACKAGES

VARIABLE = "MANUMIT_CHROMIUM"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
NONE_FOUND = f"no Chromium: install it (apt-get install chromium) or name its program in {VARIABLE}"
# No name but this machine's is looked up, whatever a page asks for.
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
{folders}<cachedir>{cache}</cachedir>
<match target="pattern"><test name="family" compare="not_eq"><string>monospace</string></test>
<edit name="family" mode="prepend" binding="strong">
<string>IBM Plex Sans</string><string>IBM Plex Sans Arabic</string><string>Hind Siliguri</string>
</edit></match></fontconfig>"""


def find_chromium() -> str | None:
    """The program, or None."""
    found = (shutil.which(name) for name in PROGRAMS)
    return os.environ.get(VARIABLE) or next((one for one in found if one), None)


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser; the test is skipped where there is none."""
    program = find_chromium()
    if program is None:
        pytest.skip(NONE_FOUND)
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
    told = "".join(f"<dir>{one}</dir>" for one in (*folders, "/usr/share/fonts"))
    file = folder / "fonts.conf"
    file.write_text(FONTS.format(folders=told, cache=folder / "cache"), "utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(file)}


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page, all its rules, one line each with the first place."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page as a whole is wider than its window."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )
