"""Code lists and rules of the app, from its dated files."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from manumit.disclosure import DEFAULT_THRESHOLD
from manumit.packaged import packaged_yaml
from manumit.web.institutions.kinds import NEEDS
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = {
    "need": NEEDS,
    **read_reasons(__package__ or "", "languages.yaml"),
    **read_reasons(__package__ or "", "lists.yaml"),
}
URGENCIES = LISTS["urgency"].codes()
"""By when what a referral asks for is needed; an empty code is "not stated"."""
LONGEST_URGENCY = 20
UNKNOWN, COUNTED, HOUSING, REFERRAL, CHILD, ADULT = (
    "unknown", "counted", "housing", "referral", "child", "adult",
)  # fmt: skip
MIN_BATCH = DEFAULT_THRESHOLD
"""Unmet needs of one country and one kind that are released together at least."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Contents of ``rules.yaml``.

    Attributes:
        free_places: how long a number of free places holds.
        confirm: how long a service holds without being confirmed.
    """

    free_places: dt.timedelta
    confirm: dt.timedelta


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return Rules(
        dt.timedelta(days=read["free_places_days"]), dt.timedelta(days=read["confirm_days"])
    )


def today() -> dt.date:
    """Return the day in UTC."""
    return timezone.now().date()
