"""What somebody sees of cases. Each reading asks the policy and stands in the ledger.

Nothing else reads the tables for a page: what is returned is what the actor's mask lets through.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from manumit.assessment import Age
from manumit.web.cases.events import acting, tell
from manumit.web.cases.identity import Field, Value, read
from manumit.web.cases.models import (
    CaseFile,
    Decision,
    EvidenceSet,
    FindingVersion,
    Identity,
    Keeper,
    Referral,
)
from manumit.web.cases.passing import Part, Passed, opened, parts_for, standing_values
from manumit.web.cases.policies import (
    consent_policy,
    decision_policy,
    draft_policy,
    evidence_policy,
    file_policy,
    finding_policy,
    identity_policy,
    referral_policy,
    referred_consent_policy,
)
from manumit.web.cases.process import PERSON_AS_VICTIM, REFERRAL
from manumit.web.cases.rules import rules
from manumit.web.cases.services.files import colleagues
from manumit.web.cases.services.referrals import takes
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.events import record_refusal
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION, Policy
from manumit.web.kernel.access.verdicts import Reason, Refused, Verdict
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.consent.verdicts import Verdict as ConsentVerdict
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.register import classes_of
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text

# Files


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of a list of files.

    Attributes:
        state: of the process PERSON_AS_VICTIM.
        relation: how the actor stands to it.
    """

    id: uuid.UUID
    pseudonym: str
    state: str
    age: Age
    opened_at: dt.datetime
    relation: Relation


@dataclass(frozen=True, slots=True)
class FileView:
    """One file, without anything that is sealed.

    Attributes:
        version: to be given back with a decision.
        child: whether the rules for children hold.
        origin: the referral that it came from.
        keepers: members who hold it.
        may: what the actor may do with it and its parts: ``resource.action`` of ``grants.yaml``.
        steps: steps of the process that are possible now for the actor's role.
    """

    id: uuid.UUID
    pseudonym: str
    state: str
    version: int
    age: Age
    child: bool
    opened_at: dt.datetime
    origin: uuid.UUID | None
    relation: Relation
    keepers: tuple[uuid.UUID, ...]
    may: frozenset[str]
    steps: tuple[str, ...]


@transaction.atomic
def files(actor: Actor | None) -> list[FileLine]:
    """The files that somebody may see at all, latest first; never sorted by a name."""
    who = acting(actor, "case_file", SEE)
    tell(who, "list_files", "case_file", None, purpose=SEE)
    rows = file_policy.scope(who).order_by("-opened_at", "id")
    return [
        FileLine(row.pk, row.pseudonym, row.state, Age(row.age), row.opened_at, _relation(row))
        for row in rows
    ]


def _relation(row: Model) -> Relation:
    return Relation(getattr(row, RELATION))


@transaction.atomic
def file(actor: Actor | None, file_id: uuid.UUID) -> FileView:
    """One file.

    Raises:
        Refused: not for this actor.
    """
    row = file_policy.load(actor, file_id)
    who = acting(actor, "case_file", SEE)
    tell(who, "read_file", "case_file", row.pk, purpose=SEE)
    held = file_policy.relations_to(who, row)
    return FileView(
        id=row.pk,
        pseudonym=row.pseudonym,
        state=row.state,
        version=row.version,
        age=Age(row.age),
        child=row.counts_as_child,
        opened_at=row.opened_at,
        origin=row.origin_id,
        relation=next(one for one in Relation if one in held),
        keepers=_keepers(row),
        may=_may(who, held),
        steps=_steps(PERSON_AS_VICTIM, row.state, who),
    )


def _keepers(row: CaseFile) -> tuple[uuid.UUID, ...]:
    found = Keeper.objects.filter(file=row, until=None).order_by("since")
    return tuple(found.values_list("member", flat=True))


def _may(who: Actor, held: frozenset[Relation]) -> frozenset[str]:
    known = grants()
    return frozenset(
        f"{resource}.{action}"
        for resource, actions in known.actions.items()
        if resource in known.cases
        for action in actions
        if held & known.of(who.role, resource, action).keys()
    )


def _steps(process: Process, state: str, who: Actor) -> tuple[str, ...]:
    return tuple(one.name for one in process.leaving(state) if who.role in one.roles)


def may_open_files(actor: Actor | None) -> bool:
    """Whether somebody may open a file; to show the button."""
    return bool(file_policy.can_new(actor, "open"))


def may_search(actor: Actor | None) -> bool:
    """Whether somebody may search for people."""
    return bool(identity_policy.can_new(actor, "find"))


def possible_keepers(actor: Actor | None, file_id: uuid.UUID) -> list[uuid.UUID]:
    """Members of the office who could hold a file too.

    Raises:
        Refused: not for this actor.
    """
    row = file_policy.load(actor, file_id, "change")
    who = acting(actor, "case_file", "change")
    known = set(_keepers(row))
    return [post.member_id for post in colleagues(who) if post.member_id not in known]


@dataclass(frozen=True, slots=True)
class Protection:
    """What is due to a person, whatever they do: testimony is no condition (R-48, R-49).

    Attributes:
        reflection_from, reflection_until: from the day on which the person was presumed to be a
            victim; None before.
        assistance: whether assistance is due.
        guardian: whether a guardian is needed (R-46).
    """

    reflection_from: dt.date | None
    reflection_until: dt.date | None
    assistance: bool
    guardian: bool


def protection(actor: Actor | None, file_id: uuid.UUID) -> Protection:
    """What is due now; nothing that the person agreed to or refused changes it.

    Raises:
        Refused: not for this actor.
    """
    row = file_policy.load(actor, file_id)
    began = _moves(PERSON_AS_VICTIM, row.pk).filter(target="presumed").first()
    if began is None or row.state == "not_identified":
        return Protection(None, None, assistance=False, guardian=row.counts_as_child)
    day = began.at.date()
    return Protection(day, day + rules().reflection, assistance=True, guardian=row.counts_as_child)


def _moves(process: Process, row: uuid.UUID) -> QuerySet[Move]:
    return Move.objects.filter(resource=process.resource, row=row).order_by("version")


def moves_of_file(file_id: uuid.UUID) -> QuerySet[Move]:
    """Steps of a file; who may see them is asked before."""
    return _moves(PERSON_AS_VICTIM, file_id)


def moves_of_referral(referral_id: uuid.UUID) -> QuerySet[Move]:
    """Steps of a referral; who may see them is asked before."""
    return _moves(REFERRAL, referral_id)


# Who a person is


@dataclass(frozen=True, slots=True, repr=False)
class ValueView:
    """One value that stands; its ``repr`` shows nothing.

    Attributes:
        number: to be given back as ``seen``.
    """

    value: Value
    number: int
    made_by: uuid.UUID
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class IdentityView:
    """Who a person is; its ``repr`` shows nothing.

    Attributes:
        fields: the values of each field that is filled; several where somebody has to choose.
        found: whether a search finds the person.
    """

    fields: Mapping[Field, tuple[ValueView, ...]]
    found: bool

    @property
    def conflicts(self) -> tuple[Field, ...]:
        """Fields in which several values stand side by side."""
        return tuple(field for field, values in self.fields.items() if len(values) > 1)


@transaction.atomic
def identity(actor: Actor | None, file_id: uuid.UUID) -> IdentityView:
    """Who the person of a file is.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row = _only(Identity.objects.filter(file=file_id))
    found = identity_policy.load(actor, row)
    who = acting(actor, "person", SEE)
    tell(who, "read_identity", "person", found.pk, purpose=SEE)
    key = subject_key(found.subject_id)
    fields = {
        field: tuple(
            ValueView(
                read(field, open_text(one, "content", key=key) or ""),
                one.number,
                one.made_by,
                one.made_at,
            )
            for one in rows
        )
        for field, rows in standing_values(found).items()
    }
    return IdentityView(fields, found.indexed)


def _only(rows: QuerySet[Any]) -> uuid.UUID:
    """The key of the only row; of nothing where there is none, so that it is refused."""
    found: uuid.UUID | None = rows.values_list("pk", flat=True).first()
    return uuid.uuid4() if found is None else found


# What was said, and what it showed


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One interview of a file.

    Attributes:
        beside: the draft that it split off from.
        open: whether it can be taken up.
        evidence: what it became; None where it goes on or was set aside.
    """

    id: uuid.UUID
    list_id: str
    begun_by: uuid.UUID
    begun_at: dt.datetime
    taken_up_by: uuid.UUID
    taken_up_at: dt.datetime
    beside: uuid.UUID | None
    open: bool
    evidence: uuid.UUID | None


def drafts(actor: Actor | None, file_id: uuid.UUID) -> list[DraftLine]:
    """The interviews of a file that somebody may see, oldest first; nothing of what was said."""
    rows = draft_policy.scope(actor).filter(file=file_id).select_related("evidence")
    return [
        DraftLine(
            row.pk,
            row.list_id,
            row.begun_by,
            row.begun_at,
            row.taken_up_by,
            row.taken_up_at,
            row.beside_id,
            row.closed_at is None,
            row.evidence.pk if hasattr(row, "evidence") else None,
        )
        for row in rows.order_by("begun_at", "id")
    ]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One version of a file's finding.

    Attributes:
        engine: which engine read which list.
    """

    id: uuid.UUID
    number: int
    list_id: str
    engine: str
    made_by: uuid.UUID
    made_at: dt.datetime
    evidence: uuid.UUID | None


@dataclass(frozen=True, slots=True, repr=False)
class DocumentView:
    """A document that was sealed; its ``repr`` shows nothing.

    Attributes:
        document: ``manumit/evidence/1`` or ``manumit/finding/1``.
    """

    id: uuid.UUID
    file: uuid.UUID
    number: int
    list_id: str
    document: Mapping[str, Any]


def findings(actor: Actor | None, file_id: uuid.UUID) -> list[FindingLine]:
    """The versions of a file's finding, oldest first."""
    rows = finding_policy.scope(actor).filter(file=file_id).order_by("number")
    return [
        FindingLine(
            row.pk, row.number, row.list_id, row.engine, row.made_by, row.made_at, row.evidence_id
        )
        for row in rows
    ]


@transaction.atomic
def finding(actor: Actor | None, finding_id: uuid.UUID) -> DocumentView:
    """One version of a finding.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    return _document(actor, finding_policy, finding_id)


@transaction.atomic
def evidence(actor: Actor | None, evidence_id: uuid.UUID) -> DocumentView:
    """What was said in one interview.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    return _document(actor, evidence_policy, evidence_id)


def _document[Row: EvidenceSet | FindingVersion](
    actor: Actor | None, policy: Policy[Row], key: uuid.UUID
) -> DocumentView:
    row = policy.load(actor, key)
    who = acting(actor, policy.resource, SEE)
    _check_sealed(who, policy, row)
    tell(who, "read_statement", policy.resource, row.pk, purpose=SEE)
    document = json.loads(open_text(row, "content") or "")
    return DocumentView(row.pk, row.file_id, row.number, row.list_id, document)


def _check_sealed[Row: Model](who: Actor, policy: Policy[Row], row: Row) -> None:
    """Who sees that there is a row may still not see what is sealed in it.

    Raises:
        Refused: the mask hides it; the ledger has it.
    """
    if "content" not in policy.mask(who, row):
        verdict = Verdict(allowed=False, reason=Reason.NOT_OF_RELATION)
        record_refusal(who, policy.resource, SEE, verdict, row.pk)
        raise Refused(verdict)


# Decisions


@dataclass(frozen=True, slots=True, repr=False)
class DecisionView:
    """One decision; its ``repr`` shows nothing.

    Attributes:
        step, reason: of the process PERSON_AS_VICTIM.
        reasoning: in words; None where the mask hides it.
    """

    id: uuid.UUID
    step: str
    source: str
    target: str
    reason: str
    reasoning: str | None
    finding: uuid.UUID
    decided_by: uuid.UUID | None
    at: dt.datetime


@transaction.atomic
def decisions(actor: Actor | None, file_id: uuid.UUID) -> list[DecisionView]:
    """The decisions on a file that somebody may see, oldest first."""
    who = acting(actor, "decision", SEE)
    rows = list(
        decision_policy.scope(who)
        .filter(file=file_id)
        .select_related("move", "subject")
        .order_by("move__version")
    )
    for row in rows:
        tell(who, "read_statement", "decision", row.pk, purpose=SEE)
    return [_decision(who, row) for row in rows]


def _decision(who: Actor, row: Decision) -> DecisionView:
    seen = "reasoning" in decision_policy.mask(who, row)
    return DecisionView(
        row.pk,
        row.move.name,
        row.move.source,
        row.move.target,
        row.move.reason,
        open_text(row, "reasoning") if seen else None,
        row.finding_id,
        row.move.actor,
        row.move.at,
    )


# Referrals


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
    relation = _relation(row)
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

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    referral_policy.load(actor, referral_id)
    who = acting(actor, "referral", SEE)
    row = referral_policy.scope(who).get(pk=referral_id)
    seen = _seen_in(who, _relation(row))
    act = "read_statement" if "passed" in seen else "read_file"
    tell(who, act, "referral", row.pk, purpose=SEE)
    reasons = {one.name: one.reason for one in moves_of_referral(row.pk)}
    return ReferralView(
        line=_line(who, row),
        message=open_text(row, "message") if "message" in seen else None,
        passed=opened(open_text(row, "passed") or "") if "passed" in seen else None,
        answer=open_text(row, "answer") if "answer" in seen else None,
        declined=reasons.get("decline", ""),
        withdrawn=reasons.get("withdraw", ""),
        steps=_referral_steps(who, row),
    )


def _referral_steps(who: Actor, row: Referral) -> tuple[str, ...]:
    sender = row.sent_by_id == who.institution
    action = "recall" if sender else "answer"
    if not referral_policy.can(who, action, row):
        return ()
    own = {"withdraw"} if sender else {"accept", "decline", "answer"}
    return tuple(name for name in _steps(REFERRAL, row.state, who) if name in own)


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
            consent_for(row.subject_id, purpose, office.institution_id),
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
    return _consents(Consent.objects.filter(subject=row.subject_id))


def consents_here(actor: Actor | None, referral_id: uuid.UUID) -> list[ConsentLine]:
    """The same for the recipient of a referral: only what is about it.

    Raises:
        Refused: not for this actor.
    """
    row = referred_consent_policy.load(actor, referral_id)
    return _consents(
        Consent.objects.filter(subject=row.subject, purpose=row.purpose, recipient=row.recipient)
    )


def _consents(rows: QuerySet[Consent]) -> list[ConsentLine]:
    latest = {(row.purpose, row.recipient): row for row in rows.order_by("recorded_at")}
    known = purposes()
    return [
        ConsentLine(
            purpose,
            recipient,
            consent_for(row.subject, purpose, recipient),
            row.said,
            row.voice,
            row.valid_until,
            row.recorded_at,
        )
        for (purpose, recipient), row in latest.items()
        if purpose in known
    ]
