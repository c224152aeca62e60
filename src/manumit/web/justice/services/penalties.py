"""Labour and administrative penalties against an organisation (R-39)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.models import Penalty
from manumit.web.justice.policies import penalty_policy
from manumit.web.justice.process import PENALTY
from manumit.web.justice.services.records import (
    Respondent,
    StepDay,
    check_code,
    checked_day,
    checked_name,
    existing_record,
    get_or_create_organisation,
    load_for_update,
    prepare_record,
    take_dated_step,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import require_actor
from manumit.web.kernel.money import check_currency, parse_amount, to_decimal

FINE = "penalty_fine"


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyDetails:
    """A penalty as entered.

    Attributes:
        kind, ground: codes of the lists ``penalty`` and ``ground``.
        on_day: on which it was issued.
        currency, amount: of a fine, as typed; empty for anything else.
    """

    kind: str
    ground: str
    on_day: dt.date | None
    currency: str = ""
    amount: str = ""


@transaction.atomic
def record_penalty(
    actor: Actor | None, against: Respondent, penalty: PenaltyDetails, *, request: uuid.UUID
) -> Penalty:
    """Record a penalty that was issued.

    Args:
        actor: who.
        against: the organisation, with country and number.
        penalty: what.
        request: id of the form; a repeated submission returns the same penalty.

    Raises:
        Refused: the role records none.
        InputError: J101 to J104, J108, J501; O102; Q103, Q104; V101 to V106.
    """
    penalty_policy.check_new(actor, "record")
    who = require_actor(actor, "penalty", "record")
    known = existing_record(Penalty, who, request)
    if known is not None:
        return known
    check_code("penalty", penalty.kind, "kind")
    check_code("ground", penalty.ground, "ground")
    name, day = checked_name(against.name), checked_day(penalty.on_day)
    if (penalty.kind == FINE) != bool(penalty.currency and penalty.amount):
        raise JusticeCode.NO_MEASURE.error(Place(field="kind"))
    number = None
    if penalty.kind == FINE:
        check_currency(penalty.currency)
        number = to_decimal(parse_amount(penalty.amount, penalty.currency, "amount"))
    row = prepare_record(Penalty(request=request), who, name, "record")
    row.organisation = get_or_create_organisation(against)
    row.kind, row.ground, row.on_day = penalty.kind, penalty.ground, day
    row.currency, row.amount = penalty.currency if number is not None else "", number
    row.save(force_insert=True)
    return row


@transaction.atomic
def move_penalty(
    actor: Actor | None,
    penalty_id: uuid.UUID,
    name: str,
    day: StepDay,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Penalty:
    """Take a step of a penalty with its day, body and reason.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108.
    """
    row, who = load_for_update(actor, penalty_policy, penalty_id, "change")
    take_dated_step(PENALTY, row, name, who, day, seen=seen, request=request, reason=reason)
    return row
