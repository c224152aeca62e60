"""Pictures of pages for the documentation, each with the words that it shows written into it.

The words let a test tell that a picture is stale without comparing pixels, which differ from one
machine to another.
"""

import calendar
import difflib
import os
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page, expect

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"Description"
PLAIN = b"\0\0\0\0\0"  # of a text: not compressed, no language, no translated keyword

DOCS = Path(__file__).parents[2] / "docs"
MAKE = os.environ.get("MANUMIT_PICTURES") == "1"
LARGEST = 120_000  # bytes
# What is another each time: pseudonyms, days and times, the sign of a colleague; and what another
# story of the invented country would draw: who is named in it, sums, foreign references.
OTHER_EACH_TIME = re.compile(
    r"\b[BCDFGHJKLMNPQRTVWXZ2346789]{4}-[BCDFGHJKLMNPQRTVWXZ2346789]{4}\b"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d\d:\d\d\b|\b[0-9A-F]{4}\b"
    r"|\b(?:[A-Z]\w+ )+\(invented\)|\b\d[\d,]*\.\d\d\b|\b(?:EV|W|CR)-\d{8}\b"
    r"|(?m:^\w+ \d{1,2}(?: de)? \w+$)"  # a day with its name, alone in its line
    r"|(?m:^\d{1,2} (?:" + "|".join(calendar.month_name[1:]) + ")$)"
    r"|(?m:^(?:Yesterday|Today|Tomorrow)$)"  # the same day, when it is near
)

# What waits for a member within a week depends on the day and the hour.
COUNTERS = re.compile(
    r"^\d+\n(?:waiting for you|en attente pour vous|pendientes para usted|بانتظارك)\n?",
    re.MULTILINE,
)

# A pseudonym or a day that is wider than another breaks a line elsewhere: other words would show.
STEADY = r"""() => {
  const four = "[B-DF-HJ-NP-TV-XZ2346789]{4}", one = new RegExp(`\\b${four}-${four}\\b`, "g");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) node.data = node.data.replace(one, "BCDF-2346");
  const lang = document.documentElement.lang.replace(/^en$/, "en-GB");
  const day = { day: "numeric", month: "long", timeZone: "UTC" };
  const in_words = more => new Intl.DateTimeFormat(lang, { ...day, ...more })
    .format(new Date("2026-11-30"));
  for (const time of document.querySelectorAll("time")) {
    const shown = time.textContent, year = /\d{4}/.test(shown);
    const clock = /\d\d:\d\d/.test(shown) ? ", 09:00" : "";
    if (/\p{L}/u.test(shown))
      time.textContent = in_words(year ? { year: "numeric" } : { weekday: "long" }) + clock;
  }
}"""

# Every piece of text that lies within the window as a whole.
WORDS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (node.data.trim() && box.height > 2 && box.top >= 0 && box.bottom <= innerHeight)
      found.push(node.data.trim().replace(/\\s+/g, " "));
  }
  return found.join("\\n");
}"""


def words(page: Page) -> str:
    """The words that a picture of the window shows, one piece of text a line."""
    return str(page.evaluate(WORDS))


def settle(page: Page) -> None:
    """Waits for what moves a page by itself: its letters, and the heading that takes the focus.

    A browser gives the focus when it next draws, and scrolls there; who scrolled before is undone.
    It is asked from outside the page: a function that waits inside is refused by the page's policy.
    """
    page.evaluate("document.fonts.ready.then(() => null)")
    focused = page.locator("[autofocus]")
    if focused.count():
        expect(focused.first).to_be_focused()


def check(page: Page, file: Path) -> None:
    """Compares a page with its picture in the documentation, which ``make pictures`` makes anew."""
    settle(page)
    page.evaluate(STEADY)
    if MAKE:
        file.write_bytes(picture(page))
    made = file.read_bytes()
    then, now = (
        OTHER_EACH_TIME.sub("*", COUNTERS.sub("", text)).splitlines()
        for text in (described(made), words(page))
    )
    other = "\n".join(difflib.unified_diff(then, now, "picture", "page", n=0, lineterm=""))
    assert not other, f"stale: make pictures\n{other}"
    window = page.viewport_size
    assert window is not None
    assert size(made) == (window["width"], window["height"])
    assert len(made) <= LARGEST


def check_shown(folder: Path, names: Sequence[str]) -> None:
    """The documentation shows each picture of a folder once, says what it is, and none is left."""
    image = re.compile(r"!\[([^\]]*)\]\(([\w./-]+)\.png\)")
    shown = [
        (path.name, alternative)
        for page in DOCS.rglob("*.md")
        for alternative, address in image.findall(page.read_text("utf-8"))
        if (path := (page.parent / address).resolve()).parent == folder.resolve()
    ]
    assert sorted(name for name, _ in shown) == sorted(names)
    assert [name for name, alternative in shown if not alternative.strip()] == []
    assert sorted(file.name for file in folder.iterdir()) == sorted(f"{one}.png" for one in names)


def picture(page: Page) -> bytes:
    """A PNG of the window that says what it shows."""
    plain = page.screenshot(animations="disabled", scale="css")
    text = KEYWORD + PLAIN + words(page).encode()
    end = plain.rindex(b"IEND") - 4
    return plain[:end] + _chunk(b"iTXt", text) + plain[end:]


def described(png: bytes) -> str:
    """The words that were written into a picture.

    Raises:
        ValueError: nothing was.
    """
    begin = KEYWORD + PLAIN
    for kind, content in _chunks(png):
        if kind == b"iTXt" and content.startswith(begin):
            return content.removeprefix(begin).decode()
    raise ValueError


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    _, header = next(_chunks(png))
    width, height = struct.unpack(">II", header[:8])
    return width, height


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not png.startswith(SIGNATURE):
        raise ValueError
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12
