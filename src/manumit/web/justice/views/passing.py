"""Passing a record on to an office of another institution."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.institutions.desk import sent
from manumit.web.institutions.models import named
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import PassForm
from manumit.web.justice.models import Record
from manumit.web.justice.policies import (
    RecordPolicy,
    penalty_policy,
    proceeding_policy,
    sanction_policy,
)
from manumit.web.justice.selectors.records import Shown
from manumit.web.justice.services.passing import recipients
from manumit.web.justice.views.room import Here, formed, must, room
from manumit.web.pages.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@room
def proceeding(here: Here, proceeding: uuid.UUID) -> HttpResponse:
    """To a court, to bodies that are to know the outcome, or to the firm that it is against."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    return _passed(here, proceeding_policy, seen, "proceeding")


@require_http_methods(["GET", "HEAD", "POST"])
@room
def penalty(here: Here, penalty: uuid.UUID) -> HttpResponse:
    """To a prosecution, beside its own proceedings, or to the firm that it is against."""
    seen = selectors.one_penalty(here.actor, penalty).shown
    return _passed(here, penalty_policy, seen, "penalty")


@require_http_methods(["GET", "HEAD", "POST"])
@room
def sanction(here: Here, sanction: uuid.UUID) -> HttpResponse:
    """To the firm that it is about, so that it can defend itself."""
    seen = selectors.one_sanction(here.actor, sanction).shown
    return _passed(here, sanction_policy, seen, "sanction")


def _passed[Row: Record](
    here: Here, policy: RecordPolicy[Row], seen: Shown, view: str
) -> HttpResponse:
    must(here, policy, "pass_on", seen)
    tag = here.language.tag
    offices = recipients(policy.load(here.actor, seen.id))
    choices = [
        (str(one.pk), f"{named(one.institution.names, tag)}, {named(one.names, tag)}")
        for one in offices
    ]
    form = PassForm(here.request.POST or None, words=words(tag), choices={"recipient": choices})
    if sent(here, form, lambda: services.pass_on(
        here.actor, policy, seen.id, uuid.UUID(form.cleaned_data["recipient"]),
        request=form.cleaned_data["request"],
    ), {"office": "recipient"}):  # fmt: skip
        return here.to(view, said="passed_on", **{view: seen.id})
    return formed(here, form, "justice/pass_on", [f"justice:{view}", seen.id])
