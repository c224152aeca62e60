"""Referrals as each side sees them, and what the person agreed to."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import (
    CaseFile,
    Referral,
)
from manumit.web.cases.passing import Part, Passed, opened, parts_for
from manumit.web.cases.policies import (
    consent_policy,
    file_policy,
    mandate_policy,
    referral_policy,
    referred_consent_policy,
    waiver_policy,
)
from manumit.web.cases.process import REFERRAL
from manumit.web.cases.selectors.case_files import moves_of_referral, possible_steps, relation_of
from manumit.web.cases.services.referrals import takes
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.consent.verdicts import Verdict as ConsentVerdict
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.register import classes_of
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One line of a list of referrals.

    Attributes:
        purpose, parts, valid_until, outcome: None where the mask hides them.
        file: of the sender, for the sender; the own one, for the recipient that opened one.
    """

    id: uuid.UUID
    sent_by: uuid.UUID
    sent_to: uuid.UUID
    office: uuid.UUID
    state: str
    version: int
    made_at: dt.datetime | None
    purpose: str | None
    parts: tuple[Part, ...] | None
    valid_until: dt.datetime | None
    outcome: str | None
    file: uuid.UUID | None
    relation: Relation


@dataclass(frozen=True, slots=True, repr=False)
class ReferralView:
    """One referral, opened; its ``repr`` shows nothing.

    Attributes:
        line: as in a list.
        message, passed, answer: None where the mask hides them, or where there is none yet.
        declined, withdrawn: the reason.
        steps: steps that are possible now for the actor.
    """

    line: ReferralLine
    message: str | None
    passed: Passed | None
    answer: str | None
    declined: str
    withdrawn: str
    steps: tuple[str, ...]


@transaction.atomic
def inbox(actor: Actor | None) -> list[ReferralLine]:
    """Referrals to the actor's office that they may see, latest first."""
    who = acting(actor, "referral", SEE)
    tell(who, "list_files", "referral", None, purpose=SEE)
    rows = referral_policy.scope(who).filter(sent_to=who.institution)
    return [_line(who, row) for row in rows.order_by("-made_at", "id")]


@transaction.atomic
def sent(actor: Actor | None, file_id: uuid.UUID | None = None) -> list[ReferralLine]:
    """Referrals that the actor's institution sent, of one file or of all, latest first."""
    who = acting(actor, "referral", SEE)
    tell(who, "list_files", "referral", None, purpose=SEE)
    rows = referral_policy.scope(who).filter(sent_by=who.institution)
    if file_id is not None:
        rows = rows.filter(file=file_id)
    return [_line(who, row) for row in rows.order_by("-made_at", "id")]


def _line(who: Actor, row: Referral) -> ReferralLine:
    relation = relation_of(row)
    seen = _seen_in(who, relation)
    own = row.file_id if row.sent_by_id == who.institution else _opened_from(row)
    return ReferralLine(
        id=row.pk,
        sent_by=row.sent_by_id,
        sent_to=row.sent_to_id,
        office=row.office_id,
        state=row.state,
        version=row.version,
        made_at=row.made_at if "made_at" in seen else None,
        purpose=row.purpose if "purpose" in seen else None,
        parts=tuple(map(Part, row.parts)) if "parts" in seen else None,
        valid_until=row.valid_until if "valid_until" in seen else None,
        outcome=row.outcome if "outcome" in seen else None,
        file=own,
        relation=relation,
    )


def _seen_in(who: Actor, relation: Relation) -> frozenset[str]:
    """Columns of a referral that the relation shows; the table has none of class special."""
    classes = grants().of(who.role, "referral", SEE).get(relation, frozenset())
    return frozenset(name for name, one in classes_of(Referral).items() if one in classes)


def _opened_from(row: Referral) -> uuid.UUID | None:
    return CaseFile.objects.filter(origin=row).values_list("pk", flat=True).first()


@transaction.atomic
def referral(actor: Actor | None, referral_id: uuid.UUID) -> ReferralView:
    """One referral: for its recipient what was passed on, and nothing else.

    Until somebody there takes the person on, that is the message and the finding: enough to decide
    by whether they can help, and not who it is or what was said. Why a referral was withdrawn is
    the sender's to know.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    referral_policy.load(actor, referral_id)
    who = acting(actor, "referral", SEE)
    row = referral_policy.scope(who).get(pk=referral_id)
    seen = _seen_in(who, relation_of(row))
    act = "read_statement" if "passed" in seen else "read_file"
    tell(who, act, "referral", row.pk, purpose=SEE)
    reasons = {one.name: one.reason for one in moves_of_referral(row.pk)}
    return ReferralView(
        line=_line(who, row),
        message=open_text(row, "message") if "message" in seen else None,
        passed=_passed(who, row) if "passed" in seen else None,
        answer=open_text(row, "answer") if "answer" in seen else None,
        declined=reasons.get("decline", ""),
        withdrawn=reasons.get("withdraw", "") if row.sent_by_id == who.institution else "",
        steps=_referral_steps(who, row),
    )


def _passed(who: Actor, row: Referral) -> Passed:
    passed = opened(open_text(row, "passed") or "")
    if row.sent_by_id == who.institution or row.accepted_by is not None:
        return passed
    return replace(passed, identity={}, evidence=None)


def _referral_steps(who: Actor, row: Referral) -> tuple[str, ...]:
    sender = row.sent_by_id == who.institution
    action = "recall" if sender else "answer"
    if not referral_policy.can(who, action, row):
        return ()
    own = {"withdraw"} if sender else {"accept", "decline", "answer"}
    return tuple(name for name in possible_steps(REFERRAL, row.state, who) if name in own)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An office that takes referrals.

    Attributes:
        names, office_names: by language.
        parts: what may be passed on to it.
        consent: whether the person's consent covers it now, and why (not).
    """

    office: uuid.UUID
    institution: uuid.UUID
    kind: str
    names: Mapping[str, str]
    office_names: Mapping[str, str]
    parts: tuple[Part, ...]
    consent: ConsentVerdict


def recipients(actor: Actor | None, file_id: uuid.UUID, purpose: str) -> list[Recipient]:
    """Offices of other institutions that a person can be referred to for a purpose.

    Raises:
        Refused: not for this actor.
    """
    row = file_policy.load(actor, file_id, SEE)
    who = acting(actor, "referral", "send")
    offices = Office.objects.select_related("institution").exclude(institution=who.institution)
    return [
        Recipient(
            office.pk,
            office.institution_id,
            office.institution.kind,
            office.institution.names,
            office.names,
            parts_for(office.institution),
            consent_for(row.subject_id, purpose, office.institution_id, child=row.counts_as_child),
        )
        for office in offices.order_by("institution__kind", "id")
        if takes(who, office, purpose)
    ]


def institution_names(keys: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[str, str]]:
    """What institutions are called, by language; public."""
    return dict(Institution.objects.filter(pk__in=keys).values_list("pk", "names"))


# Consent


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What stands for one purpose and recipient.

    Attributes:
        verdict: whether it covers an act now, and why (not).
        said, until, voice: of the latest word.
    """

    purpose: str
    recipient: uuid.UUID
    verdict: ConsentVerdict
    said: str
    voice: str
    until: dt.datetime | None
    recorded_at: dt.datetime


def consents(actor: Actor | None, file_id: uuid.UUID) -> list[ConsentLine]:
    """What the person of a file said, the latest word for each purpose and recipient.

    Raises:
        Refused: not for this actor.
    """
    row = consent_policy.load(actor, file_id)
    return _consents(Consent.objects.filter(subject=row.subject_id), child=row.counts_as_child)


def consents_here(actor: Actor | None, referral_id: uuid.UUID) -> list[ConsentLine]:
    """The same for the recipient of a referral: only what is about it.

    Raises:
        Refused: not for this actor.
    """
    row = referred_consent_policy.load(actor, referral_id)
    return _consents(
        Consent.objects.filter(subject=row.subject, purpose=row.purpose, recipient=row.recipient),
        child=row.child,
    )


def _consents(rows: QuerySet[Consent], *, child: bool) -> list[ConsentLine]:
    latest = {(row.purpose, row.recipient): row for row in rows.order_by("recorded_at")}
    known = purposes()
    return [
        ConsentLine(
            purpose,
            recipient,
            consent_for(row.subject, purpose, recipient, child=child),
            row.said,
            row.voice,
            row.valid_until,
            row.recorded_at,
        )
        for (purpose, recipient), row in latest.items()
        if purpose in known
    ]


# Who speaks for a person, and where danger stood in place of consent


@dataclass(frozen=True, slots=True, repr=False)
class MandateView:
    """Somebody who speaks for the person of a file; its ``repr`` shows nothing.

    Attributes:
        id: to be given as ``representative`` of what they say.
        kind: guardian or lawyer.
        name: None where the mask hides it.
        basis: a code of the list ``mandate_guardian`` or ``mandate_lawyer``.
        holds: whether they may speak now.
    """

    id: uuid.UUID
    kind: str
    name: str | None
    basis: str
    begins: dt.datetime
    until: dt.datetime | None
    ended_at: dt.datetime | None
    holds: bool


@transaction.atomic
def mandates(actor: Actor | None, file_id: uuid.UUID) -> list[MandateView]:
    """Who speaks, or spoke, for the person of a file, oldest first.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    file = consent_policy.load(actor, file_id)
    who = acting(actor, "consent", SEE)
    tell(who, "read_file", "consent", file.pk, purpose=SEE)
    now = timezone.now()
    rows = mandate_policy.scope(who).filter(file=file).select_related("subject")
    return [
        MandateView(
            row.pk,
            row.kind,
            open_text(row, "name") if "name" in mandate_policy.mask(who, row) else None,
            row.basis,
            row.begins,
            row.until,
            row.ended_at,
            row.holds_at(now),
        )
        for row in rows.order_by("recorded_at", "id")
    ]


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """That danger stood in place of consent, as the data protection officer is told.

    Attributes:
        file: of whom; by it the officer finds who saw the file.
        reason, purpose, recipient, until: of what stood in its place.
        ended_at: when it was ended before that.
        decided_by, role: who decided, acting as what.
    """

    id: uuid.UUID
    file: uuid.UUID
    reason: str
    purpose: str
    recipient: uuid.UUID
    decided_at: dt.datetime
    until: dt.datetime | None
    ended_at: dt.datetime | None
    decided_by: uuid.UUID
    role: str


def waiver_notices(actor: Actor | None) -> list[WaiverLine]:
    """Those of the institution that no data protection officer has read yet, latest first.

    Everybody else's list is empty.
    """
    rows = waiver_policy.scope(actor, "notice").filter(noticed_at=None).select_related("consent")
    return [
        WaiverLine(
            row.pk,
            row.file_id,
            row.consent.reason,
            row.consent.purpose,
            row.consent.recipient,
            row.decided_at,
            row.consent.valid_until,
            row.consent.withdrawn_at,
            row.decided_by,
            row.consent.role,
        )
        for row in rows.order_by("-decided_at", "id")
    ]
