"""Pages of workplaces: list, record, correct, join two entries of one."""

import uuid

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.registers import selectors, services
from manumit.web.registers.entry_lists import WORKPLACES
from manumit.web.registers.forms import PlaceMergeForm, UnmergeForm, WorkplaceForm
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.views.organisations import LIKE, has_similar
from manumit.web.registers.views.room import (
    RegisterRequest,
    form_page,
    office_view,
)
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct, offered_on


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: RegisterRequest) -> HttpResponse:
    """List the workplaces that the actor may see; a form sent here exports the list."""
    require_role(here, workplace_policy)
    may = bool(workplace_policy.can_new(here.actor, "record"))
    acts = [ListAct("registers/workplace_new", "registers:workplace_new")] * may
    return here.list(WORKPLACES, acts=acts)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: RegisterRequest) -> HttpResponse:
    """Record a workplace; similar entries are shown first, and no input is lost."""
    workplace_policy.check_new(here.actor, "record")
    organisations = selectors.selectable_entries(here.actor, organisation_policy)
    spoken, again = words(here.language.tag), "another" in here.request.POST
    form = WorkplaceForm(
        here.request.POST or None, words=spoken, shown_like=again, organisations=organisations
    )
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.record_workplace(
        here.actor, form.to_input(), another=form.another_one, request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("workplace", message="kept", workplace=made[0])
    text, back = "registers/workplace_new", ["registers:workplaces"]
    if not has_similar(form):
        return form_page(here, form, text, back)
    like = selectors.similar_entries(here.actor, form.located())
    shown = WorkplaceForm(
        here.request.POST, words=spoken, shown_like=True, organisations=organisations
    )
    shown.add_error("another", forms.ValidationError("", code=LIKE))
    return form_page(here, shown, text, back, like)


@require_safe
@office_view
def show(here: RegisterRequest, workplace: uuid.UUID) -> HttpResponse:
    """Show one workplace."""
    seen = selectors.workplace(here.actor, workplace)
    assert here.actor is not None  # noqa: S101 - a stranger was refused
    return here.show(
        "workplace", {"seen": seen, "acts": offered_on("registers:workplace", here.actor)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def change(here: RegisterRequest, workplace: uuid.UUID) -> HttpResponse:
    """Correct an entry; the history keeps the earlier content."""
    workplace_policy.load(here.actor, workplace, "change")
    found = selectors.workplace(here.actor, workplace)
    form = WorkplaceForm(
        here.request.POST or None,
        words=words(here.language.tag),
        organisations=selectors.selectable_entries(here.actor, organisation_policy),
        initial=WorkplaceForm.initial_from(found),
    )
    if submit_form(here, form, lambda: services.change_workplace(
        here.actor, workplace, form.to_input(), seen=form.cleaned_data["seen"]
    )):  # fmt: skip
        return here.to("workplace", message="kept", workplace=workplace)
    return form_page(here, form, "registers/workplace_change", ["registers:workplace", workplace])


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def merge(here: RegisterRequest, workplace: uuid.UUID) -> HttpResponse:
    """Merge with another entry of the same workplace."""
    workplace_policy.load(here.actor, workplace, "merge")
    found = selectors.selectable_entries(here.actor, workplace_policy)
    form = PlaceMergeForm(
        here.request.POST or None,
        words=words(here.language.tag),
        workplaces=[one for one in found if one.id != workplace],
    )

    def act() -> None:
        typed = form.cleaned_data
        other, sent = uuid.UUID(typed["other_place"]), typed["request"]
        services.merge_workplaces(
            here.actor, workplace, other, reason=typed["reason"], request=sent
        )

    if submit_form(here, form, act, {"other": "other_place"}):
        return here.to("workplace", message="places_merged", workplace=workplace)
    return form_page(here, form, "registers/place_merge", ["registers:workplace", workplace])


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def unmerge(here: RegisterRequest, workplace: uuid.UUID) -> HttpResponse:
    """Undo the merge of an entry."""
    workplace_policy.load(here.actor, workplace, "merge")
    form = UnmergeForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        services.unmerge_workplaces(here.actor, workplace, reason=reason)

    if submit_form(here, form, act):
        return here.to("workplace", message="places_unmerged", workplace=workplace)
    return form_page(here, form, "registers/place_unmerge", ["registers:workplace", workplace])
