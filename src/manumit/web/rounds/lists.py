"""Code lists and numbers of the room, from its dated files."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from manumit.errors import Place
from manumit.packaged import packaged_yaml
from manumit.web.inspections.lists import CORE, Item, module_items
from manumit.web.kernel.reasons import ReasonList, read_reasons
from manumit.web.rounds.codes import RoundCode

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
REQUEST, REMINDER = "request", "reminder"
RECEIVED, UNREADABLE = "received", "unreadable"
PRODUCTION, PAYMENT = "production", "payment"
RECORDS_SHOWN, PAY_ON_TIME = "records_shown", "pay_on_time"
"""Points of every checklist: records that are not sent, and wages that were not paid."""


@dataclass(frozen=True, slots=True)
class RoundRules:
    """The content of ``rules.yaml``."""

    ahead_days: int
    plan_days: int
    answer_days: int
    fewest: int
    most: int
    produce_days: int
    pay_days: int
    on_a_page: int


@functools.cache
def rules() -> RoundRules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return RoundRules(**{name: read[name] for name in RoundRules.__dataclass_fields__})


def checked_code(listed: str, code: str, field: str) -> str:
    """Return a code that may be chosen today.

    Raises:
        InputError: H401.
    """
    if not LISTS[listed].has(code, timezone.now().date()):
        raise RoundCode.NOT_LISTED.error(Place(field=field))
    return code


def core_item(code: str) -> Item:
    """Return a point of every checklist, with its article."""
    return next(one for one in module_items(CORE) if one.code == code)
