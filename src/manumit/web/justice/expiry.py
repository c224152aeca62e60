"""Sweep that expires register entries after their last day. Safe to repeat."""

import uuid

from manumit.web.justice.models import Sanction
from manumit.web.justice.process import PUBLISHED, SANCTION
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import StaleState, move


def expire_entries() -> int:
    """Expire every entry past its last day, each in its own transaction; return how many.

    A late run shows nothing too long: the public page checks the days itself.
    """
    over = Sanction.objects.filter(state=PUBLISHED, public_until__lt=today())
    return sum(_expire(row) for row in over.order_by("pk"))


def _expire(row: Sanction) -> bool:
    """Expire one entry; return False if a parallel run was first."""
    try:
        move(
            SANCTION,
            row,
            "expire",
            Clock(row.institution_id),
            seen_version=row.version,
            request=uuid.uuid4(),
        )
    except StaleState:
        return False
    return True
