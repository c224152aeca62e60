"""What every page of the room shares beside what all rooms share."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse

from manumit.web.institutions import desk
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.process.table import Process
from manumit.web.protection.forms import ROOM
from manumit.web.protection.policies import note_of_plan_policy, plan_policy
from manumit.web.protection.selectors import PlanView

_POLICIES: Mapping[str, Policy[Any]] = {
    one.resource: one for one in (plan_policy, note_of_plan_policy)
}


class Here(desk.Desk):
    """Who asks for a page of protection."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


def must(here: Here, action: str, seen: PlanView) -> None:
    """Shows no form to somebody who may not send it.

    Args:
        here: who asks.
        action: as ``resource.action`` of ``grants.yaml``.
        seen: the plan.

    Raises:
        Refused: they may not do so to this plan; the ledger has it.
    """
    if action not in seen.may:
        resource, _, name = action.partition(".")
        _POLICIES[resource].check_new(here.actor, name, seen.relation, seen.id)


def reasons_of(process: Process, name: str) -> list[str]:
    """Codes that can be given for a step today; none where it asks for none."""
    found = process.transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()


def formed(here: Here, text: str, seen: PlanView, form: forms.Form, **more: object) -> HttpResponse:
    """The page of a form of a plan.

    Args:
        here: who asks.
        text: the id of its heading and of its button.
        seen: the plan.
        form: what is typed.
        more: for the page.
    """
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("form", {"plan": seen, "form": form, "text": text, **more}, status=status)
