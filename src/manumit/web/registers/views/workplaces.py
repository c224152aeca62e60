"""Workplaces: the list, one of them, entering and correcting."""

import uuid

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import must_know, sent
from manumit.web.pages.languages import words
from manumit.web.registers import selectors, services
from manumit.web.registers.forms import WorkplaceForm
from manumit.web.registers.lists import LISTS
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.views.organisations import LIKE, is_like
from manumit.web.registers.views.room import Here, asked, formed, listed_page, room


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Workplaces that somebody may see, by name, a page at a time."""
    must_know(here, workplace_policy)
    wanted = asked(here, LISTS["place"].codes())
    shown = selectors.workplaces(here.actor, wanted)
    may = bool(workplace_policy.can_new(here.actor, "record"))
    return listed_page(here, "workplaces", "place", wanted, shown, may=may)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """Enters one; where there is one like it, that is shown first, and nothing is lost."""
    workplace_policy.check_new(here.actor, "record")
    organisations = selectors.chosen(here.actor, organisation_policy)
    spoken, again = words(here.language.tag), "another" in here.request.POST
    form = WorkplaceForm(
        here.request.POST or None, words=spoken, shown_like=again, organisations=organisations
    )
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.record_workplace(
        here.actor, form.told(), another=form.another_one, request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("workplace", said="kept", workplace=made[0])
    text, back = "registers/workplace_new", ["registers:workplaces"]
    if not is_like(form):
        return formed(here, form, text, back)
    like = selectors.like(here.actor, form.located())
    shown = WorkplaceForm(
        here.request.POST, words=spoken, shown_like=True, organisations=organisations
    )
    shown.add_error("another", forms.ValidationError("", code=LIKE))
    return formed(here, shown, text, back, like)


@require_safe
@room
def show(here: Here, workplace: uuid.UUID) -> HttpResponse:
    """One of them."""
    return here.show("workplace", {"seen": selectors.one_workplace(here.actor, workplace)})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def change(here: Here, workplace: uuid.UUID) -> HttpResponse:
    """Corrects what the entry says; the history keeps what it said."""
    workplace_policy.load(here.actor, workplace, "change")
    found = selectors.one_workplace(here.actor, workplace)
    form = WorkplaceForm(
        here.request.POST or None,
        words=words(here.language.tag),
        organisations=selectors.chosen(here.actor, organisation_policy),
        initial=WorkplaceForm.of(found),
    )
    if sent(here, form, lambda: services.change_workplace(
        here.actor, workplace, form.told(), seen=form.cleaned_data["seen"]
    )):  # fmt: skip
        return here.to("workplace", said="kept", workplace=workplace)
    return formed(here, form, "registers/workplace_change", ["registers:workplace", workplace])
