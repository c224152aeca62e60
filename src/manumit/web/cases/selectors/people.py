"""Read identities, interviews, findings and decisions."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from manumit.web.cases.disclosures import current_values
from manumit.web.cases.events import acting, tell
from manumit.web.cases.identity import Field, Value, value_from_text
from manumit.web.cases.models import Decision, EvidenceSet, FindingVersion, Identity
from manumit.web.cases.policies import (
    decision_policy,
    draft_policy,
    evidence_policy,
    finding_policy,
    identity_policy,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.recording import check_column_visible
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text

# Who a person is


@dataclass(frozen=True, slots=True, repr=False)
class ValueView:
    """One current value; its ``repr`` hides the content.

    Attributes:
        number: to be given back as ``seen``.
    """

    value: Value
    number: int
    made_by: uuid.UUID
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class IdentityView:
    """An identity; its ``repr`` hides the content.

    Attributes:
        fields: the values of each filled field; several in a conflict.
        found: whether a search finds the person.
    """

    fields: Mapping[Field, tuple[ValueView, ...]]
    found: bool

    @property
    def conflicts(self) -> tuple[Field, ...]:
        """Return the fields that have several current values."""
        return tuple(field for field, values in self.fields.items() if len(values) > 1)


@transaction.atomic
def identity(actor: Actor | None, file_id: uuid.UUID) -> IdentityView:
    """Return the identity of a file's person.

    Raises:
        Refused: the actor may not do this.
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
                value_from_text(field, open_text(one, "content", key=key) or ""),
                one.number,
                one.made_by,
                one.made_at,
            )
            for one in rows
        )
        for field, rows in current_values(found).items()
    }
    return IdentityView(fields, found.indexed)


def _only(rows: QuerySet[Any]) -> uuid.UUID:
    """Return the key of the only row, or an unknown key, so that it is refused."""
    found: uuid.UUID | None = rows.values_list("pk", flat=True).first()
    return uuid.uuid4() if found is None else found


# Interviews and findings


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One interview of a file.

    Attributes:
        beside: the draft that it split off from.
        open: whether it can be taken up.
        evidence: its evidence; None if it is open or was set aside.
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
    """Return the interviews that the actor may see, oldest first, without their content."""
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
    """A document that was sealed; ``repr`` hides the content.

    Attributes:
        document: ``manumit/evidence/1`` or ``manumit/finding/1``.
    """

    id: uuid.UUID
    file: uuid.UUID
    number: int
    list_id: str
    document: Mapping[str, Any]


def findings(actor: Actor | None, file_id: uuid.UUID) -> list[FindingLine]:
    """Return the versions of a file's finding, oldest first."""
    rows = finding_policy.scope(actor).filter(file=file_id).order_by("number")
    return [
        FindingLine(
            row.pk, row.number, row.list_id, row.engine, row.made_by, row.made_at, row.evidence_id
        )
        for row in rows
    ]


@transaction.atomic
def finding(actor: Actor | None, finding_id: uuid.UUID) -> DocumentView:
    """Return one version of a finding.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    return _document(actor, finding_policy, finding_id)


@transaction.atomic
def evidence(actor: Actor | None, evidence_id: uuid.UUID) -> DocumentView:
    """Return the evidence of one interview.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    return _document(actor, evidence_policy, evidence_id)


def _document[Row: EvidenceSet | FindingVersion](
    actor: Actor | None, policy: Policy[Row], key: uuid.UUID
) -> DocumentView:
    row = policy.load(actor, key)
    who = acting(actor, policy.resource, SEE)
    check_column_visible(who, policy, row, "content")
    tell(who, "read_statement", policy.resource, row.pk, purpose=SEE)
    document = json.loads(open_text(row, "content") or "")
    return DocumentView(row.pk, row.file_id, row.number, row.list_id, document)


# Decisions


@dataclass(frozen=True, slots=True, repr=False)
class DecisionView:
    """One decision; ``repr`` hides the content.

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
    """Return the decisions on a file that the actor may see, oldest first."""
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
