"""Ends entries of the register whose last day is over. Anybody may run the sweep again."""

import uuid

from manumit.web.justice.models import Sanction
from manumit.web.justice.process import PUBLISHED, SANCTION
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import StaleState, move


def expire_entries() -> int:
    """Moves every entry that is over, each in a transaction of its own; a second run moves none.

    Nothing waits for it: the public page asks the days themselves.

    Returns:
        how many were moved.
    """
    over = Sanction.objects.filter(state=PUBLISHED, public_until__lt=today())
    return sum(_expired(row) for row in over.order_by("pk"))


def _expired(row: Sanction) -> bool:
    """Whether this run moved it; of two at once the second finds it moved."""
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
