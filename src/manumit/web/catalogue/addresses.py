"""Words in addresses, and which page a code leads to."""

import functools
from collections.abc import Mapping
from typing import Any

from django.http import Http404

from manumit.instruments import Instrument
from manumit.web.pages.languages import library

# The rules by the word in their address, with the item sets that each page shows.
RULES: Mapping[str, tuple[str, ...]] = {
    "labour-law": ("labour_law",),
    "forced-labour": ("menace", "involuntariness"),
    "eleven-indicators": ("eleven",),
    "dimensions": (),
    "act-means-purpose": ("act", "means", "purpose"),
    "conclusions": (),
}


def slug(name: str) -> str:
    """An id as a word in an address: ``adult_labour`` as ``adult-labour``."""
    return name.replace("_", "-")


def instrument_at(word: str) -> Instrument:
    """The list that an address names, without codes of class special.

    Raises:
        Http404: no such list.
    """
    list_id = underscored(word)
    if list_id not in library().list_ids:
        raise Http404
    return instrument(list_id)


@functools.cache
def instrument(list_id: str) -> Instrument:
    """A list with its rules, built once: never with codes of class special (R-34)."""
    return library().instrument(list_id)


def case_at(word: str) -> Mapping[str, Any]:
    """The worked case that an address names.

    Raises:
        Http404: no such case.
    """
    return _one(library().of_kind("case"), word)


def areas() -> tuple[Mapping[str, Any], ...]:
    """The areas of intervention, in the order of the paper of 2008; an institution's own after."""
    return tuple(area for data in library().of_kind("interventions") for area in data["areas"])


def area_at(word: str) -> Mapping[str, Any]:
    """The area of intervention that an address names.

    Raises:
        Http404: no such area.
    """
    return _one(areas(), word)


def _one(things: tuple[Mapping[str, Any], ...], word: str) -> Mapping[str, Any]:
    for thing in things:
        if thing["id"] == underscored(word):
            return thing
    raise Http404


def underscored(word: str) -> str:
    """A word in an address as an id, or as a part of the id of a text."""
    return word.replace("-", "_")


@functools.cache
def homes() -> Mapping[str, str]:
    """The first list in which each code stands: where a code leads to outside any list."""
    found: dict[str, str] = {}
    for list_id in library().list_ids:
        for one in instrument(list_id).indicators:
            found.setdefault(one.code, list_id)
    return found


def rule_of(set_id: str) -> str:
    """The page of the rule that an item set belongs to."""
    return next(word for word, sets in RULES.items() if set_id in sets)
