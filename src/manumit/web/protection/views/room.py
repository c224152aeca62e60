"""Request object, view decorator and helpers that the views of this app share."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse

from manumit.web.institutions import desk
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.process.table import Process
from manumit.web.protection.forms import ROOM
from manumit.web.protection.policies import new_note_policy, plan_policy
from manumit.web.protection.selectors import PlanView

_POLICIES: Mapping[str, Policy[Any]] = {one.resource: one for one in (plan_policy, new_note_policy)}


class ProtectionRequest(desk.OfficeRequest):
    """The request for a page of protection."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(ProtectionRequest)


def require_action(here: ProtectionRequest, action: str, seen: PlanView) -> None:
    """Refuse the page if the actor may not take an action.

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
    """Return the reasons that a step accepts today; empty if it requires none."""
    found = process.transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()


def render_form(
    here: ProtectionRequest, text: str, seen: PlanView, form: forms.Form, **more: object
) -> HttpResponse:
    """Return the page of a form of a plan, with status 422 if it has errors.

    Args:
        here: who asks.
        text: the id of its heading and of its button.
        seen: the plan.
        form: what is typed.
        more: for the page.
    """
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("form", {"plan": seen, "form": form, "text": text, **more}, status=status)
