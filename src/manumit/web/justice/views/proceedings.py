"""Criminal cases: the list, one with its charges and its line of time, and what is added to it."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import (
    ChargeForm,
    EvidenceForm,
    HearingForm,
    MeasureForm,
    RespondentForm,
    StepForm,
    VerdictForm,
)
from manumit.web.justice.policies import proceeding_policy
from manumit.web.justice.process import PROCEEDING
from manumit.web.justice.record_lists import PROCEEDINGS
from manumit.web.justice.selectors.records import ProceedingView, RecordView
from manumit.web.justice.services.proceedings import action_of
from manumit.web.justice.views.room import JusticeRequest, office_view, reasons_of, require_action
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct

CHANGE, DECIDE = "change", "decide"


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: JusticeRequest) -> HttpResponse:
    """List the cases that the actor may see; a form sent here exports the list."""
    require_role(here, proceeding_policy)
    may = bool(proceeding_policy.can_new(here.actor, "open"))
    return here.list(
        PROCEEDINGS, acts=[ListAct("justice/proceeding_new", "justice:proceeding_new")] * may
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: JusticeRequest) -> HttpResponse:
    """Open a proceeding that was referred."""
    proceeding_policy.check_new(here.actor, "open")
    form = RespondentForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.open_proceeding(
        here.actor, form.against(), request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("proceeding", message="kept", proceeding=made[0])
    return here.form_page(form, "justice/proceeding_new", "justice:proceedings")


@require_safe
@office_view
def show(here: JusticeRequest, proceeding: uuid.UUID) -> HttpResponse:
    """Show a case: its state, its charges, and other events of the organisation."""
    seen = selectors.one_proceeding(here.actor, proceeding)
    known = seen.organisation
    names = here.names({one.institution for one in seen.shown.sent})
    context = {
        "case": seen,
        "steps": [one for one in seen.shown.steps if action_of(one) in seen.shown.may],
        "line": [] if known is None else selectors.timeline(here.actor, known),
        "sent": [(names.get(one.institution, ""), one.made_at) for one in seen.shown.sent],
    }
    return here.show("proceeding", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: JusticeRequest, proceeding: uuid.UUID, name: str) -> HttpResponse:
    """Take a step."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    if PROCEEDING.transition(name) is None:
        raise Http404
    require_action(here, proceeding_policy, action_of(name), seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of("proceeding", name),
        initial={"seen": seen.version},
    )
    if submit_form(here, form, lambda: services.move_proceeding(
        here.actor, proceeding, name, form.day(), seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("proceeding", message="moved", proceeding=proceeding)
    text = f"justice_proceeding_step/{name}"
    return here.form_page(form, text, "justice:proceeding", proceeding=proceeding)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def charge(here: JusticeRequest, proceeding: uuid.UUID) -> HttpResponse:
    """Add a charge."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    form = ChargeForm(here.request.POST or None, words=words(here.language.tag))
    return _add_part(here, seen, CHANGE, form, "charge", lambda: services.add_charge(
        here.actor, proceeding, form.cleaned_data["offence"], form.cleaned_data["child"],
        request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def evidence(here: JusticeRequest, proceeding: uuid.UUID) -> HttpResponse:
    """Record the evidence for an element of a charge."""
    seen = selectors.one_proceeding(here.actor, proceeding)
    form = EvidenceForm(
        here.request.POST or None,
        words=words(here.language.tag),
        choices={"charge": _charges(here, seen)},
    )
    return _add_part(here, seen.shown, CHANGE, form, "evidence", lambda: services.add_evidence(
        here.actor, proceeding, int(form.cleaned_data["charge"]),
        element=form.cleaned_data["element"], kind=form.cleaned_data["kind"],
        leads_to=form.cleaned_data["leads_to"], request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def hearing(here: JusticeRequest, proceeding: uuid.UUID) -> HttpResponse:
    """Add a day of hearing."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    form = HearingForm(here.request.POST or None, words=words(here.language.tag))
    return _add_part(here, seen, DECIDE, form, "hearing", lambda: services.add_hearing(
        here.actor, proceeding, form.cleaned_data["on_day"], form.cleaned_data["kind"],
        request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def verdict(here: JusticeRequest, proceeding: uuid.UUID) -> HttpResponse:
    """Record the verdict on a charge."""
    seen = selectors.one_proceeding(here.actor, proceeding)
    form = VerdictForm(
        here.request.POST or None,
        words=words(here.language.tag),
        choices={"charge": _charges(here, seen)},
    )
    return _add_part(here, seen.shown, DECIDE, form, "verdict", lambda: services.add_verdict(
        here.actor, proceeding, int(form.cleaned_data["charge"]), form.cleaned_data["result"],
        form.cleaned_data["on_day"], request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def sentence(here: JusticeRequest, proceeding: uuid.UUID) -> HttpResponse:
    """Record one measure of the sentence."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    form = MeasureForm(here.request.POST or None, words=words(here.language.tag))
    return _add_part(here, seen, DECIDE, form, "sentence", lambda: services.add_sentence(
        here.actor, proceeding, form.measure(), request=form.cleaned_data["request"]
    ))  # fmt: skip


def _charges(here: JusticeRequest, seen: ProceedingView) -> list[tuple[str, str]]:
    spoken = words(here.language.tag)
    return [
        (str(one.number), f"{one.number}: {spoken.name(f'justice_offence/{one.offence}')}")
        for one in seen.charges
    ]


def _add_part(
    here: JusticeRequest,
    seen: RecordView,
    action: str,
    form: forms.Form,
    name: str,
    act: Callable[[], object],
) -> HttpResponse:
    """Show and process the form of a part of a case."""
    require_action(here, proceeding_policy, action, seen)
    if submit_form(here, form, act):
        return here.to("proceeding", message="kept", proceeding=seen.id)
    return here.form_page(form, f"justice/{name}", "justice:proceeding", proceeding=seen.id)
