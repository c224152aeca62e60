"""Which day it is, and days that people write down, wherever they are."""

import datetime as dt

from django.utils import timezone

_FIRST_ZONE = dt.timedelta(hours=14)
_LAST_ZONE = dt.timedelta(hours=12)


def today() -> dt.date:
    """The day in UTC, by which whatever has a day begins and ends."""
    return timezone.now().date()


def latest_day() -> dt.date:
    """The latest day that it is anywhere now: whoever writes today's date may be ahead of UTC."""
    return (timezone.now() + _FIRST_ZONE).date()


def earliest_day(moment: dt.datetime) -> dt.date:
    """The earliest day that it was anywhere at a moment: a day before that was over everywhere."""
    return (moment.astimezone(dt.UTC) - _LAST_ZONE).date()
