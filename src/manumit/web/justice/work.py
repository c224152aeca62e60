"""What of the room is due: hearings, decisions on checks, and entries of the register."""

import datetime as dt

from django.db.models import (
    Case,
    DateTimeField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncDate

from manumit.web.justice.lists import rules
from manumit.web.justice.models import Hearing, NonPunishment, Proceeding, Sanction
from manumit.web.justice.policies import (
    non_punishment_policy,
    proceeding_policy,
    sanction_policy,
)
from manumit.web.justice.process import FINAL, PUBLISHED, UNDECIDED
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.days import today
from manumit.web.work.sources import DUE, VARIANT, Source


def _to_be_heard(rows: QuerySet[Proceeding], until: dt.date) -> QuerySet[Proceeding]:
    """By the next hearing; one that is past is nobody's work any more."""
    ahead = Hearing.objects.filter(
        proceeding=OuterRef("pk"), on_day__gte=today(), on_day__lte=until
    ).order_by()
    first = ahead.values("proceeding").annotate(first=Min("on_day")).values("first")
    return rows.annotate(**{DUE: Subquery(first)}).exclude(**{DUE: None})


STEPS = {"proposed": ("hear", "opened_at"), "defence_heard": ("finalise", "heard_on"),
         FINAL: ("publish", "decided_on")}  # fmt: skip
"""The next step of an entry that is not public yet, and since when it waits."""


def _entries(rows: QuerySet[Sanction], until: dt.date) -> QuerySet[Sanction]:
    """By the next step of an entry, so that none is forgotten; or by the day on which it ends.

    Before it is public it is the work of whoever proposed it and their office alone.
    """
    within, own = rules().entry_within, (Relation.OWN, Relation.COLLEAGUE)
    step = Case(
        *(When(state=state, then=Value(name)) for state, (name, _) in STEPS.items()),
        default=Value("end"),
    )
    day = Case(
        *(
            When(state=state, then=ExpressionWrapper(F(since) + within, DateTimeField()))
            for state, (_, since) in STEPS.items()
        ),
        default=Cast("public_until", DateTimeField()),
    )
    shown = Q(state=PUBLISHED) | Q(state__in=STEPS, **{f"{RELATION}__in": own})
    found = rows.filter(shown).annotate(**{VARIANT: step, DUE: TruncDate(day)})
    return found.filter(**{f"{DUE}__lte": until})


def _to_be_decided(rows: QuerySet[NonPunishment], until: dt.date) -> QuerySet[NonPunishment]:
    """By the day on which whoever sent it expects a decision (R-50), which both sides see.

    Whoever sent one has nothing to decide, and asks the prosecution once it is late.
    """
    to_decide = Q(content__isnull=True) | Q(**{RELATION: Relation.REFERRED})
    side = Case(When(to_decide, then=Value("decide")), default=Value("await"))
    expected_by = TruncDate(F("opened_at") + rules().check_within)
    found = rows.filter(state__in=UNDECIDED).annotate(**{VARIANT: side, DUE: expected_by})
    return found.filter(**{f"{DUE}__lte": until})


SOURCES = (
    Source(
        "hearing", proceeding_policy, _to_be_heard,
        tells=((Hearing, "on_day"), (Proceeding, "reference")),
        view="justice:proceeding", argument="proceeding", called="reference",
    ),
    Source(
        "non_punishment", non_punishment_policy, _to_be_decided,
        tells=(
            (NonPunishment, "opened_at"), (NonPunishment, "state"), (NonPunishment, "reference"),
        ),
        view="justice:non_punishment", argument="non_punishment", called="reference", varies=True,
    ),
    Source(
        "sanction", sanction_policy, _entries,
        tells=(
            (Sanction, "opened_at"), (Sanction, "heard_on"), (Sanction, "decided_on"),
            (Sanction, "public_until"), (Sanction, "state"), (Sanction, "reference"),
        ),
        view="justice:sanction", argument="sanction", called="reference", varies=True,
    ),
)  # fmt: skip
