"""Open tasks of protection: due follow-ups, and periods about to end."""

import datetime as dt

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast

from manumit.web.protection.due import FOLLOW_UP_STATES
from manumit.web.protection.models import FollowUpDue, ReflectionPeriod, SupportPlan
from manumit.web.protection.policies import follow_up_due_policy, reflection_policy
from manumit.web.protection.process import RUNS
from manumit.web.protection.selectors import agreed_to_support
from manumit.web.tasks.sources import DUE, VARIANT, DueSource


def _to_ask(rows: QuerySet[FollowUpDue], until: dt.date) -> QuerySet[FollowUpDue]:
    """Return due follow-ups of running plans whose person agrees to support (R-49)."""
    found = rows.filter(
        agreed_to_support("plan__"),
        follow_up=None,
        due_on__lte=until,
        plan__state__in=FOLLOW_UP_STATES,
    )
    return found.annotate(**{DUE: F("due_on"), VARIANT: Cast("months", CharField())})


def _to_end(rows: QuerySet[ReflectionPeriod], until: dt.date) -> QuerySet[ReflectionPeriod]:
    """Return periods that end soon: somebody asks whether more time is needed (R-48)."""
    return rows.filter(state__in=RUNS, until__lte=until).annotate(**{DUE: F("until")})


SOURCES = (
    DueSource(
        "follow_up", follow_up_due_policy, _to_ask,
        tells=((FollowUpDue, "due_on"), (FollowUpDue, "months"), (SupportPlan, "reference")),
        view="protection:plan", argument="plan", key="plan_id", called="plan__reference",
        varies=True, place="plans", record="plan", act="record",
    ),
    DueSource(
        "reflection", reflection_policy, _to_end,
        tells=((ReflectionPeriod, "until"), (ReflectionPeriod, "reference")),
        view="protection:period", argument="period", called="reference",
        place="periods", record="period",
    ),
)  # fmt: skip
