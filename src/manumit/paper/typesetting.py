"""From data to the bytes of a PDF. What a text says can change what is read, never what is done.

Texts go to the typesetter as JSON, as values; a template of this package lays them out and never
evaluates them. It reads no file outside the folder of the templates, and the same data give the
same bytes: no clock and no font of the machine has a part in it.
"""

import enum
import functools
import importlib.util
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manumit.errors import Place
from manumit.paper.codes import PaperCode

if TYPE_CHECKING:
    import typst

TYPESETTER = "typst"
FONT_PACKAGES = ("fontpkg_ibm_plex_sans", "fontpkg_ibm_plex_sans_arabic", "fontpkg_hind_siliguri")

SPACES = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")
# Control, surrogate, private and unassigned characters: nothing that anybody can read.
NO_LETTERS = frozenset({"Cc", "Cs", "Co", "Cn"})
# Embeddings and overrides turn the text after them round: "yes" can be made to read as another
# word. Isolates and marks, which only keep words apart, stay.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e")
LONGEST_WORD = 40
PIECE = 30
ZERO_WIDTH_SPACE = "\u200b"
MOST_TO_NAME = 10

type Value = str | int | bool | list["Value"] | dict[str, "Value"] | None


class PaperSize(enum.StrEnum):
    """The sheet."""

    A4 = "a4"
    LETTER = "us-letter"


def typeset(
    template: str, data: Mapping[str, Value], pictures: Mapping[str, str] | None = None
) -> bytes:
    """The PDF that a template makes of data.

    Args:
        template: name of a file in ``templates``.
        data: what the template lays out; every text in it comes out as it is written.
        pictures: SVG by name, of our own making; the template finds them as ``data.pictures``.

    Raises:
        InputError: P101 or P102 for what cannot be printed, P103 without the extra ``pdf``, P104.
    """
    cleaned = clean(dict(data))
    if any(importlib.util.find_spec(name) is None for name in (TYPESETTER, *FONT_PACKAGES)):
        raise PaperCode.NOT_INSTALLED.error(Place())
    if pictures is None:
        return run(template_folder() / template, cleaned)
    assert isinstance(cleaned, dict)  # noqa: S101 - a dict was cleaned
    return run(template_folder() / template, cleaned | {"pictures": dict(pictures)})


def run(template: Path, data: Value) -> bytes:
    """Runs one template, which may read nothing outside its own folder."""
    import typst  # noqa: PLC0415 - an extra

    try:
        return typst.compile(
            template,
            root=template.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"],  # tagged, so that a screen reader can follow: ISO 14289-1
            timestamp=0,
        )
    except typst.TypstError as error:
        missing = _characters(f"{error.message}\n{error.diagnostic}")
    # Not chained: what the typesetter says quotes the text, which may be about a person.
    if missing:
        raise PaperCode.NO_LETTER.error(Place(), characters=_named(missing))
    raise PaperCode.NOT_SET.error(Place())


def template_folder() -> Path:
    """Where the templates are."""
    return Path(str(resources.files("manumit.paper"))) / "templates"


@functools.cache
def _fonts() -> "typst.Fonts":
    """Our fonts, read once; none of the machine and none that the typesetter brings."""
    import typst  # noqa: PLC0415 - an extra

    folders = [Path(str(resources.files(name))) / "files" for name in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def clean(value: Value, place: str = "") -> Value:
    """The same data with one space between words, and very long words that can be broken.

    Raises:
        InputError: P101 with the place of the first text that holds control characters.
    """
    if isinstance(value, str):
        return _clean_text(value, place)
    if isinstance(value, list):
        return [clean(one, f"{place}[{number}]") for number, one in enumerate(value)]
    if isinstance(value, dict):
        return {key: clean(one, f"{place}.{key}".lstrip(".")) for key, one in value.items()}
    return value


def _clean_text(text: str, place: str) -> str:
    spaced = SPACES.sub(" ", text).strip(" ")
    bad = [c for c in spaced if c in TURNING or unicodedata.category(c) in NO_LETTERS]
    if bad:
        raise PaperCode.CONTROL.error(Place(field=place), characters=_named(bad))
    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", _broken, spaced)


def _broken(word: re.Match[str]) -> str:
    pieces = range(0, len(word[0]), PIECE)
    return ZERO_WIDTH_SPACE.join(word[0][start : start + PIECE] for start in pieces)


def _characters(said: str) -> list[str]:
    """The characters that the typesetter names as missing."""
    found: list[str] = []
    for text in re.findall(r'(?:the text|codepoint) `"(.+?)"`', said):
        escaped = re.fullmatch(r"\\u\{([0-9a-f]+)\}", text)
        found += [chr(int(escaped[1], 16))] if escaped else text
    return found


def _named(characters: Iterable[str]) -> str:
    """Characters by number: some of them cannot be shown."""
    numbers = [f"U+{ord(c):04X}" for c in dict.fromkeys(characters)]
    more = ", ..." if len(numbers) > MOST_TO_NAME else ""
    return ", ".join(numbers[:MOST_TO_NAME]) + more


def sheet(language: str, direction: str, size: PaperSize) -> dict[str, Any]:
    """What every template needs to know about language and sheet."""
    return {"language": language, "direction": direction, "size": str(size)}
