"""What of the room is due: the clocks of referrals, and consents that come to their end."""

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
from django.utils import timezone

from manumit.web.cases.clocks import Due, clock_rules
from manumit.web.cases.models import CaseFile, Closing, Referral, ReferralReport
from manumit.web.cases.policies import consent_policy, file_policy, referral_policy
from manumit.web.cases.process import REFERRAL
from manumit.web.cases.services.progress import TAKEN_ON
from manumit.web.kernel.consent.models import Consent, Said
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.work.abouts import About
from manumit.web.work.sources import DUE, VARIANT, Source

FILES = About("case_file", file_policy, "change", "pseudonym", "cases:file", "file")


def _clocked(rows: QuerySet[Referral], until: dt.date) -> QuerySet[Referral]:
    """By the first step that was not taken: the same days as of ``clocks.clocks_of``, in SQL.

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
    found = rows.annotate(**{VARIANT: step, DUE: TruncDate(moment)})
    return found.exclude(**{VARIANT: None}).filter(**{f"{DUE}__lte": until})


def _after(moment: Any, step: Due) -> Any:
    """A moment and the time for a step, by the rule of the day on which a referral was made."""
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
    """By the first consent that ends and after which the person was not asked again (R-52)."""
    later = Consent.objects.filter(
        subject=OuterRef("subject"),
        purpose=OuterRef("purpose"),
        recipient=OuterRef("recipient"),
        recorded_at__gt=OuterRef("recorded_at"),
    )
    ends = Consent.objects.filter(
        ~Exists(later),
        subject=OuterRef("subject_id"),
        said=Said.GIVEN,
        withdrawn_at=None,
        valid_until__gt=timezone.now(),
        valid_until__date__gte=today(),
        valid_until__date__lte=until,
    ).order_by()
    first = ends.values("subject").annotate(first=Min("valid_until")).values("first")
    closed = Closing.objects.filter(file=OuterRef("pk"), reopened_at=None)
    found = rows.filter(~Exists(closed)).annotate(**{DUE: TruncDate(Subquery(first))})
    return found.exclude(**{DUE: None})


SOURCES = (
    Source(
        "referral", referral_policy, _clocked,
        tells=((Referral, "made_at"), (Referral, "state")),
        view="cases:referral", argument="referral", varies=True,
    ),
    Source(
        "consent", consent_policy, _to_be_asked,
        tells=((Consent, "valid_until"), (CaseFile, "pseudonym")),
        view="cases:consents", argument="file", called="pseudonym",
    ),
)  # fmt: skip
