"""Refer a person to another institution: send, accept or decline, answer."""

import datetime as dt
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.assessment import Age
from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.copies import WITHDRAWN
from manumit.web.cases.disclosures import (
    FilePart,
    chosen_finding,
    collect_parts,
    read_disclosure,
    receiving_roles,
)
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.policies import file_policy, load_for, referral_policy
from manumit.web.cases.process import RECIPIENTS, REFERRAL
from manumit.web.cases.rules import rules
from manumit.web.cases.services.closings import must_be_open
from manumit.web.cases.services.consents import unindex_copy
from manumit.web.cases.services.drafts import add_evidence, add_finding
from manumit.web.cases.services.files import new_file
from manumit.web.cases.services.identities import copy_identity
from manumit.web.directory.urgency import known_need, known_urgency
from manumit.web.institutions.directory import offices_for
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.services import ConsentQuestion, locked_verdict
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text

LONGEST_TEXT = 10_000
DISCLOSURE = "disclosure"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReferralInput:
    """A referral to be sent; its ``repr`` hides the content.

    Attributes:
        office: of another institution, that takes referrals.
        purpose: what consent was asked for.
        need, urgency: codes of what is needed and by when; empty: not stated.
        parts: what is passed on, as it is now; nothing else is ever seen there.
        message: to the recipient; sealed.
        valid_until: until when it may be taken on.
        finding: the version that is passed on; None for the latest.
    """

    office: uuid.UUID
    purpose: str
    parts: Collection[FilePart]
    message: str
    valid_until: dt.datetime
    finding: uuid.UUID | None = None
    need: str = ""
    urgency: str = ""


@transaction.atomic
def refer(
    actor: Actor | None, file_id: uuid.UUID, wish: ReferralInput, *, request: uuid.UUID
) -> Referral:
    """Send a referral covered by the person's consent (R-52) or by danger (R-53).

    Args:
        actor: a holder of the file.
        file_id: the file.
        wish: to whom, what for, and what is passed on.
        request: idempotency key of the form; a repeat returns the same referral.

    Raises:
        Refused: the actor may not do this.
        InputError: K301, K401 to K403, K405, K412, K501, K902; F301; T107 where consent does
            not cover it.
    """
    load_for(actor, referral_policy, "send", file_id)
    who = acting(actor, "referral", "send")
    # Locked, so that nobody closes the file meanwhile.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = Referral.objects.filter(request=request).first()
    if known is not None:
        if known.file_id != file.pk or known.made_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    must_be_open(file)
    row = _drafted(who, file, wish, request)
    tell(who, "create", "referral", row.pk, purpose="send")
    row.save(force_insert=True)
    move(REFERRAL, row, "send", who, seen_version=1, request=request)
    return row


def _drafted(who: Actor, file: CaseFile, wish: ReferralInput, request: uuid.UUID) -> Referral:
    office = _recipient(who, wish.office, wish.purpose)
    _check_end(wish.valid_until)
    if (known_need(wish.need), known_urgency(wish.urgency)) != (wish.need, wish.urgency):
        raise CaseCode.NO_SUCH_NEED.error(Place(field="need"))
    row = Referral(
        file=file,
        person_id=file.subject_id,
        sent_by_id=file.institution_id,
        sent_to_id=office.institution_id,
        office=office,
        purpose=wish.purpose,
        urgency=wish.urgency,
        parts=[part.value for part in FilePart if part in wish.parts],
        valid_until=wish.valid_until,
        made_by=who.person,
        request=request,
    )
    key = subject_key(file.subject_id)
    passed = collect_parts(file, wish.parts, chosen_finding(file, wish.finding), office.institution)
    seal_text(row, "need", wish.need, key=key)
    seal_text(row, "message", checked_text(wish.message, "message"), key=key)
    seal_text(row, "passed", passed, key=key)
    return row


def _recipient(who: Actor, office_id: uuid.UUID, purpose: str) -> Office:
    """Return an office that serves the purpose.

    Raises:
        InputError: K401.
    """
    office = offices_for(who.institution).filter(pk=office_id).first()
    if office is None or not accepts_referrals(who, office, purpose):
        raise CaseCode.NO_RECIPIENT.error(Place(field="office"))
    return office


def accepts_referrals(who: Actor, office: Office, purpose: str) -> bool:
    """Return whether an office of another institution receives referrals for a purpose."""
    institution = office.institution
    return (
        institution.pk != who.institution
        and purpose not in rules().not_referred_for
        and bool(receiving_roles(institution) & RECIPIENTS)
        and rules().serves(institution.kind, purpose)
    )


def checked_text(text: str, field: str) -> str:
    """Return a text of a form without outer spaces; too long is an error, never cut.

    Raises:
        InputError: K405.
    """
    found = text.strip()
    if len(found) > LONGEST_TEXT:
        raise CaseCode.TOO_LONG.error(Place(field=field))
    return found


def _check_end(valid_until: dt.datetime) -> None:
    now, longest = timezone.now(), rules().longest_referral
    if not now < valid_until <= now + longest:
        raise CaseCode.NO_TIME.error(Place(field="valid_until"))


@transaction.atomic
def accept(
    actor: Actor | None, referral_id: uuid.UUID, *, seen: int, request: uuid.UUID
) -> CaseFile | None:
    """Accept a referral: the institution opens its own file from what was disclosed.

    Args:
        actor: of the office that it was sent to.
        referral_id: the referral.
        seen: its version when the page was made.
        request: idempotency key of the form; a repeat returns the same file.

    Returns:
        the file; None for a role that opens no files, which reads the referral itself.

    Raises:
        Refused: the actor may not do this, or consent does not hold any more.
        InputError: T101 to T108.
    """
    row = referral_policy.load(actor, referral_id, "answer")
    who = acting(actor, "referral", "answer")
    move(REFERRAL, row, "accept", who, seen_version=seen, request=request)
    known = CaseFile.objects.filter(origin=row).first()
    if known is not None or row.accepted_by is not None:
        return known
    row.accepted_by = who.person
    row.save(update_fields=["accepted_by"])
    return _own_file(who, row, request) if file_policy.can_new(who, "open") else None


def _own_file(who: Actor, row: Referral, request: uuid.UUID) -> CaseFile:
    """Copy the disclosed content into a file with its own key (ADR 17)."""
    passed = read_disclosure(open_text(row, "passed") or "")
    file = new_file(who, Age(passed.age), request=request, origin=row)
    if passed.identity:
        copy_identity(who, file.identity, passed.identity)
    evidence = None
    if passed.evidence is not None:
        evidence = add_evidence(who, file, passed.list_id, json.dumps(passed.evidence))
    if passed.finding is not None:
        document = json.dumps(passed.finding)
        add_finding(who, file, passed.list_id, passed.engine, document, evidence)
    return file


@transaction.atomic
def decline(
    actor: Actor | None, referral_id: uuid.UUID, *, reason: str, seen: int, request: uuid.UUID
) -> Referral:
    """Decline a referral with a reason; its content is no longer visible.

    Raises:
        Refused: the actor may not do this.
        InputError: T101 to T108.
    """
    return _stepped(actor, referral_id, _Step("answer", "decline", reason, seen, request))


@transaction.atomic
def withdraw_referral(
    actor: Actor | None, referral_id: uuid.UUID, *, reason: str, seen: int, request: uuid.UUID
) -> Referral:
    """Withdraw a referral; the recipient no longer sees its content.

    Raises:
        Refused: the actor may not do this.
        InputError: T101 to T108.
    """
    return _stepped(actor, referral_id, _Step("recall", "withdraw", reason, seen, request))


@dataclass(frozen=True, slots=True)
class _Step:
    """A way to end a referral.

    Attributes:
        action: of ``grants.yaml``; ``name``: of the process.
    """

    action: str
    name: str
    reason: str
    seen: int
    request: uuid.UUID


def _stepped(actor: Actor | None, referral_id: uuid.UUID, step: _Step) -> Referral:
    done = None if actor is None else _done(actor, referral_id, step)
    row = done or referral_policy.load(actor, referral_id, step.action)
    who = acting(actor, "referral", step.action)
    move(
        REFERRAL,
        row,
        step.name,
        who,
        seen_version=step.seen,
        request=step.request,
        reason=step.reason,
    )
    if step.reason == WITHDRAWN:
        unindex_copy(row)
    return row


def _done(who: Actor, referral_id: uuid.UUID, step: _Step) -> Referral | None:
    """Return the referral if the same form already did this; it may be hidden from them since."""
    made = Move.objects.filter(
        request=step.request,
        resource=REFERRAL.resource,
        row=referral_id,
        name=step.name,
        actor=who.person,
        institution=who.institution,
    )
    return Referral.objects.get(pk=referral_id) if made.exists() else None


@transaction.atomic
def answer(
    actor: Actor | None, referral_id: uuid.UUID, text: str, *, seen: int, request: uuid.UUID
) -> Referral:
    """Answer the sender.

    The state of the recipient's file is included only with consent to that: consent to be referred
    is no consent to report back (R-52).

    Args:
        actor: the member who accepted it.
        referral_id: the referral.
        text: to the sender; sealed.
        seen: the referral's version when the page was made.
        request: idempotency key of the form; a repeat changes nothing.

    Raises:
        Refused: the actor may not do this, or consent does not hold any more.
        InputError: K404, K405; T101 to T108.
    """
    row = referral_policy.load(actor, referral_id, "answer")
    who = acting(actor, "referral", "answer")
    answer_text = checked_text(text, "answer")
    if not answer_text:
        raise CaseCode.NO_ANSWER.error(Place(field="answer"))
    move(REFERRAL, row, "answer", who, seen_version=seen, request=request)
    if row.answer is None:
        own = CaseFile.objects.filter(origin=row).first()
        row.outcome = own.state if own is not None and may_inform_sender(row, own) else ""
        seal_text(row, "answer", answer_text)
        row.save(update_fields=["answer", "outcome"])
    return row


def may_inform_sender(row: Referral, own: CaseFile | None, *, held: bool = False) -> bool:
    """Return whether the person consented, there or here, that the sender is informed.

    Args:
        row: the referral.
        own: the recipient's file; None for a role that opens none.
        held: whether nobody changes that until the transaction ends.
    """
    asked = [(row.person_id, row.child)]
    if own is not None:
        asked.append((own.subject_id, own.counts_as_child))
    if held:
        return any(
            locked_verdict(
                ConsentQuestion(
                    subject=one, purpose=DISCLOSURE, recipient=row.sent_by_id, child=child
                )
            ).allowed
            for one, child in asked
        )
    return any(
        consent_for(subject, DISCLOSURE, row.sent_by_id, child=child).allowed
        for subject, child in asked
    )
