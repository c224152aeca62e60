"""Code lists, classifications and rules of the room, from its dated files."""

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml
from django.utils import timezone

from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
NO, YES, UNKNOWN = "no", "yes", "unknown"
PRIVATE_HOME, PLACE_UNKNOWN = "private_home", "place_unknown"
CLASSIFICATION = "manumit/classification/1"
_WORDS = re.compile(r"[\s.,;:/()\-]+")


@dataclass(frozen=True, slots=True)
class Classification:
    """A published classification.

    Attributes:
        source: who published it.
        dated: since when it is in force.
        titles: code to its title in English, in the order of the publication.
    """

    source: str
    dated: dt.date
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file says.

    Attributes:
        on_a_page: entries of a list.
        most_opened: names that one list opens at most.
        legal_forms: words that are left out where names are compared.
    """

    on_a_page: int
    most_opened: int
    legal_forms: frozenset[str]


def _file(name: str) -> Any:
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text("utf-8"))


def _classification(name: str) -> Classification:
    found = _file(name)
    if found.get("schema") != CLASSIFICATION:
        raise ValueError(f"{name} is no classification")
    return Classification(found["source"], found["dated"], dict(found["codes"]))


@functools.cache
def sectors() -> Classification:
    """Sections of ISIC Rev. 4."""
    return _classification("sectors.yaml")


@functools.cache
def occupations() -> Classification:
    """Major and sub-major groups of ISCO-08."""
    return _classification("occupations.yaml")


@functools.cache
def rules() -> Rules:
    """The rules of this version."""
    read = _file("rules.yaml")
    return Rules(read["on_a_page"], read["most_opened"], frozenset(read["legal_forms"]))


def has(listed: str, code: str) -> bool:
    """Whether a code can be chosen today."""
    return LISTS[listed].has(code, timezone.now().date())


def compared(name: str) -> str:
    """A name as it is compared: without the words for the form of a firm, if others are left."""
    said = [word for word in _WORDS.split(name) if word]
    # "W.L.L." and "S.A." fall apart into letters; alone they tell as little.
    kept = [word for word in said if word.casefold() not in rules().legal_forms and len(word) > 1]
    return " ".join(kept or said)
