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
from manumit.offers.rulebook import TEXTS as OFFER_TEXTS
from manumit.terms.words import TEXTS

ROOMS_WITH_TEXTS = (
    "ui", "account_sheets", "interviewing", "public/catalogue", "public/figures",
    "public/wage_check", "public/report", "public/offers", "public/recruiters", "institutions",
    "tasks", "registers", "workplaces", "inspections", "rounds", "visit_pictures", "complaints",
    "data_rights", "line", "remedies", "order_claims", "debtors", "inspection_penalties",
    "annual_report", "protection",
    "justice", "notifications", "directory", "cases", "group_cases",
    "prosecution_bundles", "imports", "guided", "labels", "worker_access", "reassignment",
    "statistics", "federation", "country", "api", "start", "recruitment", "kernel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages can be read in.

    Attributes:
        name: the language's own name, or its tag if unknown.
        draft: whether any of its strings was never reviewed.
    """

    tag: str
    name: str
    direction: str
    draft: bool


@functools.cache
def library() -> Library:
    """Return the deployment's library: shipped instruments and texts, those of pages, its own."""
    return Library.load(*_page_packs(), *settings.MANUMIT.own_files)


def _page_packs() -> Iterator[Path]:
    root = Path(str(resources.files("manumit.web")))
    folders = (root / room / "texts" for room in ROOMS_WITH_TEXTS)
    yield from (folder for folder in folders if folder.is_dir())
    yield TEXTS
    yield OFFER_TEXTS


@functools.cache
def languages() -> tuple[Language, ...]:
    """Return every language for which a pack is loaded, English first."""
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
    """Return the language with this tag, or None."""
    return next((one for one in languages() if one.tag == tag), None)


def words(tag: str) -> Words:
    """Return the texts of a language without draft marks: the page states it once."""
    return Words(library(), tag, marks=False)


class LanguageConverter:
    """URL converter for the first part of every address: a loaded language."""

    regex = "[a-z]{2,3}(?:-[A-Za-z0-9]+)*"

    def to_python(self, value: str) -> Language:
        """Return the language of a tag; an unknown tag does not match the address."""
        found = language(value)
        if found is None:
            raise ValueError(value)
        return found

    def to_url(self, value: Language | str) -> str:
        """Return the tag of a language."""
        return value if isinstance(value, str) else value.tag


def preferred_language(accepted: str) -> str:
    """Return the language that a browser asks for (``Accept-Language``), or English."""
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
