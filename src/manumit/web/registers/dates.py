"""Dates of which only the year or the month may be known."""

import datetime as dt
import re

from manumit.errors import Place
from manumit.web.kernel.days import latest_day
from manumit.web.registers.codes import RegisterEntryCode

SHAPE = r"^(|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)$"
LONGEST = 10
_SHAPE = re.compile(SHAPE)
_YEAR, _MONTH = 4, 7
_EARLIEST = 1900


def first_day(text: str) -> dt.date:
    """Return the first day that a partial date can mean.

    Raises:
        ValueError: it is none.
    """
    return dt.date.fromisoformat(
        {_YEAR: f"{text}-01-01", _MONTH: f"{text}-01"}.get(len(text), text)
    )


def checked_date(text: str, field: str, after: str = "") -> str:
    """Return a partial date (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``) or empty, validated.

    Args:
        text: as typed.
        field: where.
        after: the date that it does not lie before, as far as both are known.

    Raises:
        InputError: R301.
    """
    found = text.strip()
    wrong = RegisterEntryCode.NO_DATE.error(Place(field=field))
    if _SHAPE.fullmatch(found) is None:
        raise wrong
    if not found:
        return ""
    try:
        day = first_day(found)
    except ValueError:
        raise wrong from None
    if day.year < _EARLIEST or day > latest_day() or ends_before(found, after):
        raise wrong
    return found


def ends_before(until: str, begins: str) -> bool:
    """Return whether an end is certainly before a beginning; unknown parts never count."""
    known = min(len(until), len(begins))
    return bool(known) and until[:known] < begins[:known]
