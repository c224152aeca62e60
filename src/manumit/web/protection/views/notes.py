"""Support notes, and court orders to show some of them."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.institutions.desk import UNPROCESSABLE, submit_form
from manumit.web.protection import selectors, services
from manumit.web.protection.forms import NoteForm, OrderForm
from manumit.web.protection.views.room import (
    ProtectionRequest,
    office_view,
    render_form,
    require_action,
)
from manumit.web.ui.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: ProtectionRequest, plan: uuid.UUID) -> HttpResponse:
    """Show the notes to the person's supporters; opening them is recorded."""
    seen = selectors.plan(here.actor, plan)
    require_action(here, "support_note.write", seen)
    form = NoteForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.write_note(
        here.actor, plan, form.cleaned_data["text"], request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("notes", message="kept", plan=plan)
    context = {
        "plan": seen,
        "form": form,
        "notes": selectors.notes(here.actor, plan),
        "orders": selectors.orders(here.actor, plan),
    }
    return here.show("notes", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def order(here: ProtectionRequest, plan: uuid.UUID) -> HttpResponse:
    """Record that a court ordered some notes to be shown."""
    seen = selectors.plan(here.actor, plan)
    require_action(here, "support_note.release", seen)
    spoken = words(here.language.tag)
    found = sorted(selectors.notes(here.actor, plan), key=lambda one: one.number)
    choices = [(str(one.number), f"{spoken.name('protection/note')} {one.number}") for one in found]
    form = OrderForm(here.request.POST or None, words=spoken, choices={"notes": choices})
    if submit_form(here, form, lambda: services.record_order(
        here.actor, plan, court=form.cleaned_data["court"],
        reference=form.cleaned_data["reference"], ordered_on=form.cleaned_data["ordered_on"],
        notes=[int(one) for one in form.cleaned_data["notes"]],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("notes", message="kept", plan=plan)
    return render_form(here, "protection/order_add", seen, form)
