"""Deadlines of cases: clocks of referrals, and consents about to expire."""

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
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
from django.db.models.functions import Least, TruncDate
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from manumit.assessment import Age
from manumit.web.cases.clocks import WAITING, Due, clock_rules
from manumit.web.cases.models import CaseFile, Closing, Referral, ReferralReport
from manumit.web.cases.policies import consent_policy, file_policy, referral_policy
from manumit.web.cases.process import PERSON_AS_VICTIM, REFERRAL
from manumit.web.cases.services.progress import TAKEN_ON
from manumit.web.directory.urgency import TONIGHT
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.consent.models import Consent, ConsentStatus
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.tasks.changes import HeldRecords
from manumit.web.tasks.sources import DUE, URGENT, VARIANT, DueSource, ListStep, Turn
from manumit.web.tasks.subjects import TaskSubject

MOMENT = "work_moment"
"""Annotation of referrals: the deadline with its time of day."""
FILES = TaskSubject("case_file", file_policy, "change", "pseudonym", "cases:file", "file")


def clocked(rows: QuerySet[Referral], until: dt.date) -> QuerySet[Referral]:
    """Annotate the first missing step's deadline: in SQL what ``clocks_of`` computes.

    A test compares the two. Here the database sorts and cuts off, so that a year's referrals are
    not read to show twenty-five.
    """
    accepted = Move.objects.filter(resource=REFERRAL.resource, row=OuterRef("pk"), name="accept")
    reported = {
        one: Exists(ReferralReport.objects.filter(referral=OuterRef("pk"), step=one))
        for one in (Due.SERVICE, Due.OUTCOME)
    }
    taken_on = Q(state__in=TAKEN_ON) & ~Q(reported[Due.OUTCOME])
    first = {
        Due.RECEIVE: Q(state="sent"),
        Due.ACCEPT: Q(state="received"),
        Due.SERVICE: taken_on & ~Q(reported[Due.SERVICE]),
        Due.OUTCOME: taken_on,
    }
    sent, taken = F("made_at"), Subquery(accepted.values("at")[:1])
    by = {
        Due.RECEIVE: Least(_after(sent, Due.RECEIVE), F("valid_until")),
        Due.ACCEPT: Least(_after(sent, Due.ACCEPT), F("valid_until")),
        Due.SERVICE: _after(taken, Due.SERVICE),
        Due.OUTCOME: _after(taken, Due.OUTCOME),
    }
    step = Case(*(When(first[one], then=Value(one.value)) for one in Due))
    moment = Case(*(When(first[one], then=by[one]) for one in Due), output_field=DateTimeField())
    found = rows.annotate(**{VARIANT: step, MOMENT: moment, DUE: TruncDate(moment)})
    return found.exclude(**{VARIANT: None}).filter(**{f"{DUE}__lte": until})


def _called(rows: QuerySet[Referral], until: dt.date) -> QuerySet[Referral]:
    """Return the same for rows of a scope, with pseudonym for the sender, other side, urgency."""
    own = When(**{RELATION: Relation.OWN}, then=F("file__pseudonym"))
    # For the recipient; besides that, its line is like any other, and shows nothing of the person.
    tonight = Q(**{RELATION: Relation.REFERRED}, state__in=WAITING, urgency=TONIGHT)
    urgent = When(_unanswered(F(MOMENT)) | tonight, then=Value(True))
    came = {RELATION: Relation.REFERRED}
    return clocked(rows, until).annotate(
        **{
            CALLED: Case(own, default=Value("")),
            URGENT: Case(urgent, default=Value(False)),
            OTHER_SIDE: Case(When(**came, then=F("sent_by")), default=F("sent_to")),
            OTHER_OFFICE: Case(When(**came, then=F("file__office")), default=F("office")),
        }
    )


def _unanswered(moment: Any) -> Q:
    """Return whether a child's referral was not accepted in time, for the sender."""
    own = Q(**{RELATION: Relation.OWN}, state__in=WAITING)
    late = GreaterThan(Value(timezone.now(), DateTimeField()), moment)
    return own & ~Q(file__age=Age.ADULT.value) & Q(late)


def _after(moment: Any, step: Due) -> Any:
    """Return a moment plus the time for a step, by the rule of the referral's day."""
    rules = clock_rules()
    whens = [
        When(
            made_at__gte=dt.datetime.combine(one.begins, dt.time(), dt.UTC),
            then=Value(one.within[step]),
        )
        for one in reversed(rules)
    ]
    within = Case(*whens, default=Value(rules[0].within[step]))
    return ExpressionWrapper(moment + within, output_field=DateTimeField())


def _to_be_asked(rows: QuerySet[CaseFile], until: dt.date) -> QuerySet[CaseFile]:
    """Annotate the first consent that expires and was not asked again (R-52)."""
    later = Consent.objects.filter(
        subject=OuterRef("subject"),
        purpose=OuterRef("purpose"),
        recipient=OuterRef("recipient"),
        recorded_at__gt=OuterRef("recorded_at"),
    )
    ends = Consent.objects.filter(
        ~Exists(later),
        subject=OuterRef("subject_id"),
        status=ConsentStatus.GIVEN,
        withdrawn_at=None,
        valid_until__gt=timezone.now(),
        valid_until__date__gte=today(),
        valid_until__date__lte=until,
    ).order_by()
    first = ends.values("subject").annotate(first=Min("valid_until")).values("first")
    closed = Closing.objects.filter(file=OuterRef("pk"), reopened_at=None)
    found = rows.filter(~Exists(closed)).annotate(**{DUE: TruncDate(Subquery(first))})
    return found.exclude(**{DUE: None})


CALLED = "work_called_by_sender"
"""Whoever sent it holds the file and knows its pseudonym; the recipient never learns it."""

OTHER_SIDE, OTHER_OFFICE = "work_other_side", "work_other_office"
"""The recipient, for the sender; the sender, for the recipient."""

WHOSE_REFERRAL = (
    ("", Relation.OWN, Turn.WAITING),
    ("", Relation.MANDATE, Turn.WAITING),
    ("", Relation.REFERRED, Turn.TO_DO),
)
"""Each step is the recipient's; the sender waits."""

SOURCES = (
    DueSource(
        "referral", referral_policy, _called,
        tells=(
            (Referral, "made_at"), (Referral, "state"), (Referral, "urgency"),
            (Referral, "sent_by"), (Referral, "sent_to"), (Office, "telephone"),
        ),
        view="cases:referral", argument="referral", called=CALLED,
        varies=True, place="referrals",
        turns=WHOSE_REFERRAL, party=OTHER_SIDE, office=OTHER_OFFICE, unnamed="referral",
        urgent=True, urgent_as=TONIGHT,
        step=ListStep(
            "accept", "cases:accept", "referral", frozenset({Due.RECEIVE, Due.ACCEPT}), "answer",
            prefix="accept", instead=("decline", "cases:decline"),
        ),
    ),
    DueSource(
        "consent", consent_policy, _to_be_asked,
        tells=((Consent, "valid_until"), (CaseFile, "pseudonym")),
        view="cases:consents", argument="file", called="pseudonym", place="files",
    ),
)  # fmt: skip

CHANGES = (
    HeldRecords(
        file_policy, PERSON_AS_VICTIM, "cases:file", "file", "pseudonym", "file", "cases_state"
    ),
    HeldRecords(
        referral_policy, REFERRAL, "cases:referral", "referral", "file__pseudonym", "referral",
        "cases_referral",
    ),
)  # fmt: skip
