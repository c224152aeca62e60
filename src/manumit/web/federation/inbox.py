"""Messages from peers: each applied once, in one transaction, and acknowledged with a signature.

Until the sender is known, nothing is written and the only answer is "refused". After that every
message has an answer, and the same message has the same answer, however often it comes.
"""

import datetime as dt

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.federation.apply import apply
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.envelope import OpenedEnvelope, Statement, open_envelope, seal
from manumit.web.federation.keys import KeyPair, PublicKeys, own_keys
from manumit.web.federation.lists import (
    ACKNOWLEDGEMENT,
    BEHIND,
    OUT_OF_SEQUENCE,
    REFUSED,
    messages,
)
from manumit.web.federation.models import IncomingMessage, IncomingSequence, OutgoingMessage, Peer
from manumit.web.federation.outbox import ENVELOPE_LIFETIME, FILE_LIFETIME, apply_acknowledgement
from manumit.web.federation.peers import ADMITTED, admitted_keys

SKEW = dt.timedelta(minutes=10)
MOST_IN_AN_HOUR = 600
SECONDS_OF_A_LOCK = 5


def receive(raw: bytes) -> bytes:
    """Process an envelope and return the envelope that acknowledges it.

    Args:
        raw: any bytes.

    Raises:
        InputError: Y301 to Y308; nothing was written, and the sender learns only "refused".
    """
    own = own_keys()
    opened = open_envelope(raw, own, _keys)
    peer, keys = _sender(opened)
    _check_time(opened.statement)
    if opened.statement.kind == ACKNOWLEDGEMENT:
        raise FederationCode.NOT_AN_ANSWER.error(Place())
    try:
        with transaction.atomic():
            result, heard = _process(peer, opened.statement)
    except OperationalError:
        raise FederationCode.TOO_MANY.error(Place()) from None  # somebody else holds what it needs
    return _acknowledgement(opened.statement, result, heard, own.current, keys)


def receive_acknowledgement(raw: bytes) -> bool:
    """Process an acknowledgement from a file; return whether its message is finished.

    Raises:
        InputError: Y301 to Y307, Y309.
    """
    opened = open_envelope(raw, own_keys(), _keys)
    peer, _ = _sender(opened)
    with transaction.atomic():
        rows = OutgoingMessage.objects.select_for_update(of=("self",)).select_related("peer")
        row = rows.filter(pk=opened.statement.id, peer=peer, ended_at=None).first()
        if row is None:
            raise FederationCode.NOTHING_WAITS.error(Place())
        return apply_acknowledgement(row, raw)


def is_acknowledgement(raw: bytes) -> bool:
    """Return whether a file holds an acknowledgement.

    Raises:
        InputError: Y301 to Y305.
    """
    return open_envelope(raw, own_keys(), _keys).statement.kind == ACKNOWLEDGEMENT


def _keys(key: str) -> PublicKeys | None:
    found = admitted_keys(key)
    return None if found is None else found[1]


def _sender(opened: OpenedEnvelope) -> tuple[Peer, PublicKeys]:
    found = admitted_keys(opened.signer)
    if found is None:
        raise FederationCode.UNKNOWN_SENDER.error(Place())
    if found[0].state != ADMITTED:
        raise FederationCode.SUSPENDED.error(Place())
    return found


def _check_time(statement: Statement) -> None:
    now, skew = timezone.now().timestamp(), SKEW.total_seconds()
    longest = FILE_LIFETIME.total_seconds()
    in_time = statement.made <= now + skew and now - skew <= statement.ends
    if not in_time or not 0 < statement.ends - statement.made <= longest:
        raise FederationCode.OUT_OF_TIME.error(Place())


def _process(peer: Peer, statement: Statement) -> tuple[str, int]:
    """Return the result of a message, and the highest sequence number accepted so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{SECONDS_OF_A_LOCK}s"])
    # Locks out a suspension at the same time: no message of a suspended peer is applied.
    if Peer.objects.select_for_update(of=("self",)).get(pk=peer.pk).state != ADMITTED:
        raise FederationCode.SUSPENDED.error(Place())
    line = IncomingSequence.objects.select_for_update().get(peer=peer)
    known = IncomingMessage.objects.filter(peer=peer, message=statement.id).first()
    if known is not None:
        _advance(line, statement.number)
        return known.result, line.heard
    if statement.confirmed > line.heard:
        line.behind_at = timezone.now()
        line.save(update_fields=["behind_at"])
        return BEHIND, line.heard
    if statement.number <= line.heard:
        return OUT_OF_SEQUENCE, line.heard
    _check_rate(peer)
    result = _apply_or_refuse(peer, statement)
    if messages().final[result]:
        IncomingMessage.objects.create(
            peer=peer,
            message=statement.id,
            number=statement.number,
            kind=statement.kind,
            result=result,
        )
        _advance(line, statement.number)
    return result, line.heard


def _apply_or_refuse(peer: Peer, statement: Statement) -> str:
    """Apply a message in a savepoint; return its result code."""
    try:
        with transaction.atomic():
            return apply(peer, statement)
    except InputError:
        return REFUSED


def _advance(line: IncomingSequence, number: int) -> None:
    if number > line.heard:
        line.heard = number
        line.save(update_fields=["heard"])


def _check_rate(peer: Peer) -> None:
    since = timezone.now() - dt.timedelta(hours=1)
    if IncomingMessage.objects.filter(peer=peer, came_at__gt=since).count() >= MOST_IN_AN_HOUR:
        raise FederationCode.TOO_MANY.error(Place())


def _acknowledgement(
    of: Statement, result: str, heard: int, mine: KeyPair, theirs: PublicKeys
) -> bytes:
    now = timezone.now()
    lasts = max(ENVELOPE_LIFETIME, dt.timedelta(seconds=of.ends - of.made))
    statement = Statement(
        id=of.id,
        number=0,
        confirmed=0,
        made=int(now.timestamp()),
        ends=int((now + lasts).timestamp()),
        kind=ACKNOWLEDGEMENT,
        about=of.about,
        body={"result": result, "heard": heard, "number": of.number},
    )
    return seal(statement, mine, theirs)
