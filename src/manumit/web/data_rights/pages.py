"""Pages of the room: they send to ``verbs``, and decide nothing."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.data_rights import law, verbs
from manumit.web.data_rights.forms import ROOM, ErasureForm, HoldForm, StepForm
from manumit.web.data_rights.law import erasure_policy, hold_policy
from manumit.web.data_rights.models import AboutRecord
from manumit.web.data_rights.process import ERASED, ERASURE, HOLD
from manumit.web.data_rights.reading import step_taken, steps_taken
from manumit.web.data_rights.rights_list import ERASURES, HOLDS, REASON, TABS, state_text
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.process.table import Process, Transition
from manumit.web.kernel.room import Verb
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct


class RightsRequest(desk.OfficeRequest):
    """A member's request for a page of the room."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(RightsRequest)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the pages of one of the two have in common."""

    name: str
    policy: Policy[Any]
    process: Process
    steps: Mapping[str, Verb[Any]]
    do: Callable[..., AboutRecord]


_ERASURE = _Kind("erasure", erasure_policy, ERASURE, law.ERASURE_STEPS, verbs.decide_erasure)
_HOLD = _Kind("hold", hold_policy, HOLD, law.HOLD_STEPS, verbs.decide_hold)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def erasures(here: RightsRequest) -> HttpResponse:
    """List the requests to erase."""
    require_role(here, erasure_policy)
    may = bool(erasure_policy.can_new(here.actor, "ask"))
    acts = [ListAct("data_rights/ask", "data_rights:ask")] if may else []
    return here.list(ERASURES, acts=acts, tabs=TABS)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def holds(here: RightsRequest) -> HttpResponse:
    """List the legal holds."""
    require_role(here, hold_policy)
    may = bool(hold_policy.can_new(here.actor, "place"))
    acts = [ListAct("data_rights/place", "data_rights:place")] if may else []
    return here.list(HOLDS, acts=acts, tabs=TABS)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def ask(here: RightsRequest) -> HttpResponse:
    """Ask that a record be erased."""
    erasure_policy.check_new(here.actor, "ask")
    form = ErasureForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []

    def act() -> None:
        made.append(verbs.ask_erasure(here.actor, **form.cleaned_data).pk)

    if submit_form(here, form, act):
        return here.to("erasure", message="asked", erasure=made[0])
    return here.form_page(form, "data_rights/ask", "data_rights:erasures")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def place(here: RightsRequest) -> HttpResponse:
    """Place a legal hold."""
    hold_policy.check_new(here.actor, "place")
    form = HoldForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []

    def act() -> None:
        made.append(verbs.place_hold(here.actor, **form.cleaned_data).pk)

    if submit_form(here, form, act):
        return here.to("hold", message="placed", hold=made[0])
    return here.form_page(form, "data_rights/place", "data_rights:holds")


@require_safe
@office_view
def erasure(here: RightsRequest, erasure: uuid.UUID) -> HttpResponse:
    """Show a request to erase."""
    return _shown(here, _ERASURE, erasure)


@require_safe
@office_view
def hold(here: RightsRequest, hold: uuid.UUID) -> HttpResponse:
    """Show a legal hold."""
    return _shown(here, _HOLD, hold)


def _shown(here: RightsRequest, kind: _Kind, key: uuid.UUID) -> HttpResponse:
    row = kind.policy.load(here.actor, key)
    possible = [
        one.name
        for one in kind.process.transitions
        if one.name in kind.steps and row.state in one.sources and _may(here, kind, one, row)
    ]
    context = {
        "row": row,
        "heading": f"data_rights/{kind.name}",
        "list_heading": f"data_rights/{kind.name}s",
        "listed": f"data_rights:{kind.name}s",
        "state": state_text(row),
        "has_end": kind.name == "hold",
        "reason": f"{REASON[kind.name]}/{row.reason}",
        "steps": [(f"data_rights_step/{one}", _address(here, kind, key, one)) for one in possible],
        "taken": steps_taken(kind.process, key),
        "held": kind.name == "erasure" and row.subject.held,
        "certificate": row.state == ERASED,
        "who": here.who(row.made_by),
    }
    return here.show("record", context)


def _address(here: RightsRequest, kind: _Kind, key: uuid.UUID, step: str) -> str:
    keys = {"language": here.language.tag, kind.name: key, "name": step}
    return reverse(f"data_rights:{kind.name}_step", kwargs=keys)


def _may(here: RightsRequest, kind: _Kind, step: Transition, row: AboutRecord) -> bool:
    allowed = here.actor is not None and here.actor.role in step.roles
    return allowed and bool(kind.policy.can(here.actor, kind.steps[step.name].action, row))


@require_safe
@office_view
def certificate(here: RightsRequest, erasure: uuid.UUID) -> HttpResponse:
    """Show on one page, to print, that a record was erased; it names nobody."""
    row = erasure_policy.load(here.actor, erasure)
    if row.state != ERASED:
        raise Http404
    done = step_taken(ERASURE, row.pk, "erase")
    context = {
        "row": row,
        "done": done,
        "who": here.who(row.made_by),
        "decided": here.who(done.actor),
        "reason": f"{REASON['erasure']}/{row.reason}",
        "institution": here.names([row.institution_id])[row.institution_id],
    }
    return here.show("certificate", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def erasure_step(here: RightsRequest, erasure: uuid.UUID, name: str) -> HttpResponse:
    """Erase, refuse to, or withdraw the request."""
    return _step(here, _ERASURE, erasure, name)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def hold_step(here: RightsRequest, hold: uuid.UUID, name: str) -> HttpResponse:
    """Ask to lift a hold, lift it, or keep it."""
    return _step(here, _HOLD, hold, name)


def _step(here: RightsRequest, kind: _Kind, key: uuid.UUID, name: str) -> HttpResponse:
    found = kind.process.transition(name)
    if found is None or name not in kind.steps:
        raise Http404
    row = kind.policy.load(here.actor, key, kind.steps[name].action)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=[] if found.reasons is None else found.reasons.today(),
        initial={"seen": row.version},
    )
    keys: dict[str, Any] = {kind.name: key}

    def act() -> None:
        clean = form.cleaned_data
        reason = clean.get("reason", "")
        kind.do(here.actor, key, name, seen=clean["seen"], request=clean["request"], reason=reason)

    if submit_form(here, form, act):
        return here.to(kind.name, message="done", **keys)
    context = {
        "form": form,
        "row": row,
        "reason": f"{REASON[kind.name]}/{row.reason}",
        "text": f"data_rights_step/{name}",
        "back_to": reverse(
            f"data_rights:{kind.name}", kwargs={"language": here.language.tag, **keys}
        ),
    }
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("step", context, status=status)
