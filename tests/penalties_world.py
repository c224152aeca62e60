"""Invented penalties that follow an inspection, and what they follow."""

import datetime as dt
import uuid

import inspections_world as iw
import registers_world
from cases_world import request
from inspections_world import World
from manumit.web.inspection_penalties import services
from manumit.web.inspections import verbs
from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.inspections.orders import mark_overdue
from manumit.web.justice.models import Penalty
from manumit.web.justice.services import PenaltyDetails, Respondent
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.registers.models import Workplace
from registers_world import FIRM, NUMBER

AGAINST = Respondent(name=FIRM, country="KE", number=NUMBER)


def hall(w: World) -> Workplace:
    """A workplace whose employer is in the register with its number."""
    return registers_world.place(w.inspector, runs=registers_world.firm(w.inspector, number=NUMBER))


def overdue(w: World, at: Workplace | None = None) -> InspectionOrder:
    """An order to pay whose last day was six days ago."""
    visit = iw.begun(w.inspector, hall(w) if at is None else at, ago=30)
    violation = iw.found(w.inspector, visit.pk)
    row = iw.ordered(w.inspector, visit.pk, violation.pk, iw.payment(ago=20))
    mark_overdue()
    return iw.now(row)


def refused(w: World, at: Workplace | None = None) -> Violation:
    """Entry that was refused today, which the inspector punishes."""
    visit = iw.planned(w.inspector, hall(w) if at is None else at)
    verbs.record_refused_entry(w.inspector, visit.pk, today(), "penalty", seen=1, request=request())
    return Violation.objects.get(visit=visit)


def fine(ago: int = 0) -> PenaltyDetails:
    """A fine that was issued some days ago."""
    return PenaltyDetails(
        kind="penalty_fine", ground="wages", on_day=today() - dt.timedelta(days=ago),
        currency="KES", amount="50000",
    )  # fmt: skip


def penalised(
    who: Actor | None, row: InspectionOrder | Violation, *, ago: int = 0,
    key: uuid.UUID | None = None,
) -> Penalty:  # fmt: skip
    """The penalty that follows."""
    sent = request() if key is None else key
    if isinstance(row, InspectionOrder):
        return services.penalise_order(who, row.pk, AGAINST, fine(ago), request=sent)
    return services.penalise_violation(who, row.visit_id, row.pk, AGAINST, fine(ago), request=sent)
