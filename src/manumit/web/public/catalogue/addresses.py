"""Words in addresses, and which page a code leads to."""

import functools
from collections.abc import Mapping
from typing import Any

from django.http import Http404

from manumit.instruments import Instrument
from manumit.web.ui.languages import library

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
    """Return an id as a word in an address: ``adult_labour`` as ``adult-labour``."""
    return name.replace("_", "-")


def instrument_at(word: str) -> Instrument:
    """Return the list that an address names, without codes of class special.

    Raises:
        Http404: no such list.
    """
    list_id = underscored(word)
    if list_id not in library().list_ids:
        raise Http404
    return instrument(list_id)


@functools.cache
def instrument(list_id: str) -> Instrument:
    """Return a list with its rules, built once: never with codes of class special (R-34)."""
    return library().instrument(list_id)


def case_at(word: str) -> Mapping[str, Any]:
    """Return the worked case that an address names.

    Raises:
        Http404: no such case.
    """
    return _one(library().of_kind("case"), word)


def areas() -> tuple[Mapping[str, Any], ...]:
    """Return the areas of intervention in the order of the 2008 paper, then own ones."""
    return tuple(area for data in library().of_kind("interventions") for area in data["areas"])


def area_at(word: str) -> Mapping[str, Any]:
    """Return the area of intervention that an address names.

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
    """Return a word in an address as an id, or as a part of the id of a text."""
    return word.replace("-", "_")


@functools.cache
def first_lists() -> Mapping[str, str]:
    """Return the first list of each code, the target of links outside any list."""
    found: dict[str, str] = {}
    for list_id in library().list_ids:
        for one in instrument(list_id).indicators:
            found.setdefault(one.code, list_id)
    return found


def rule_of(set_id: str) -> str:
    """Return the page of the rule that an item set belongs to."""
    return next(word for word, sets in RULES.items() if set_id in sets)
