"""Code lists and rules of the room, from ``lists.yaml`` and ``rules.yaml``."""

import calendar
import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

from manumit.packaged import packaged_yaml
from manumit.web.institutions.kinds import NEEDS
from manumit.web.kernel.days import today
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = {
    "area": NEEDS, **read_reasons(__package__ or "", "lists.yaml"),
}  # fmt: skip
PURPOSE = "assistance"
"""What the person agrees to towards the institution that supports them (R-49)."""
UNKNOWN = "unknown"
FLOOR_DAYS = 30
"""No period is shorter, whatever a deployment says: Council of Europe Convention, art. 13."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Contents of ``rules.yaml``.

    Attributes:
        months: after which a person is asked again.
        soon: how long before its end a period is listed first on the page.
        longest_extension: what one extension adds at the most.
    """

    months: tuple[int, ...]
    soon: dt.timedelta
    longest_extension: dt.timedelta


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return Rules(
        tuple(read["follow_up_months"]),
        dt.timedelta(days=read["soon_days"]),
        dt.timedelta(days=read["longest_extension_days"]),
    )


def is_listed(listed: str, code: str) -> bool:
    """Return whether a code of a list may be chosen today."""
    return LISTS[listed].has(code, today())


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
