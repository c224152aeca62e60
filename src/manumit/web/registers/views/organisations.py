"""Organisations: the list, one of them, entering and correcting, looking for a name."""

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.errors import InputError
from manumit.web.institutions import desk
from manumit.web.institutions.desk import must_know, sent
from manumit.web.pages.languages import words
from manumit.web.registers import selectors, services
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.forms import FindForm, OrganisationForm, ShareForm
from manumit.web.registers.lists import LISTS
from manumit.web.registers.policies import organisation_policy
from manumit.web.registers.views.room import Here, asked, formed, listed_page, room

if TYPE_CHECKING:
    from manumit.web.registers.selectors import Line


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Organisations that somebody may see, by name, a page at a time."""
    must_know(here, organisation_policy)
    wanted = asked(here, LISTS["organisation"].codes())
    shown = selectors.organisations(here.actor, wanted)
    may = bool(organisation_policy.can_new(here.actor, "record"))
    return listed_page(here, "organisations", "organisation", wanted, shown, may=may)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def find(here: Here) -> HttpResponse:
    """Looks for a name, however it is spelt. It travels in the form and stands in no address."""
    must_know(here, organisation_policy)
    form = FindForm(here.request.POST or None, label_suffix="")
    found: list[Line] | None = None
    if here.posted and form.is_valid():
        try:
            found = selectors.like(here.actor, form.called(), form.cleaned_data["country"])
        except InputError as problems:
            desk.put_into(form, problems, here.room)
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("find", {"form": form, "found": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """Enters one; where there is one like it, that is shown first, and nothing is lost."""
    organisation_policy.check_new(here.actor, "record")
    again = "another" in here.request.POST
    form = OrganisationForm(
        here.request.POST or None, words=words(here.language.tag), shown_like=again
    )
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.record_organisation(
        here.actor, form.told(), another=form.another_one, request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("organisation", said="kept", organisation=made[0])
    text, back = "registers/organisation_new", ["registers:organisations"]
    if not is_like(form):
        return formed(here, form, text, back)
    like = selectors.like(here.actor, form.called(), form.cleaned_data["country"])
    shown = OrganisationForm(here.request.POST, words=words(here.language.tag), shown_like=True)
    shown.add_error("another", forms.ValidationError("", code=LIKE))
    return formed(here, shown, text, back, like)


LIKE = f"registers_wrong/{RegisterEntryCode.LIKE_ONE.value.code}"


def is_like(form: forms.Form) -> bool:
    """Whether the service has found entries that are like what was typed."""
    return any(error.code == LIKE for errors in form.errors.as_data().values() for error in errors)


@require_safe
@room
def show(here: Here, organisation: uuid.UUID) -> HttpResponse:
    """One of them, with what it is linked to."""
    return here.show("organisation", {"seen": selectors.one_organisation(here.actor, organisation)})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def change(here: Here, organisation: uuid.UUID) -> HttpResponse:
    """Corrects what the entry says; the history keeps what it said."""
    organisation_policy.load(here.actor, organisation, "change")
    found = selectors.one_organisation(here.actor, organisation)
    form = OrganisationForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial=OrganisationForm.of(found),
    )
    if sent(here, form, lambda: services.change_organisation(
        here.actor, organisation, form.told(), seen=form.cleaned_data["seen"]
    )):  # fmt: skip
        return here.to("organisation", said="kept", organisation=organisation)
    return formed(
        here, form, "registers/organisation_change", ["registers:organisation", organisation]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@room
def share(here: Here, organisation: uuid.UUID) -> HttpResponse:
    """Lets every institution read it, or no more."""
    organisation_policy.load(here.actor, organisation, "share")
    found = selectors.one_organisation(here.actor, organisation)
    form = ShareForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": found.version, "shared": found.shared},
    )
    if sent(here, form, lambda: services.share_organisation(
        here.actor, organisation, shared=form.cleaned_data["shared"],
        seen=form.cleaned_data["seen"],
    )):  # fmt: skip
        return here.to("organisation", said="kept", organisation=organisation)
    return formed(here, form, "registers/share", ["registers:organisation", organisation])
