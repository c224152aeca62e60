"""Open tasks of the room: decisions of the data protection officer."""

import datetime as dt
from typing import Any

from django.db.models import (
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import TruncDate

from manumit.web.data_rights.law import erasure_policy, hold_policy
from manumit.web.data_rights.models import ErasureRequest, LegalHold
from manumit.web.data_rights.process import ASKED, HOLD, LIFT_ASKED
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.process.models import Move
from manumit.web.tasks.sources import DUE, DueSource, Turn

WEEK = dt.timedelta(days=7)
"""Ours, so that the person hears within the month of GDPR art. 12(3)."""


def _erasures(rows: QuerySet[ErasureRequest], until: dt.date) -> QuerySet[ErasureRequest]:
    del until
    day = ExpressionWrapper(F("made_at") + WEEK, output_field=DateTimeField())
    return rows.filter(state=ASKED).annotate(**{DUE: TruncDate(day)})


def _lifts(rows: QuerySet[LegalHold], until: dt.date) -> QuerySet[LegalHold]:
    del until
    asked = Move.objects.filter(resource=HOLD.resource, row=OuterRef("pk"), name="ask_lift")
    last: Any = Subquery(asked.order_by("-at").values("at")[:1], output_field=DateTimeField())
    day = ExpressionWrapper(last + WEEK, output_field=DateTimeField())
    return rows.filter(state=LIFT_ASKED).annotate(**{DUE: TruncDate(day)})


TURNS = (
    ("", Relation.OWN, Turn.WAITING),
    ("", Relation.COLLEAGUE, Turn.TO_DO),
    ("", Relation.OTHER_OFFICE, Turn.TO_DO),
)
SOURCES = (
    DueSource(
        "erasure",
        erasure_policy,
        _erasures,
        ((ErasureRequest, "code"), (ErasureRequest, "made_at")),
        view="data_rights:erasure",
        argument="erasure",
        called="code",
        place="data_rights",
        record="erasure",
        turns=TURNS,
    ),
    DueSource(
        "hold_lift",
        hold_policy,
        _lifts,
        ((LegalHold, "code"), (LegalHold, "made_at")),
        view="data_rights:hold",
        argument="hold",
        called="code",
        place="data_rights",
        record="hold",
        turns=TURNS,
    ),
)
