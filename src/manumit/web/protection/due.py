"""Ends periods by their date, and says when a person is to be asked again. Run it whenever."""

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
FOLLOWED = ("running", "followed_up")
"""States of a plan in which the person is asked again."""


def sweep() -> int:
    """Ends what is over and makes what is due, each in a transaction of its own.

    A second run does nothing. Nothing waits for it: the pages ask the days themselves.

    Returns:
        how many rows were ended or made.
    """
    return end_periods() + make_due()


def end_periods() -> int:
    """Ends every period whose last day is over; nothing else ends one (R-48)."""
    over = ReflectionPeriod.objects.filter(state__in=RUNS, until__lt=today())
    return sum(end_if_over(row) for row in over.order_by("pk"))


def end_if_over(row: ReflectionPeriod) -> bool:
    """Whether this ended it; of two at once the second finds it ended, or made longer."""
    if row.state not in RUNS or row.until >= today():
        return False
    clock = Clock(row.institution_id)
    try:
        move(REFLECTION, row, "end", clock, seen_version=row.version, request=uuid.uuid4())
    except StaleState:
        return False
    return True


def make_due() -> int:
    """Makes the days by which people are to be asked how they are."""
    return sum(_made(plan, months, day) for plan, months, day in _missing())


def _missing() -> Iterator[tuple[uuid.UUID, int, dt.date]]:
    """Plans that run and have no day yet, for each number of months."""
    alive = SupportPlan.objects.filter(subject__erased_at=None, state__in=FOLLOWED)
    for months in rules().months:
        known = FollowUpDue.objects.filter(plan=OuterRef("pk"), months=months)
        for plan in alive.exclude(Exists(known)):
            if plan.began_on is not None:
                yield plan.pk, months, months_after(plan.began_on, months)


@transaction.atomic
def _made(plan_id: uuid.UUID, months: int, day: dt.date) -> bool:
    """Whether this run made it; of two at once the second finds it."""
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
