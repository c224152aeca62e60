"""Code lists and rules of the room, from its dated files."""

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone

from manumit.errors import Place
from manumit.packaged import packaged_yaml
from manumit.web.kernel.reasons import ReasonList, read_reasons
from manumit.web.line.codes import LineCode
from manumit.web.registers.lists import sectors

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
REASONS: Mapping[str, ReasonList] = read_reasons(__package__ or "")
UNKNOWN, YES, NO = "unknown", "yes", "no"
CALL_BACK = "call_back"
CHILD_IN_DANGER = "child_in_danger"
URGENT = (YES, "unsure")
"""Answers about danger that come first; not to know is treated as danger."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of ``rules.yaml``."""

    steps: Mapping[str, str]
    wait_hours: Mapping[str, int]
    most_topics: int
    longest_note: int
    child_callers: frozenset[str]
    child_topics: frozenset[str]


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return Rules(
        steps=read["steps"],
        wait_hours=read["wait_hours"],
        most_topics=read["most_topics"],
        longest_note=read["longest_note"],
        child_callers=frozenset(read["child_callers"]),
        child_topics=frozenset(read["child_topics"]),
    )


def sector_codes() -> tuple[str, ...]:
    """Return the sections of ISIC, and unknown as the last."""
    return (*sectors().titles, UNKNOWN)


def text_of(listed: str, code: str) -> str:
    """Return the id of the text of a code; sectors and languages have theirs in other packs."""
    if code == UNKNOWN:
        return f"line_{listed}/{UNKNOWN}"
    prefix = {"sector": "sector", "language": "directory_language"}.get(listed, f"line_{listed}")
    return f"{prefix}/{code}"


def checked_code(listed: str, code: str) -> str:
    """Return a code that may be chosen today.

    Raises:
        InputError: H601.
    """
    day = timezone.now().date()
    known = code in sector_codes() if listed == "sector" else LISTS[listed].has(code, day)
    if not known:
        raise LineCode.NOT_LISTED.error(Place(field=listed))
    return code


def checked_reason(code: str) -> str:
    """Return a reason for which a file may be opened, or a complaint sent, today.

    Raises:
        InputError: H601.
    """
    if not REASONS["basis"].has(code, timezone.now().date()):
        raise LineCode.NOT_LISTED.error(Place(field="reason"))
    return code


def by_child(caller: str) -> bool:
    """Return whether somebody who may be under 18 calls (R-46)."""
    return caller in rules().child_callers


def is_child(caller: str, topics: Collection[str]) -> bool:
    """Return whether a contact is by or about somebody under 18 (R-46)."""
    return by_child(caller) or not rules().child_topics.isdisjoint(topics)
