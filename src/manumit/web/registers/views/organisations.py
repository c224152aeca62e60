"""Pages of organisations: list, search, record, correct."""

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.errors import InputError
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.kernel.errors import WORDING
from manumit.web.registers import selectors, services
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.entry_lists import ORGANISATIONS
from manumit.web.registers.forms import FindForm, OrganisationForm, ShareForm
from manumit.web.registers.policies import organisation_policy
from manumit.web.registers.views.room import (
    RegisterRequest,
    form_page,
    office_view,
)
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct

if TYPE_CHECKING:
    from manumit.web.registers.selectors import EntryLine


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: RegisterRequest) -> HttpResponse:
    """List the organisations that the actor may see; a form sent here exports the list."""
    require_role(here, organisation_policy)
    may = bool(organisation_policy.can_new(here.actor, "record"))
    acts = [ListAct("registers/find", "registers:organisation_find")]
    acts += [ListAct("registers/organisation_new", "registers:organisation_new")] * may
    return here.list(ORGANISATIONS, acts=acts)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def find(here: RegisterRequest) -> HttpResponse:
    """Search for a name in any spelling; the query is in no URL."""
    require_role(here, organisation_policy)
    form = FindForm(here.request.POST or None, label_suffix="")
    found: list[EntryLine] | None = None
    if here.posted and form.is_valid():
        try:
            found = selectors.similar_entries(
                here.actor, form.called(), form.cleaned_data["country"]
            )
        except InputError as problems:
            desk.add_form_errors(form, problems, here.room)
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("find", {"form": form, "found": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: RegisterRequest) -> HttpResponse:
    """Record an organisation; similar entries are shown first, and no input is lost."""
    organisation_policy.check_new(here.actor, "record")
    again = "another" in here.request.POST
    form = OrganisationForm(
        here.request.POST or None, words=words(here.language.tag), shown_like=again
    )
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.record_organisation(
        here.actor, form.to_input(), another=form.another_one, request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("organisation", message="kept", organisation=made[0])
    text, back = "registers/organisation_new", ["registers:organisations"]
    if not has_similar(form):
        return form_page(here, form, text, back)
    like = selectors.similar_entries(here.actor, form.called(), form.cleaned_data["country"])
    shown = OrganisationForm(here.request.POST, words=words(here.language.tag), shown_like=True)
    shown.add_error("another", forms.ValidationError("", code=LIKE))
    return form_page(here, shown, text, back, like)


LIKE = WORDING + RegisterEntryCode.LIKE_ONE.code


def has_similar(form: forms.Form) -> bool:
    """Return whether the service has found similar entries."""
    return any(error.code == LIKE for errors in form.errors.as_data().values() for error in errors)


@require_safe
@office_view
def show(here: RegisterRequest, organisation: uuid.UUID) -> HttpResponse:
    """Show one organisation with its links."""
    return here.show("organisation", {"seen": selectors.organisation(here.actor, organisation)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def change(here: RegisterRequest, organisation: uuid.UUID) -> HttpResponse:
    """Correct an entry; the history keeps the earlier content."""
    organisation_policy.load(here.actor, organisation, "change")
    found = selectors.organisation(here.actor, organisation)
    form = OrganisationForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial=OrganisationForm.initial_from(found),
    )
    if submit_form(here, form, lambda: services.change_organisation(
        here.actor, organisation, form.to_input(), seen=form.cleaned_data["seen"]
    )):  # fmt: skip
        return here.to("organisation", message="kept", organisation=organisation)
    return form_page(
        here, form, "registers/organisation_change", ["registers:organisation", organisation]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def share(here: RegisterRequest, organisation: uuid.UUID) -> HttpResponse:
    """Let every institution read the entry, or stop that."""
    organisation_policy.load(here.actor, organisation, "share")
    found = selectors.organisation(here.actor, organisation)
    form = ShareForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": found.version, "shared": found.shared},
    )
    if submit_form(here, form, lambda: services.share_organisation(
        here.actor, organisation, shared=form.cleaned_data["shared"],
        seen=form.cleaned_data["seen"],
    )):  # fmt: skip
        return here.to("organisation", message="kept", organisation=organisation)
    return form_page(here, form, "registers/share", ["registers:organisation", organisation])
