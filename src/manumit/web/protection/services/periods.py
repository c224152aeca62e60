"""Grant and extend recovery and reflection periods. Nothing shortens one."""

import datetime as dt
import uuid

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import move
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.protection.codes import ProtectionCode
from manumit.web.protection.due import end_if_over
from manumit.web.protection.lists import rules
from manumit.web.protection.models import ReflectionPeriod
from manumit.web.protection.policies import reflection_policy
from manumit.web.protection.process import REFLECTION

DECISION_REOPENED = "decision_not_taken"
"""Reason of an automatic extension: reasonable grounds were decided again."""


@transaction.atomic
def grant_period(
    actor: Actor | None,
    *,
    subject: uuid.UUID,
    begins: dt.date,
    until: dt.date,
    request: uuid.UUID,
) -> ReflectionPeriod:
    """Grant a period, or extend the running one to at least the same last day.

    Args:
        actor: who decided on reasonable grounds, which the room that knows the person has asked.
        subject: the key of the person, whose row the caller has locked.
        begins: the first day.
        until: the last day.
        request: of the form that decided; sent again it gives the same period.

    Raises:
        Refused: the role grants none.
        InputError: U501.
    """
    reflection_policy.check_new(actor, "grant")
    who = require_actor(actor, "reflection", "grant")
    known = ReflectionPeriod.objects.filter(request=request).first()
    if known is not None:
        if (known.granted_by, known.subject_id) != (who.person, subject):
            raise ProtectionCode.REQUEST_USED.error(Place(field="request"))
        return known
    running = ReflectionPeriod.objects.filter(subject=subject).exclude(state="ended")
    runs = running.select_for_update().first()
    if runs is not None and not end_if_over(runs):
        return _extend_running(who, runs, until, request)
    row = ReflectionPeriod(
        subject_id=subject,
        institution_id=who.institution,
        office_id=who.office,
        reference=free_pseudonym(ReflectionPeriod.objects.filter(institution=who.institution)),
        begins=begins,
        until=until,
        granted_by=who.person,
        request=request,
    )
    record_act(who, "create", "reflection", row.pk, purpose="grant")
    row.save(force_insert=True)
    begun = uuid.uuid5(request, "begin")
    move(REFLECTION, row, "begin", who, seen_version=row.version, request=begun)
    return row


def _extend_running(
    who: Actor, runs: ReflectionPeriod, until: dt.date, request: uuid.UUID
) -> ReflectionPeriod:
    """Extend the running period to the new last day if that is later (R-48)."""
    if runs.until < until:
        record_act(who, "change", "reflection", runs.pk, purpose="extend")
        runs.until = until
        runs.save(update_fields=["until"])
        longer = uuid.uuid5(request, "extend")
        move(
            REFLECTION, runs, "extend", who, seen_version=runs.version, request=longer,
            reason=DECISION_REOPENED,
        )  # fmt: skip
    return runs


@transaction.atomic
def extend_period(
    actor: Actor | None,
    period_id: uuid.UUID,
    until: dt.date,
    *,
    reason: str,
    seen: int,
    request: uuid.UUID,
) -> ReflectionPeriod:
    """Extend a running period to a later last day.

    Args:
        actor: of the office that granted it.
        period_id: which.
        until: the new last day.
        reason: a code of the list ``extended``.
        seen: version of the period that the page showed.
        request: id of the form; a repeated submission changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: U201; T101 to T108.
    """
    reflection_policy.load(actor, period_id, "extend")
    who = require_actor(actor, "reflection", "extend")
    row = ReflectionPeriod.objects.select_for_update().get(pk=period_id)
    done = Move.objects.filter(request=request, resource=REFLECTION.resource, row=row.pk)
    if not done.exists():
        most = rules().longest_extension
        if not row.until < until <= row.until + most or until < today():
            raise ProtectionCode.NOT_AHEAD.error(Place(field="until"))
        record_act(who, "change", "reflection", row.pk, purpose="extend")
        row.until = until
        row.save(update_fields=["until"])
    move(REFLECTION, row, "extend", who, seen_version=seen, request=request, reason=reason)
    return row
