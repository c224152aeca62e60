"""The encrypted pool of unmet needs."""

import uuid
from dataclasses import dataclass

from manumit.errors import Place
from manumit.web.directory.codes import DirectoryCode
from manumit.web.directory.models import UnmetNeedPool
from manumit.web.kernel.vault.pools import PoolStore

LENGTH = 1 << 15
"""Bytes of what is sealed: some two hundred. Of a country ten of each need wait at most."""


@dataclass(frozen=True, slots=True, repr=False)
class PendingUnmetNeed:
    """One waiting unmet need, with one further criterion; its ``repr`` shows nothing.

    What else was asked for never gets here: no release, no key and no memory can give it back.

    Attributes:
        request: of the form, so that sending it again adds none; gone with the release.
        month: in which it was left.
        aspect: which thing more, by chance: ``language``, ``sex`` or ``age``.
        code: of that list; ``unknown`` where nothing was asked for.
    """

    request: str
    month: str
    country: str
    need: str
    aspect: str
    code: str


POOL = PoolStore(
    model=UnmetNeedPool,
    key=uuid.UUID("0d0a4a86-3a0e-4a75-8f6e-5f6a3a3f0b52"),
    length=LENGTH,
    bound_to=b"manumit pool of unmet needs 2",
    read=PendingUnmetNeed,
    full=lambda: DirectoryCode.POOL_FULL.error(Place()),
)
LOCKED = POOL.lock()
