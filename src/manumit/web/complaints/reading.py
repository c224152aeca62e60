"""Complaints as a member of intake sees them. The source is read nowhere here."""

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from manumit.assessment import State
from manumit.web.complaints.attachments import PaperLine, attachments_of
from manumit.web.complaints.exposure import percent
from manumit.web.complaints.law import complaint_policy, opening_policy
from manumit.web.complaints.lists import LISTS, rules
from manumit.web.complaints.models import Briefing, Complaint, Reprisal, SourceOpening
from manumit.web.complaints.process import (
    COMPLAINT,
    JOIN_ROUND,
    LONE,
    REPRISAL,
    ROUTES,
    WITHDRAWN,
)
from manumit.web.complaints.receiving import CODED
from manumit.web.complaints.waiting import awaited_round, last_day, offered_rounds
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.rounds.calendar import (
    CalendarRound,
    RoundOutcome,
    calendar_round,
    round_outcome,
)
from manumit.web.rounds.process import CLOSED


@dataclass(frozen=True, slots=True, repr=False)
class MessageView:
    """One message."""

    kind: str
    text: str
    made_on: dt.date


@dataclass(frozen=True, slots=True)
class ComplaintStep:
    """One step of a complaint."""

    name: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class ReprisalView:
    """One reprisal.

    Attributes:
        steps: that are possible now.
    """

    row: Reprisal
    text: str
    steps: Sequence[str]


@dataclass(frozen=True, slots=True)
class BriefingView:
    """A briefing with its chances in whole percent.

    Attributes:
        latest: whether it is the last one of its route, which is the one that counts.
        lone: whether its route approaches one workplace alone.
        round: for which the complaint is to wait.
    """

    row: Briefing
    share: int
    chance: int
    limit: int
    latest: bool
    lone: bool
    round: CalendarRound | None


@dataclass(frozen=True, slots=True, repr=False)
class ComplaintView:
    """One complaint.

    Attributes:
        content: what the worker reported; ``finding`` is not in it.
        topics: codes.
        coded: list and code of each answer that was given.
        language: in which the worker reads, as a code of ISO 639-3; empty if not known.
        finding: conclusions of an attached finding, by name; empty if there is none.
        round_by: last day to wait for a round.
        rounds: that the complaint can wait for, by the sector that the worker gave.
        awaited: the round for which it waits or waited; None if it waits for none.
        outcome: what came of that round; None while it is not over.
        collective: whether others were added to it; how many is shown nowhere.
        has_contact: whether the sealed source holds a contact; always, if it is collective.
        has_receipt: whether the worker can come back with words.
        may: actions that the reader may take.
        steps: steps that are possible now, routes last.
    """

    row: Complaint
    content: Mapping[str, str]
    topics: Sequence[str]
    coded: Sequence[tuple[str, str]]
    language: str
    finding: Mapping[str, str]
    messages: Sequence[MessageView]
    attachments: Sequence[PaperLine]
    briefings: Sequence[BriefingView]
    reprisals: Sequence[ReprisalView]
    openings: Sequence[SourceOpening]
    taken: Sequence[ComplaintStep]
    acknowledge_by: dt.date
    round_by: dt.date
    rounds: Sequence[CalendarRound]
    awaited: CalendarRound | None
    outcome: RoundOutcome | None
    collective: bool
    has_contact: bool
    has_receipt: bool
    may: frozenset[str]
    steps: Sequence[str]
    routes: Sequence[str]
    open: bool
    may_write: bool


@transaction.atomic
def complaint(actor: Actor | None, key: uuid.UUID) -> ComplaintView:
    """Return one complaint; the ledger has it.

    Raises:
        Refused: not for this actor.
    """
    row, held = complaint_policy.load_held(actor, key)
    who = require_actor(actor, Complaint.RESOURCE, SEE)
    record_act(who, "read_file", Complaint.RESOURCE, row.pk, purpose=SEE)
    read = _content(row)
    may = _allowed(who, held)
    steps = [one.name for one in COMPLAINT.leaving(row.state) if who.role in one.roles]
    steps = steps if "change" in may else []
    awaited = None if row.state == WITHDRAWN else awaited_round(row)
    lead, collective = row.lead, row.is_collective()
    return ComplaintView(
        row=row,
        content={name: str(read[name]) for name in ("text", "employer", "place") if read.get(name)},
        topics=[one for one in LISTS["topic"].codes() if one in read.get("topics", ())],
        coded=[(name, str(read[name])) for name in CODED if read.get(name)],
        language=_language(str(read.get("language", ""))),
        finding=_finding(str(read.get("finding", ""))),
        messages=_messages(row),
        attachments=attachments_of(row),
        briefings=_briefings(row),
        reprisals=_reprisals(row, who.role if "change" in may else ""),
        openings=list(opening_policy.scope(who).filter(complaint=row).order_by("asked_at")),
        taken=_taken(row),
        acknowledge_by=row.received_on + dt.timedelta(days=rules().acknowledge_days),
        round_by=last_day(row),
        rounds=offered_rounds(row, str(read.get("sector", ""))) if JOIN_ROUND in steps else [],
        awaited=awaited,
        outcome=_outcome(awaited),
        collective=collective,
        has_contact=collective or lead.contact is not None,
        has_receipt=lead.receipt is not None,
        may=may,
        steps=sorted(
            (one for one in steps if one not in ROUTES), key=lambda one: one == "withdraw"
        ),
        routes=[one for one in steps if one in ROUTES],
        open=row.state not in COMPLAINT.ends,
        may_write="change" in may and row.can_be_written(),
    )


def _outcome(awaited: CalendarRound | None) -> RoundOutcome | None:
    if awaited is None or awaited.state != CLOSED:
        return None
    return round_outcome(awaited.key)


def _content(row: Complaint) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(open_text(row, "content") or "{}")
    return read


def _language(given: str) -> str:
    found = rules().languages.get(given, given)
    return "" if found == "unknown" else found


def _finding(text: str) -> Mapping[str, str]:
    """Return the results of an attached finding; it was made here, and still is data."""
    read = json.loads(text) if text else {}
    names = ("labour_law", "forced_labour", "trafficking")
    return {name: read[name] for name in names if read.get(name) in tuple(State)}


@transaction.atomic
def attached_finding(actor: Actor | None, key: uuid.UUID) -> str:
    """Return the attached finding as JSON; empty if there is none. The ledger has it.

    Raises:
        Refused: not for this actor.
    """
    row = complaint_policy.load(actor, key)
    who = require_actor(actor, Complaint.RESOURCE, SEE)
    record_act(who, "read_attachment", Complaint.RESOURCE, row.pk, purpose=SEE)
    return str(_content(row).get("finding", ""))


def _reprisals(row: Complaint, role: str) -> list[ReprisalView]:
    return [
        ReprisalView(
            one,
            open_text(one, "text") or "",
            [step.name for step in REPRISAL.leaving(one.state) if role in step.roles],
        )
        for one in row.reprisals.order_by("made_at", "pk")
    ]


def _messages(row: Complaint) -> list[MessageView]:
    found = row.messages.order_by("made_at", "pk")
    return [MessageView(one.kind, open_text(one, "text") or "", one.made_on) for one in found]


def _briefings(row: Complaint) -> list[BriefingView]:
    last: dict[str, uuid.UUID] = {}
    found = list(row.briefings.order_by("made_at", "pk"))
    for one in found:
        last[one.route] = one.pk
    return [briefing_view(one, latest=last[one.route] == one.pk) for one in found]


def briefing_view(row: Briefing, *, latest: bool = True) -> BriefingView:
    """Return a briefing with its chances as they are shown, rounded up."""
    return BriefingView(
        row,
        percent(row.share),
        percent(row.chance),
        percent(rules().limit),
        latest=latest,
        lone=row.route in LONE,
        round=None if row.round is None else calendar_round(row.round),
    )


def _taken(row: Complaint) -> list[ComplaintStep]:
    moves = Move.objects.filter(resource=Complaint.RESOURCE, row=row.pk).order_by("version")
    return [ComplaintStep(one.name, one.reason, one.at) for one in moves]


def _allowed(who: Actor, held: frozenset[Relation]) -> frozenset[str]:
    known = grants()
    found = {
        action
        for action in known.actions[Complaint.RESOURCE]
        if held & known.of(who.role, Complaint.RESOURCE, action).keys()
    }
    return frozenset(found | ({"ask"} if opening_policy.can_new(who, "ask") else set()))


@transaction.atomic
def briefing(actor: Actor | None, key: uuid.UUID, number: uuid.UUID) -> BriefingView:
    """Return one briefing of a complaint: codes and numbers, and nothing that leads back.

    Raises:
        Refused: not for this actor, or the complaint has no such briefing.
    """
    row = complaint_policy.load(actor, key)
    who = require_actor(actor, Complaint.RESOURCE, SEE)
    record_act(who, "print", Complaint.RESOURCE, row.pk, purpose=SEE)
    return briefing_view(row.briefings.get(pk=number))


@dataclass(frozen=True, slots=True)
class RouteCount:
    """How often a route was chosen in a year, and why."""

    route: str
    number: int
    reasons: Sequence[tuple[str, int]]


@transaction.atomic
def counted(actor: Actor | None, year: int) -> list[RouteCount]:
    """Return for each route how many complaints took it in a year, with its reasons.

    For the office's own eyes: what is published goes through the threshold of statistics.
    """
    who = require_actor(actor, Complaint.RESOURCE, SEE)
    record_act(who, "list_files", Complaint.RESOURCE, None, purpose=SEE)
    rows = complaint_policy.scope(who).values("pk")
    moves = Move.objects.filter(
        resource=Complaint.RESOURCE, name__in=ROUTES, at__year=year, row__in=rows
    )
    by: dict[str, Counter[str]] = {route: Counter() for route in ROUTES}
    for name, reason in moves.values_list("name", "reason"):
        by[name][reason] += 1
    return [
        RouteCount(route, reasons.total(), sorted(reasons.items())) for route, reasons in by.items()
    ]


def this_year() -> int:
    """Return the current year."""
    return today().year
