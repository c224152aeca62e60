"""Opening a support plan, what is found out and offered in it, and what became of the person."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from manumit.errors import Place
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.consent.services import Question, check_consent
from manumit.web.kernel.days import latest_day, today
from manumit.web.kernel.process.services import move
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.protection.codes import ProtectionCode
from manumit.web.protection.lists import PURPOSE, UNKNOWN, has, rules
from manumit.web.protection.models import FollowUp, FollowUpDue, Need, PlanService, SupportPlan
from manumit.web.protection.models.plans import OfPlan
from manumit.web.protection.policies import plan_policy, service_policy
from manumit.web.protection.process import SUPPORT_PLAN, SUPPORT_SERVICE

LONGEST_TEXT = 10_000
RUN, FOLLOW_UP = "run", "follow_up"
STEPS = tuple(one.name for one in SUPPORT_PLAN.transitions if one.name != FOLLOW_UP)
"""Steps that need nothing but a reason at most; a follow-up needs what became of the person."""
BEGIN = frozenset({"accept", "give"})
"""Steps of a service that are none of its end."""
CLOSED = "closed"


@transaction.atomic
def open_plan(
    actor: Actor | None, *, subject: uuid.UUID, child: bool, request: uuid.UUID
) -> SupportPlan:
    """A plan for a person who agrees to be supported; whoever opens it holds it.

    Args:
        actor: who; that they may do so for this person is asked by the room that knows the person.
        subject: under whose key it is sealed.
        child: whether the rules for children hold: then a guardian agrees (R-46).
        request: of the form; sent again it gives the same plan.

    Raises:
        Refused: the role opens no plans.
        InputError: U501; N201 where nobody agreed. That changes nothing else (R-49).
    """
    plan_policy.check_new(actor, "open")
    who = acting(actor, "support_plan", "open")
    known = SupportPlan.objects.filter(request=request).first()
    if known is not None:
        if (known.opened_by, known.subject_id) != (who.person, subject):
            raise ProtectionCode.REQUEST_USED.error(Place(field="request"))
        return known
    check_consent(
        who, Question(subject=subject, purpose=PURPOSE, recipient=who.institution, child=child)
    )
    row = SupportPlan(
        subject_id=subject,
        institution_id=who.institution,
        office_id=who.office,
        reference=free_pseudonym(SupportPlan.objects.filter(institution=who.institution)),
        child=child,
        held_by=who.person,
        opened_by=who.person,
        request=request,
    )
    tell(who, "create", "support_plan", row.pk, purpose="open")
    row.save(force_insert=True)
    return row


def note_age(subject: uuid.UUID, *, child: bool) -> None:
    """Takes over whether the rules for children hold, from the room that knows the person (R-46).

    Called in the transaction of the act that changes it, which the ledger has.
    """
    SupportPlan.objects.filter(subject=subject).exclude(child=child).update(child=child)


def changed(
    actor: Actor | None, policy: Policy[SupportPlan], plan_id: uuid.UUID, action: str
) -> tuple[SupportPlan, Actor]:
    """A plan that somebody may change, locked, and who that is.

    Raises:
        Refused: not for this actor.
    """
    policy.load(actor, plan_id, action)
    row = SupportPlan.objects.select_for_update().get(pk=plan_id)
    return row, acting(actor, policy.resource, action)


def again[Row: OfPlan](
    model: type[Row], plan: SupportPlan, who: Actor, request: uuid.UUID
) -> Row | None:
    """The part that the same form has made before.

    Raises:
        InputError: U501, it was sent for something else.
    """
    rows: Any = model._default_manager  # noqa: SLF001 - public in Django
    found: Row | None = rows.filter(request=request).first()
    if found is not None and (found.plan.pk, found.made_by) != (plan.pk, who.person):
        raise ProtectionCode.REQUEST_USED.error(Place(field="request"))
    return found


def add_part[Row: OfPlan](
    row: Row, plan: SupportPlan, who: Actor, content: str, request: uuid.UUID
) -> Row:
    """Keeps a part of a plan, sealed; that it may be added is asked and told before.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    row.subject_id, row.institution_id = plan.subject_id, plan.institution_id
    row.made_by, row.request = who.person, request
    seal_text(row, "content", content)
    row.save(force_insert=True)
    return row


def stripped(text: str, field: str, *, needed: bool = False) -> str:
    """A text of a form; never cut off.

    Raises:
        InputError: U102, U103.
    """
    found = text.strip()
    if len(found) > LONGEST_TEXT:
        raise ProtectionCode.TOO_LONG.error(Place(field=field), longest=LONGEST_TEXT)
    if needed and not found:
        raise ProtectionCode.EMPTY.error(Place(field=field))
    return found


def listed(name: str, code: str) -> str:
    """A code that can be chosen today.

    Raises:
        InputError: U101.
    """
    if not has(name, code):
        raise ProtectionCode.NOT_LISTED.error(Place(field=name))
    return code


def must_be_open(plan: SupportPlan) -> None:
    """Whether something may still be added.

    Raises:
        InputError: U304.
    """
    if plan.state == CLOSED:
        raise ProtectionCode.CLOSED.error(Place(field="plan"))


def _may_add(plan: SupportPlan, who: Actor) -> None:
    """Whether something about the person may still be found out or offered (R-49).

    Raises:
        InputError: U304; N201 while the person does not agree.
    """
    must_be_open(plan)
    question = Question(
        subject=plan.subject_id, purpose=PURPOSE, recipient=plan.institution_id, child=plan.child
    )
    check_consent(who, question)


@transaction.atomic
def add_need(
    actor: Actor | None,
    plan_id: uuid.UUID,
    area: str,
    level: str,
    text: str,
    *,
    request: uuid.UUID,
) -> Need:
    """Writes down what was found out about one area, sealed; unknown is an answer.

    Args:
        actor: who supports the person.
        plan_id: whose.
        area: a code of the list ``area``.
        level: a code of the list ``level``.
        text: in words; may be empty.
        request: of the form; sent again it gives the same row.

    Raises:
        Refused: not for this actor.
        InputError: N201; U101, U102, U304, U501; V101 to V107, V201, V301.
    """
    plan, who = changed(actor, plan_policy, plan_id, "change")
    known = again(Need, plan, who, request)
    if known is not None:
        return known
    _may_add(plan, who)
    said = {
        "area": listed("area", area),
        "level": listed("level", level),
        "text": stripped(text, "text"),
    }
    tell(who, "change", "support_plan", plan.pk, purpose="change")
    return add_part(Need(plan=plan), plan, who, json.dumps(said), request)


@transaction.atomic
def offer_service(
    actor: Actor | None, plan_id: uuid.UUID, area: str, text: str, *, request: uuid.UUID
) -> PlanService:
    """Offers one service. The person says yes or no, and may say otherwise later (R-49).

    Raises:
        Refused: not for this actor.
        InputError: N201; U101 to U103, U304, U501; V101 to V107, V201, V301.
    """
    plan, who = changed(actor, plan_policy, plan_id, "change")
    known = again(PlanService, plan, who, request)
    if known is not None:
        return known
    _may_add(plan, who)
    said = {"area": listed("area", area), "text": stripped(text, "text", needed=True)}
    tell(who, "change", "support_plan", plan.pk, purpose="change")
    return add_part(PlanService(plan=plan), plan, who, json.dumps(said), request)


@transaction.atomic
def move_service(
    actor: Actor | None,
    service_id: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> PlanService:
    """Records what the person says to a service, that it is given, or that it ended.

    A yes, and giving, need a plan that is open and a person who agrees to be supported.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108, with a word of the consent mechanism for T107; U304.
    """
    service_policy.load(actor, service_id, "change")
    who = acting(actor, "support_plan", "change")
    row = PlanService.objects.select_for_update().get(pk=service_id)
    if name in BEGIN:
        must_be_open(SupportPlan.objects.select_for_update().get(pk=row.plan_id))
    move(SUPPORT_SERVICE, row, name, who, seen_version=seen, request=request, reason=reason)
    return row


@transaction.atomic
def move_plan(
    actor: Actor | None,
    plan_id: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> SupportPlan:
    """Takes one of :data:`STEPS`. While the person does not agree, none but the end is taken.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108, with a word of the consent mechanism for T107.
    """
    plan, who = changed(actor, plan_policy, plan_id, "change")
    taken = name if name in STEPS else ""
    if taken == RUN and plan.state == "agreed":
        tell(who, "change", "support_plan", plan.pk, purpose="change")
        plan.began_on = today()
        plan.save(update_fields=["began_on"])
    move(SUPPORT_PLAN, plan, taken, who, seen_version=seen, request=request, reason=reason)
    return plan


@transaction.atomic
def record_follow_up(  # noqa: PLR0913 - what is asked
    actor: Actor | None,
    plan_id: uuid.UUID,
    months: int,
    on_day: dt.date,
    reached: str,
    outcomes: Sequence[str],
    text: str,
    *,
    seen: int,
    request: uuid.UUID,
) -> FollowUp:
    """Records what became of a person some months after the plan began to run.

    Args:
        actor: who supports the person.
        plan_id: whose.
        months: one of the rules, each once.
        on_day: when.
        reached: a code of the list ``reached``.
        outcomes: codes of the list ``outcome``; none is the same as "unknown", and is shown so.
        text: in words; may be empty.
        seen: the plan's version when the page was made.
        request: of the form; sent again it gives the same row.

    Raises:
        Refused: not for this actor.
        InputError: U101, U102, U301 to U303, U501; T101 to T108; V101 to V107, V201, V301.
    """
    plan, who = changed(actor, plan_policy, plan_id, "change")
    known = again(FollowUp, plan, who, request)
    if known is not None:
        return known
    if months not in rules().months or plan.follow_ups.filter(months=months).exists():
        raise ProtectionCode.NOT_DUE.error(Place(field="months"))
    if on_day > latest_day():
        raise ProtectionCode.NOT_YET.error(Place(field="on_day"))
    said = {"outcomes": _outcomes(outcomes), "text": stripped(text, "text")}
    tell(who, "change", "support_plan", plan.pk, purpose="change")
    row = FollowUp(plan=plan, months=months, on_day=on_day, reached=listed("reached", reached))
    add_part(row, plan, who, json.dumps(said), request)
    FollowUpDue.objects.filter(plan=plan, months=months).update(follow_up=row)
    move(SUPPORT_PLAN, plan, FOLLOW_UP, who, seen_version=seen, request=request)
    return row


def _outcomes(codes: Sequence[str]) -> list[str]:
    found = [listed("outcome", code) for code in dict.fromkeys(codes)] or [UNKNOWN]
    if UNKNOWN in found and len(found) > 1:
        raise ProtectionCode.UNKNOWN_AND_KNOWN.error(Place(field="outcome"))
    return found


@transaction.atomic
def hand_over(actor: Actor | None, plan_id: uuid.UUID, member: uuid.UUID) -> SupportPlan:
    """Lets a colleague of the same office and role go on with a plan.

    Raises:
        Refused: not for this actor.
        InputError: U502.
    """
    plan, who = changed(actor, plan_policy, plan_id, "hand_over")
    posts = Post.objects.valid().filter(office=plan.office_id, role=who.role, member=member)
    if member == who.person or not posts.exists():
        raise ProtectionCode.NO_COLLEAGUE.error(Place(field="member"))
    return _held(who, plan, member, "hand_over")


@transaction.atomic
def take_over(actor: Actor | None, plan_id: uuid.UUID) -> SupportPlan:
    """Goes on with a colleague's plan once the colleague has no such post in the office any more.

    Whoever has another role there now can't go on with it, so that it would stand still (R-49).

    Raises:
        Refused: not for this actor.
        InputError: U503.
    """
    plan, who = changed(actor, plan_policy, plan_id, "take_over")
    posts = Post.objects.valid().filter(office=plan.office_id, role=who.role)
    if posts.filter(member=plan.held_by).exists():
        raise ProtectionCode.HELD.error(Place(field="plan"))
    return _held(who, plan, who.person, "take_over")


def _held(who: Actor, plan: SupportPlan, member: uuid.UUID, purpose: str) -> SupportPlan:
    tell(who, "assign", "support_plan", plan.pk, purpose=purpose)
    plan.held_by = member
    plan.save(update_fields=["held_by"])
    return plan
