"""Code lists and numbers of the room, from its dated files."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from manumit.errors import Place
from manumit.packaged import packaged_yaml
from manumit.web.complaints.codes import ComplaintCode
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
REASONS: Mapping[str, ReasonList] = read_reasons(__package__ or "")
DANGER = ("held", "hurt", "child")
"""Answers that mean danger now (R-53)."""
HURT = "hurt_or_held"
"""A reprisal that is danger now (R-53)."""
CHILD, NONE, NOT_ASKED, AGREED = "child", "none", "not_asked", "informed_yes"


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of ``rules.yaml``."""

    acknowledge_days: int
    answer_days: int
    postpone_days: int
    reprisal_days: int
    reprisal_answer_days: int
    round_days: int
    visit_days: int
    limit: Decimal
    few: int
    cover_days: int
    sections: Mapping[str, list[str]]
    open_hours: int
    most_members: int
    most_attachments: int
    contact_sectors: Mapping[str, str]
    contact_topics: Mapping[str, str]
    languages: Mapping[str, str]


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    numbers = {name: read[name] for name in Rules.__dataclass_fields__ if name != "limit"}
    return Rules(limit=Decimal(read["limit"]), **numbers)


def checked_code(listed: str, code: str, field: str) -> str:
    """Return a code that may be chosen today.

    Raises:
        InputError: H501.
    """
    if not LISTS[listed].has(code, timezone.now().date()):
        raise ComplaintCode.NOT_LISTED.error(Place(field=field))
    return code
