"""Today's date, and the range of dates that are possible across time zones."""

import datetime as dt

from django.utils import timezone

_FIRST_ZONE = dt.timedelta(hours=14)
_LAST_ZONE = dt.timedelta(hours=12)


def today() -> dt.date:
    """Return today's date in UTC, by which all periods begin and end."""
    return timezone.now().date()


def latest_day() -> dt.date:
    """Return the latest date it is anywhere now: a local date may be ahead of UTC."""
    return (timezone.now() + _FIRST_ZONE).date()


def earliest_day(moment: dt.datetime) -> dt.date:
    """Return the earliest date it was anywhere at a moment; earlier days were over everywhere."""
    return (moment.astimezone(dt.UTC) - _LAST_ZONE).date()
