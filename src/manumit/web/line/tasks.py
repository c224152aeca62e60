"""Open tasks of the room: call-backs, which the whole desk has to do."""

import datetime as dt

from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.db.models.functions import TruncDate

from manumit.web.kernel.access.grants import Relation
from manumit.web.line.law import contact_policy
from manumit.web.line.lists import URGENT as IN_DANGER
from manumit.web.line.models import Contact
from manumit.web.line.process import OPEN
from manumit.web.tasks.sources import DUE, URGENT, DueSource, Turn


def _to_call(rows: QuerySet[Contact], until: dt.date) -> QuerySet[Contact]:
    del until
    urgent = Case(
        When(danger__in=IN_DANGER, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    found = rows.filter(state=OPEN, call_back_at__isnull=False)
    return found.annotate(**{DUE: TruncDate(F("call_back_at")), URGENT: urgent})


SOURCES = (
    DueSource(
        "call_back",
        contact_policy,
        _to_call,
        ((Contact, "call_back_at"), (Contact, "danger"), (Contact, "reference")),
        view="line:contact",
        argument="contact",
        called="reference",
        urgent=True,
        place="contacts",
        record="contact",
        turns=(("", Relation.COLLEAGUE, Turn.TO_DO),),
    ),
)
