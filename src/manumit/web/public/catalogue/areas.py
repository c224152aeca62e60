"""What the pages of interventions and sources show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manumit.instruments import Basis, Review, ReviewStatus, Source, Standing, Text
from manumit.instruments.texts import FALLBACK_LANGUAGE
from manumit.web.public.catalogue.addresses import areas
from manumit.web.public.catalogue.rules import basis_from
from manumit.web.ui.languages import library

# Levels of evidence and ways of reading, from most to least: the order in which they are explained.
LEVELS = ("systematic_review", "evaluation", "practice", "expert_view", "not_established")
READ = (
    "whole", "sections", "article", "quotation", "first_page", "catalogue", "secondary", "not_read",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned, and who says so."""

    text: str
    basis: Basis

    @property
    def ours(self) -> bool:
        """Return whether no text that was read supports it."""
        return self.basis.standing is Standing.OURS


@dataclass(frozen=True, slots=True)
class Reference:
    """A text on an area, and which part of it was read."""

    source: Source
    place: str | None
    seen: bool


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area of intervention.

    Attributes:
        works, planned: parts of the platform that serve it, as the file writes them.
    """

    data: Mapping[str, Any]
    title: Text
    lessons: tuple[Lesson, ...]
    references: tuple[Reference, ...]
    works: tuple[Mapping[str, str], ...]
    planned: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, and the pages that rest on it."""

    source: Source
    areas: tuple[tuple[str, Text], ...]
    cases: tuple[Mapping[str, Any], ...]
    lists: tuple[str, ...]


def area_title(area: Mapping[str, Any], tag: str) -> Text:
    """Return the title of an area; of an institution's own area, the one that its file gives."""
    found = library().texts.all_of(f"catalogue/area_{area['id']}", "label", tag)
    if found:
        return found[0]
    review = Review(ReviewStatus.ORIGINAL)
    return Text(area["title"], FALLBACK_LANGUAGE, review, missing=tag != FALLBACK_LANGUAGE)


def area_view(area: Mapping[str, Any], tag: str) -> AreaView:
    """Return an area in the words of a language, as far as there are any."""
    served = tuple(area["served_by"])
    return AreaView(
        area,
        area_title(area, tag),
        tuple(Lesson(one["text"], basis_from(one["basis"])) for one in area["lessons"]),
        tuple(
            Reference(library().source(one["source"]), one.get("place"), one.get("seen", True))
            for one in area["references"]
        ),
        tuple(one for one in served if one["state"] == "works"),
        tuple(one for one in served if one["state"] != "works"),
    )


def source_views(tag: str) -> tuple[SourceView, ...]:
    """Return every source with what rests on it."""
    return tuple(_source(source, tag) for source in library().registry.sources.values())


def _source(source: Source, tag: str) -> SourceView:
    key = source.key
    return SourceView(
        source,
        tuple((one["id"], area_title(one, tag)) for one in areas() if key in _named_by(one)),
        tuple(case for case in library().of_kind("case") if case["source"] == key),
        tuple(
            list_id
            for list_id, data in library().registry.lists.items()
            if key in (data["source"], data.get("read"))
        ),
    )


def _named_by(area: Mapping[str, Any]) -> set[str | None]:
    references = {one["source"] for one in area["references"]}
    return references | {one["basis"].get("source") for one in area["lessons"]}
