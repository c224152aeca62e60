"""Kinds of documents in a file, and reasons for withdrawing one: ``documents.yaml``."""

import datetime as dt

from django.utils import timezone

from manumit.web.kernel.reasons import ReasonList, read_reasons

_LISTS = read_reasons(__package__ or "", "documents.yaml")
KINDS: ReasonList = _LISTS["document"]
WITHDRAWN: ReasonList = _LISTS["attachment_withdrawn"]
_FIRST_ZONE = dt.timedelta(hours=14)


def latest_day() -> dt.date:
    """Return the latest date anywhere on Earth now: a user's today may be ahead of UTC."""
    return (timezone.now() + _FIRST_ZONE).date()
