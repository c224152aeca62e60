"""What every page of the room shares beside what all rooms share."""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from manumit.web.institutions import desk
from manumit.web.justice.forms import ROOM
from manumit.web.justice.models import Record
from manumit.web.justice.policies import RecordPolicy
from manumit.web.justice.selectors.records import PROCESSES, Shown


class Here(desk.Desk):
    """Who asks for a page of the room."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


def must[Row: Record](here: Here, policy: RecordPolicy[Row], action: str, seen: Shown) -> None:
    """Shows no form to somebody who may not send it.

    Raises:
        Refused: they may not do so to this record; the ledger has it.
    """
    if action not in seen.may:
        policy.check_new(here.actor, action, seen.relation, seen.id)


def reasons_of(resource: str, name: str) -> list[str]:
    """Codes that can be given for a step today; none where it asks for none."""
    found = PROCESSES[resource].transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()


def formed(here: Here, form: forms.Form, text: str, back: Sequence[object]) -> HttpResponse:
    """The page of a form.

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
