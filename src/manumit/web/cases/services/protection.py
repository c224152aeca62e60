"""Reflection periods and support plans of a file's person. Neither refers to the file."""

import datetime as dt
import uuid

from django.db import transaction

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import load_for
from manumit.web.cases.rules import rules
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.protection import services as protection
from manumit.web.protection.models import ReflectionPeriod, SupportPlan
from manumit.web.protection.policies import plan_policy, reflection_policy

GROUNDS = ("presumed", "identified")


def begin_reflection(
    who: Actor, file: CaseFile, day: dt.date, request: uuid.UUID
) -> ReflectionPeriod:
    """Begin the reflection period on the day of reasonable grounds (R-48).

    It lasts as long as the rule says by which the file reckons it, so that the two never differ.

    Args:
        who: the member who has decided.
        file: of the person; locked.
        day: of the decision.
        request: idempotency key of the form that decided.
    """
    return protection.grant_period(
        who,
        subject=file.subject_id,
        begins=day,
        until=day + rules().reflection,
        request=uuid.uuid5(request, "reflection"),
    )


@transaction.atomic
def grant_reflection(
    actor: Actor | None, file_id: uuid.UUID, *, request: uuid.UUID
) -> ReflectionPeriod:
    """Grant a reflection period, from today, if no decision has created one.

    Raises:
        Refused: the actor may not do this.
        InputError: K907; U501.
    """
    load_for(actor, reflection_policy, "grant", file_id)
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    if file.state not in GROUNDS:
        raise CaseCode.NOT_PRESUMED.error(Place(field="file"))
    begins = today()
    return protection.grant_period(
        actor,
        subject=file.subject_id,
        begins=begins,
        until=begins + rules().reflection,
        request=request,
    )


@transaction.atomic
def open_plan(actor: Actor | None, file_id: uuid.UUID, *, request: uuid.UUID) -> SupportPlan:
    """Open a support plan if the person consents; the actor holds it.

    The plan is sealed under the person's key. That is all that the two have in common.

    Raises:
        Refused: the actor may not do this.
        InputError: U501; N201 without consent, which has no other consequence (R-49).
    """
    load_for(actor, plan_policy, "open", file_id)
    # Locked against a change of age: it waits for the plan, or the plan sees it.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    return protection.open_plan(
        actor, subject=file.subject_id, child=file.counts_as_child, request=request
    )
