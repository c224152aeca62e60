"""Criminal cases: the list, one with its charges and its line of time, and what is added to it."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import must_know, sent
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import (
    AccusedForm,
    ChargeForm,
    EvidenceForm,
    HearingForm,
    MeasureForm,
    StepForm,
    VerdictForm,
)
from manumit.web.justice.policies import proceeding_policy
from manumit.web.justice.process import PROCEEDING
from manumit.web.justice.selectors.records import ProceedingView, Shown
from manumit.web.justice.services.proceedings import action_of
from manumit.web.justice.views.room import Here, formed, must, reasons_of, room
from manumit.web.pages.languages import words

CHANGE, DECIDE = "change", "decide"


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """The cases that somebody may see: by reference and state, never by a name."""
    must_know(here, proceeding_policy)
    context = {
        "lines": selectors.proceedings(here.actor),
        "may_new": bool(proceeding_policy.can_new(here.actor, "open")),
    }
    return here.show("proceedings", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """Opens one that was referred."""
    proceeding_policy.check_new(here.actor, "open")
    form = AccusedForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.open_proceeding(
        here.actor, form.against(), request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("proceeding", said="kept", proceeding=made[0])
    return formed(here, form, "justice/proceeding_new", ["justice:proceedings"])


@require_safe
@room
def show(here: Here, proceeding: uuid.UUID) -> HttpResponse:
    """One case: how it stands, its charges, and what else happened to the organisation."""
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
@room
def step(here: Here, proceeding: uuid.UUID, name: str) -> HttpResponse:
    """Takes a step."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    if PROCEEDING.transition(name) is None:
        raise Http404
    must(here, proceeding_policy, action_of(name), seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of("proceeding", name),
        initial={"seen": seen.version},
    )
    if sent(here, form, lambda: services.move_proceeding(
        here.actor, proceeding, name, form.day(), seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("proceeding", said="moved", proceeding=proceeding)
    return formed(here, form, f"justice_proceeding_step/{name}", ["justice:proceeding", proceeding])


@require_http_methods(["GET", "HEAD", "POST"])
@room
def charge(here: Here, proceeding: uuid.UUID) -> HttpResponse:
    """Adds a charge."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    form = ChargeForm(here.request.POST or None, words=words(here.language.tag))
    return _added(here, seen, CHANGE, form, "charge", lambda: services.add_charge(
        here.actor, proceeding, form.cleaned_data["offence"], form.cleaned_data["child"],
        request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@room
def evidence(here: Here, proceeding: uuid.UUID) -> HttpResponse:
    """Says on what an element of a charge rests."""
    seen = selectors.one_proceeding(here.actor, proceeding)
    form = EvidenceForm(
        here.request.POST or None,
        words=words(here.language.tag),
        choices={"charge": _charges(here, seen)},
    )
    return _added(here, seen.shown, CHANGE, form, "evidence", lambda: services.add_evidence(
        here.actor, proceeding, int(form.cleaned_data["charge"]),
        element=form.cleaned_data["element"], kind=form.cleaned_data["kind"],
        leads_to=form.cleaned_data["leads_to"], request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@room
def hearing(here: Here, proceeding: uuid.UUID) -> HttpResponse:
    """Adds a day of hearing."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    form = HearingForm(here.request.POST or None, words=words(here.language.tag))
    return _added(here, seen, DECIDE, form, "hearing", lambda: services.add_hearing(
        here.actor, proceeding, form.cleaned_data["on_day"], form.cleaned_data["kind"],
        request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@room
def verdict(here: Here, proceeding: uuid.UUID) -> HttpResponse:
    """Records what was decided on a charge."""
    seen = selectors.one_proceeding(here.actor, proceeding)
    form = VerdictForm(
        here.request.POST or None,
        words=words(here.language.tag),
        choices={"charge": _charges(here, seen)},
    )
    return _added(here, seen.shown, DECIDE, form, "verdict", lambda: services.add_verdict(
        here.actor, proceeding, int(form.cleaned_data["charge"]), form.cleaned_data["result"],
        form.cleaned_data["on_day"], request=form.cleaned_data["request"],
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@room
def sentence(here: Here, proceeding: uuid.UUID) -> HttpResponse:
    """Records one measure of the sentence."""
    seen = selectors.one_proceeding(here.actor, proceeding).shown
    form = MeasureForm(here.request.POST or None, words=words(here.language.tag))
    return _added(here, seen, DECIDE, form, "sentence", lambda: services.add_sentence(
        here.actor, proceeding, form.measure(), request=form.cleaned_data["request"]
    ))  # fmt: skip


def _charges(here: Here, seen: ProceedingView) -> list[tuple[str, str]]:
    spoken = words(here.language.tag)
    return [
        (str(one.number), f"{one.number}: {spoken.name(f'justice_offence/{one.offence}')}")
        for one in seen.charges
    ]


def _added(
    here: Here,
    seen: Shown,
    action: str,
    form: forms.Form,
    name: str,
    act: Callable[[], object],
) -> HttpResponse:
    """The page of something that is added to a case."""
    must(here, proceeding_policy, action, seen)
    if sent(here, form, act):
        return here.to("proceeding", said="kept", proceeding=seen.id)
    return formed(here, form, f"justice/{name}", ["justice:proceeding", seen.id])
