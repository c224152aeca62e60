"""What of the room is due: letters on their day, and what follows when the answers are due."""

import datetime as dt

from django.db.models import Case, DateField, F, QuerySet, Value, When

from manumit.web.kernel.access.grants import Relation
from manumit.web.rounds.law import round_policy
from manumit.web.rounds.models import Round
from manumit.web.rounds.process import PLANNED, UNDER_WAY
from manumit.web.tasks.sources import DUE, VARIANT, DueSource, Turn


def _due(rows: QuerySet[Round], until: dt.date) -> QuerySet[Round]:
    """Letters are due on their day; afterwards the round itself, when the last answer is due."""
    due = Case(
        When(state=PLANNED, then=F("letters_on")),
        default=F("answer_by"),
        output_field=DateField(),
    )
    what = Case(When(state=PLANNED, then=Value("send")), default=Value("follow"))
    found = rows.filter(state__in=(PLANNED, UNDER_WAY)).annotate(**{DUE: due, VARIANT: what})
    return found.filter(**{f"{DUE}__lte": until})


SOURCES = (
    DueSource(
        "round",
        round_policy,
        _due,
        (
            (Round, "letters_on"),
            (Round, "answer_by"),
            (Round, "state"),
            (Round, "reference"),
        ),
        view="rounds:round",
        argument="round",
        called="reference",
        varies=True,
        place="rounds",
        record="round",
        turns=(("", Relation.COLLEAGUE, Turn.OFFICE),),
    ),
)
