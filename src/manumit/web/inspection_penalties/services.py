"""Record a penalty for an order that was not complied with, or for a violation."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import QuerySet

from manumit.errors import Place
from manumit.web.inspections import law
from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.inspections.orders import move_order
from manumit.web.inspections.process import OVERDUE, PENALISE
from manumit.web.justice.models import Penalty
from manumit.web.justice.process import ANNULLED
from manumit.web.justice.services import PenaltyDetails, Respondent, record_penalty
from manumit.web.justice.services.records import checked_day
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.room import RoomCode, lock_record

PENALTY = "penalty"
"""The measure of a violation that a penalty carries out."""


@transaction.atomic
def penalise_order(
    actor: Actor | None,
    key: uuid.UUID,
    against: Respondent,
    details: PenaltyDetails,
    *,
    request: uuid.UUID,
) -> Penalty:
    """Record a penalty for an order not complied with, and end the order with it (R-39).

    Args:
        actor: the inspector; the order is of their office.
        key: of an order that is overdue.
        against: the employer.
        details: the penalty, issued after the last day to comply. It cites the order's article.
        request: id of the form; a repeated submission returns the same penalty.

    Raises:
        Refused: not for this actor, or the role records no penalties.
        InputError: J101 to J104, J108, J501; O102; Q103, Q104; T202; V101 to V106.
    """
    row, _ = lock_record(actor, law.ORDER_STEP, key)
    _require(row.state == OVERDUE or is_penalised(row, request))
    first = row.due_on + dt.timedelta(days=1)
    made = _recorded(actor, row, against, details, first, request)
    move_order(actor, key, PENALISE, seen=row.version, request=request)
    return made


@transaction.atomic
def penalise_violation(
    actor: Actor | None,
    visit: uuid.UUID,
    key: uuid.UUID,
    against: Respondent,
    details: PenaltyDetails,
    *,
    request: uuid.UUID,
) -> Penalty:
    """Record the penalty that an inspector chose as the measure for a violation (C81 art. 17).

    Args:
        actor: the inspector; the visit is one of their office.
        visit: at which it was found.
        key: of the violation. Another penalty may follow only where the first was annulled.
        against: the employer.
        details: the penalty, not before the visit. It cites the violation's article.
        request: id of the form; a repeated submission returns the same penalty.

    Raises:
        Refused: not for this actor, or the role records no penalties.
        InputError: J101 to J104, J108, J501; O102; Q103, Q104; T202; V101 to V106.
    """
    row, _ = lock_record(actor, law.STEP, visit)
    found = row.violations.filter(pk=key, measure=PENALTY).first()
    _require(found is not None)
    assert found is not None  # noqa: S101 - checked
    _require(penalty_in_force(found) is None or is_penalised(found, request))
    return _recorded(actor, found, against, details, row.visited_on, request)


def penalty_in_force(row: InspectionOrder | Violation) -> Penalty | None:
    """Return the penalty that follows an order or a violation and was not annulled."""
    return _penalties(row).exclude(state=ANNULLED).first()


def is_penalised(row: InspectionOrder | Violation, request: uuid.UUID) -> bool:
    """Return whether the same form already recorded the penalty."""
    return _penalties(row).filter(request=request).exists()


def _penalties(row: InspectionOrder | Violation) -> QuerySet[Penalty]:
    column = "order" if isinstance(row, InspectionOrder) else "violation"
    return Penalty.objects.filter(**{column: row})


def _require(possible: bool) -> None:
    if not possible:
        raise RoomCode.NOT_NOW.error(Place())


def _recorded(
    actor: Actor | None,
    row: InspectionOrder | Violation,
    against: Respondent,
    details: PenaltyDetails,
    first: dt.date | None,
    request: uuid.UUID,
) -> Penalty:
    checked_day(details.on_day, after=first)
    return record_penalty(actor, against, details, request=request, follows=row)
