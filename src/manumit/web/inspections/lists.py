"""Code lists, rules and checklists of the room, from its dated files."""

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from manumit.errors import Place
from manumit.packaged import packaged_yaml
from manumit.web.inspections.codes import InspectionCode
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
REASONS: Mapping[str, ReasonList] = read_reasons(__package__ or "")
CORE = "core"
MODULES = ("agriculture", "construction", "domestic_work", "fishing", "garments", "hospitality")
ENTRY_REFUSED = "entry_refused"
CHECKLIST = "manumit/checklist/1"
AREAS = (
    "wages", "papers", "movement", "housing", "hours", "fees", "child", "contract", "safety",
    "records", "entry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a checklist.

    Attributes:
        area: one of :data:`AREAS`.
        article: that it rests on.
        read: whether somebody compared it with the article's text.
    """

    code: str
    area: str
    article: str
    read: bool

    @property
    def trigger(self) -> bool:
        """Return whether a violation of it is screened (R-47)."""
        return self.area in rules().triggers


REFUSAL = Item(ENTRY_REFUSED, "entry", "C081 art. 18", read=False)
"""Refused or obstructed entry: a violation by itself, in no checklist."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of ``rules.yaml``."""

    triggers: frozenset[str]
    plan_days: int
    comply_days: int
    appeal_days: int
    on_a_page: int
    programme_days: int
    fewest_places: int


def _file(name: str) -> Any:
    return packaged_yaml(__package__, name)


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = _file("rules.yaml")
    numbers = {
        one.name: read[one.name] for one in dataclasses.fields(Rules) if one.name != "triggers"
    }
    return Rules(frozenset(read["triggers"]), **numbers)


@functools.cache
def module_items(name: str) -> tuple[Item, ...]:
    """Return the points of one file of ``modules``.

    Raises:
        ValueError: the file has another schema, or a point has no known area.
    """
    read = _file(f"modules/{name}.yaml")
    if read.get("schema") != CHECKLIST or not (read.get("dated") and read.get("source")):
        raise ValueError(f"{name} is no dated checklist with its source")
    found = tuple(
        Item(code, one["area"], one["article"], read=one["read"])
        for code, one in read["items"].items()
    )
    if any(one.area not in AREAS for one in found):
        raise ValueError(f"a point of {name} has an unknown area")
    return found


def checklist(module: str) -> tuple[Item, ...]:
    """Return the points that a visit asks: those of every visit, and those of its module."""
    return (*module_items(CORE), *(module_items(module) if module else ()))


def checked_code(listed: str, code: str, field: str) -> str:
    """Return a code that may be chosen today.

    Raises:
        InputError: H201.
    """
    if not LISTS[listed].has(code, timezone.now().date()):
        raise InspectionCode.NOT_LISTED.error(Place(field=field))
    return code
