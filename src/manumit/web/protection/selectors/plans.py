"""Support plans for pages. Sealed content is opened for the holder of the plan only."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import check_column_visible, record_act, require_actor
from manumit.web.kernel.consent.conditions import consented
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.days import today
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.protection.due import FOLLOW_UP_STATES
from manumit.web.protection.lists import LISTS, PURPOSE, UNKNOWN, rules
from manumit.web.protection.models import FollowUpDue, ReflectionPeriod, SupportPlan
from manumit.web.protection.policies import (
    follow_up_policy,
    need_policy,
    plan_policy,
    service_policy,
)
from manumit.web.protection.process import SUPPORT_PLAN, SUPPORT_SERVICE
from manumit.web.protection.selectors.shared import (
    ProtectionHistoryEntry,
    allowed_actions,
    first_relation,
    history,
    possible_steps,
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a list of plans."""

    id: uuid.UUID
    reference: str
    state: str
    opened_at: dt.datetime
    relation: Relation


@dataclass(frozen=True, slots=True)
class PlanView:
    """One plan, without encrypted data.

    Attributes:
        version: to be given back with a step.
        child: whether the rules for children apply.
        agrees: whether the person agrees to be supported now; a no is no end, and can change.
        months: follow-ups that were not done yet, while the plan runs.
        may: what the actor may do with it: ``resource.action`` of ``grants.yaml``.
        steps: steps that are possible now for the actor's role, without the follow-up.
        moves: what happened, oldest first.
    """

    id: uuid.UUID
    reference: str
    relation: Relation
    state: str
    version: int
    child: bool
    agrees: bool
    held_by: uuid.UUID
    opened_at: dt.datetime
    began_on: dt.date | None
    months: tuple[int, ...]
    may: frozenset[str]
    steps: tuple[str, ...]
    moves: tuple[ProtectionHistoryEntry, ...]


@transaction.atomic
def plans(actor: Actor | None) -> list[PlanLine]:
    """Return the office's plans, latest first; never sorted by name."""
    who = require_actor(actor, "support_plan", SEE)
    record_act(who, "list_files", "support_plan", None, purpose=SEE)
    return _lines(plan_policy.scope(who))


def plans_of(actor: Actor | None, subject: uuid.UUID) -> list[PlanLine]:
    """Return those of one person that the actor may see; used by ``cases``."""
    if actor is None:
        return []
    return _lines(plan_policy.scope(actor).filter(subject=subject))


def _lines(rows: QuerySet[SupportPlan]) -> list[PlanLine]:
    return [
        PlanLine(row.pk, row.reference, row.state, row.opened_at, Relation(getattr(row, RELATION)))
        for row in rows.order_by("-opened_at", "id")
    ]


@transaction.atomic
def plan(actor: Actor | None, plan_id: uuid.UUID) -> PlanView:
    """Return one plan as the actor may see it, without sealed content.

    Raises:
        Refused: not for this actor.
    """
    row = plan_policy.load(actor, plan_id)
    who = require_actor(actor, "support_plan", SEE)
    record_act(who, "read_file", "support_plan", row.pk, purpose=SEE)
    held = plan_policy.relations_to(who, row)
    done = set(row.follow_ups.values_list("months", flat=True))
    verdict = consent_for(row.subject_id, PURPOSE, row.institution_id, child=row.child)
    return PlanView(
        id=row.pk,
        reference=row.reference,
        relation=first_relation(held),
        state=row.state,
        version=row.version,
        child=row.child,
        agrees=verdict.allowed,
        held_by=row.held_by,
        opened_at=row.opened_at,
        began_on=row.began_on,
        months=tuple(one for one in rules().months if one not in done)
        if row.state in FOLLOW_UP_STATES
        else (),
        may=allowed_actions(who, held),
        steps=tuple(
            one for one in possible_steps(SUPPORT_PLAN, row.state, who) if one != "follow_up"
        ),
        moves=history(SUPPORT_PLAN, row.pk),
    )


# What is sealed


@dataclass(frozen=True, slots=True, repr=False)
class NeedView:
    """The need found in an area; its ``repr`` shows nothing.

    Attributes:
        level: "unknown" also where nobody has asked.
        made_at: None where nobody has asked.
    """

    area: str
    level: str
    text: str
    made_at: dt.datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class ServiceView:
    """One service; its ``repr`` shows nothing.

    Attributes:
        steps: steps that are possible now.
    """

    id: uuid.UUID
    plan: uuid.UUID
    area: str
    text: str
    state: str
    version: int
    made_at: dt.datetime
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class FollowUpView:
    """The outcome for the person; its ``repr`` shows nothing."""

    months: int
    on_day: dt.date
    reached: str
    outcomes: tuple[str, ...]
    text: str

    @property
    def months_text(self) -> str:
        """Return the number as it ends the id of its text."""
        return str(self.months)


def _log_opening(actor: Actor | None, plan_id: uuid.UUID) -> tuple[Actor, SupportPlan]:
    """Check access to sealed content, record it, and return actor and plan."""
    row = plan_policy.load(actor, plan_id, "change")
    who = require_actor(actor, "support_plan", SEE)
    record_act(who, "read_statement", "support_plan", plan_id, purpose=SEE)
    return who, row


@transaction.atomic
def needs(actor: Actor | None, plan_id: uuid.UUID) -> list[NeedView]:
    """Return the latest assessment of every area in list order; missing ones are unknown.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who, row = _log_opening(actor, plan_id)
    key, last = subject_key(row.subject_id), dict[str, NeedView]()
    for one in need_policy.scope(who).filter(plan=plan_id).order_by("made_at"):
        check_column_visible(who, need_policy, one, "content")
        content = json.loads(open_text(one, "content", key=key) or "{}")
        last[content["area"]] = NeedView(
            content["area"], content["level"], content["text"], one.made_at
        )
    areas = dict.fromkeys([*LISTS["area"].codes(), *last])
    return [last.get(area, NeedView(area, UNKNOWN, "", None)) for area in areas]


@transaction.atomic
def plan_services(actor: Actor | None, plan_id: uuid.UUID) -> list[ServiceView]:
    """Return the services of a plan, oldest first.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who, row = _log_opening(actor, plan_id)
    key, found = subject_key(row.subject_id), []
    for one in service_policy.scope(who).filter(plan=plan_id).order_by("made_at"):
        check_column_visible(who, service_policy, one, "content")
        found.append(_service(who, one, json.loads(open_text(one, "content", key=key) or "{}")))
    return found


@transaction.atomic
def service(actor: Actor | None, service_id: uuid.UUID) -> ServiceView:
    """Return one service, opened.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row = service_policy.load(actor, service_id, "change")
    who = require_actor(actor, "support_plan", SEE)
    check_column_visible(who, service_policy, row, "content")
    record_act(who, "read_statement", "support_plan", row.plan_id, purpose=SEE)
    return _service(who, row, json.loads(open_text(row, "content") or "{}"))


def _service(who: Actor, row: Any, content: dict[str, str]) -> ServiceView:
    return ServiceView(
        row.pk,
        row.plan_id,
        content["area"],
        content["text"],
        row.state,
        row.version,
        row.made_at,
        possible_steps(SUPPORT_SERVICE, row.state, who),
    )


@transaction.atomic
def follow_ups(actor: Actor | None, plan_id: uuid.UUID) -> list[FollowUpView]:
    """Return the follow-ups of a plan, by months.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    who, row = _log_opening(actor, plan_id)
    key, found = subject_key(row.subject_id), []
    for one in follow_up_policy.scope(who).filter(plan=plan_id).order_by("months"):
        check_column_visible(who, follow_up_policy, one, "content")
        content = json.loads(open_text(one, "content", key=key) or "{}")
        outcomes = tuple(content["outcomes"])
        found.append(FollowUpView(one.months, one.on_day, one.reached, outcomes, content["text"]))
    return found


@dataclass(frozen=True, slots=True)
class FollowUpDueLine:
    """A person due for a follow-up.

    Attributes:
        late: whether the day is over.
    """

    plan: uuid.UUID
    reference: str
    months: int
    due_on: dt.date
    late: bool

    @property
    def months_text(self) -> str:
        """Return the number as it ends the id of its text."""
        return str(self.months)


def due_follow_ups(actor: Actor | None) -> list[FollowUpDueLine]:
    """Return the due follow-ups of plans that the actor holds, soonest first.

    People who do not consent to support now are left out: nobody contacts them (R-49).
    """
    if actor is None:
        return []
    mine = plan_policy.scope(actor, "change").filter(state__in=FOLLOW_UP_STATES)
    waiting = FollowUpDue.objects.filter(
        agreed_to_support("plan__"),
        plan__in=mine.values("pk"),
        follow_up=None,
        due_on__lte=today() + rules().soon,
    ).select_related("plan")
    return [
        FollowUpDueLine(
            one.plan_id, one.plan.reference, one.months, one.due_on, one.due_on < today()
        )
        for one in waiting.order_by("due_on", "id")
    ]


def agreed_to_support(plan: str) -> Q:
    """Return the condition that the person of a row's plan consents to support now (R-49).

    Args:
        plan: lookup prefix from the row to its plan, such as ``plan__``.
    """
    return consented(
        subject=f"{plan}subject",
        purpose=PURPOSE,
        recipient=F(f"{plan}institution"),
        adult=Q(**{f"{plan}child": False}),
    )


def colleagues(actor: Actor | None, plan_id: uuid.UUID) -> list[uuid.UUID]:
    """Return members of the office in the same role, who could take over a plan.

    Raises:
        Refused: not for this actor.
    """
    row = plan_policy.load(actor, plan_id, "hand_over")
    who = require_actor(actor, "support_plan", "hand_over")
    posts = Post.objects.valid().filter(office=row.office_id, role=who.role)
    return list(posts.exclude(member=who.person).values_list("member", flat=True).distinct())


def ledger_keys(subject: uuid.UUID) -> Iterator[tuple[str, uuid.UUID]]:
    """Yield kind and key of ledger entries about a person; the caller checks access."""
    for key in ReflectionPeriod.objects.filter(subject=subject).values_list("pk", flat=True):
        yield "reflection", key
    for row in SupportPlan.objects.filter(subject=subject):
        yield "support_plan", row.pk
        yield "support_note", row.pk
        yield from (("support_service", key) for key in row.services.values_list("pk", flat=True))
        yield from (("support_note", key) for key in row.notes.values_list("pk", flat=True))
        yield from (("support_note", key) for key in row.releases.values_list("pk", flat=True))
