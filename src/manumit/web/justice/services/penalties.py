"""Labour and administrative penalties against an organisation (R-39)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.models import LONGEST_ARTICLE, Penalty
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
        article: that was violated, as typed; empty if not known.
    """

    kind: str
    ground: str
    on_day: dt.date | None
    currency: str = ""
    amount: str = ""
    article: str = ""


@transaction.atomic
def record_penalty(
    actor: Actor | None,
    against: Respondent,
    penalty: PenaltyDetails,
    *,
    request: uuid.UUID,
    follows: InspectionOrder | Violation | None = None,
) -> Penalty:
    """Record a penalty that was issued.

    Args:
        actor: who.
        against: the organisation, with country and number.
        penalty: what.
        request: id of the form; a repeated submission returns the same penalty.
        follows: the order or violation of an inspection that it follows, whose article it cites;
            the caller has checked that the actor may let it follow.

    Raises:
        Refused: the role records none.
        InputError: J101 to J104, J108, J111, J501; O102; Q103, Q104; V101 to V106.
    """
    penalty_policy.check_new(actor, "record")
    who = require_actor(actor, "penalty", "record")
    known = existing_record(Penalty, who, request)
    if known is not None:
        if follows is not None and follows.pk not in (known.order_id, known.violation_id):
            raise JusticeCode.REQUEST_USED.error(Place(field="request"))
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
    row.article = _article(penalty.article if follows is None else follows.article)
    if isinstance(follows, InspectionOrder):
        row.order = follows
    else:
        row.violation = follows
    row.save(force_insert=True)
    return row


def _article(text: str) -> str:
    found = " ".join(text.split())
    if len(found) > LONGEST_ARTICLE:
        raise JusticeCode.LONG_ARTICLE.error(Place(field="article"))
    return found


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
