"""Apply the messages of peers: each repeats here a step taken there, under all local guards."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.cases.copies import WITHDRAWN as TAKEN_BACK
from manumit.web.cases.disclosures import parts_for
from manumit.web.cases.events import tell
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.process import REASONS
from manumit.web.cases.process import REFERRAL as PROCESS
from manumit.web.cases.rules import rules
from manumit.web.cases.services.consents import end_referral, end_referrals
from manumit.web.cases.services.files import new_file
from manumit.web.cases.services.referrals import accepts_referrals
from manumit.web.federation.bodies import ReceivedReferral, read_answer, read_plain, read_referral
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.counterparts import REFERRAL, apply_directory, mirror_of
from manumit.web.federation.envelope import Statement
from manumit.web.federation.lists import (
    APPLIED,
    DIRECTORY,
    HELD,
    KEY_ROTATION,
    NOT_COVERED,
    REFUSED,
    REPORTED,
    STATUS_NOT_KEPT,
    SUPERSEDED,
    UNKNOWN,
    WITHDRAWN,
    MessageKind,
    messages,
)
from manumit.web.federation.models import Counterpart, Peer
from manumit.web.federation.peers import apply_rotation
from manumit.web.federation.reports import apply_report
from manumit.web.institutions.kinds import roles_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Voice
from manumit.web.kernel.consent.services import ConsentQuestion
from manumit.web.kernel.process.codes import ProcessCode
from manumit.web.kernel.process.services import MoveRefused, move
from manumit.web.kernel.register.codes import RegisterCode
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import seal_text

PEER = "peer"
"""Ledger role of a partner installation for acts that are not a step of one of its members."""
OTHER_REASON = "not_offered_here"
_MINUTE = dt.timedelta(minutes=1)


def apply(peer: Peer, statement: Statement) -> str:
    """Apply a message; return the result code of its acknowledgement.

    Call it in a transaction, and roll back if it raises.

    Raises:
        InputError: the body does not match its kind, or a rule of this side refuses it.
    """
    if statement.kind == DIRECTORY:
        apply_directory(peer, statement.body)
        return APPLIED
    if statement.kind == KEY_ROTATION:
        apply_rotation(peer, str(statement.body.get("card")))
        return APPLIED
    kind = messages().kinds.get(statement.kind)
    if kind is None or statement.about is None:
        raise FederationCode.BAD_BODY.error(Place(field="kind"))
    known = Counterpart.objects.filter(peer=peer, kind=REFERRAL, reference=statement.about).first()
    if kind.carries == REFERRAL:
        return _referral(peer, statement, statement.about, known)
    return _step(peer, kind, statement, known)


# A referral that comes


def _referral(peer: Peer, statement: Statement, about: uuid.UUID, known: Counterpart | None) -> str:
    if known is not None:
        return APPLIED if known.local is not None and not known.ours else SUPERSEDED
    if mirror_of(peer) is None:
        return HELD
    try:
        came = read_referral(peer, statement.body)
    except InputError as problems:
        if problems.problems[0].code == RegisterCode.SPECIAL_STORED.code:
            return STATUS_NOT_KEPT
        raise
    try:
        with transaction.atomic():
            _store_referral(peer, came, statement.id, about)
    except MoveRefused as refused:
        return NOT_COVERED if _has_code(refused, ProcessCode.HELD_BACK) else REFUSED
    return APPLIED


def _store_referral(
    peer: Peer, came: ReceivedReferral, message: uuid.UUID, about: uuid.UUID
) -> None:
    """Store a peer's referral as a local row, encrypted under a key of this side.

    Raises:
        InputError: Y310, N101 to N110; MoveRefused where consent does not cover it.
    """
    who = _peer_actor(peer, came.role)
    _check(who, came)
    file = new_file(who, came.age, request=uuid.uuid5(message, "file"))
    question = ConsentQuestion(
        subject=file.subject_id,
        purpose=came.purpose,
        recipient=peer.institution_id,
        child=file.counts_as_child,
    )
    consent.record_received(who, question, came.consent)
    row = _row(who, file, came, message)
    tell(who, "create", "referral", row.pk, purpose="send")
    row.save(force_insert=True)
    move(PROCESS, row, "send", who, seen_version=1, request=message)
    Counterpart.objects.create(peer=peer, kind=REFERRAL, local=row.pk, reference=about, ours=False)


def _row(who: Actor, file: CaseFile, came: ReceivedReferral, message: uuid.UUID) -> Referral:
    row = Referral(
        file=file,
        person_id=file.subject_id,
        sent_by_id=who.institution,
        sent_to_id=came.office.institution_id,
        office=came.office,
        purpose=came.purpose,
        urgency=came.urgency,
        parts=[one.value for one in came.parts],
        valid_until=came.valid_until,
        made_by=who.person,
        request=uuid.uuid5(message, "referral"),
    )
    key = subject_key(file.subject_id)
    seal_text(row, "need", came.need, key=key)
    seal_text(row, "message", came.message, key=key)
    seal_text(row, "passed", came.passed, key=key)
    return row


def _check(who: Actor, came: ReceivedReferral) -> None:
    """Check a received referral against the rules of this side; the peer's may differ."""
    longest = timezone.now() + rules().longest_referral + _MINUTE * 15
    allowed = (
        accepts_referrals(who, came.office, came.purpose)
        and set(came.parts) <= set(parts_for(came.office.institution))
        and came.valid_until <= longest
    )
    if not allowed:
        raise FederationCode.BAD_BODY.error(Place(field="referral"))


# A step that was taken there


def _step(peer: Peer, kind: MessageKind, statement: Statement, known: Counterpart | None) -> str:
    if known is None:
        return _before_referral(peer, kind, statement)
    if known.local is None:
        return APPLIED if kind.name == WITHDRAWN else SUPERSEDED
    if not kind.is_sent_by(sender=not known.ours):
        raise FederationCode.BAD_BODY.error(Place(field="kind"))
    if kind.name == REPORTED:
        return apply_report(_peer_actor(peer, PEER), known.local, statement.body, statement.id)
    row = Referral.objects.get(pk=known.local)
    if kind.name == WITHDRAWN:
        _, reason = read_plain(statement.body, reason=True)
        return _withdrawn(peer, row, reason, statement.id, sent_here=known.ours)
    return _moved(peer, kind, row, statement)


def _before_referral(peer: Peer, kind: MessageKind, statement: Statement) -> str:
    """Record a withdrawal that arrives before its referral, as files carried by hand may."""
    if kind.name != WITHDRAWN or statement.about is None:
        return UNKNOWN
    Counterpart.objects.create(
        peer=peer, kind=REFERRAL, local=None, reference=statement.about, ours=False
    )
    return APPLIED


def _moved(peer: Peer, kind: MessageKind, row: Referral, statement: Statement) -> str:
    content = _read(kind, statement.body)
    who = _peer_actor(peer, content["role"])
    reasons = REASONS.get("declined") if kind.carries == "reason" else None
    reason = content["reason"]
    if reasons is not None and not reasons.has(reason, timezone.now().date()):
        reason = OTHER_REASON  # of a later list than this side's
    try:
        move(
            PROCESS, row, kind.step, who,
            seen_version=row.version, request=statement.id, reason=reason,
        )  # fmt: skip
    except MoveRefused as refused:
        return _refusal_result(refused, row)
    if kind.step == "accept":
        row.accepted_by = peer.pk
        row.save(update_fields=["accepted_by"])
    if kind.carries == "answer":
        row.outcome = content["outcome"]
        seal_text(row, "answer", content["text"])
        row.save(update_fields=["answer", "outcome"])
    return APPLIED


def _read(kind: MessageKind, body: Mapping[str, Any]) -> dict[str, str]:
    if kind.carries == "answer":
        role, text, outcome = read_answer(body)
        return {"role": role, "text": text, "outcome": outcome, "reason": ""}
    role, reason = read_plain(body, reason=kind.carries == "reason")
    return {"role": role, "reason": reason}


def _refusal_result(refused: MoveRefused, row: Referral) -> str:
    """Return whether a step came too early, too late, or lacks consent."""
    if _has_code(refused, ProcessCode.HELD_BACK):
        return NOT_COVERED
    if not _has_code(refused, ProcessCode.NOT_FROM_HERE):
        return REFUSED
    return SUPERSEDED if row.state in PROCESS.ends else HELD


def _withdrawn(
    peer: Peer, row: Referral, reason: str, message: uuid.UUID, *, sent_here: bool
) -> str:
    """Withdraw the referral, its disclosure and the consent it rests on."""
    if row.state in PROCESS.ends:
        return SUPERSEDED
    if sent_here and reason != TAKEN_BACK:
        raise FederationCode.BAD_BODY.error(Place(field="reason"))
    question = ConsentQuestion(
        subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child
    )
    actor = _peer_actor(peer, PEER)
    with contextlib.suppress(InputError):  # there is none
        consent.withdraw_consent(actor, question, Voice.PERSON)
    with contextlib.suppress(InputError):
        consent.end_waiver(actor, question)
    known = REASONS["withdrawn"].has(reason, timezone.now().date())
    end_referral(row, "withdraw", reason if known else "consent_ended", request=message)
    if sent_here:
        end_referrals(question)
    return APPLIED


def _peer_actor(peer: Peer, role: str) -> Actor:
    """Return the actor for a step of a peer, in a role that its kind of institution has.

    Raises:
        InputError: Y310.
    """
    found = mirror_of(peer)
    if found is None or not (role == PEER or role in roles_of(found[0].kind)):
        raise FederationCode.BAD_BODY.error(Place(field="role"))
    institution, office = found
    return Actor(peer.pk, institution.pk, office.pk, role, timezone.now() + _MINUTE)


def _has_code(refused: MoveRefused, code: ProcessCode) -> bool:
    return refused.problems[0].code == code.code
