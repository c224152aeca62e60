"""What of the room is due: complaints to acknowledge, decide and answer, replies, and approvals."""

import datetime as dt

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Least, TruncDate

from manumit.web.complaints.law import complaint_policy, opening_policy, reprisal_policy
from manumit.web.complaints.lists import HURT, rules
from manumit.web.complaints.models import Complaint, Reprisal, SourceOpening
from manumit.web.complaints.process import (
    ACKNOWLEDGED,
    ANSWERED,
    ASKED,
    ENDS,
    IN_ROUND,
    RECEIVED,
    REPORTED,
    REPRISAL,
    TRIAGED,
    WITHDRAWN,
)
from manumit.web.complaints.waiting import with_round_state
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.days import today
from manumit.web.rounds.process import CANCELLED, CLOSED, PLANNED
from manumit.web.tasks.sources import DUE, URGENT, VARIANT, DueSource, Turn

HELD_UP = Q(state=IN_ROUND) & ~Q(round_state=CLOSED) & (Q(danger=True) | Q(child=True))
"""Danger or a child that became known while the complaint waits for a round."""
DANGER = Q(danger=True, state__in=(RECEIVED, ACKNOWLEDGED, TRIAGED)) | HELD_UP
RESULT = Q(state=IN_ROUND, round_state=CLOSED)
"""The round is over: the worker is to hear its result."""
GONE = Q(state=IN_ROUND, round_state=CANCELLED)
"""The round was cancelled: another way is to be chosen."""
WAITS = Q(state=IN_ROUND, round_state=PLANNED)
"""The letters of the round have not gone out."""


def _waiting(rows: QuerySet[Complaint], until: dt.date) -> QuerySet[Complaint]:
    """Danger is due on the day of receipt (R-53); everything else has its period.

    A complaint that waits for a round comes up when the round is over or was cancelled, or when it
    has waited too long for the letters.
    """
    within = F("received_on") + dt.timedelta(days=rules().acknowledge_days)
    by_round = F("received_on") + dt.timedelta(days=rules().round_days)
    now = Value(today(), output_field=DateField())
    due = Case(
        When(DANGER, then=F("received_on")),
        When(reply_on__isnull=False, then=F("reply_on")),
        When(state__in=(RECEIVED, ACKNOWLEDGED), then=within),
        # As soon as the round is over; late only when the answer is.
        When(RESULT, then=Least(now, F("answer_by"))),
        When(GONE, then=Least(now, by_round)),
        When(WAITS, then=by_round),
        default=F("answer_by"),
        output_field=DateField(),
    )
    what = Case(
        When(state=WITHDRAWN, then=Value("withdrawn")),
        When(reply_on__isnull=False, then=Value("reply")),
        When(state=RECEIVED, then=Value("acknowledge")),
        When(state__in=(ACKNOWLEDGED, TRIAGED), then=Value("decide")),
        When(RESULT, then=Value("result")),
        When(HELD_UP | GONE, then=Value("decide")),
        When(WAITS, then=Value("round")),
        When(state=ANSWERED, then=Value("close")),
        default=Value("answer"),
    )
    found = with_round_state(rows.exclude(state__in=ENDS, reply_on=None)).annotate(
        **{
            DUE: ExpressionWrapper(due, DateField()),
            VARIANT: what,
            URGENT: ExpressionWrapper(DANGER, BooleanField()),
        }
    )
    return found.filter(**{f"{DUE}__lte": until})


def _reprisals(rows: QuerySet[Reprisal], until: dt.date) -> QuerySet[Reprisal]:
    """First intake acts, then the worker has an answer."""
    due = Case(When(state=REPORTED, then=F("act_by")), default=F("answer_by"))
    what = Case(When(state=REPORTED, then=Value("act")), default=Value("answer"))
    found = rows.exclude(state__in=REPRISAL.ends).annotate(
        **{
            DUE: ExpressionWrapper(due, DateField()),
            VARIANT: what,
            URGENT: ExpressionWrapper(Q(state=REPORTED, kind=HURT), BooleanField()),
        }
    )
    return found.filter(**{f"{DUE}__lte": until})


def _to_approve(rows: QuerySet[SourceOpening], until: dt.date) -> QuerySet[SourceOpening]:
    found = rows.filter(state=ASKED).annotate(**{DUE: TruncDate("asked_at")})
    return found.filter(**{f"{DUE}__lte": until})


SOURCES = (
    DueSource(
        "complaint",
        complaint_policy,
        _waiting,
        (
            (Complaint, "received_on"),
            (Complaint, "answer_by"),
            (Complaint, "danger"),
            (Complaint, "state"),
            (Complaint, "reference"),
        ),
        view="complaints:complaint",
        argument="complaint",
        called="reference",
        varies=True,
        place="complaints",
        record="complaint",
        urgent=True,
        turns=(
            ("acknowledge", Relation.COLLEAGUE, Turn.TO_DO),
            ("withdrawn", Relation.COLLEAGUE, Turn.TO_DO),
        ),
    ),
    DueSource(
        "reprisal",
        reprisal_policy,
        _reprisals,
        (
            (Reprisal, "act_by"),
            (Reprisal, "answer_by"),
            (Reprisal, "kind"),
            (Reprisal, "state"),
            (Complaint, "reference"),
        ),
        view="complaints:complaint",
        argument="complaint",
        key="complaint_id",
        called="complaint__reference",
        varies=True,
        place="complaints",
        record="complaint",
        urgent=True,
        turns=(("", Relation.COLLEAGUE, Turn.TO_DO),),
    ),
    DueSource(
        "source_opening",
        opening_policy,
        _to_approve,
        ((SourceOpening, "asked_at"), (SourceOpening, "purpose"), (Complaint, "reference")),
        view="complaints:complaint",
        argument="complaint",
        key="complaint_id",
        called="complaint__reference",
        place="complaints",
        record="complaint",
        turns=(("", Relation.COLLEAGUE, Turn.TO_DO), ("", Relation.OWN, Turn.WAITING)),
    ),
)
