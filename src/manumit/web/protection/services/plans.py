"""Open a support plan, add needs, services and follow-ups, and change its holder."""

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
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.consent.services import ConsentQuestion, check_consent
from manumit.web.kernel.days import latest_day, today
from manumit.web.kernel.process.services import move
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.protection.codes import ProtectionCode
from manumit.web.protection.lists import PURPOSE, UNKNOWN, is_listed, rules
from manumit.web.protection.models import FollowUp, FollowUpDue, Need, PlanService, SupportPlan
from manumit.web.protection.models.plans import PlanPart
from manumit.web.protection.policies import plan_policy, service_policy
from manumit.web.protection.process import SUPPORT_PLAN, SUPPORT_SERVICE

LONGEST_TEXT = 10_000
RUN, FOLLOW_UP = "run", "follow_up"
STEPS = tuple(one.name for one in SUPPORT_PLAN.transitions if one.name != FOLLOW_UP)
"""Steps that need at most a reason; a follow-up has a form of its own."""
NEEDS_OPEN_PLAN = frozenset({"accept", "give"})
"""Steps of a service that are refused once the plan is closed."""
CLOSED = "closed"


@transaction.atomic
def open_plan(
    actor: Actor | None, *, subject: uuid.UUID, child: bool, request: uuid.UUID
) -> SupportPlan:
    """Open a plan for a person who consents to support; the actor becomes its holder.

    Args:
        actor: who acts. The caller (``cases``) has checked that they may do so for this person.
        subject: key that seals the plan.
        child: whether the rules for children apply: then a guardian agrees (R-46).
        request: id of the form; a repeated submission returns the same plan.

    Raises:
        Refused: the role opens no plans.
        InputError: U501; N201 where nobody agreed. That changes nothing else (R-49).
    """
    plan_policy.check_new(actor, "open")
    who = require_actor(actor, "support_plan", "open")
    known = SupportPlan.objects.filter(request=request).first()
    if known is not None:
        if (known.opened_by, known.subject_id) != (who.person, subject):
            raise ProtectionCode.REQUEST_USED.error(Place(field="request"))
        return known
    check_consent(
        who,
        ConsentQuestion(subject=subject, purpose=PURPOSE, recipient=who.institution, child=child),
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
    record_act(who, "create", "support_plan", row.pk, purpose="open")
    row.save(force_insert=True)
    return row


def set_child_rules(subject: uuid.UUID, *, child: bool) -> None:
    """Set for all rows of a person whether the rules for children apply (R-46).

    ``cases`` calls it in the transaction that changes the age, which is in the ledger already.
    """
    SupportPlan.objects.filter(subject=subject).exclude(child=child).update(child=child)


def load_for_update(
    actor: Actor | None, policy: Policy[SupportPlan], plan_id: uuid.UUID, action: str
) -> tuple[SupportPlan, Actor]:
    """Check the policy and return the locked plan and the actor.

    Raises:
        Refused: not for this actor.
    """
    policy.load(actor, plan_id, action)
    row = SupportPlan.objects.select_for_update().get(pk=plan_id)
    return row, require_actor(actor, policy.resource, action)


def existing_part[Row: PlanPart](
    model: type[Row], plan: SupportPlan, who: Actor, request: uuid.UUID
) -> Row | None:
    """Return the part that the same form created before, or None.

    Raises:
        InputError: U501, it was sent for something else.
    """
    rows: Any = model._default_manager  # noqa: SLF001 - public in Django
    found: Row | None = rows.filter(request=request).first()
    if found is not None and (found.plan.pk, found.made_by) != (plan.pk, who.person):
        raise ProtectionCode.REQUEST_USED.error(Place(field="request"))
    return found


def add_part[Row: PlanPart](
    row: Row, plan: SupportPlan, who: Actor, content: str, request: uuid.UUID
) -> Row:
    """Store a sealed part of a plan; the caller has checked the policy and written the ledger.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    row.subject_id, row.institution_id = plan.subject_id, plan.institution_id
    row.made_by, row.request = who.person, request
    seal_text(row, "content", content)
    row.save(force_insert=True)
    return row


def clean_text(text: str, field: str, *, needed: bool = False) -> str:
    """Return a text without surrounding spaces; too long a text is refused, never cut.

    Raises:
        InputError: U102, U103.
    """
    found = text.strip()
    if len(found) > LONGEST_TEXT:
        raise ProtectionCode.TOO_LONG.error(Place(field=field))
    if needed and not found:
        raise ProtectionCode.EMPTY.error(Place(field=field))
    return found


def checked_code(name: str, code: str) -> str:
    """Return the code if it may be chosen today.

    Raises:
        InputError: U101.
    """
    if not is_listed(name, code):
        raise ProtectionCode.NOT_LISTED.error(Place(field=name))
    return code


def require_open(plan: SupportPlan) -> None:
    """Refuse changes to a closed plan.

    Raises:
        InputError: U304.
    """
    if plan.state == CLOSED:
        raise ProtectionCode.CLOSED.error(Place(field="plan"))


def _require_consent(plan: SupportPlan, who: Actor) -> None:
    """Refuse assessing or offering without the person's valid consent (R-49).

    Raises:
        InputError: U304; N201 while the person does not agree.
    """
    require_open(plan)
    question = ConsentQuestion(
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
    """Add a sealed assessment of one area of need; "unknown" is a valid level.

    Args:
        actor: who supports the person.
        plan_id: whose.
        area: a code of the list ``area``.
        level: a code of the list ``level``.
        text: in words; may be empty.
        request: id of the form; a repeated submission returns the same row.

    Raises:
        Refused: not for this actor.
        InputError: N201; U101, U102, U304, U501; V101 to V107, V201, V301.
    """
    plan, who = load_for_update(actor, plan_policy, plan_id, "change")
    known = existing_part(Need, plan, who, request)
    if known is not None:
        return known
    _require_consent(plan, who)
    content = {
        "area": checked_code("area", area),
        "level": checked_code("level", level),
        "text": clean_text(text, "text"),
    }
    record_act(who, "change", "support_plan", plan.pk, purpose="change")
    return add_part(Need(plan=plan), plan, who, json.dumps(content), request)


@transaction.atomic
def offer_service(
    actor: Actor | None, plan_id: uuid.UUID, area: str, text: str, *, request: uuid.UUID
) -> PlanService:
    """Offer a service. The person accepts or declines, and may change their mind (R-49).

    Raises:
        Refused: not for this actor.
        InputError: N201; U101 to U103, U304, U501; V101 to V107, V201, V301.
    """
    plan, who = load_for_update(actor, plan_policy, plan_id, "change")
    known = existing_part(PlanService, plan, who, request)
    if known is not None:
        return known
    _require_consent(plan, who)
    content = {"area": checked_code("area", area), "text": clean_text(text, "text", needed=True)}
    record_act(who, "change", "support_plan", plan.pk, purpose="change")
    return add_part(PlanService(plan=plan), plan, who, json.dumps(content), request)


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
    """Record that a service was accepted, declined, provided or ended.

    Accepting and providing require an open plan and valid consent.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108, with a word of the consent mechanism for T107; U304.
    """
    service_policy.load(actor, service_id, "change")
    who = require_actor(actor, "support_plan", "change")
    row = PlanService.objects.select_for_update().get(pk=service_id)
    if name in NEEDS_OPEN_PLAN:
        require_open(SupportPlan.objects.select_for_update().get(pk=row.plan_id))
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
    """Take one of :data:`STEPS`. Without consent only ``close`` is possible.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108, with a word of the consent mechanism for T107.
    """
    plan, who = load_for_update(actor, plan_policy, plan_id, "change")
    taken = name if name in STEPS else ""
    if taken == RUN and plan.state == "agreed":
        record_act(who, "change", "support_plan", plan.pk, purpose="change")
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
    """Record a follow-up with the person some months after the plan began.

    Args:
        actor: who supports the person.
        plan_id: whose.
        months: one of the rules, each once.
        on_day: when.
        reached: a code of the list ``reached``.
        outcomes: codes of the list ``outcome``; none is the same as "unknown", and is shown so.
        text: in words; may be empty.
        seen: version of the plan that the page showed.
        request: id of the form; a repeated submission returns the same row.

    Raises:
        Refused: not for this actor.
        InputError: U101, U102, U301 to U303, U501; T101 to T108; V101 to V107, V201, V301.
    """
    plan, who = load_for_update(actor, plan_policy, plan_id, "change")
    known = existing_part(FollowUp, plan, who, request)
    if known is not None:
        return known
    if months not in rules().months or plan.follow_ups.filter(months=months).exists():
        raise ProtectionCode.NOT_DUE.error(Place(field="months"))
    if on_day > latest_day():
        raise ProtectionCode.NOT_YET.error(Place(field="on_day"))
    content = {"outcomes": _outcomes(outcomes), "text": clean_text(text, "text")}
    record_act(who, "change", "support_plan", plan.pk, purpose="change")
    row = FollowUp(
        plan=plan, months=months, on_day=on_day, reached=checked_code("reached", reached)
    )
    add_part(row, plan, who, json.dumps(content), request)
    FollowUpDue.objects.filter(plan=plan, months=months).update(follow_up=row)
    move(SUPPORT_PLAN, plan, FOLLOW_UP, who, seen_version=seen, request=request)
    return row


def _outcomes(codes: Sequence[str]) -> list[str]:
    found = [checked_code("outcome", code) for code in dict.fromkeys(codes)] or [UNKNOWN]
    if UNKNOWN in found and len(found) > 1:
        raise ProtectionCode.UNKNOWN_AND_KNOWN.error(Place(field="outcome"))
    return found


@transaction.atomic
def hand_over(actor: Actor | None, plan_id: uuid.UUID, member: uuid.UUID) -> SupportPlan:
    """Make a colleague of the same office and role the holder of a plan.

    Raises:
        Refused: not for this actor.
        InputError: U502.
    """
    plan, who = load_for_update(actor, plan_policy, plan_id, "hand_over")
    posts = Post.objects.valid().filter(office=plan.office_id, role=who.role, member=member)
    if member == who.person or not posts.exists():
        raise ProtectionCode.NO_COLLEAGUE.error(Place(field="member"))
    return _set_holder(who, plan, member, "hand_over")


@transaction.atomic
def take_over(actor: Actor | None, plan_id: uuid.UUID) -> SupportPlan:
    """Make the actor the holder of a plan whose holder no longer has such a post in the office.

    A holder who now has another role there cannot continue either, and support must not stop
    (R-49).

    Raises:
        Refused: not for this actor.
        InputError: U503.
    """
    plan, who = load_for_update(actor, plan_policy, plan_id, "take_over")
    posts = Post.objects.valid().filter(office=plan.office_id, role=who.role)
    if posts.filter(member=plan.held_by).exists():
        raise ProtectionCode.HELD.error(Place(field="plan"))
    return _set_holder(who, plan, who.person, "take_over")


def _set_holder(who: Actor, plan: SupportPlan, member: uuid.UUID, purpose: str) -> SupportPlan:
    record_act(who, "assign", "support_plan", plan.pk, purpose=purpose)
    plan.held_by = member
    plan.save(update_fields=["held_by"])
    return plan
