"""Open and decide non-punishment checks at a prosecution (R-50)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.lists import AGREED, PROCEEDINGS_EXIST
from manumit.web.justice.models import NonPunishment
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.process import NON_PUNISHMENT
from manumit.web.justice.services.records import (
    StepDay,
    check_code,
    checked_day,
    checked_reference,
    existing_record,
    load_for_update,
    prepare_record,
    take_dated_step,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import require_actor
from manumit.web.kernel.vault.sealed import seal_text


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NonPunishmentRequest:
    """A check that a prosecution opens, with its basis; its ``repr`` shows nothing.

    Attributes:
        worker: the reference that the sender gave the worker.
        basis: a code of the list ``basis``.
        against: reference of the proceedings against the worker, where they exist.
        advised_on, agreed_on: legal advice, and the worker's word after it, where none exist.
    """

    worker: str
    basis: str
    against: str = ""
    advised_on: dt.date | None = None
    agreed_on: dt.date | None = None


@transaction.atomic
def open_non_punishment_check(
    actor: Actor | None, asked: NonPunishmentRequest, *, request: uuid.UUID
) -> NonPunishment:
    """Open a check if proceedings exist, or the worker agreed after legal advice.

    A check may reveal an offence that nobody knew of, so nothing is stored without such a basis.

    Args:
        actor: who.
        asked: for whom, and why.
        request: id of the form; a repeated submission returns the same check.

    Raises:
        Refused: the role records none.
        InputError: J101, J104, J105, J401, J501; V101 to V106.
    """
    non_punishment_policy.check_new(actor, "open")
    who = require_actor(actor, "non_punishment", "open")
    known = existing_record(NonPunishment, who, request)
    if known is not None:
        return known
    check_code("basis", asked.basis, "basis")
    worker = checked_reference(asked.worker, "worker")
    _check_basis(asked)
    row = prepare_record(NonPunishment(request=request, basis=asked.basis), who, worker, "open")
    if asked.basis == PROCEEDINGS_EXIST:
        seal_text(row, "against", checked_reference(asked.against, "against"))
    else:
        row.advised_on, row.agreed_on = asked.advised_on, asked.agreed_on
    row.save(force_insert=True)
    return row


def _check_basis(asked: NonPunishmentRequest) -> None:
    days = (asked.advised_on, asked.agreed_on)
    if asked.basis == PROCEEDINGS_EXIST and asked.against and days == (None, None):
        return
    if asked.basis == AGREED and not asked.against and None not in days:
        checked_day(asked.agreed_on, "agreed_on", after=checked_day(asked.advised_on, "advised_on"))
        return
    raise JusticeCode.NOT_ALLOWED_TO_ASK.error(Place(field="basis"))


@transaction.atomic
def decide_non_punishment(
    actor: Actor | None,
    check_id: uuid.UUID,
    name: str,
    day: StepDay,
    *,
    reason: str,
    seen: int,
    request: uuid.UUID,
) -> NonPunishment:
    """Record a decision on a check, with its reason; a refusal can be reconsidered.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108.
    """
    row, who = load_for_update(actor, non_punishment_policy, check_id, "decide")
    take_dated_step(NON_PUNISHMENT, row, name, who, day, seen=seen, request=request, reason=reason)
    return row
