"""What a document of a file can be, and why one is withdrawn: ``documents.yaml``."""

import datetime as dt

from django.utils import timezone

from manumit.web.kernel.reasons import ReasonList, read_reasons

_LISTS = read_reasons(__package__ or "", "documents.yaml")
KINDS: ReasonList = _LISTS["document"]
WITHDRAWN: ReasonList = _LISTS["attachment_withdrawn"]
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "text/plain": "txt",
}
"""What the vault takes, and how a file of it ends."""
_FIRST_ZONE = dt.timedelta(hours=14)


def latest_day() -> dt.date:
    """The latest day that it is anywhere now: whoever writes today's date may be ahead of UTC."""
    return (timezone.now() + _FIRST_ZONE).date()
