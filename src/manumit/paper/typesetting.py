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

    from manumit.assessment.view import Words

TYPESETTER = "typst"
FONT_PACKAGES = ("fontpkg_ibm_plex_sans", "fontpkg_ibm_plex_sans_arabic", "fontpkg_hind_siliguri")

SPACES = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")
# Control, surrogate, private and unassigned characters: nothing that anybody can read.
UNPRINTABLE_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
# Embeddings and overrides turn the text after them round: "yes" can be made to read as another
# word. Isolates and marks, which only separate words, are allowed.
BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
LONGEST_WORD = 40
WORD_PART = 30
ZERO_WIDTH_SPACE = "\u200b"
MOST_TO_NAME = 10

type Value = str | int | bool | list["Value"] | dict[str, "Value"] | None


class PaperSize(enum.StrEnum):
    """The sheet."""

    A4 = "a4"
    LETTER = "us-letter"


def draft_note(words: "Words") -> list[str]:
    """Return the note of a paper with texts that were never reviewed; empty without such texts.

    Args:
        words: those that the paper was written with so far.
    """
    return [words.name("paper/unreviewed")] if words.unreviewed else []


def typeset(
    template: str, data: Mapping[str, Value], pictures: Mapping[str, str] | None = None
) -> bytes:
    """Return the PDF that a template makes of data.

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
    """Run one template, which may read nothing outside its own folder."""
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
    # Not chained: the typesetter's message quotes the text, which may be personal data.
    if missing:
        raise PaperCode.NO_LETTER.error(Place(), characters=_code_points(missing))
    raise PaperCode.NOT_SET.error(Place())


def template_folder() -> Path:
    """Return where the templates are."""
    return Path(str(resources.files("manumit.paper"))) / "templates"


@functools.cache
def _fonts() -> "typst.Fonts":
    """Return the bundled fonts, read once; never those of the system or the typesetter."""
    import typst  # noqa: PLC0415 - an extra

    folders = [Path(str(resources.files(name))) / "files" for name in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def clean(value: Value, place: str = "") -> Value:
    """Return the data with single spaces, and with break points in very long words.

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
    bad = [
        c
        for c in spaced
        if c in BIDI_OVERRIDES or unicodedata.category(c) in UNPRINTABLE_CATEGORIES
    ]
    if bad:
        raise PaperCode.CONTROL.error(Place(field=place), characters=_code_points(bad))
    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", _break_word, spaced)


def _break_word(word: re.Match[str]) -> str:
    pieces = range(0, len(word[0]), WORD_PART)
    return ZERO_WIDTH_SPACE.join(word[0][start : start + WORD_PART] for start in pieces)


def _characters(message: str) -> list[str]:
    """Return the characters that the typesetter names as missing."""
    found: list[str] = []
    for text in re.findall(r'(?:the text|codepoint) `"(.+?)"`', message):
        escaped = re.fullmatch(r"\\u\{([0-9a-f]+)\}", text)
        found += [chr(int(escaped[1], 16))] if escaped else text
    return found


def _code_points(characters: Iterable[str]) -> str:
    """Return characters as code points, because some cannot be displayed."""
    numbers = [f"U+{ord(c):04X}" for c in dict.fromkeys(characters)]
    more = ", ..." if len(numbers) > MOST_TO_NAME else ""
    return ", ".join(numbers[:MOST_TO_NAME]) + more


def sheet(language: str, direction: str, size: PaperSize) -> dict[str, Any]:
    """Return the language and page settings that every template needs."""
    return {"language": language, "direction": direction, "size": str(size)}
