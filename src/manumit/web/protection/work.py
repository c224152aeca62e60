"""What of the room is due: people to be asked again, and periods that come to their last day."""

import datetime as dt

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast

from manumit.web.protection.due import FOLLOWED
from manumit.web.protection.models import FollowUpDue, ReflectionPeriod, SupportPlan
from manumit.web.protection.policies import follow_up_due_policy, reflection_policy
from manumit.web.protection.process import RUNS
from manumit.web.protection.selectors import agreeing
from manumit.web.work.sources import DUE, VARIANT, Source


def _to_ask(rows: QuerySet[FollowUpDue], until: dt.date) -> QuerySet[FollowUpDue]:
    """Of plans that run, whose person agrees to support now: nobody looks for others (R-49)."""
    found = rows.filter(follow_up=None, due_on__lte=until, plan__state__in=FOLLOWED)
    plans = SupportPlan.objects.filter(pk__in=found.values("plan"))
    return found.filter(plan__in=agreeing(list(plans))).annotate(
        **{DUE: F("due_on"), VARIANT: Cast("months", CharField())}
    )


def _to_end(rows: QuerySet[ReflectionPeriod], until: dt.date) -> QuerySet[ReflectionPeriod]:
    """Before the last day somebody asks whether more time is needed (R-48)."""
    return rows.filter(state__in=RUNS, until__lte=until).annotate(**{DUE: F("until")})


SOURCES = (
    Source(
        "follow_up", follow_up_due_policy, _to_ask,
        tells=((FollowUpDue, "due_on"), (FollowUpDue, "months"), (SupportPlan, "reference")),
        view="protection:plan", argument="plan", key="plan_id", called="plan__reference",
        varies=True,
    ),
    Source(
        "reflection", reflection_policy, _to_end,
        tells=((ReflectionPeriod, "until"), (ReflectionPeriod, "reference")),
        view="protection:period", argument="period", called="reference",
    ),
)  # fmt: skip
