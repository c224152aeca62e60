"""The history of a file and its access log, as codes for a page."""

import datetime as dt
import heapq
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from manumit.web.cases.events import acting, tell
from manumit.web.cases.file_parts import record_keys
from manumit.web.cases.models import CaseFile, Takeover
from manumit.web.cases.policies import (
    consent_policy,
    decision_policy,
    file_policy,
    ledger_policy,
    referral_policy,
)
from manumit.web.cases.selectors import (
    accounts,
    attachments,
    consents_of,
    findings,
    moves_of_file,
    moves_of_referrals,
)
from manumit.web.cases.tasks import FILES
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.selectors import ledger_keys as checks_acts_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.selectors import acts_on
from manumit.web.protection.selectors import ledger_keys as protection_acts_of
from manumit.web.remedies.selectors import ledger_keys
from manumit.web.tasks.selectors import ledger_keys as tasks_acts_of


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry of a file's history.

    Attributes:
        at: when.
        kind: ``opened``, ``taken_over``, ``attachment``, ``account``, ``finding``, ``step`` (of
            the file), ``referral`` (a step of one), ``consent``, ``closing``.
        code: which: the step's name, the answer; of a finding or attachment its number, of an
            account number and version.
        source, target: states, for steps.
        reason: a code of the process, or of why a file was taken over.
        purpose: of a referral or consent.
        institution: the other one, of a referral or consent; else the own.
        row: of the attachment, account, finding or referral.
    """

    at: dt.datetime
    kind: str
    code: str
    source: str = ""
    target: str = ""
    reason: str = ""
    purpose: str = ""
    institution: uuid.UUID | None = None
    row: uuid.UUID | None = None


@transaction.atomic
def timeline(actor: Actor | None, file_id: uuid.UUID) -> list[HistoryEntry]:
    """Return the history of a file, oldest first, as far as the actor may see it.

    Raises:
        Refused: the actor may not do this.
    """
    file = file_policy.load(actor, file_id)
    who = acting(actor, "case_file", SEE)
    tell(who, "read_file", "case_file", file.pk, purpose=SEE)
    return sorted(_entries(who, file), key=lambda entry: entry.at)


def _entries(who: Actor, file: CaseFile) -> Iterator[HistoryEntry]:
    yield HistoryEntry(file.opened_at, "opened", "opened", institution=file.institution_id)
    yield from _taken_over(file)
    yield from _closed(file)
    yield from _opening(who, file)
    for found in findings(who, file.pk):
        yield HistoryEntry(found.made_at, "finding", str(found.number), row=found.id)
    if decision_policy.scope(who).filter(file=file).exists():
        for made in moves_of_file(file.pk):
            yield HistoryEntry(made.at, "step", made.name, made.source, made.target, made.reason)
    sent = list(referral_policy.scope(who).filter(file=file))
    moves = moves_of_referrals([row.pk for row in sent])
    for row in sent:
        for made in moves[row.pk]:
            yield HistoryEntry(
                made.at,
                "referral",
                made.name,
                made.source,
                made.target,
                made.reason,
                row.purpose,
                row.sent_to_id,
                row.pk,
            )
    if consent_policy.can(who, SEE, file):
        for one in consents_of(file):
            yield HistoryEntry(
                one.recorded_at,
                "consent",
                one.status,
                purpose=one.purpose,
                institution=one.recipient,
            )


def _opening(who: Actor, file: CaseFile) -> Iterator[HistoryEntry]:
    for added in attachments(who, file.pk):
        yield HistoryEntry(added.made_at, "attachment", str(added.number), row=added.id)
    for account in accounts(who, file.pk):
        yield HistoryEntry(
            account.made_at, "account", f"{account.number}.{account.version}", row=account.id
        )


def _taken_over(file: CaseFile) -> Iterator[HistoryEntry]:
    for one in Takeover.objects.filter(file=file):
        yield HistoryEntry(one.decided_at, "taken_over", "taken_over", reason=one.reason)


def _closed(file: CaseFile) -> Iterator[HistoryEntry]:
    for one in file.closings.all():
        yield HistoryEntry(one.closed_at, "closing", "closed", target=one.ending, reason=one.reason)
        if one.reopened_at is not None:
            yield HistoryEntry(one.reopened_at, "closing", "reopened", reason=one.reopened_reason)


OF_THE_FILE = (
    "case_file", "person_as_victim", "ledger_entries", "consent", "person", "evidence",
    "attachment", "statement", "finding", "decision", "referral", "claim", "reflection",
    "support_plan", "support_note", "evidence_note", "worker_access", "worker_session",
    "emergency_code", "worker_statement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One act on a file, allowed or refused.

    Attributes:
        act, purpose, outcome, reason: codes of the ledger.
        kind: on which part.
        person: the member; None for other institutions, whose members appear by role alone.
    """

    at: dt.datetime
    act: str
    kind: str
    purpose: str
    outcome: str
    reason: str
    institution: uuid.UUID
    role: str
    person: uuid.UUID | None


@transaction.atomic
def access_log(actor: Actor | None, file_id: uuid.UUID) -> list[AccessEntry]:
    """Return every act on a file and its parts, also refused ones, oldest first.

    Acts of a referral's recipient are included. Acts on non-punishment checks are shown only to
    members who may see checks of the file: others must not even learn that one exists.

    Raises:
        Refused: the actor may not do this.
    """
    file = ledger_policy.load(actor, file_id)
    who = acting(actor, "ledger_entries", SEE)
    tell(who, "read_history", "case_file", file.pk, purpose=SEE)
    events = heapq.merge(
        *(acts_on(kind, key) for kind, key in _parts(who, file)), key=lambda event: event.number
    )
    return [_access_entry(event, who.institution) for event in events]


def _parts(who: Actor, file: CaseFile) -> Iterator[tuple[str, uuid.UUID]]:
    # A refused attempt to add a part is logged on the file, for there is no part.
    yield from ((kind, file.pk) for kind in OF_THE_FILE)
    yield "consent", file.subject_id
    yield from _keys("person", [file.identity.pk])
    yield from _keys("evidence", file.drafts.values_list("pk", flat=True))
    yield from _keys("evidence", file.evidence.values_list("pk", flat=True))
    yield from _keys("attachment", file.attachments.values_list("pk", flat=True))
    for rows in (
        file.accounts, file.reckonings, file.sign_reviews, file.employments, file.characteristics,
    ):  # fmt: skip
        yield from _keys("statement", rows.values_list("pk", flat=True))
    yield from record_keys(file)
    yield from _keys("finding", file.findings.values_list("pk", flat=True))
    yield from _keys("decision", file.decisions.values_list("pk", flat=True))
    yield from _keys("consent", file.mandates.values_list("pk", flat=True))
    yield from _keys("referral", file.referrals.values_list("pk", flat=True))
    yield from ledger_keys(file.subject_id)
    yield from protection_acts_of(file.subject_id)
    yield from _checks(who, file)
    yield from tasks_acts_of(FILES, file.pk)


def _checks(who: Actor, file: CaseFile) -> Iterator[tuple[str, uuid.UUID]]:
    """Yield acts on non-punishment checks, and refused attempts to send one."""
    yield from checks_acts_of(who, file.subject_id)
    held = file_policy.relations_to(who, file)
    if any(non_punishment_policy.can_new(who, SEE, one) for one in held):
        yield non_punishment_policy.resource, file.pk


def _keys(kind: str, keys: Iterable[uuid.UUID]) -> Iterator[tuple[str, uuid.UUID]]:
    return ((kind, key) for key in keys)


def _access_entry(event: Event, own: uuid.UUID) -> AccessEntry:
    return AccessEntry(
        event.at,
        event.act,
        event.kind,
        event.purpose,
        event.outcome,
        event.reason,
        event.institution,
        event.role,
        event.actor if event.institution == own else None,
    )
