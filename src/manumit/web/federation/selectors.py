"""Peers and the delivery of referrals, as pages show them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from manumit.web.cases.policies import referral_policy
from manumit.web.federation.counterparts import peer_of
from manumit.web.federation.keys import card_text, grouped, is_enabled, own_keys
from manumit.web.federation.models import Counterpart, OutgoingMessage, Peer
from manumit.web.federation.policies import peer_policy
from manumit.web.federation.process import PEER
from manumit.web.kernel.access.actors import Actor

MOST = 200


@dataclass(frozen=True, slots=True)
class OwnCard:
    """The card of this installation, for others.

    Attributes:
        card: text to be given by any means.
        digits: in groups, to be read out; never sent together with the card.
    """

    card: str
    digits: str


@dataclass(frozen=True, slots=True)
class PeerView:
    """One peer.

    Attributes:
        steps: that the actor may take now.
        waiting: messages that are not acknowledged yet; tried: how often the oldest was tried.
        we_jumped, they_are_behind, we_are_behind: when a restored backup was noticed, here or
            there.
    """

    id: uuid.UUID
    name: str
    address: str
    state: str
    version: int
    proposed_at: dt.datetime
    steps: tuple[str, ...]
    waiting: int
    we_jumped: dt.datetime | None
    they_are_behind: dt.datetime | None
    we_are_behind: dt.datetime | None


def own_card() -> OwnCard | None:
    """Return card and digits of this installation; None if it does not exchange.

    Raises:
        InputError: Y101 to Y103, Y105.
    """
    if not is_enabled() or not settings.MANUMIT.between_address:
        return None
    pair = own_keys().current
    return OwnCard(card_text(pair, settings.MANUMIT.between_address), grouped(pair.public.digits))


def peers(actor: Actor | None) -> list[PeerView]:
    """Return the peers of the actor's institution, by name."""
    rows = peer_policy.scope(actor).select_related("outward", "inward").order_by("name", "id")
    counted = rows.annotate(waiting=Count("outgoing", filter=Q(outgoing__ended_at=None)))
    return [_view(actor, row, row.waiting) for row in counted[:MOST]]


def peer(actor: Actor | None, peer_id: uuid.UUID) -> PeerView:
    """Return one peer.

    Raises:
        Refused: not for this actor.
    """
    row = peer_policy.load(actor, peer_id)
    return _view(actor, row, OutgoingMessage.objects.filter(peer=row, ended_at=None).count())


def _view(actor: Actor | None, row: Peer, waiting: int) -> PeerView:
    return PeerView(
        id=row.pk,
        name=row.name,
        address=row.address,
        state=row.state,
        version=row.version,
        proposed_at=row.proposed_at,
        steps=_steps(actor, row),
        waiting=waiting,
        we_jumped=row.outward.jumped_at,
        they_are_behind=row.outward.behind_at,
        we_are_behind=row.inward.behind_at,
    )


def _steps(actor: Actor | None, row: Peer) -> tuple[str, ...]:
    if actor is None:
        return ()
    own_one = actor.person == row.proposed_by
    return tuple(
        step.name
        for step in PEER.leaving(row.state)
        if actor.role in step.roles and not (step.name == "admit" and own_one)
    )


# Delivery of a referral


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message about a referral.

    Attributes:
        kind: of ``messages.yaml``.
        result: of its acknowledgement; empty while it waits.
        tries: how often it was sent.
    """

    kind: str
    made_at: dt.datetime
    result: str
    ended_at: dt.datetime | None
    tries: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """The delivery of a referral to or from another installation.

    Attributes:
        sent_here: whether this side sent it.
        confirmed_gone: when the other side confirmed the withdrawal.
        messages: that this side sent, the latest first.
        settled: whether it is over; messages are then deleted after a period.
    """

    referral: uuid.UUID
    sent_here: bool
    confirmed_gone: dt.datetime | None
    messages: tuple[MessageLine, ...]
    settled: bool


def delivery(actor: Actor | None, referral_id: uuid.UUID) -> Delivery | None:
    """Return the delivery of a referral; None if both sides are in this installation.

    Raises:
        Refused: not for this actor.
    """
    row = referral_policy.load(actor, referral_id)
    sent_here = peer_of(row.sent_to_id) is not None
    if not sent_here and peer_of(row.sent_by_id) is None:
        return None
    sent = list(OutgoingMessage.objects.filter(referral=row.pk).order_by("-made_at", "id")[:MOST])
    gone = next((one for one in sent if one.kind == "withdrawn" and one.result == "applied"), None)
    return Delivery(
        row.pk,
        sent_here,
        None if gone is None or not sent_here else gone.ended_at,
        tuple(
            MessageLine(one.kind, one.made_at, one.result, one.ended_at, one.tries) for one in sent
        ),
        Counterpart.objects.filter(local=row.pk, settled_at__isnull=False).exists(),
    )
