"""Pages about other installations: the list, one of them, and how a referral stands on the line."""

import uuid
from collections.abc import Callable, Mapping
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.between import peers, selectors
from manumit.web.between.forms import ROOM, AdmitForm, ProposeForm, StepForm
from manumit.web.between.policies import peer_policy
from manumit.web.institutions import desk
from manumit.web.institutions.desk import must_know, sent
from manumit.web.pages.languages import words


class Here(desk.Desk):
    """Who asks for a page of the room."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """What others are given of this installation, and which others there are."""
    must_know(here, peer_policy)
    context = {
        "own": selectors.own(),
        "peers": selectors.peers(here.actor),
        "may_new": bool(peer_policy.can_new(here.actor, "propose")),
    }
    return here.show("peers", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """Pastes a card."""
    peer_policy.check_new(here.actor, "propose")
    form = ProposeForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(peers.propose(
        here.actor, form.cleaned_data["name"], form.cleaned_data["card"],
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return here.to("peer", said="proposed", peer=made[0])
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "text": "between/propose", "peer": None}
    return here.show("form", context, status=status)


@require_safe
@room
def show(here: Here, peer: uuid.UUID) -> HttpResponse:
    """One of them, and what can be done with it."""
    return here.show("peer", {"peer": selectors.peer(here.actor, peer)})


_STEPS: Mapping[str, Callable[..., object]] = {
    "refuse": peers.refuse,
    "suspend": peers.suspend,
    "propose_again": peers.propose_again,
}


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, peer: uuid.UUID, name: str) -> HttpResponse:
    """Takes a step."""
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
        said = form.cleaned_data
        known = {"seen": said["seen"], "request": said["request"]}
        if admitting:
            return peers.admit(here.actor, peer, said["digits"], **known)
        return _STEPS[name](here.actor, peer, **known)

    if sent(here, form, act):
        return here.to("peer", said=name, peer=peer)
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "text": f"between_step/{name}", "peer": seen}
    return here.show("form", context, status=status)


@require_safe
@room
def delivery(here: Here, referral: uuid.UUID) -> HttpResponse:
    """How a referral stands between both sides."""
    found = selectors.delivery(here.actor, referral)
    if found is None:
        raise Http404
    return here.show("delivery", {"delivery": found})
