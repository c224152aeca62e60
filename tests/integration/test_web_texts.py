"""Every text that a template of the platform names exists, and every language has all of them."""

import itertools
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.web.ui.languages import library

WEB = Path(str(files("manumit.web")))
LANGUAGES = ("fr", "es", "ar")
SAID = re.compile(r"""\{%\s*say(?:_plain)?\s+["']([^"']+)["'](?:\s+["'](\w+)["'])?""")
STEM = re.compile(r"""["']([\w-]+/[\w-]*)["']\s*\|\s*add:""")
SAID_OR = re.compile(r"""\{%\s*say_or\s+["']([^"']+)["']""")

# Strings that are the same in English and in another language, and why.
SAME = {
    ("fr", "Institution"): "the same word",
    ("fr", "Active"): "the same word",
    ("fr", "Conditions"): "the same word",
    ("fr", "Licence"): "the same word",
    ("fr", "Licences"): "the same word",
    ("ar", "SDMX-CSV 2.0"): "a format",
    ("es", "SDMX-CSV 2.0"): "a format",
    ("fr", "SDMX-CSV 2.0"): "a format",
    ("es", "Capital"): "the same word",
    ("fr", "Contacts"): "the same word",
    ("fr", "Documents"): "the same word",
    ("es", "Plan"): "the same word",
    ("fr", "Plan"): "the same word",
    ("fr", "Contact"): "the same word",
    ("fr", "Note"): "the same word",
    ("fr", "Message"): "the same word",
    ("fr", "Europe"): "the same word",
    ("fr", "Pages"): "the same word",
    ("fr", "Normal"): "the same word",
    ("es", "Normal"): "the same word",
    ("es", "Asia"): "the same word",
    ("fr", "Code"): "the same word",
    ("es", "{number} %"): "a number and a sign",
    ("fr", "Danger"): "the same word",
    ("fr", "Dates"): "the same word",
    ("fr", "Points"): "the same word",
    ("fr", "{number} %"): "a number and a sign",
    ("fr", "Conclusions"): "the same word",
    ("fr", "Date"): "the same word",
    ("fr", "Dimension"): "the same word",
    ("fr", "Discrimination, 1958"): "the same word",
    ("fr", "Document {number}"): "the same word",
    ("fr", "Inspections"): "the same word",
    ("fr", "Institutions"): "the same word",
    ("fr", "Justice"): "the same word",
    ("fr", "Messages"): "the same word",
    ("fr", "Phase"): "the same word",
    ("fr", "Question"): "the same word",
    ("fr", "Source"): "the same word",
    ("fr", "Sources"): "the same word",
    ("fr", "Construction"): "the same word",
    ("fr", "Organisation"): "the same word",
    ("fr", "Organisations"): "the same word",
    ("fr", "Total"): "the same word",
    ("fr", "Type"): "the same word",
    ("fr", "Accidents"): "the same word",
    ("fr", "Agriculture"): "the same word",
    ("fr", "Article"): "the same word",
    ("fr", "Clients"): "the same word",
    ("fr", "Police"): "the same word",
    ("fr", "{day} {month}"): "no word of its own",
    ("fr", "{weekday} {day} {month}"): "no word of its own",
    ("fr", "{day} {month} {year}"): "no word of its own",
    ("fr", "{day} {month} {year}, {time}"): "no word of its own",
    ("ar", "{day} {month}"): "no word of its own",
    ("ar", "{weekday} {day} {month}"): "no word of its own",
    ("ar", "{day} {month} {year}"): "no word of its own",
    ("fr", "{month} {year}"): "no word of its own",
    ("ar", "{month} {year}"): "no word of its own",
    ("es", "no"): "the same word",
    ("es", "No"): "the same word",
    ("es", "Sector"): "the same word",
    ("es", "Total"): "the same word",
}

TEMPLATES = sorted(WEB.glob("**/templates/**/*.html"))
ENGLISH_PACKS = sorted(WEB.glob("**/texts/en/*.yaml"))


def named(template: str) -> Iterator[tuple[str, str]]:
    """Every text that a template names in full."""
    for text_id, kind in SAID.findall(template):
        yield text_id, kind or "label"


def stems(template: str) -> Iterator[str]:
    """Beginnings of ids to which a template adds a name."""
    yield from STEM.findall(template)
    yield from SAID_OR.findall(template)


def strings(pack: Path) -> dict[tuple[str, str], list[str]]:
    """The strings of a pack by id and kind."""
    entries: dict[str, dict[str, Any]] = yaml.safe_load(pack.read_text("utf-8"))["entries"]
    return {
        (text_id, kind): [
            one if isinstance(one, str) else one["text"]
            for one in (value if isinstance(value, list) else [value])
        ]
        for text_id, kinds in entries.items()
        for kind, value in kinds.items()
    }


def in_language(pack: Path, tag: str) -> Path:
    return pack.parents[1] / tag / pack.name


def test_there_are_templates_of_every_room_with_pages() -> None:
    rooms = {path.parts[path.parts.index("templates") - 1] for path in TEMPLATES}
    assert rooms >= {"ui", "catalogue", "wage_check"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_every_text_that_a_template_names_exists_in_english(path: Path) -> None:
    template = path.read_text("utf-8")
    texts = library().texts
    lost = [one for one in named(template) if ("en", *one) not in texts.strings]
    assert lost == []
    ids = texts.ids()
    assert [stem for stem in stems(template) if not any(i.startswith(stem) for i in ids)] == []


def test_the_search_for_names_finds_them() -> None:
    template = """{% say "a/b" %} {%say_plain 'a/c' "explanation"%} {% say "a/d" count=3 %}
    {% with x="room/"|add:y %}{% say_or "part_" z %}"""
    assert list(named(template)) == [("a/b", "label"), ("a/c", "explanation"), ("a/d", "label")]
    assert list(stems(template)) == ["room/", "part_"]


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("pack", ENGLISH_PACKS, ids=lambda path: path.stem)
def test_every_language_has_every_text(pack: Path, tag: str) -> None:
    english, own = strings(pack), strings(in_language(pack, tag))
    assert sorted(english.keys() ^ own.keys()) == []
    short = [key for key, values in english.items() if len(own[key]) != len(values)]
    assert short == []


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("pack", ENGLISH_PACKS, ids=lambda path: path.stem)
def test_no_text_was_left_in_english(pack: Path, tag: str) -> None:
    own = strings(in_language(pack, tag))
    left = [
        (key, value)
        for key, values in strings(pack).items()
        for value in values
        if value in own.get(key, ()) and (tag, value) not in SAME
    ]
    assert left == []


def test_every_exception_is_needed() -> None:
    used = set[tuple[str, str]]()
    for pack, tag in itertools.product(ENGLISH_PACKS, LANGUAGES):
        own = strings(in_language(pack, tag))
        for key, values in strings(pack).items():
            used |= {(tag, value) for value in values if value in own.get(key, ())}
    assert SAME.keys() <= used
