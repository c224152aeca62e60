"""Admission of other installations: proposed by one person, admitted by a second who called there.

The second person does not confirm digits on the page: they type the digits that the other side
read to them. A card that was changed on its way has other digits.
"""

import datetime as dt
import unicodedata
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from manumit.errors import Place
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.counterparts import mirror_of
from manumit.web.federation.keys import (
    DIGITS,
    PublicKeys,
    is_vouched,
    own_keys,
    read_card,
    vouch,
)
from manumit.web.federation.lists import DIRECTORY, KEY_ROTATION
from manumit.web.federation.models import (
    LONGEST_NAME,
    IncomingSequence,
    OutgoingMessage,
    OutgoingSequence,
    Peer,
    PeerKeys,
)
from manumit.web.federation.policies import peer_policy
from manumit.web.federation.process import PEER
from manumit.web.institutions.directory import set_reachable
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import move

ADMITTED = "admitted"
OVERLAP = dt.timedelta(days=30)
"""How long the keys before a rotation still count: what is carried by hand takes its time."""


@transaction.atomic
def propose(actor: Actor | None, name: str, card: str, *, request: uuid.UUID) -> Peer:
    """Propose a peer by its card; nothing is exchanged before a second person admits it.

    Args:
        actor: who pasted it.
        name: what the other side is called here.
        card: as the other side gave it.
        request: id of the form; a repeated submission returns the same peer.

    Raises:
        Refused: not for this actor.
        InputError: Y101 to Y103, Y105, Y201 to Y203, Y205.
    """
    peer_policy.check_new(actor, "propose")
    who = require_actor(actor, "peer", "propose")
    known = Peer.objects.filter(request=request, proposed_by=who.person).first()
    if known is not None:
        return known
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise FederationCode.NO_NAME.error(Place(field="name"))
    read = read_card(card)
    if own_keys().pair(read.keys.id) is not None:
        raise FederationCode.OWN_CARD.error(Place(field="card"))
    if PeerKeys.objects.filter(key=read.keys.id).exists():
        raise FederationCode.KNOWN_CARD.error(Place(field="card"))
    made = Peer(
        institution_id=who.institution,
        name=called,
        address=read.address,
        proposed_by=who.person,
        request=request,
    )
    record_act(who, "create", "peer", made.pk, purpose="propose")
    made.save(force_insert=True)
    PeerKeys.objects.create(
        institution_id=who.institution,
        peer=made,
        key=read.keys.id,
        signing=read.keys.signing,
        locking=read.keys.locking,
    )
    OutgoingSequence.objects.create(peer=made)
    IncomingSequence.objects.create(peer=made)
    return made


@transaction.atomic
def admit(
    actor: Actor | None, peer_id: uuid.UUID, digits: str, *, seen: int, request: uuid.UUID
) -> Peer:
    """Admit a peer once a second person has typed the digits that the other side read to them.

    Raises:
        Refused: not for this actor, nor for the person who proposed it.
        InputError: Y101 to Y103, Y204; T101 to T108.
    """
    row = peer_policy.load(actor, peer_id, "admit")
    who = require_actor(actor, "peer", "admit")
    keys = _proposed_keys(row)
    if any(plain_digits(digits) != one.public.digits for one in keys) or not keys:
        raise FederationCode.OTHER_DIGITS.error(Place(field="digits"))
    move(PEER, row, "admit", who, seen_version=seen, request=request)
    for one in keys:
        if one.vouched is None:
            one.vouched = vouch(str(row.pk), one.public)
            one.save(update_fields=["vouched"])
    _set_reachable(row, reachable=True)
    queue_message(row, DIRECTORY)
    return row


@transaction.atomic
def refuse(actor: Actor | None, peer_id: uuid.UUID, *, seen: int, request: uuid.UUID) -> Peer:
    """Refuse a peer for good: its keys are never accepted again.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row = peer_policy.load(actor, peer_id, "suspend")
    who = require_actor(actor, "peer", "suspend")
    move(PEER, row, "refuse", who, seen_version=seen, request=request)
    _set_reachable(row, reachable=False)
    return row


@transaction.atomic
def suspend(actor: Actor | None, peer_id: uuid.UUID, *, seen: int, request: uuid.UUID) -> Peer:
    """Suspend a peer: nothing is exchanged from now on. One person is enough.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row = peer_policy.load(actor, peer_id, "suspend")
    who = require_actor(actor, "peer", "suspend")
    move(PEER, row, "suspend", who, seen_version=seen, request=request)
    _set_reachable(row, reachable=False)
    return row


@transaction.atomic
def propose_again(
    actor: Actor | None, peer_id: uuid.UUID, *, seen: int, request: uuid.UUID
) -> Peer:
    """Propose a suspended peer again; a second person compares the digits anew.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row = peer_policy.load(actor, peer_id, "suspend")
    peer_policy.check_new(actor, "propose")
    who = require_actor(actor, "peer", "propose")
    move(PEER, row, "propose_again", who, seen_version=seen, request=request)
    row.proposed_by = who.person
    row.save(update_fields=["proposed_by"])
    return row


def plain_digits(text: str) -> str:
    """Return digits of any script as 0 to 9, without separators."""
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())[: DIGITS + 1]


def _proposed_keys(row: Peer) -> list[PeerKeys]:
    """Return the current keys of a peer, by which it is known."""
    return list(PeerKeys.objects.filter(peer=row, until=None))


def _set_reachable(row: Peer, *, reachable: bool) -> None:
    found = mirror_of(row)
    if found is not None:
        set_reachable(found[0].pk, reachable=reachable)


def queue_message(row: Peer, kind: str) -> None:
    """Queue a message that is about no referral."""
    OutgoingMessage.objects.create(id=uuid.uuid4(), peer=row, kind=kind)


def queue_for_all(kind: str = KEY_ROTATION) -> int:
    """Queue a message for every admitted peer; return how many."""
    found = list(Peer.objects.filter(state=ADMITTED))
    for one in found:
        queue_message(one, kind)
    return len(found)


# Who signs, and to whom is written


def admitted_keys(key: str) -> tuple[Peer, PublicKeys] | None:
    """Return the peer and keys of a key id if its voucher proves the admission."""
    now = timezone.now()
    found = (
        PeerKeys.objects.select_related("peer")
        .filter(Q(until=None) | Q(until__gt=now), key=key)
        .exclude(vouched=None)
        .first()
    )
    if found is None or not is_vouched(
        bytes(found.vouched or b""), str(found.peer_id), found.public
    ):
        return None
    return found.peer, found.public


@transaction.atomic
def renew_vouchers() -> None:
    """Sign each admission with the current keys, before a renewal drops those that signed it.

    Raises:
        InputError: Y101 to Y103.
    """
    for one in PeerKeys.objects.select_for_update().exclude(vouched=None):
        if is_vouched(bytes(one.vouched or b""), str(one.peer_id), one.public):
            one.vouched = vouch(str(one.peer_id), one.public)
            one.save(update_fields=["vouched"])


def current_keys(row: Peer) -> PublicKeys:
    """Return the keys with which messages to a peer are encrypted.

    Raises:
        InputError: Y305.
    """
    found = PeerKeys.objects.filter(peer=row, until=None).order_by("-since").first()
    admitted = None if found is None else admitted_keys(found.key)
    if admitted is None:
        raise FederationCode.UNKNOWN_SENDER.error(Place())
    return admitted[1]


def apply_rotation(row: Peer, card: str) -> None:
    """Replace a peer's keys by those of a message signed with the old ones; both hold for a while.

    Raises:
        InputError: Y201 to Y203: the new keys did not sign their own card, or are another's.
    """
    read = read_card(card)
    if own_keys().pair(read.keys.id) is not None:
        raise FederationCode.OWN_CARD.error(Place(field="card"))
    if PeerKeys.objects.filter(key=read.keys.id).exists():
        raise FederationCode.KNOWN_CARD.error(Place(field="card"))
    record(
        Act(
            act="rotate_key",
            institution=row.institution_id,
            role="peer",
            kind="peer",
            resource=row.pk,
        )
    )
    now = timezone.now()
    PeerKeys.objects.filter(peer=row, until=None).update(until=now + OVERLAP)
    PeerKeys.objects.create(
        institution_id=row.institution_id,
        peer=row,
        key=read.keys.id,
        signing=read.keys.signing,
        locking=read.keys.locking,
        vouched=vouch(str(row.pk), read.keys),
    )
