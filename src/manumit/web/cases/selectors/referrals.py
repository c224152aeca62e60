"""Read referrals, for sender and recipient, and mandates and waivers."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from manumit.web.cases.clocks import Clock, Due, ReferralCourse, clocks_of
from manumit.web.cases.disclosures import (
    Disclosure,
    FilePart,
    parts_for,
    read_disclosure,
    ready_parts,
)
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Referral, ReferralReport
from manumit.web.cases.policies import (
    consent_policy,
    file_policy,
    mandate_policy,
    referral_policy,
    waiver_policy,
)
from manumit.web.cases.process import REFERRAL
from manumit.web.cases.reports import ReportContent
from manumit.web.cases.selectors.case_files import moves_of_referral, possible_steps, relation_of
from manumit.web.cases.services.progress import TAKEN_ON
from manumit.web.cases.services.referrals import accepts_referrals
from manumit.web.institutions import directory
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.consent.verdicts import ConsentVerdict, consent_for
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.register import classes_of
from manumit.web.kernel.vault.sealed import open_text

SIDES = frozenset({Relation.OWN, Relation.MANDATE, Relation.REFERRED})
MASKED = ("made_at", "purpose", "valid_until", "outcome", "urgency")
CALLED_ABOUT = frozenset({"sent", "received", "accepted", "answered"})


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral in a list.

    Attributes:
        purpose, parts, valid_until, outcome, urgency: None where the mask hides them.
        need: None there too, and in a list of several; an empty code is not stated.
        file: of the sender, for the sender; the own one, for the recipient that opened one.
        clocks: what is due by when; none where the mask hides when it was sent, or it is closed.
        other_office: of the other side of a running referral; None for who is of neither side.
    """

    id: uuid.UUID
    sent_by: uuid.UUID
    sent_to: uuid.UUID
    office: uuid.UUID
    state: str
    version: int
    made_at: dt.datetime | None
    purpose: str | None
    parts: tuple[FilePart, ...] | None
    valid_until: dt.datetime | None
    outcome: str | None
    urgency: str | None
    file: uuid.UUID | None
    relation: Relation
    clocks: tuple[Clock, ...] = ()
    need: str | None = field(default=None, repr=False)
    other_office: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ReportView:
    """A reported service or outcome; its ``repr`` hides the content.

    Attributes:
        content: which, and on what day; None if the sender may know only that it exists.
    """

    step: Due
    reported_at: dt.datetime
    content: ReportContent | None


@dataclass(frozen=True, slots=True, repr=False)
class ReferralView:
    """One referral, opened; ``repr`` hides the content.

    Attributes:
        line: as in a list.
        message, passed, answer: None where the mask hides them, or where there is none yet.
        declined, withdrawn: the reason.
        steps: steps that are possible now for the actor, and what they can report.
        reports: the recipient's reports, in order.
    """

    line: ReferralLine
    message: str | None
    passed: Disclosure | None
    answer: str | None
    declined: str
    withdrawn: str
    steps: tuple[str, ...]
    reports: tuple[ReportView, ...]


@transaction.atomic
def inbox(actor: Actor | None) -> list[ReferralLine]:
    """Return the referrals to the actor's office that they may see, latest first."""
    who = _looks(actor)
    return _lines(who, _latest(who, sent_to=who.institution))


@transaction.atomic
def sent(actor: Actor | None, file_id: uuid.UUID | None = None) -> list[ReferralLine]:
    """Return referrals the institution sent, of one file or of all, latest first."""
    who = _looks(actor)
    of_file = {} if file_id is None else {"file": file_id}
    return _lines(who, _latest(who, sent_by=who.institution, **of_file))


@transaction.atomic
def referral_line(actor: Actor | None, referral_id: uuid.UUID) -> ReferralLine:
    """Return one referral as a list shows it, before it is opened.

    Raises:
        Refused: the actor may not do this.
    """
    referral_policy.load(actor, referral_id)
    who = _looks(actor)
    row = referral_policy.scope(who).get(pk=referral_id)
    if "need" in _seen_in(who, relation_of(row)):
        tell(who, "read_statement", "referral", row.pk, purpose=SEE)
    return _one_line(who, row)


def _looks(actor: Actor | None) -> Actor:
    """Return the actor who reads a list, and record it in the ledger."""
    who = acting(actor, "referral", SEE)
    tell(who, "list_files", "referral", None, purpose=SEE)
    return who


def _latest(who: Actor, **wanted: uuid.UUID) -> QuerySet[Referral]:
    return referral_policy.scope(who).filter(**wanted).order_by("-made_at", "id")


@dataclass(frozen=True, slots=True)
class _RelatedRows:
    """Rows of other tables for some referrals, each table read once for all of them."""

    moved: Mapping[uuid.UUID, Mapping[str, dt.datetime]]
    reported: Mapping[uuid.UUID, Mapping[Due, dt.datetime]]
    opened: Mapping[uuid.UUID, uuid.UUID]

    @classmethod
    def of(cls, rows: Collection[Referral]) -> "_RelatedRows":
        keys = [row.pk for row in rows]
        moved: dict[uuid.UUID, dict[str, dt.datetime]] = {}
        steps = Move.objects.filter(resource=REFERRAL.resource, row__in=keys)
        for key, name, at in steps.order_by("version").values_list("row", "name", "at"):
            moved.setdefault(key, {})[name] = at
        reported: dict[uuid.UUID, dict[Due, dt.datetime]] = {}
        reports = ReferralReport.objects.filter(referral__in=keys).order_by("reported_at")
        for key, step, at in reports.values_list("referral", "step", "reported_at"):
            reported.setdefault(key, {}).setdefault(Due(step), at)
        opened = CaseFile.objects.filter(origin__in=keys).values_list("origin", "pk")
        return cls(moved, reported, dict(opened))

    def course(self, row: Referral) -> ReferralCourse:
        return ReferralCourse(
            row.state,
            row.made_at,
            row.valid_until,
            self.moved.get(row.pk, {}),
            self.reported.get(row.pk, {}),
        )


def _lines(who: Actor, found: Iterable[Referral]) -> list[ReferralLine]:
    rows = list(found)
    beside = _RelatedRows.of(rows)
    return [_line(who, row, beside) for row in rows]


def _line(who: Actor, row: Referral, beside: _RelatedRows) -> ReferralLine:
    relation = relation_of(row)
    seen = _seen_in(who, relation)
    own = row.file_id if row.sent_by_id == who.institution else beside.opened.get(row.pk)
    return ReferralLine(
        id=row.pk,
        sent_by=row.sent_by_id,
        sent_to=row.sent_to_id,
        office=row.office_id,
        state=row.state,
        version=row.version,
        parts=tuple(map(FilePart, row.parts)) if "parts" in seen else None,
        file=own,
        relation=relation,
        clocks=clocks_of(beside.course(row)) if "made_at" in seen else (),
        **{name: getattr(row, name) if name in seen else None for name in MASKED},
    )


def _one_line(who: Actor, row: Referral) -> ReferralLine:
    seen = _seen_in(who, relation_of(row))
    line = _line(who, row, _RelatedRows.of([row]))
    need = (open_text(row, "need") or "") if "need" in seen else None
    return replace(line, need=need, other_office=_other_office(row, line.relation))


def _other_office(row: Referral, relation: Relation) -> uuid.UUID | None:
    """Return the office that the two sides of a running referral call."""
    if relation not in SIDES or row.state not in CALLED_ABOUT:
        return None
    return row.file.office_id if relation is Relation.REFERRED else row.office_id


def _seen_in(who: Actor, relation: Relation) -> frozenset[str]:
    """Return columns that the relation shows; the table has no special-category column."""
    classes = grants().of(who.role, "referral", SEE).get(relation, frozenset())
    return frozenset(name for name, one in classes_of(Referral).items() if one in classes)


@transaction.atomic
def referral(actor: Actor | None, referral_id: uuid.UUID) -> ReferralView:
    """Return one referral; its recipient sees what was disclosed, and nothing else.

    Until it is accepted, the recipient sees message and finding: enough to decide whether they can
    help, without identity or statements. Only the sender sees why a referral was withdrawn.

    Raises:
        Refused: the actor may not do this.
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
        line=_one_line(who, row),
        message=open_text(row, "message") if "message" in seen else None,
        passed=_passed(who, row) if "passed" in seen else None,
        answer=open_text(row, "answer") if "answer" in seen else None,
        declined=reasons.get("decline", ""),
        withdrawn=reasons.get("withdraw", "") if row.sent_by_id == who.institution else "",
        steps=_referral_steps(who, row),
        reports=_reports(who, row) if "answer" in seen else (),
    )


def _reports(who: Actor, row: Referral) -> tuple[ReportView, ...]:
    """Return the recipient's reports in order; for the sender, as far as consent allows."""
    own = row.sent_to_id == who.institution
    return tuple(
        ReportView(
            Due(one.step),
            one.reported_at,
            ReportContent.from_text(open_text(one, "content") or "")
            if own or one.sender_may_read
            else None,
        )
        for one in row.reports.order_by("reported_at", "pk")
    )


def _passed(who: Actor, row: Referral) -> Disclosure:
    passed = read_disclosure(open_text(row, "passed") or "")
    if row.sent_by_id == who.institution or row.accepted_by is not None:
        return passed
    return replace(passed, identity={}, evidence=None)


def _referral_steps(who: Actor, row: Referral) -> tuple[str, ...]:
    sender = row.sent_by_id == who.institution
    action = "recall" if sender else "answer"
    if not referral_policy.can(who, action, row):
        return ()
    own = {"withdraw"} if sender else {"accept", "decline", "answer"}
    steps = [name for name in possible_steps(REFERRAL, row.state, who) if name in own]
    if not sender and row.state in TAKEN_ON:
        steps += [Due.SERVICE.value, Due.OUTCOME.value]
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An office that receives referrals.

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
    parts: tuple[FilePart, ...]
    consent: ConsentVerdict


def recipients(actor: Actor | None, file_id: uuid.UUID, purpose: str) -> list[Recipient]:
    """Return offices of other institutions that the person can be referred to for a purpose.

    Raises:
        Refused: the actor may not do this.
    """
    row = file_policy.load(actor, file_id, SEE)
    who = acting(actor, "referral", "send")
    offices = directory.offices_for(who.institution).exclude(institution=who.institution)
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
        if accepts_referrals(who, office, purpose)
    ]


def parts_ready(actor: Actor | None, file_id: uuid.UUID) -> frozenset[FilePart]:
    """Return the parts of a file that are there to be shared; the others are still to be filled.

    Raises:
        Refused: the actor may not do this.
    """
    return ready_parts(file_policy.load(actor, file_id, SEE))


institution_names = directory.institution_names


# Who speaks for a person, and where danger stood in place of consent


@dataclass(frozen=True, slots=True, repr=False)
class MandateView:
    """A representative of the person; its ``repr`` hides the content.

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
    """Return present and past mandates of a file, oldest first.

    Raises:
        Refused: the actor may not do this.
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
    """A consent waiver, as shown to the data protection officer.

    Attributes:
        file: the case file; leads the officer to its access log.
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
    """Return the institution's unread waiver notices, latest first.

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
