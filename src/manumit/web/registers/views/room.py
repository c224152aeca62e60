"""Shared helpers of the room's pages."""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.http import HttpResponse

from manumit.web.institutions import desk
from manumit.web.registers.forms import ROOM
from manumit.web.registers.selectors import EntryLine


class RegisterRequest(desk.OfficeRequest):
    """A member's request for a page of the registers."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(RegisterRequest)


def form_page(
    here: RegisterRequest,
    form: forms.Form,
    text: str,
    back: Sequence[object],
    like: Sequence[EntryLine] = (),
) -> HttpResponse:
    """Render a form.

    Args:
        here: who asks.
        form: what is typed.
        text: the id of its heading and of its button.
        back: the list or the entry that one comes from: a view, and its key.
        like: entries that may be the same.
    """
    status = desk.UNPROCESSABLE if form.errors else 200
    view, key = [*back, None][:2]
    context = {"form": form, "text": text, "back_view": view, "back_key": key, "like": like}
    return here.show("form", context, status=status)
