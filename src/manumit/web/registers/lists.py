"""Code lists, classifications and rules of the room, from its dated files."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from manumit.packaged import packaged_yaml
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
NO, YES, UNKNOWN = "no", "yes", "unknown"
PRIVATE_HOME, PLACE_UNKNOWN = "private_home", "place_unknown"
CLASSIFICATION = "manumit/classification/1"


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
    """The content of ``rules.yaml``.

    Attributes:
        most_opened: names that one list of choices opens at most.
    """

    most_opened: int


def _file(name: str) -> Any:
    return packaged_yaml(__package__, name)


def _classification(name: str) -> Classification:
    found = _file(name)
    if found.get("schema") != CLASSIFICATION:
        raise ValueError(f"{name} is no classification")
    return Classification(found["source"], found["dated"], dict(found["codes"]))


@functools.cache
def sectors() -> Classification:
    """Return the sections of ISIC Rev. 4."""
    return _classification("sectors.yaml")


@functools.cache
def occupations() -> Classification:
    """Return the major and sub-major groups of ISCO-08."""
    return _classification("occupations.yaml")


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = _file("rules.yaml")
    return Rules(read["most_opened"])


def is_current(listed: str, code: str) -> bool:
    """Return whether a code can be chosen today."""
    return LISTS[listed].has(code, timezone.now().date())
