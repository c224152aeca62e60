"""The calendar of planned rounds, and what came of one: days and numbers, and no workplace.

Rooms that act at the same time as a round read it here. Reading leaves no trace with the round, in
no row, no lock and no ledger: otherwise a trace would show that somebody waits for it (R-30).
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from manumit.web.inspections.facts import OFFICE
from manumit.web.rounds.letters import with_answers
from manumit.web.rounds.lists import PAYMENT, PRODUCTION, RECEIVED, REQUEST
from manumit.web.rounds.models import Round, RoundLetter
from manumit.web.rounds.process import PLANNED


@dataclass(frozen=True, slots=True)
class CalendarRound:
    """A round as the calendar shows it.

    Attributes:
        inspectorate, office: names by language; ``office`` is None where the round is about all
            workplaces of the inspectorate.
        sector: section of ISIC Rev. 4; empty for all.
        workplaces: how many.
    """

    key: uuid.UUID
    state: str
    inspectorate: Mapping[str, str]
    office: Mapping[str, str] | None
    sector: str
    letters_on: dt.date
    answer_by: dt.date
    workplaces: int


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """What came of a round, as numbers.

    Attributes:
        letters: that were sent.
        received: workplaces whose records came and could be read.
        production, payment: orders to produce records, and to pay.
    """

    letters: int
    received: int
    production: int
    payment: int


def planned_rounds(
    planned_before: dt.date, first: dt.date, last: dt.date
) -> Sequence[CalendarRound]:
    """Return rounds whose letters go out between two days, the earliest first.

    Args:
        planned_before: a round that was planned on this day or later is left out: one that is
            called because of an event does not hide that somebody reported the event.
        first: the first day of the letters that is looked at.
        last: the last one.
    """
    rows = Round.objects.filter(
        state=PLANNED, letters_on__range=(first, last), made_at__date__lt=planned_before
    )
    found = rows.select_related("institution", "office").order_by("letters_on", "pk")
    return [_on_calendar(one) for one in found]


def calendar_round(key: uuid.UUID) -> CalendarRound | None:
    """Return one round; None if there is none."""
    row = Round.objects.select_related("institution", "office").filter(pk=key).first()
    return None if row is None else _on_calendar(row)


def _on_calendar(row: Round) -> CalendarRound:
    return CalendarRound(
        key=row.pk,
        state=row.state,
        inspectorate=row.institution.names,
        office=row.office.names if row.area == OFFICE else None,
        sector=row.sector,
        letters_on=row.letters_on,
        answer_by=row.answer_by,
        workplaces=row.workplaces,
    )


def round_outcome(key: uuid.UUID) -> RoundOutcome:
    """Return what came of a round."""
    row = Round.objects.get(pk=key)
    orders = list(row.orders.values_list("kind", flat=True))
    requests = with_answers(row).filter(printable=True)
    return RoundOutcome(
        letters=requests.count(),
        received=requests.filter(latest=RECEIVED).count(),
        production=orders.count(PRODUCTION),
        payment=orders.count(PAYMENT),
    )


def letters_by_sector(since: dt.date) -> Mapping[str, int]:
    """Return how many requests were sent since a day, by section of the workplace."""
    sent = RoundLetter.objects.filter(kind=REQUEST, printable=True, made_at__date__gte=since)
    counted = sent.values_list("workplace__sector").annotate(number=Count("pk")).order_by()
    return dict(counted)
