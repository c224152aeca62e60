"""Requests confirmation of services that were not confirmed for long. Safe to repeat."""

import uuid

from manumit.web.directory.lists import rules, today
from manumit.web.directory.models import Service
from manumit.web.directory.process import SERVICE
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.process.services import StaleState, move


def request_confirmations() -> int:
    """Request due confirmations, each in a transaction of its own; a second run does nothing.

    Nothing waits for it: whether a service still holds for sure is asked of its day at each look.

    Returns:
        of how many services it asked.
    """
    late = Service.objects.filter(state="listed", confirmed_on__lt=today() - rules().confirm)
    return sum(_request_confirmation(row) for row in late.order_by("pk"))


def _request_confirmation(row: Service) -> bool:
    """Return whether this run asked; of two at once, or beside a confirmation, one does nothing."""
    clock = Clock(row.institution_id)
    try:
        move(SERVICE, row, "ask", clock, seen_version=row.version, request=uuid.uuid4())
    except StaleState:
        return False
    return True
