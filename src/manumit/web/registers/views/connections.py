"""Pages of links and merges."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from manumit.web.institutions.desk import submit_form
from manumit.web.registers import selectors, services
from manumit.web.registers.forms import LinkForm, MergeForm, UnmergeForm
from manumit.web.registers.policies import organisation_policy
from manumit.web.registers.selectors import EntryLine
from manumit.web.registers.views.room import RegisterRequest, form_page, office_view
from manumit.web.ui.languages import words


def _others(here: RegisterRequest, organisation: uuid.UUID) -> list[EntryLine]:
    found = selectors.selectable_entries(here.actor, organisation_policy)
    return [one for one in found if one.id != organisation]


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def link(here: RegisterRequest, organisation: uuid.UUID) -> HttpResponse:
    """Record a relation to another organisation."""
    organisation_policy.load(here.actor, organisation, "change")
    form = LinkForm(
        here.request.POST or None,
        words=words(here.language.tag),
        organisations=_others(here, organisation),
    )

    def act() -> None:
        data = form.cleaned_data
        ends = (organisation, form.other_id)
        one, other = ends if data["way"] == "out" else ends[::-1]
        services.link(
            here.actor, one, other, data["kind"], begins=data["begins"], until=data["until"],
            source=data["source"], request=data["request"],
        )  # fmt: skip

    if submit_form(here, form, act):
        return here.to("organisation", message="linked", organisation=organisation)
    return form_page(here, form, "registers/link_new", ["registers:organisation", organisation])


@require_POST
@office_view
def end_link(here: RegisterRequest, organisation: uuid.UUID, link: uuid.UUID) -> HttpResponse:
    """Take back a link that was recorded by mistake."""
    services.end_link(here.actor, organisation, link)
    return here.to("organisation", message="link_ended", organisation=organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def merge(here: RegisterRequest, organisation: uuid.UUID) -> HttpResponse:
    """Merge with another entry of the same organisation."""
    organisation_policy.load(here.actor, organisation, "merge")
    form = MergeForm(
        here.request.POST or None,
        words=words(here.language.tag),
        organisations=[one for one in _others(here, organisation) if not one.closed],
    )
    if submit_form(here, form, lambda: services.merge(
        here.actor, organisation, form.other_id, reason=form.cleaned_data["reason"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("organisation", message="merged", organisation=organisation)
    return form_page(here, form, "registers/merge", ["registers:organisation", organisation])


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def unmerge(here: RegisterRequest, organisation: uuid.UUID) -> HttpResponse:
    """Undo the merge of an entry."""
    organisation_policy.load(here.actor, organisation, "merge")
    form = UnmergeForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.unmerge(
        here.actor, organisation, reason=form.cleaned_data["reason"]
    )):  # fmt: skip
        return here.to("organisation", message="unmerged", organisation=organisation)
    return form_page(here, form, "registers/unmerge", ["registers:organisation", organisation])
