"""Reasons and rules of emergency access: ``data/reasons.yaml``."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

from manumit.web.kernel.register.reading import shipped

AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class OpeningRules:
    """The rules of emergency access.

    Attributes:
        longest: how long one lasts at most.
        confirm_within: when one that opened at once closes if nobody confirms it.
        reader_after: for how long a second reader has held their post at least.
        reasons: code to whether it opens at once.
    """

    longest: dt.timedelta
    confirm_within: dt.timedelta
    reader_after: dt.timedelta
    reasons: Mapping[str, bool]


@functools.cache
def opening_rules() -> OpeningRules:
    """Return the rules of this version."""
    data = shipped("access", "reasons").data
    return OpeningRules(
        dt.timedelta(hours=data["longest_hours"]),
        dt.timedelta(minutes=data["confirm_within_minutes"]),
        dt.timedelta(days=data["second_reader_after_days"]),
        {code: one["opens"] == AT_ONCE for code, one in data["reasons"].items()},
    )
