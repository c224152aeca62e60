"""Records, as far as the mask of the actor's role and relation shows them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from manumit.terms.numbers import money
from manumit.web.inspections.law import order_policy, visit_policy
from manumit.web.justice.models import (
    Charge,
    IdentityCheck,
    Penalty,
    Proceeding,
    Record,
    RecordDisclosure,
    Sanction,
    Sentence,
)
from manumit.web.justice.policies import (
    RecordPolicy,
    penalty_policy,
    proceeding_policy,
    sanction_policy,
)
from manumit.web.justice.process import NON_PUNISHMENT, PENALTY, PROCEEDING, SANCTION
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text

_INTERNAL_REASONS = frozenset({(SANCTION.resource, "annul")})
"""Steps whose reason is shown only to those who may change the record: it may name a worker.

All reasons of such a step are hidden alike: one that alone is missing would tell itself.
"""
PROCESSES = {one.resource: one for one in (PROCEEDING, PENALTY, SANCTION, NON_PUNISHMENT)}


@dataclass(frozen=True, slots=True)
class RecordRecipient:
    """An institution that has a record."""

    institution: uuid.UUID
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of a list, without encrypted data.

    Attributes:
        state: the current one.
        relation: of the actor to it.
    """

    id: uuid.UUID
    reference: str
    state: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Stage:
    """One step that was taken.

    Attributes:
        name, target, reason: codes.
        on_day, body: when and by which kind of body; None and empty where the mask hides them, and
            for a step of the clock.
        at: when it was recorded.
    """

    name: str
    target: str
    reason: str
    on_day: dt.date | None
    body: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class RecordView:
    """What every record shows; its ``repr`` shows nothing.

    Attributes:
        name: whom it is about; empty where the mask hides it.
        whole: whether more is shown than its existence and state.
        stages: steps, oldest first; an appeal leaves all that was before it.
        may: what the actor may do: actions of the resource.
        steps: steps that are possible now for the actor's role.
        sent: who else has it; for those who may pass it on.
    """

    id: uuid.UUID
    reference: str
    relation: Relation
    state: str
    version: int
    name: str
    whole: bool
    stages: tuple[Stage, ...]
    may: frozenset[str]
    steps: tuple[str, ...]
    sent: tuple[RecordRecipient, ...]


@dataclass(frozen=True, slots=True, repr=False)
class EvidenceView:
    """The evidence for an element; ``leads_to`` is empty where the mask hides it."""

    element: str
    kind: str
    leads_to: str


@dataclass(frozen=True, slots=True, repr=False)
class ChargeView:
    """One charge.

    Without names, neither ``child`` nor the evidence is shown: both can reveal who spoke.

    Attributes:
        child: yes, no or unknown; empty where the mask hides it.
        missing: elements for which nothing is relied on.
        verdicts: instance and result, oldest first: an earlier one stays visible.
    """

    number: int
    offence: str
    child: str
    evidence: tuple[EvidenceView, ...]
    missing: tuple[str, ...]
    verdicts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, repr=False)
class SentenceView:
    """One measure; ``owed_to`` is empty where the mask hides it."""

    instance: int
    kind: str
    months: int | None
    amount: str
    owed_to: str


@dataclass(frozen=True, slots=True, repr=False)
class ProceedingView:
    """One proceeding; everyone who may see that it exists sees the outcome."""

    shown: RecordView
    outcome: str
    organisation: uuid.UUID | None
    charges: tuple[ChargeView, ...]
    hearings: tuple[tuple[dt.date, str], ...]
    sentences: tuple[SentenceView, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PenaltyView:
    """One penalty.

    Attributes:
        article: that was violated; empty if not recorded.
        order, visit: of an inspection that it follows, where the actor may open it.
    """

    shown: RecordView
    organisation: uuid.UUID
    kind: str
    ground: str
    amount: str
    on_day: dt.date | None
    article: str
    order: uuid.UUID | None
    visit: uuid.UUID | None


@dataclass(frozen=True, slots=True, repr=False)
class SanctionView:
    """One entry, with its check.

    Attributes:
        check: the last one, by criterion; empty while there is none, and for those who may not
            change the entry: it is about the workers, and for the authority alone.
        identifies_a_worker: yes, no or unknown; empty for the same.
        basis_is_final: whether the decision that it rests on is.
    """

    shown: RecordView
    organisation: uuid.UUID
    ground: str
    basis_is_final: bool
    heard_on: dt.date | None
    decided_on: dt.date | None
    public_from: dt.date | None
    public_until: dt.date | None
    check: Mapping[str, str]
    identifies_a_worker: str


@transaction.atomic
def rows_for[Row: Record](
    actor: Actor | None, policy: RecordPolicy[Row], **conditions: object
) -> list[Row]:
    """Return the records of a kind that an actor may see, latest first, with a ledger entry."""
    who = require_actor(actor, policy.resource, SEE)
    record_act(who, "list_files", policy.resource, None, purpose=SEE)
    return list(policy.scope(who).filter(**conditions).order_by("-opened_at", "id"))


def relation_of(row: Record) -> Relation:
    """Return the actor's relation to a record of a scoped query."""
    return Relation(getattr(row, RELATION))


@dataclass(frozen=True, slots=True, repr=False)
class OpenedRecord[Row: Record]:
    """A record as far as the actor's mask allows."""

    row: Row
    who: Actor
    classes: frozenset[FieldClass]
    key: SubjectKey | None

    @property
    def whole(self) -> bool:
        """Return whether more is shown than its existence and state."""
        return FieldClass.PERSONAL in self.classes

    @property
    def names(self) -> bool:
        """Return whether encrypted columns are shown."""
        return FieldClass.IDENTIFYING in self.classes

    def sealed(self, part: object, column: str) -> str:
        """Return a decrypted text of the record or of a part; empty where the mask hides it."""
        if self.key is None:
            return ""
        return open_text(part, column, key=self.key) or ""  # type: ignore[arg-type] # a row


def open_record[Row: Record](
    actor: Actor | None, policy: RecordPolicy[Row], row_id: uuid.UUID
) -> OpenedRecord[Row]:
    """Return a record as far as the actor's mask allows, with a ledger entry.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row = policy.load(actor, row_id)
    who = require_actor(actor, policy.resource, SEE)
    record_act(who, "read_file", policy.resource, row.pk, purpose=SEE)
    classes = policy.can(who, SEE, row).classes
    names = FieldClass.IDENTIFYING in classes
    return OpenedRecord(row, who, classes, subject_key(row.subject_id) if names else None)


def record_view[Row: Record](found: OpenedRecord[Row], policy: RecordPolicy[Row]) -> RecordView:
    """Return what every record shows."""
    row, held = found.row, policy.relations_to(found.who, found.row)
    may = allowed_actions(found.who, row.RESOURCE, held)
    process = PROCESSES[row.RESOURCE]
    state, version = str(getattr(row, "state", "")), int(getattr(row, "version", 0))
    leaving = [one for one in process.leaving(state) if found.who.role in one.roles]
    acts = bool(may & {"change", "decide", "publish"})
    passed = RecordDisclosure.objects.filter(resource=row.RESOURCE, row=row.pk).order_by("made_at")
    return RecordView(
        id=row.pk,
        reference=row.reference,
        relation=next(one for one in Relation if one in held),
        state=state,
        version=version,
        name=found.sealed(row, "name"),
        whole=found.whole,
        stages=tuple(stages(row, whole=found.whole, changes="change" in may)),
        may=may,
        steps=tuple(one.name for one in leaving) if acts else (),
        sent=tuple(RecordRecipient(one.sent_to_id, one.made_at) for one in passed)
        if "pass_on" in may
        else (),
    )


def allowed_actions(who: Actor, resource: str, held: frozenset[Relation]) -> frozenset[str]:
    """Return the actions on a resource that the actor's relations to it allow."""
    known = grants()
    return frozenset(
        action
        for action in known.actions[resource]
        if held & known.of(who.role, resource, action).keys()
    )


def stages(row: Record, *, whole: bool, changes: bool) -> Iterable[Stage]:
    """Return the steps of a record; the caller has checked who may see them.

    Args:
        row: the record.
        whole: whether the mask shows days, bodies and reasons.
        changes: whether the reader may change it, and so reads the reasons of every step.
    """
    days = {one.version: one for one in row.days()}
    moves = Move.objects.filter(resource=row.RESOURCE, row=row.pk).order_by("version")
    for one in moves:
        day = days.get(one.version) if whole and one.role != CLOCK else None
        yield Stage(
            one.name,
            one.target,
            one.reason
            if whole and (changes or (row.RESOURCE, one.name) not in _INTERNAL_REASONS)
            else "",
            None if day is None else day.on_day,
            "" if day is None else day.body,
            one.at,
        )


@transaction.atomic
def one_proceeding(actor: Actor | None, row_id: uuid.UUID) -> ProceedingView:
    """Return one proceeding, reduced to its outcome where the actor may see nothing else.

    Without names, as for the firm, a charge is shown only once it is filed.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    found = open_record(actor, proceeding_policy, row_id)
    row, whole = found.row, found.whole
    charges = row.charges.order_by("number").prefetch_related("evidence", "verdicts")
    charged = found.names or (whole and row.brought())
    hearings = row.hearings.order_by("on_day").values_list("on_day", "kind")
    return ProceedingView(
        shown=record_view(found, proceeding_policy),
        outcome=row.outcome(),
        organisation=row.organisation_id if whole else None,
        charges=tuple(_charge(found, one) for one in charges) if charged else (),
        hearings=tuple(hearings) if whole else (),
        sentences=tuple(_sentence(found, one) for one in row.sentences.order_by("made_at"))
        if whole
        else (),
    )


def _charge(found: OpenedRecord[Proceeding], one: Charge) -> ChargeView:
    given = sorted(one.verdicts.all(), key=lambda each: each.instance)
    verdicts = tuple((each.instance, each.result) for each in given)
    if not found.names:  # findings without their source: domain.md, section 2
        return ChargeView(one.number, one.offence, "", (), (), verdicts)
    rests_on = sorted(one.evidence.all(), key=lambda each: each.made_at)
    shown = {each.element for each in rests_on}
    return ChargeView(
        one.number,
        one.offence,
        one.child,
        tuple(
            EvidenceView(each.element, each.kind, found.sealed(each, "leads_to"))
            for each in rests_on
        ),
        tuple(each for each in one.to_show() if each not in shown),
        verdicts,
    )


def _sentence(found: OpenedRecord[Proceeding], one: Sentence) -> SentenceView:
    amount = "" if one.amount is None else money(Fraction(one.amount), one.currency)
    return SentenceView(one.instance, one.kind, one.months, amount, found.sealed(one, "owed_to"))


@transaction.atomic
def one_penalty(actor: Actor | None, row_id: uuid.UUID) -> PenaltyView:
    """Return one penalty.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    found = open_record(actor, penalty_policy, row_id)
    row: Penalty = found.row
    order, violation = row.order, row.violation
    visit = None if violation is None else violation.visit
    return PenaltyView(
        record_view(found, penalty_policy),
        row.organisation_id,
        row.kind,
        row.ground,
        "" if row.amount is None else money(Fraction(row.amount), row.currency),
        row.on_day,
        row.article,
        order.pk if order is not None and order_policy.can(found.who, SEE, order) else None,
        visit.pk if visit is not None and visit_policy.can(found.who, SEE, visit) else None,
    )


@transaction.atomic
def one_sanction(actor: Actor | None, row_id: uuid.UUID) -> SanctionView:
    """Return one entry of the register, in any state.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    found = open_record(actor, sanction_policy, row_id)
    row: Sanction = found.row
    shown = record_view(found, sanction_policy)
    changes = "change" in shown.may
    return SanctionView(
        shown,
        row.organisation_id,
        row.ground,
        row.basis_is_final(),
        row.heard_on,
        row.decided_on,
        row.public_from,
        row.public_until,
        _criteria(row.checks.order_by("-made_at").first()) if changes else {},
        row.identifies_a_worker() if changes else "",
    )


def _criteria(last: IdentityCheck | None) -> Mapping[str, str]:
    if last is None:
        return {}
    return {
        "household": last.household,
        "natural_person": last.natural_person,
        "few_workers": last.few_workers,
        "otherwise": last.otherwise,
    }
