"""Code lists and rules of the room, from its dated files."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml
from django.utils import timezone

from manumit.disclosure import DEFAULT_THRESHOLD
from manumit.web.institutions.needs import NEEDS
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = {
    "need": NEEDS,
    **read_reasons(__package__ or "", "languages.yaml"),
    **read_reasons(__package__ or "", "lists.yaml"),
}
UNKNOWN, COUNTED, HOUSING, REFERRAL, CHILD, ADULT = (
    "unknown", "counted", "housing", "referral", "child", "adult",
)  # fmt: skip
FEWEST = DEFAULT_THRESHOLD
"""Unmet needs of one country and one kind that are released together at least."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file says.

    Attributes:
        free_places: how long a number of free places holds.
        confirm: how long a service holds without being confirmed.
    """

    free_places: dt.timedelta
    confirm: dt.timedelta


@functools.cache
def rules() -> Rules:
    """The rules of this version."""
    read = yaml.safe_load(resources.files(__package__).joinpath("rules.yaml").read_text("utf-8"))
    return Rules(
        dt.timedelta(days=read["free_places_days"]), dt.timedelta(days=read["confirm_days"])
    )


def today() -> dt.date:
    """The day in UTC."""
    return timezone.now().date()
