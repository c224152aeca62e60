"""The languages of the pages: data, from the text packs that the deployment loads."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from django.conf import settings

from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.instruments.texts import FALLBACK_LANGUAGE, language_name
from manumit.terms.words import TEXTS

ROOMS_WITH_TEXTS = (
    "pages", "interview", "catalogue", "figures", "wages", "institutions", "work", "registers",
    "remedies", "protection", "justice", "notifications", "directory", "cases", "own",
    "assignments", "statistics", "between", "country", "api",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages can be read in.

    Attributes:
        name: in the language itself; the tag where we know none.
        draft: whether any of its strings was never reviewed.
    """

    tag: str
    name: str
    direction: str
    draft: bool


@functools.cache
def library() -> Library:
    """Instruments and texts of this deployment: shipped ones, those of the pages, its own."""
    return Library.load(*_page_packs(), *settings.MANUMIT.own_files)


def _page_packs() -> Iterator[Path]:
    root = Path(str(resources.files("manumit.web")))
    folders = (root / room / "texts" for room in ROOMS_WITH_TEXTS)
    yield from (folder for folder in folders if folder.is_dir())
    yield TEXTS


@functools.cache
def languages() -> tuple[Language, ...]:
    """Every language for which a pack is loaded, English first."""
    return tuple(_language(tag) for tag in library().texts.languages)


def _language(tag: str) -> Language:
    texts = library().texts
    strings = (t for (language, *_), every in texts.strings.items() for t in every
               if language == tag)  # fmt: skip
    return Language(
        tag, language_name(tag), texts.direction(tag), any(text.needs_notice for text in strings)
    )


@functools.cache
def language(tag: str) -> Language | None:
    """The language with this tag, or None."""
    return next((one for one in languages() if one.tag == tag), None)


def words(tag: str) -> Words:
    """Strings of a language, without a mark on each: the page says once that it is a draft."""
    return Words(library(), tag, marks=False)


class LanguageConverter:
    """The first part of every address: a language that is loaded."""

    regex = "[a-z]{2,3}(?:-[A-Za-z0-9]+)*"

    def to_python(self, value: str) -> Language:
        """The language; an unknown one makes the address unknown."""
        found = language(value)
        if found is None:
            raise ValueError(value)
        return found

    def to_url(self, value: Language | str) -> str:
        """The tag."""
        return value if isinstance(value, str) else value.tag


def wanted(accepted: str) -> str:
    """The language that a browser asks for (``Accept-Language``), or English."""
    asked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, weight = part.strip().partition(";")
        asked.append((-_quality(weight), place, tag.strip()))
    for _, _, tag in sorted(asked):
        for candidate in (tag, tag.partition("-")[0].lower()):
            if language(candidate) is not None:
                return candidate
    return FALLBACK_LANGUAGE


def _quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
