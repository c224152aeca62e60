"""What a message does here: the step that was taken there, under all guards of this side."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.between.bodies import Came, read_answer, read_plain, read_referral
from manumit.web.between.codes import BetweenCode
from manumit.web.between.counterparts import REFERRAL, mirror_of, take_directory
from manumit.web.between.envelope import Statement
from manumit.web.between.lists import (
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
    Kind,
    messages,
)
from manumit.web.between.models import Counterpart, Peer
from manumit.web.between.peers import take_rotation
from manumit.web.between.reports import take_report
from manumit.web.cases.copies import WITHDRAWN as TAKEN_BACK
from manumit.web.cases.events import tell
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.passing import parts_for
from manumit.web.cases.process import REASONS
from manumit.web.cases.process import REFERRAL as PROCESS
from manumit.web.cases.rules import rules
from manumit.web.cases.services.consents import end, end_referrals
from manumit.web.cases.services.files import new_file
from manumit.web.cases.services.referrals import takes
from manumit.web.institutions.kinds import roles_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Voice
from manumit.web.kernel.consent.services import Question
from manumit.web.kernel.process.codes import ProcessCode
from manumit.web.kernel.process.services import MoveRefused, move
from manumit.web.kernel.register.codes import RegisterCode
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import seal_text

PEER = "peer"
"""The role in which another installation stands in the ledger, where it takes no step itself."""
OTHER_REASON = "not_offered_here"
_MINUTE = dt.timedelta(minutes=1)


def apply(peer: Peer, statement: Statement) -> str:
    """Does what a message says; the word of its acknowledgement.

    Called in a transaction, which the caller ends without a trace where this raises.

    Raises:
        InputError: it does not say what its kind says, or this side refuses it.
    """
    if statement.kind == DIRECTORY:
        take_directory(peer, statement.body)
        return APPLIED
    if statement.kind == KEY_ROTATION:
        take_rotation(peer, str(statement.body.get("card")))
        return APPLIED
    kind = messages().kinds.get(statement.kind)
    if kind is None or statement.about is None:
        raise BetweenCode.BAD_BODY.error(Place(field="kind"))
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
        if problems.problems[0].code == RegisterCode.SPECIAL_STORED.value.code:
            return STATUS_NOT_KEPT
        raise
    try:
        with transaction.atomic():
            _received(peer, came, statement.id, about)
    except MoveRefused as refused:
        return NOT_COVERED if _is(refused, ProcessCode.HELD_BACK) else REFUSED
    return APPLIED


def _received(peer: Peer, came: Came, message: uuid.UUID, about: uuid.UUID) -> None:
    """The referral as a local one of an institution that is elsewhere, under a key of this side.

    Raises:
        InputError: Y310, N101 to N110; MoveRefused where consent does not cover it.
    """
    who = _who(peer, came.role)
    _check(who, came)
    file = new_file(who, came.age, request=uuid.uuid5(message, "file"))
    question = Question(
        subject=file.subject_id,
        purpose=came.purpose,
        recipient=peer.institution_id,
        child=file.counts_as_child,
    )
    consent.carry(who, question, came.consent)
    row = _row(who, file, came, message)
    tell(who, "create", "referral", row.pk, purpose="send")
    row.save(force_insert=True)
    move(PROCESS, row, "send", who, seen_version=1, request=message)
    Counterpart.objects.create(peer=peer, kind=REFERRAL, local=row.pk, reference=about, ours=False)


def _row(who: Actor, file: CaseFile, came: Came, message: uuid.UUID) -> Referral:
    row = Referral(
        file=file,
        person_id=file.subject_id,
        sent_by_id=who.institution,
        sent_to_id=came.office.institution_id,
        office=came.office,
        purpose=came.purpose,
        parts=[one.value for one in came.parts],
        valid_until=came.valid_until,
        made_by=who.person,
        request=uuid.uuid5(message, "referral"),
    )
    key = subject_key(file.subject_id)
    seal_text(row, "message", came.message, key=key)
    seal_text(row, "passed", came.passed, key=key)
    return row


def _check(who: Actor, came: Came) -> None:
    """What this side's own rules say of a referral, whatever the other side's do."""
    longest = timezone.now() + rules().longest_referral + _MINUTE * 15
    allowed = (
        takes(who, came.office, came.purpose)
        and set(came.parts) <= set(parts_for(came.office.institution))
        and came.valid_until <= longest
    )
    if not allowed:
        raise BetweenCode.BAD_BODY.error(Place(field="referral"))


# A step that was taken there


def _step(peer: Peer, kind: Kind, statement: Statement, known: Counterpart | None) -> str:
    if known is None:
        return _before_it_came(peer, kind, statement)
    if known.local is None:
        return APPLIED if kind.name == WITHDRAWN else SUPERSEDED
    if not kind.told_by(sender=not known.ours):
        raise BetweenCode.BAD_BODY.error(Place(field="kind"))
    if kind.name == REPORTED:
        return take_report(_who(peer, PEER), known.local, statement.body, statement.id)
    row = Referral.objects.get(pk=known.local)
    if kind.name == WITHDRAWN:
        _, reason = read_plain(statement.body, reason=True)
        return _withdrawn(peer, row, reason, statement.id, sent_here=known.ours)
    return _moved(peer, kind, row, statement)


def _before_it_came(peer: Peer, kind: Kind, statement: Statement) -> str:
    """What was taken back before it came shows nothing once it comes: by hand it may come late."""
    if kind.name != WITHDRAWN or statement.about is None:
        return UNKNOWN
    Counterpart.objects.create(
        peer=peer, kind=REFERRAL, local=None, reference=statement.about, ours=False
    )
    return APPLIED


def _moved(peer: Peer, kind: Kind, row: Referral, statement: Statement) -> str:
    said = _read(kind, statement.body)
    who = _who(peer, said["role"])
    reasons = REASONS.get("declined") if kind.carries == "reason" else None
    reason = said["reason"]
    if reasons is not None and not reasons.has(reason, timezone.now().date()):
        reason = OTHER_REASON  # of a later list than this side's
    try:
        move(
            PROCESS, row, kind.step, who,
            seen_version=row.version, request=statement.id, reason=reason,
        )  # fmt: skip
    except MoveRefused as refused:
        return _why(refused, row)
    if kind.step == "accept":
        row.accepted_by = peer.pk
        row.save(update_fields=["accepted_by"])
    if kind.carries == "answer":
        row.outcome = said["outcome"]
        seal_text(row, "answer", said["text"])
        row.save(update_fields=["answer", "outcome"])
    return APPLIED


def _read(kind: Kind, body: Mapping[str, Any]) -> dict[str, str]:
    if kind.carries == "answer":
        role, text, outcome = read_answer(body)
        return {"role": role, "text": text, "outcome": outcome, "reason": ""}
    role, reason = read_plain(body, reason=kind.carries == "reason")
    return {"role": role, "reason": reason}


def _why(refused: MoveRefused, row: Referral) -> str:
    """Whether a step comes too early, too late, or is held back."""
    if _is(refused, ProcessCode.HELD_BACK):
        return NOT_COVERED
    if not _is(refused, ProcessCode.NOT_FROM_HERE):
        return REFUSED
    return SUPERSEDED if row.state in PROCESS.ends else HELD


def _withdrawn(
    peer: Peer, row: Referral, reason: str, message: uuid.UUID, *, sent_here: bool
) -> str:
    """Nothing of it is shown any more, and what the person agreed to is taken back with it."""
    if row.state in PROCESS.ends:
        return SUPERSEDED
    if sent_here and reason != TAKEN_BACK:
        raise BetweenCode.BAD_BODY.error(Place(field="reason"))
    question = Question(
        subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child
    )
    told = _who(peer, PEER)
    with contextlib.suppress(InputError):  # there is none
        consent.withdraw(told, question, Voice.PERSON)
    with contextlib.suppress(InputError):
        consent.end_waiver(told, question)
    known = REASONS["withdrawn"].has(reason, timezone.now().date())
    end(row, "withdraw", reason if known else "consent_ended", request=message)
    if sent_here:
        end_referrals(question)
    return APPLIED


def _who(peer: Peer, role: str) -> Actor:
    """The peer as somebody of its institution in a role that such an institution gives.

    Raises:
        InputError: Y310.
    """
    found = mirror_of(peer)
    if found is None or not (role == PEER or role in roles_of(found[0].kind)):
        raise BetweenCode.BAD_BODY.error(Place(field="role"))
    institution, office = found
    return Actor(peer.pk, institution.pk, office.pk, role, timezone.now() + _MINUTE)


def _is(refused: MoveRefused, code: ProcessCode) -> bool:
    return refused.problems[0].code == code.value.code
