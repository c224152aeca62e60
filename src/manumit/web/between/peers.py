"""Which other installations count: proposed by one person, admitted by a second who asked there.

The second person does not look at the digits and say yes: they type what the other side read to
them. Whoever changed the card on its way changed the digits too.
"""

import datetime as dt
import unicodedata
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from manumit.errors import Place
from manumit.web.between.codes import BetweenCode
from manumit.web.between.counterparts import mirror_of
from manumit.web.between.keys import (
    DIGITS,
    PublicKeys,
    is_vouched,
    own_keys,
    read_card,
    vouch,
)
from manumit.web.between.lists import DIRECTORY, KEY_ROTATION
from manumit.web.between.models import (
    LONGEST_NAME,
    Inward,
    Outgoing,
    Outward,
    Peer,
    PeerKeys,
)
from manumit.web.between.policies import peer_policy
from manumit.web.between.process import PEER
from manumit.web.institutions.directory import set_reachable
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import move

ADMITTED = "admitted"
OVERLAP = dt.timedelta(days=30)
"""How long the keys before a rotation still count: what is carried by hand takes its time."""


@transaction.atomic
def propose(actor: Actor | None, name: str, card: str, *, request: uuid.UUID) -> Peer:
    """Takes a card in; nothing is sent to it or taken from it before a second person admits it.

    Args:
        actor: who pasted it.
        name: what the other side is called here.
        card: as the other side gave it.
        request: of the form; sent again it gives the same peer.

    Raises:
        Refused: not for this actor.
        InputError: Y101 to Y103, Y105, Y201 to Y203, Y205.
    """
    peer_policy.check_new(actor, "propose")
    who = acting(actor, "peer", "propose")
    known = Peer.objects.filter(request=request, proposed_by=who.person).first()
    if known is not None:
        return known
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise BetweenCode.NO_NAME.error(Place(field="name"))
    read = read_card(card)
    if own_keys().pair(read.keys.id) is not None:
        raise BetweenCode.OWN_CARD.error(Place(field="card"))
    if PeerKeys.objects.filter(key=read.keys.id).exists():
        raise BetweenCode.KNOWN_CARD.error(Place(field="card"))
    made = Peer(
        institution_id=who.institution,
        name=called,
        address=read.address,
        proposed_by=who.person,
        request=request,
    )
    tell(who, "create", "peer", made.pk, purpose="propose")
    made.save(force_insert=True)
    PeerKeys.objects.create(
        institution_id=who.institution,
        peer=made,
        key=read.keys.id,
        signing=read.keys.signing,
        locking=read.keys.locking,
    )
    Outward.objects.create(peer=made)
    Inward.objects.create(peer=made)
    return made


@transaction.atomic
def admit(
    actor: Actor | None, peer_id: uuid.UUID, digits: str, *, seen: int, request: uuid.UUID
) -> Peer:
    """Lets a peer count, where a second person typed the digits that the other side read to them.

    Raises:
        Refused: not for this actor: whoever proposed it among them.
        InputError: Y101 to Y103, Y204; T101 to T108.
    """
    row = peer_policy.load(actor, peer_id, "admit")
    who = acting(actor, "peer", "admit")
    keys = _proposed_keys(row)
    if any(plain_digits(digits) != one.public.digits for one in keys) or not keys:
        raise BetweenCode.OTHER_DIGITS.error(Place(field="digits"))
    move(PEER, row, "admit", who, seen_version=seen, request=request)
    for one in keys:
        if one.vouched is None:
            one.vouched = vouch(str(row.pk), one.public)
            one.save(update_fields=["vouched"])
    _reach(row, reachable=True)
    order(row, DIRECTORY)
    return row


@transaction.atomic
def refuse(actor: Actor | None, peer_id: uuid.UUID, *, seen: int, request: uuid.UUID) -> Peer:
    """Ends it: its keys never count again.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row = peer_policy.load(actor, peer_id, "suspend")
    who = acting(actor, "peer", "suspend")
    move(PEER, row, "refuse", who, seen_version=seen, request=request)
    _reach(row, reachable=False)
    return row


@transaction.atomic
def suspend(actor: Actor | None, peer_id: uuid.UUID, *, seen: int, request: uuid.UUID) -> Peer:
    """From this moment on nothing is taken from a peer or sent to it; one person is enough.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row = peer_policy.load(actor, peer_id, "suspend")
    who = acting(actor, "peer", "suspend")
    move(PEER, row, "suspend", who, seen_version=seen, request=request)
    _reach(row, reachable=False)
    return row


@transaction.atomic
def propose_again(
    actor: Actor | None, peer_id: uuid.UUID, *, seen: int, request: uuid.UUID
) -> Peer:
    """Asks for a suspended peer to count again; a second person compares the digits anew.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row = peer_policy.load(actor, peer_id, "suspend")
    peer_policy.check_new(actor, "propose")
    who = acting(actor, "peer", "propose")
    move(PEER, row, "propose_again", who, seen_version=seen, request=request)
    row.proposed_by = who.person
    row.save(update_fields=["proposed_by"])
    return row


def plain_digits(text: str) -> str:
    """Digits of any script as 0 to 9, without what stands between them."""
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())[: DIGITS + 1]


def _proposed_keys(row: Peer) -> list[PeerKeys]:
    """Its current keys: those by which it is known."""
    return list(PeerKeys.objects.filter(peer=row, until=None))


def _reach(row: Peer, *, reachable: bool) -> None:
    found = mirror_of(row)
    if found is not None:
        set_reachable(found[0].pk, reachable=reachable)


def order(row: Peer, kind: str) -> None:
    """Lets something be told that is about no referral."""
    Outgoing.objects.create(id=uuid.uuid4(), peer=row, kind=kind)


def order_for_all(kind: str = KEY_ROTATION) -> int:
    """Lets every admitted peer be told; gives how many."""
    found = list(Peer.objects.filter(state=ADMITTED))
    for one in found:
        order(one, kind)
    return len(found)


# Who signs, and to whom is written


def lookup(key: str) -> tuple[Peer, PublicKeys] | None:
    """Whose keys an id names, if they were admitted; the row alone is not believed."""
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
def vouch_again() -> None:
    """Signs each admission under the current keys, before a renewal drops those that signed it.

    Raises:
        InputError: Y101 to Y103.
    """
    for one in PeerKeys.objects.select_for_update().exclude(vouched=None):
        if is_vouched(bytes(one.vouched or b""), str(one.peer_id), one.public):
            one.vouched = vouch(str(one.peer_id), one.public)
            one.save(update_fields=["vouched"])


def current_keys(row: Peer) -> PublicKeys:
    """The keys under which a peer is written to.

    Raises:
        InputError: Y305.
    """
    found = PeerKeys.objects.filter(peer=row, until=None).order_by("-since").first()
    admitted = None if found is None else lookup(found.key)
    if admitted is None:
        raise BetweenCode.UNKNOWN_SENDER.error(Place())
    return admitted[1]


def take_rotation(row: Peer, card: str) -> None:
    """New keys, in a message that the ones before have signed; both count for a while.

    Raises:
        InputError: Y201 to Y203: the new keys did not sign their own card, or are another's.
    """
    read = read_card(card)
    if own_keys().pair(read.keys.id) is not None:
        raise BetweenCode.OWN_CARD.error(Place(field="card"))
    if PeerKeys.objects.filter(key=read.keys.id).exists():
        raise BetweenCode.KNOWN_CARD.error(Place(field="card"))
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
