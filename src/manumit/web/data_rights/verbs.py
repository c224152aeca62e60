"""What is done: ask to erase, decide, place a hold and lift it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from manumit.errors import Place
from manumit.web.data_rights import law
from manumit.web.data_rights.codes import DataRightsCode
from manumit.web.data_rights.models import AboutRecord, ErasureRequest, LegalHold
from manumit.web.data_rights.process import ASKED, ERASURE, HOLD, LIFT_ASKED, PLACED
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.person_records import FoundRecord, find_record
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import move
from manumit.web.kernel.room import Verb, row_of_request, take_step
from manumit.web.kernel.vault import erasure
from manumit.web.kernel.vault.keys import lock_person_key


@transaction.atomic
def ask_erasure(
    actor: Actor | None, code: str, reason: str, *, request: uuid.UUID
) -> ErasureRequest:
    """Ask that a person's record be erased; nothing is erased yet.

    Args:
        actor: who holds the record.
        code: of the record, as its page shows it.
        reason: a code of the vault's list ``erase``.
        request: idempotency key of the form.

    Raises:
        Refused: the role may not ask.
        InputError: H901 to H903, T201, V301.
    """
    who = _allowed(actor, law.ASK)
    known = row_of_request(ErasureRequest, who, request)
    if known is not None:
        return known
    found = _found(who, code)
    _checked_reason("erase", reason)
    waiting = ErasureRequest.objects.filter(subject=found.subject, state=ASKED)
    if waiting.exists():
        raise DataRightsCode.ALREADY.error(Place(field="code"))
    row = ErasureRequest(**_columns(found, who, reason, request))
    _save(row, who, law.ASK)
    return row


@transaction.atomic
def place_hold(
    actor: Actor | None, code: str, reason: str, until: dt.date | None, *, request: uuid.UUID
) -> LegalHold:
    """Place a legal hold on a person's record at once; nobody can erase it any more.

    Args:
        actor: who holds the record.
        code: of the record, as its page shows it.
        reason: a code of the vault's list ``hold``.
        until: the last day; None where it has no end yet.
        request: idempotency key of the form.

    Raises:
        Refused: the role may not place one.
        InputError: H901 to H903, T201, V301, V303.
    """
    who = _allowed(actor, law.PLACE)
    known = row_of_request(LegalHold, who, request)
    if known is not None:
        return known
    found = _found(who, code)
    _checked_reason("hold", reason)
    for one in LegalHold.objects.filter(subject=found.subject, state__in=(PLACED, LIFT_ASKED)):
        if one.until is None or one.until >= today():
            raise DataRightsCode.ALREADY.error(Place(field="code"))
        move(HOLD, one, "end", who, seen_version=one.version, request=uuid.uuid4())
    row = LegalHold(**_columns(found, who, reason, request), until=until)
    _save(row, who, law.PLACE)
    erasure.place_hold(found.subject, reason, until)
    return row


def decide_erasure(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> ErasureRequest:
    """Erase the person, refuse to, or withdraw the request.

    Args:
        actor: the data protection officer; who asked, to withdraw.
        key: of the request.
        name: of the step.
        seen: version of the request when its page was made.
        request: idempotency key of the form.
        reason: why it is refused.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108; V301, V302.
    """

    def before(row: ErasureRequest, who: Actor) -> None:
        record_act(who, law.DECIDE.act, ERASURE.resource, row.pk, purpose=law.DECIDE.action)
        erasure.erase(row.subject_id, row.reason, who.person)

    return take_step(
        actor,
        law.ERASURE_STEPS[name],
        ERASURE,
        key,
        name,
        seen=seen,
        request=request,
        reason=reason,
        before=before if name == "erase" else None,
    )


def decide_hold(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> LegalHold:
    """Ask to lift a hold, lift it, or keep it.

    Args: as :func:`decide_erasure`.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108; V301.
    """

    def before(row: LegalHold, who: Actor) -> None:
        record_act(who, law.DECIDE_LIFT.act, HOLD.resource, row.pk, purpose="decide")
        if row.subject.erased_at is None:  # a hold that ended by itself kept nobody
            erasure.lift_hold(row.subject_id)

    return take_step(
        actor,
        law.HOLD_STEPS[name],
        HOLD,
        key,
        name,
        seen=seen,
        request=request,
        reason=reason,
        before=before if name == "lift" else None,
    )


def _allowed(actor: Actor | None, verb: Verb[Any]) -> Actor:
    verb.policy.check_new(actor, verb.action)
    return require_actor(actor, verb.policy.resource, verb.action)


def _found(who: Actor, code: str) -> FoundRecord:
    found = find_record(who, code)
    if found is None:
        raise DataRightsCode.NO_RECORD.error(Place(field="code"))
    # Two who ask at once come one after the other.
    lock_person_key(found.subject)
    return found


def _checked_reason(listed: str, reason: str) -> None:
    if not erasure.reason_lists()[listed].has(reason, today()):
        raise DataRightsCode.NOT_LISTED.error(Place(field="reason"))


def _columns(
    found: FoundRecord, who: Actor, reason: str, request: uuid.UUID
) -> Mapping[str, object]:
    return {
        "institution_id": who.institution,
        "office_id": who.office,
        "made_by": who.person,
        "subject_id": found.subject,
        "kind": found.kind,
        "record": found.key,
        "code": found.code,
        "reason": reason,
        "request": request,
    }


def _save(row: AboutRecord, who: Actor, verb: Verb[Any]) -> None:
    record_act(who, verb.act, verb.policy.resource, row.pk, purpose=verb.action)
    row.save(force_insert=True)
