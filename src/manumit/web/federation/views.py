"""Pages about other installations: the list, one of them, and the delivery of a referral."""

import uuid
from collections.abc import Callable, Mapping
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.federation import peers, selectors
from manumit.web.federation.forms import ROOM, AdmitForm, ProposeForm, StepForm
from manumit.web.federation.policies import peer_policy
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.ui.languages import words


class FederationRequest(desk.OfficeRequest):
    """The request for a page of this app."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(FederationRequest)


@require_safe
@office_view
def index(here: FederationRequest) -> HttpResponse:
    """Show the card of this installation and the list of others."""
    require_role(here, peer_policy)
    context = {
        "own": selectors.own_card(),
        "peers": selectors.peers(here.actor),
        "may_new": bool(peer_policy.can_new(here.actor, "propose")),
    }
    return here.show("peers", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: FederationRequest) -> HttpResponse:
    """Propose a peer by its card."""
    peer_policy.check_new(here.actor, "propose")
    form = ProposeForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(peers.propose(
        here.actor, form.cleaned_data["name"], form.cleaned_data["card"],
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return here.to("peer", message="proposed", peer=made[0])
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "text": "federation/propose", "peer": None}
    return here.show("form", context, status=status)


@require_safe
@office_view
def show(here: FederationRequest, peer: uuid.UUID) -> HttpResponse:
    """Show a peer and the steps that are possible."""
    return here.show("peer", {"peer": selectors.peer(here.actor, peer)})


_STEPS: Mapping[str, Callable[..., object]] = {
    "refuse": peers.refuse,
    "suspend": peers.suspend,
    "propose_again": peers.propose_again,
}


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: FederationRequest, peer: uuid.UUID, name: str) -> HttpResponse:
    """Take a step."""
    if name not in (*_STEPS, "admit"):
        raise Http404
    admitting = name == "admit"
    peer_policy.load(here.actor, peer, "admit" if admitting else "suspend")
    seen = selectors.peer(here.actor, peer)
    kind = AdmitForm if admitting else StepForm
    form = kind(
        here.request.POST or None, words=words(here.language.tag), initial={"seen": seen.version}
    )

    def act() -> object:
        data = form.cleaned_data
        known = {"seen": data["seen"], "request": data["request"]}
        if admitting:
            return peers.admit(here.actor, peer, data["digits"], **known)
        return _STEPS[name](here.actor, peer, **known)

    if submit_form(here, form, act):
        return here.to("peer", message=name, peer=peer)
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "text": f"federation_step/{name}", "peer": seen}
    return here.show("form", context, status=status)


@require_safe
@office_view
def delivery(here: FederationRequest, referral: uuid.UUID) -> HttpResponse:
    """Show the delivery of a referral."""
    found = selectors.delivery(here.actor, referral)
    if found is None:
        raise Http404
    return here.show("delivery", {"delivery": found})
