"""Referrals as each side sees them, and what the person agreed to."""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from manumit.web.cases.clocks import RUNNING, Clock, Course, Due, clocks_of
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Referral, ReferralReport
from manumit.web.cases.passing import Part, Passed, opened, parts_for
from manumit.web.cases.policies import (
    consent_policy,
    file_policy,
    mandate_policy,
    referral_policy,
    waiver_policy,
)
from manumit.web.cases.process import REFERRAL
from manumit.web.cases.reports import Said
from manumit.web.cases.selectors.case_files import moves_of_referral, possible_steps, relation_of
from manumit.web.cases.services.progress import TAKEN_ON
from manumit.web.cases.services.referrals import takes
from manumit.web.institutions import directory
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.consent.verdicts import Verdict as ConsentVerdict
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.paging import page_of
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.register import classes_of
from manumit.web.kernel.vault.sealed import open_text

CAME, WENT = "came", "went"
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One line of a list of referrals.

    Attributes:
        purpose, parts, valid_until, outcome: None where the mask hides them.
        file: of the sender, for the sender; the own one, for the recipient that opened one.
        clocks: what is due by when; none where the mask hides when it was sent, or it is closed.
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
    clocks: tuple[Clock, ...] = ()

    def overdue(self, now: dt.datetime) -> bool:
        """Whether a step is late and still to be done."""
        return any(one.overdue(now) for one in self.clocks)


@dataclass(frozen=True, slots=True, repr=False)
class ReportView:
    """A service that was given, or an outcome; its ``repr`` shows nothing.

    Attributes:
        said: which, and on what day; None where the sender may know only that there is one.
    """

    step: Due
    reported_at: dt.datetime
    said: Said | None


@dataclass(frozen=True, slots=True, repr=False)
class ReferralView:
    """One referral, opened; its ``repr`` shows nothing.

    Attributes:
        line: as in a list.
        message, passed, answer: None where the mask hides them, or where there is none yet.
        declined, withdrawn: the reason.
        steps: steps that are possible now for the actor, and what they can report.
        reports: what the recipient said it did, in its order.
    """

    line: ReferralLine
    message: str | None
    passed: Passed | None
    answer: str | None
    declined: str
    withdrawn: str
    steps: tuple[str, ...]
    reports: tuple[ReportView, ...]


@transaction.atomic
def inbox(actor: Actor | None) -> list[ReferralLine]:
    """Referrals to the actor's office that they may see, latest first."""
    who = _looks(actor)
    return _lines(who, _of_side(who, CAME))


@transaction.atomic
def sent(actor: Actor | None, file_id: uuid.UUID | None = None) -> list[ReferralLine]:
    """Referrals that the actor's institution sent, of one file or of all, latest first."""
    who = _looks(actor)
    rows = _of_side(who, WENT)
    return _lines(who, rows if file_id is None else rows.filter(file=file_id))


@transaction.atomic
def page_of_referrals(
    actor: Actor | None, side: str, number: str | None, size: int, *, state: str = ""
) -> Page[ReferralLine]:
    """One page of them, latest first: as many rows are read as are shown.

    What is overdue follows from days and rules alone: for that those are read that still run.

    Args:
        actor: who looks.
        side: ``came`` or ``went``.
        number: of the page, as the address has it; one that is none gives the first or the last.
        size: lines on a page.
        state: only those in this state, or ``overdue``; empty for all.
    """
    who, now = _looks(actor), timezone.now()
    rows = _of_side(who, side)
    if state != OVERDUE:
        rows = rows.filter(state=state) if state else rows
        return page_of(rows, number, size, functools.partial(_lines, who))
    late = [one for one in _lines(who, rows.filter(state__in=RUNNING)) if one.overdue(now)]
    return Paginator(late, size).get_page(number)


@transaction.atomic
def referral_line(actor: Actor | None, referral_id: uuid.UUID) -> ReferralLine:
    """One referral as a list shows it, before it is opened.

    Raises:
        Refused: not for this actor.
    """
    referral_policy.load(actor, referral_id)
    who = _looks(actor)
    row = referral_policy.scope(who).get(pk=referral_id)
    return _line(who, row, _Beside.of([row]))


def _looks(actor: Actor | None) -> Actor:
    """Who looks at a list; the ledger has it."""
    who = acting(actor, "referral", SEE)
    tell(who, "list_files", "referral", None, purpose=SEE)
    return who


def _of_side(who: Actor, side: str) -> QuerySet[Referral]:
    end = {CAME: "sent_to", WENT: "sent_by"}[side]
    rows = referral_policy.scope(who).filter(**{end: who.institution})
    return rows.order_by("-made_at", "id")


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in other tables of some referrals, each read once for all of them."""

    moved: Mapping[uuid.UUID, Mapping[str, dt.datetime]]
    reported: Mapping[uuid.UUID, Mapping[Due, dt.datetime]]
    opened: Mapping[uuid.UUID, uuid.UUID]

    @classmethod
    def of(cls, rows: Collection[Referral]) -> "_Beside":
        keys = [row.pk for row in rows]
        moved: dict[uuid.UUID, dict[str, dt.datetime]] = {}
        steps = Move.objects.filter(resource=REFERRAL.resource, row__in=keys)
        for key, name, at in steps.order_by("version").values_list("row", "name", "at"):
            moved.setdefault(key, {})[name] = at
        reported: dict[uuid.UUID, dict[Due, dt.datetime]] = {}
        said = ReferralReport.objects.filter(referral__in=keys).order_by("reported_at")
        for key, step, at in said.values_list("referral", "step", "reported_at"):
            reported.setdefault(key, {}).setdefault(Due(step), at)
        opened = CaseFile.objects.filter(origin__in=keys).values_list("origin", "pk")
        return cls(moved, reported, dict(opened))

    def course(self, row: Referral) -> Course:
        return Course(
            row.state,
            row.made_at,
            row.valid_until,
            self.moved.get(row.pk, {}),
            self.reported.get(row.pk, {}),
        )


def _lines(who: Actor, found: Iterable[Referral]) -> list[ReferralLine]:
    rows = list(found)
    beside = _Beside.of(rows)
    return [_line(who, row, beside) for row in rows]


def _line(who: Actor, row: Referral, beside: _Beside) -> ReferralLine:
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
        made_at=row.made_at if "made_at" in seen else None,
        purpose=row.purpose if "purpose" in seen else None,
        parts=tuple(map(Part, row.parts)) if "parts" in seen else None,
        valid_until=row.valid_until if "valid_until" in seen else None,
        outcome=row.outcome if "outcome" in seen else None,
        file=own,
        relation=relation,
        clocks=clocks_of(beside.course(row)) if "made_at" in seen else (),
    )


def _seen_in(who: Actor, relation: Relation) -> frozenset[str]:
    """Columns of a referral that the relation shows; the table has none of class special."""
    classes = grants().of(who.role, "referral", SEE).get(relation, frozenset())
    return frozenset(name for name, one in classes_of(Referral).items() if one in classes)


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
        line=_line(who, row, _Beside.of([row])),
        message=open_text(row, "message") if "message" in seen else None,
        passed=_passed(who, row) if "passed" in seen else None,
        answer=open_text(row, "answer") if "answer" in seen else None,
        declined=reasons.get("decline", ""),
        withdrawn=reasons.get("withdraw", "") if row.sent_by_id == who.institution else "",
        steps=_referral_steps(who, row),
        reports=_reports(who, row) if "answer" in seen else (),
    )


def _reports(who: Actor, row: Referral) -> tuple[ReportView, ...]:
    """What the recipient said, in its order; the sender reads what the person agreed to."""
    own = row.sent_to_id == who.institution
    return tuple(
        ReportView(
            Due(one.step),
            one.reported_at,
            Said.from_text(open_text(one, "said") or "") if own or one.told else None,
        )
        for one in row.reports.order_by("reported_at", "pk")
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
    steps = [name for name in possible_steps(REFERRAL, row.state, who) if name in own]
    if not sender and row.state in TAKEN_ON:
        steps += [Due.SERVICE.value, Due.OUTCOME.value]
    return tuple(steps)


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
        if takes(who, office, purpose)
    ]


institution_names = directory.institution_names


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
