"""Open tasks of justice: hearings, decisions on checks, and register entries."""

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
from manumit.web.justice.policies import non_punishment_policy, proceeding_policy, sanction_policy
from manumit.web.justice.process import FINAL, NON_PUNISHMENT, PROCEEDING, PUBLISHED, UNDECIDED
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.days import today
from manumit.web.tasks.changes import HeldRecords
from manumit.web.tasks.sources import DUE, VARIANT, DueSource, Turn


def _to_be_heard(rows: QuerySet[Proceeding], until: dt.date) -> QuerySet[Proceeding]:
    """By the next hearing; a past hearing is no task any more."""
    ahead = Hearing.objects.filter(
        proceeding=OuterRef("pk"), on_day__gte=today(), on_day__lte=until
    ).order_by()
    first = ahead.values("proceeding").annotate(first=Min("on_day")).values("first")
    return rows.annotate(**{DUE: Subquery(first)}).exclude(**{DUE: None})


STEPS = {"proposed": ("hear", "opened_at"), "defence_heard": ("finalise", "heard_on"),
         FINAL: ("publish", "decided_on")}  # fmt: skip
"""The next step of an entry that is not public yet, and since when it waits."""


def _entries(rows: QuerySet[Sanction], until: dt.date) -> QuerySet[Sanction]:
    """By the next step of an entry, so that none is forgotten; or by its last day.

    Before it is public it is the work of the proposer and their office alone.
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
    """By the day on which the sender expects a decision (R-50), which both sides see.

    The sender has nothing to decide, and asks the prosecution once it is late.
    """
    to_decide = Q(content__isnull=True) | Q(**{RELATION: Relation.REFERRED})
    side = Case(When(to_decide, then=Value("decide")), default=Value("await"))
    expected_by = TruncDate(F("opened_at") + rules().check_within)
    found = rows.filter(state__in=UNDECIDED).annotate(**{VARIANT: side, DUE: expected_by})
    return found.filter(**{f"{DUE}__lte": until})


SOURCES = (
    DueSource(
        "hearing", proceeding_policy, _to_be_heard,
        tells=((Hearing, "on_day"), (Proceeding, "reference")),
        view="justice:proceeding", argument="proceeding", called="reference",
        place="cases", record="case",
    ),
    DueSource(
        "non_punishment", non_punishment_policy, _to_be_decided,
        tells=(
            (NonPunishment, "opened_at"), (NonPunishment, "state"), (NonPunishment, "reference"),
        ),
        view="justice:non_punishment", argument="non_punishment", called="reference", varies=True,
        place="non_punishments", record="check", act="decide",
        turns=(
            ("await", Relation.OWN, Turn.WAITING),
            ("await", Relation.MANDATE, Turn.WAITING),
            ("decide", Relation.REFERRED, Turn.TO_DO),
        ),
    ),
    DueSource(
        "sanction", sanction_policy, _entries,
        tells=(
            (Sanction, "opened_at"), (Sanction, "heard_on"), (Sanction, "decided_on"),
            (Sanction, "public_until"), (Sanction, "state"), (Sanction, "reference"),
        ),
        view="justice:sanction", argument="sanction", called="reference", varies=True,
        place="register", record="entry",
    ),
)  # fmt: skip

CHANGES = (
    HeldRecords(
        proceeding_policy, PROCEEDING, "justice:proceeding", "proceeding", "reference", "case",
        "justice_proceeding_state",
    ),
    HeldRecords(
        non_punishment_policy, NON_PUNISHMENT, "justice:non_punishment", "non_punishment",
        "reference", "check", "justice_non_punishment_state",
    ),
)  # fmt: skip
