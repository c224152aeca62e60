"""Links of an organisation, and entries of the same one."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from manumit.web.institutions.desk import sent
from manumit.web.pages.languages import words
from manumit.web.registers import selectors, services
from manumit.web.registers.forms import LinkForm, MergeForm, UnmergeForm
from manumit.web.registers.policies import organisation_policy
from manumit.web.registers.selectors import Line
from manumit.web.registers.views.room import Here, formed, room


def _others(here: Here, organisation: uuid.UUID) -> list[Line]:
    found = selectors.chosen(here.actor, organisation_policy)
    return [one for one in found if one.id != organisation]


@require_http_methods(["GET", "HEAD", "POST"])
@room
def link(here: Here, organisation: uuid.UUID) -> HttpResponse:
    """Says how it stands to another."""
    organisation_policy.load(here.actor, organisation, "change")
    form = LinkForm(
        here.request.POST or None,
        words=words(here.language.tag),
        organisations=_others(here, organisation),
    )

    def act() -> None:
        said = form.cleaned_data
        ends = (organisation, form.other_id)
        one, other = ends if said["way"] == "out" else ends[::-1]
        services.link(
            here.actor, one, other, said["kind"], begins=said["begins"], until=said["until"],
            source=said["source"], request=said["request"],
        )  # fmt: skip

    if sent(here, form, act):
        return here.to("organisation", said="linked", organisation=organisation)
    return formed(here, form, "registers/link_new", ["registers:organisation", organisation])


@require_POST
@room
def end_link(here: Here, organisation: uuid.UUID, link: uuid.UUID) -> HttpResponse:
    """Takes back one that was recorded wrongly."""
    services.end_link(here.actor, organisation, link)
    return here.to("organisation", said="link_ended", organisation=organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def merge(here: Here, organisation: uuid.UUID) -> HttpResponse:
    """Says that another entry is of the same organisation."""
    organisation_policy.load(here.actor, organisation, "merge")
    form = MergeForm(
        here.request.POST or None,
        words=words(here.language.tag),
        organisations=[one for one in _others(here, organisation) if not one.closed],
    )
    if sent(here, form, lambda: services.merge(
        here.actor, organisation, form.other_id, reason=form.cleaned_data["reason"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("organisation", said="merged", organisation=organisation)
    return formed(here, form, "registers/merge", ["registers:organisation", organisation])


@require_http_methods(["GET", "HEAD", "POST"])
@room
def unmerge(here: Here, organisation: uuid.UUID) -> HttpResponse:
    """Parts it from the entry that it is part of."""
    organisation_policy.load(here.actor, organisation, "merge")
    form = UnmergeForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.unmerge(
        here.actor, organisation, reason=form.cleaned_data["reason"]
    )):  # fmt: skip
        return here.to("organisation", said="unmerged", organisation=organisation)
    return formed(here, form, "registers/unmerge", ["registers:organisation", organisation])
