"""Passing a record on to an office of another institution."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.institutions.desk import submit_form
from manumit.web.institutions.models import named
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import DisclosureForm
from manumit.web.justice.models import Record
from manumit.web.justice.policies import (
    RecordPolicy,
    penalty_policy,
    proceeding_policy,
    sanction_policy,
)
from manumit.web.justice.selectors.records import RecordView
from manumit.web.justice.services.passing import recipients
from manumit.web.justice.views.room import JusticeRequest, office_view, require_action
from manumit.web.ui.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def proceeding(here: JusticeRequest, proceeding: uuid.UUID) -> HttpResponse:
    """Pass a proceeding on to a court, to bodies that need the outcome, or to the firm."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    return _disclose(here, proceeding_policy, seen, "proceeding")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def penalty(here: JusticeRequest, penalty: uuid.UUID) -> HttpResponse:
    """Pass a penalty on to a prosecution, beside its own proceedings, or to the firm."""
    seen = selectors.one_penalty(here.actor, penalty).shown
    return _disclose(here, penalty_policy, seen, "penalty")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def sanction(here: JusticeRequest, sanction: uuid.UUID) -> HttpResponse:
    """Pass an entry on to the firm, so that it can defend itself."""
    seen = selectors.one_sanction(here.actor, sanction).shown
    return _disclose(here, sanction_policy, seen, "sanction")


def _disclose[Row: Record](
    here: JusticeRequest, policy: RecordPolicy[Row], seen: RecordView, view: str
) -> HttpResponse:
    require_action(here, policy, "pass_on", seen)
    tag = here.language.tag
    offices = recipients(policy.load(here.actor, seen.id))
    choices = [
        (str(one.pk), f"{named(one.institution.names, tag)}, {named(one.names, tag)}")
        for one in offices
    ]
    form = DisclosureForm(
        here.request.POST or None, words=words(tag), choices={"recipient": choices}
    )
    if submit_form(here, form, lambda: services.pass_on(
        here.actor, policy, seen.id, uuid.UUID(form.cleaned_data["recipient"]),
        request=form.cleaned_data["request"],
    ), {"office": "recipient"}):  # fmt: skip
        return here.to(view, message="passed_on", **{view: seen.id})
    keys: dict[str, Any] = {view: seen.id}
    return here.form_page(form, "justice/pass_on", f"justice:{view}", **keys)
