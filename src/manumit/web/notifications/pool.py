"""The encrypted pool of waiting notifications."""

import uuid
from dataclasses import dataclass

from manumit.errors import Place
from manumit.web.kernel.vault.pools import PoolStore
from manumit.web.notifications.codes import NotificationCode
from manumit.web.notifications.models import NotificationPool

LENGTH = 1 << 15
"""Bytes of what is sealed: some two hundred notifications."""


@dataclass(frozen=True, slots=True, repr=False)
class PendingNotification:
    """One waiting notification; its ``repr`` shows nothing.

    Attributes:
        request: of the form, so that sending it again adds none; gone with the release.
        month: in which it was left.
    """

    request: str
    month: str
    country: str
    form: str
    age_band: str
    sex: str


POOL = PoolStore(
    model=NotificationPool,
    key=uuid.UUID("6f1b7f0e-5f0a-4c0e-9d0c-2b8f6a4d1e37"),
    length=LENGTH,
    bound_to=b"manumit notification pool 1",
    read=PendingNotification,
    full=lambda: NotificationCode.POOL_FULL.error(Place()),
)
LOCKED = POOL.lock()
