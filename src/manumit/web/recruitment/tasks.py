"""Open tasks of the room: hearings, and decisions that are due."""

import datetime as dt

from django.db.models import Case, CharField, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Least

from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.days import today
from manumit.web.recruitment.law import application_policy
from manumit.web.recruitment.models import LicenceApplication
from manumit.web.recruitment.process import OPEN, SUSPENDED
from manumit.web.tasks.sources import DUE, VARIANT, DueSource, Turn


def _to_decide(rows: QuerySet[LicenceApplication], until: dt.date) -> QuerySet[LicenceApplication]:
    """Return open applications by the day of a hearing to come, else by the last day to decide.

    A suspended licence whose holder is heard is there too: nothing is revoked before.
    """
    del until
    heard = Q(licence__state=SUSPENDED, hearing_on__gte=F("licence__since"))
    to_come = Q(hearing_on__gte=today())
    hearing = Case(
        When(to_come | heard, then=Value("hearing")),
        default=Value("decide"),
        output_field=CharField(),
    )
    # A hearing that is held, or set too late, moves no last day.
    due = Case(
        When(heard, then=F("hearing_on")),
        When(to_come, then=Least("hearing_on", "decide_by")),
        default=F("decide_by"),
        output_field=DateField(),
    )
    found = rows.filter(Q(state__in=OPEN) | heard)
    return found.annotate(**{DUE: due, VARIANT: hearing})


SOURCES = (
    DueSource(
        "licence",
        application_policy,
        _to_decide,
        (
            (LicenceApplication, "decide_by"),
            (LicenceApplication, "hearing_on"),
            (LicenceApplication, "reference"),
        ),
        view="recruitment:application",
        argument="application",
        called="reference",
        varies=True,
        place="applications",
        record="application",
        turns=(("", Relation.COLLEAGUE, Turn.TO_DO),),
    ),
)
