"""Sweep that ends periods after their last day and creates due follow-ups. Safe to repeat."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef

from manumit.web.kernel.acting import Clock
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import StaleState, move
from manumit.web.protection.lists import months_after, rules
from manumit.web.protection.models import FollowUpDue, ReflectionPeriod, SupportPlan
from manumit.web.protection.process import REFLECTION, RUNS

KIND = "follow_up_due"
FOLLOW_UP_STATES = ("running", "followed_up")
"""States of a plan in which follow-ups are due."""


def sweep() -> int:
    """End periods and create due follow-ups, each in its own transaction; return how many.

    A late run shows nothing wrong: pages check the days themselves.
    """
    return end_periods() + create_follow_ups_due()


def end_periods() -> int:
    """End every period after its last day; nothing else ends one (R-48). Return how many."""
    over = ReflectionPeriod.objects.filter(state__in=RUNS, until__lt=today())
    return sum(end_if_over(row) for row in over.order_by("pk"))


def end_if_over(row: ReflectionPeriod) -> bool:
    """End one period if it is over; return False if a parallel run ended or extended it."""
    if row.state not in RUNS or row.until >= today():
        return False
    clock = Clock(row.institution_id)
    try:
        move(REFLECTION, row, "end", clock, seen_version=row.version, request=uuid.uuid4())
    except StaleState:
        return False
    return True


def create_follow_ups_due() -> int:
    """Create the missing days on which follow-ups are due; return how many."""
    return sum(_create_due(plan, months, day) for plan, months, day in _missing())


def _missing() -> Iterator[tuple[uuid.UUID, int, dt.date]]:
    """Yield plan, months and day of each due follow-up that does not exist yet."""
    alive = SupportPlan.objects.filter(subject__erased_at=None, state__in=FOLLOW_UP_STATES)
    for months in rules().months:
        known = FollowUpDue.objects.filter(plan=OuterRef("pk"), months=months)
        for plan in alive.exclude(Exists(known)):
            if plan.began_on is not None:
                yield plan.pk, months, months_after(plan.began_on, months)


@transaction.atomic
def _create_due(plan_id: uuid.UUID, months: int, day: dt.date) -> bool:
    """Create one; return False if it exists. The lock serialises parallel sweeps."""
    plan = SupportPlan.objects.select_for_update().get(pk=plan_id)
    if plan.dues.filter(months=months).exists():
        return False
    row = FollowUpDue(plan=plan, institution_id=plan.institution_id, months=months, due_on=day)
    row.follow_up = plan.follow_ups.filter(months=months).first()
    clock = Clock(plan.institution_id)
    record(
        Act(
            act="create",
            institution=clock.institution,
            role=clock.role,
            kind=KIND,
            resource=row.pk,
        )
    )
    row.save(force_insert=True)
    return True
