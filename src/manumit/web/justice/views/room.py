"""Request object, view decorator and helpers that the views of this app share."""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from manumit.web.institutions import desk
from manumit.web.justice.forms import ROOM
from manumit.web.justice.models import Record
from manumit.web.justice.policies import RecordPolicy
from manumit.web.justice.selectors.records import PROCESSES, RecordView


class JusticeRequest(desk.OfficeRequest):
    """The request for a page of this app."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(JusticeRequest)


def require_action[Row: Record](
    here: JusticeRequest, policy: RecordPolicy[Row], action: str, seen: RecordView
) -> None:
    """Refuse the page if the actor may not take an action.

    Raises:
        Refused: they may not do so to this record; the ledger has it.
    """
    if action not in seen.may:
        policy.check_new(here.actor, action, seen.relation, seen.id)


def reasons_of(resource: str, name: str) -> list[str]:
    """Return the reasons that a step accepts today; empty if it requires none."""
    found = PROCESSES[resource].transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()


def render_form(
    here: JusticeRequest, form: forms.Form, text: str, back: Sequence[object]
) -> HttpResponse:
    """Return the page of a form, with status 422 if it has errors.

    Args:
        here: who asks.
        form: what is typed.
        text: the id of its heading and of its button.
        back: the list or the record that one comes from: a view, and its key, which the address
            calls as the view is called.
    """
    status = desk.UNPROCESSABLE if form.errors else 200
    view, keys = str(back[0]), back[1:]
    named = {view.partition(":")[2]: key for key in keys}
    address = reverse(view, kwargs={"language": here.language.tag, **named})
    return here.show("form", {"form": form, "text": text, "back_to": address}, status=status)
