"""What a peer tells: taken once, in one transaction, and acknowledged with a signature.

Until the sender is known nothing is written and nothing is said but "refused". After that every
message has an answer, and the same message has the same answer, however often it comes.
"""

import datetime as dt

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.between.apply import apply
from manumit.web.between.codes import BetweenCode
from manumit.web.between.envelope import Opened, Statement, open_envelope, seal
from manumit.web.between.keys import KeyPair, PublicKeys, own_keys
from manumit.web.between.lists import (
    ACKNOWLEDGEMENT,
    BEHIND,
    OUT_OF_SEQUENCE,
    REFUSED,
    messages,
)
from manumit.web.between.models import Incoming, Inward, Outgoing, Peer
from manumit.web.between.outbox import FILE_LASTS, LASTS, acknowledged
from manumit.web.between.peers import ADMITTED, lookup

SKEW = dt.timedelta(minutes=10)
MOST_IN_AN_HOUR = 600
SECONDS_OF_A_LOCK = 5


def receive(raw: bytes) -> bytes:
    """Takes an envelope, and gives the one that acknowledges it.

    Args:
        raw: any bytes.

    Raises:
        InputError: Y301 to Y308; nothing was written, and whoever sent it is told no more.
    """
    own = own_keys()
    opened = open_envelope(raw, own, _keys)
    peer, keys = _sender(opened)
    _check_time(opened.statement)
    if opened.statement.kind == ACKNOWLEDGEMENT:
        raise BetweenCode.NOT_AN_ANSWER.error(Place())
    try:
        with transaction.atomic():
            result, heard = _taken(peer, opened.statement)
    except OperationalError:
        raise BetweenCode.TOO_MANY.error(Place()) from None  # somebody else holds what it needs
    return _acknowledgement(opened.statement, result, heard, own.current, keys)


def receive_acknowledgement(raw: bytes) -> bool:
    """Takes an acknowledgement that was carried by hand; gives whether a message is done with.

    Raises:
        InputError: Y301 to Y307, Y309.
    """
    opened = open_envelope(raw, own_keys(), _keys)
    peer, _ = _sender(opened)
    with transaction.atomic():
        rows = Outgoing.objects.select_for_update(of=("self",)).select_related("peer")
        row = rows.filter(pk=opened.statement.id, peer=peer, ended_at=None).first()
        if row is None:
            raise BetweenCode.NOTHING_WAITS.error(Place())
        return acknowledged(row, raw)


def is_acknowledgement(raw: bytes) -> bool:
    """Whether a file holds one.

    Raises:
        InputError: Y301 to Y305.
    """
    return open_envelope(raw, own_keys(), _keys).statement.kind == ACKNOWLEDGEMENT


def _keys(key: str) -> PublicKeys | None:
    found = lookup(key)
    return None if found is None else found[1]


def _sender(opened: Opened) -> tuple[Peer, PublicKeys]:
    found = lookup(opened.signer)
    if found is None:
        raise BetweenCode.UNKNOWN_SENDER.error(Place())
    if found[0].state != ADMITTED:
        raise BetweenCode.SUSPENDED.error(Place())
    return found


def _check_time(statement: Statement) -> None:
    now, skew = timezone.now().timestamp(), SKEW.total_seconds()
    longest = FILE_LASTS.total_seconds()
    in_time = statement.made <= now + skew and now - skew <= statement.ends
    if not in_time or not 0 < statement.ends - statement.made <= longest:
        raise BetweenCode.OUT_OF_TIME.error(Place())


def _taken(peer: Peer, statement: Statement) -> tuple[str, int]:
    """What becomes of a message, and the highest number that was taken now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{SECONDS_OF_A_LOCK}s"])
    # Who suspends waits, or is waited for: nothing is taken of a peer that is suspended meanwhile.
    if Peer.objects.select_for_update(of=("self",)).get(pk=peer.pk).state != ADMITTED:
        raise BetweenCode.SUSPENDED.error(Place())
    line = Inward.objects.select_for_update().get(peer=peer)
    known = Incoming.objects.filter(peer=peer, message=statement.id).first()
    if known is not None:
        _heard(line, statement.number)
        return known.result, line.heard
    if statement.confirmed > line.heard:
        line.behind_at = timezone.now()
        line.save(update_fields=["behind_at"])
        return BEHIND, line.heard
    if statement.number <= line.heard:
        return OUT_OF_SEQUENCE, line.heard
    _check_rate(peer)
    result = _applied(peer, statement)
    if messages().final[result]:
        Incoming.objects.create(
            peer=peer,
            message=statement.id,
            number=statement.number,
            kind=statement.kind,
            result=result,
        )
        _heard(line, statement.number)
    return result, line.heard


def _applied(peer: Peer, statement: Statement) -> str:
    """All of it, or nothing of it and why."""
    try:
        with transaction.atomic():
            return apply(peer, statement)
    except InputError:
        return REFUSED


def _heard(line: Inward, number: int) -> None:
    if number > line.heard:
        line.heard = number
        line.save(update_fields=["heard"])


def _check_rate(peer: Peer) -> None:
    since = timezone.now() - dt.timedelta(hours=1)
    if Incoming.objects.filter(peer=peer, came_at__gt=since).count() >= MOST_IN_AN_HOUR:
        raise BetweenCode.TOO_MANY.error(Place())


def _acknowledgement(
    of: Statement, result: str, heard: int, mine: KeyPair, theirs: PublicKeys
) -> bytes:
    now = timezone.now()
    lasts = max(LASTS, dt.timedelta(seconds=of.ends - of.made))
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
