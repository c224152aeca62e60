"""Protection of the person of a file: time to reflect, and support. Neither knows the file."""

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
    """Time to reflect from the day of reasonable grounds, at once (R-48).

    It lasts as long as the rule says by which the file reckons it, so that the two never differ.

    Args:
        who: who has decided.
        file: of the person; locked.
        day: of the decision.
        request: of the form that decided.
    """
    return protection.grant(
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
    """Grants it where a decision made none, as one from before this version; it begins today.

    Raises:
        Refused: not for this actor.
        InputError: K907; U501.
    """
    load_for(actor, reflection_policy, "grant", file_id)
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    if file.state not in GROUNDS:
        raise CaseCode.NOT_PRESUMED.error(Place(field="file"))
    begins = today()
    return protection.grant(
        actor,
        subject=file.subject_id,
        begins=begins,
        until=begins + rules().reflection,
        request=request,
    )


@transaction.atomic
def open_plan(actor: Actor | None, file_id: uuid.UUID, *, request: uuid.UUID) -> SupportPlan:
    """A support plan for the person of a file, where they agree to it; whoever opens it holds it.

    The plan is sealed under the person's key. That is all that the two have in common.

    Raises:
        Refused: not for this actor.
        InputError: U501; N201 where nobody agreed, which changes nothing else (R-49).
    """
    load_for(actor, plan_policy, "open", file_id)
    # Whoever changes the age waits for the plan, or the plan sees what was changed.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    return protection.open_plan(
        actor, subject=file.subject_id, child=file.counts_as_child, request=request
    )
