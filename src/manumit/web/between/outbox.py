"""What peers are to be told: found in the steps that were taken, sent one by one, never twice done.

There is no moment at which a step is taken and its message is forgotten: a message **is** the step
that nobody has been told of yet. Its id comes from the step's own, so that it is the same message
whenever it is made anew, from a backup too.
"""

import contextlib
import datetime as dt
import logging
import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.between.bodies import body_of, held, message_id
from manumit.web.between.codes import BetweenCode
from manumit.web.between.counterparts import REFERRAL, directory_body, mirror_of, reference
from manumit.web.between.envelope import LARGEST_NUMBER, Statement, open_envelope, seal
from manumit.web.between.keeping import over, settle
from manumit.web.between.keys import OwnKeys, PublicKeys, card_text, exchanges, own_keys
from manumit.web.between.lists import (
    ACKNOWLEDGEMENT,
    BEHIND,
    DIRECTORY,
    KEY_ROTATION,
    NOT_COVERED,
    OUT_OF_SEQUENCE,
    REFUSED,
    REPORTED,
    SUPERSEDED,
    WITHDRAWN,
    messages,
)
from manumit.web.between.lists import REFERRAL as TOLD_REFERRAL
from manumit.web.between.models import Counterpart, Incoming, Outgoing, Outward, Peer
from manumit.web.between.peers import ADMITTED, current_keys, lookup
from manumit.web.between.reports import report_body, tells_which
from manumit.web.between.transport import NotReached, Post, post
from manumit.web.cases.copies import WITHDRAWN as TAKEN_BACK
from manumit.web.cases.models import Referral, ReferralReport
from manumit.web.cases.process import REFERRAL as PROCESS
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.codes import VaultCode

LASTS = dt.timedelta(hours=1)
FILE_LASTS = dt.timedelta(days=14)
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=6)
MOST_DOUBLED = 10
GONE = ("withdrawn", "expired")
_log = logging.getLogger(__name__)
NOTHING = uuid.UUID(int=0)
NEVER = (BetweenCode.TOO_LARGE.value.code, VaultCode.NO_KEY.value.code)
"""What no later attempt makes good: too large an envelope, a person who was erased."""


# Found


@transaction.atomic
def derive(peer: Peer) -> int:
    """Makes a message of every step that a peer has to be told of and was not; gives how many."""
    found = mirror_of(peer)
    if found is None:
        return 0
    mirror = found[0].pk
    rows = Referral.objects.filter(
        Q(sent_by=peer.institution_id, sent_to=mirror)
        | Q(sent_by=mirror, sent_to=peer.institution_id)
    )
    _reopen_erased(peer, rows)
    settled = Counterpart.objects.filter(peer=peer, kind=REFERRAL, settled_at__isnull=False)
    rows = rows.exclude(pk__in=settled.values("local"))
    ended = over(rows)
    made = _derive_steps(peer, rows, mirror) + _derive_reports(peer, rows, mirror)
    made += _derive_erased(peer, rows, mirror)
    settle(peer, ended)
    return made


def _reopen_erased(peer: Peer, rows: Any) -> None:
    """Of who was erased since all was told, the other side may show something yet."""
    gone = rows.filter(pk=OuterRef("local")).values("person__erased_at")[:1]
    told = Outgoing.objects.filter(peer=peer, referral=OuterRef("local"))
    settled = Counterpart.objects.filter(peer=peer, kind=REFERRAL, settled_at__lt=Subquery(gone))
    settled.filter(Exists(told)).update(settled_at=None)


def _derive_steps(peer: Peer, rows: Any, mirror: uuid.UUID) -> int:
    steps, made = messages().by_step, 0
    moves = (
        Move.objects.filter(resource=PROCESS.resource, row__in=rows.values("pk"), name__in=steps)
        .exclude(Exists(Outgoing.objects.filter(move=OuterRef("request"))))
        .exclude(Exists(Incoming.objects.filter(message=OuterRef("request"))))
        .order_by("number")
    )
    senders = dict(rows.values_list("pk", "sent_by"))
    for step in moves:
        sender = senders[step.row] != mirror
        kind = steps[step.name]
        # What a clock ends by itself, the other clock ends too; what a person takes back is told.
        own_clock = not sender and step.name == "withdraw" and step.reason != TAKEN_BACK
        if own_clock or not kind.told_by(sender=sender):
            continue
        _, new = Outgoing.objects.get_or_create(
            id=message_id(peer.pk, step.request),
            defaults={
                "peer": peer, "kind": kind.name, "referral": step.row, "move": step.request,
                "first": kind.first,
            },
        )  # fmt: skip
        made += new
    return made


def _derive_reports(peer: Peer, rows: Any, mirror: uuid.UUID) -> int:
    """Services and outcomes that people here reported, after the steps on which they rest."""
    found = ReferralReport.objects.filter(referral__in=rows.filter(sent_by=mirror))
    told, made = Outgoing.objects.filter(report=OuterRef("pk")), 0
    for one in found.exclude(Exists(told)).order_by("reported_at", "pk"):
        _, new = Outgoing.objects.get_or_create(
            id=message_id(peer.pk, one.pk),
            defaults={
                "peer": peer, "kind": REPORTED, "referral": one.referral_id, "report": one.pk,
            },
        )  # fmt: skip
        made += new
    return made


def _derive_erased(peer: Peer, rows: Any, mirror: uuid.UUID) -> int:
    """Who was erased here is shown there no more."""
    gone = rows.exclude(sent_by=mirror).exclude(person__erased_at=None)
    told = Outgoing.objects.filter(referral=OuterRef("pk"), kind=WITHDRAWN)
    made = 0
    for key in gone.exclude(Exists(told)).values_list("pk", flat=True):
        _, new = Outgoing.objects.get_or_create(
            id=message_id(peer.pk, key),
            defaults={"peer": peer, "kind": WITHDRAWN, "referral": key, "first": True},
        )
        made += new
    return made


# Sent


def send_due(deliver: Post = post) -> int:
    """Sends to every admitted peer what waits for it. Called by the clock; gives how many."""
    if not exchanges():
        return 0
    found = 0
    for peer in Peer.objects.filter(state=ADMITTED):
        with _nothing_else_harmed():
            derive(peer)
        for key in list(_due(peer)):
            with _nothing_else_harmed():
                found += send(key, deliver)
    return found


@contextlib.contextmanager
def _nothing_else_harmed() -> Iterator[None]:
    """Whatever breaks in one message, the others go out: a withdrawal may be among them."""
    try:
        yield
    except Exception:  # noqa: BLE001 - whatever it is; the log says where, and nothing of what
        _log.exception("a message broke")


def _due(peer: Peer) -> Iterator[uuid.UUID]:
    """What waits for a peer and may go now: of one referral in order, a withdrawal before all."""
    waiting = Outgoing.objects.filter(peer=peer, ended_at=None)
    held = set[uuid.UUID]()
    for row in waiting.order_by("-first", "made_at", "id"):
        due = row.next_try <= timezone.now()
        if due and (row.first or row.referral is None or row.referral not in held):
            yield row.pk
        elif row.referral is not None:
            held.add(row.referral)


def send(key: uuid.UUID, deliver: Post = post) -> bool:
    """One attempt. Consent is asked, and held, until the other side has answered or not.

    The attempt is written down before anything leaves: whatever is killed afterwards, this side
    knows that the other one may have heard, and tells it of a withdrawal.

    Returns:
        whether the message is done with.
    """
    with transaction.atomic():
        row = _locked(key)
        if row is None:
            return False
        try:
            sealed = _sealed(row, LASTS)
        except InputError as problems:
            if problems.problems[0].code in NEVER:
                return _end(row, REFUSED)
            _wait(row)  # keys that are missing now come back
            return False
        if isinstance(sealed, str):
            return _end(row, sealed)
        ready = _Ready(key, row.number, sealed, _tells_which(row))
    return _delivered(ready, deliver)


@dataclass(frozen=True, slots=True, repr=False)
class _Ready:
    """An attempt that was written down.

    Attributes:
        which: whether the envelope holds which service or outcome it was.
    """

    key: uuid.UUID
    number: int
    sealed: bytes
    which: bool


def _delivered(ready: _Ready, deliver: Post) -> bool:
    with transaction.atomic():
        row = _locked(ready.key)
        if row is None or row.number != ready.number:
            return False
        why_not = "" if row.referral is None else _not_told(row, _referral(row))
        if why_not:
            return _end(row, why_not)
        if ready.which and not _tells_which(row):
            _wait(row)  # taken back meanwhile: the next attempt says only that there is one
            return False
        try:
            came = deliver(row.peer.address, ready.sealed)
            return acknowledged(row, came)
        except (NotReached, InputError):
            _wait(row)
            return False


def _locked(key: uuid.UUID) -> Outgoing | None:
    rows = Outgoing.objects.select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("peer").filter(pk=key, ended_at=None).first()
    return row if row is not None and row.peer.state == ADMITTED else None


def _sealed(row: Outgoing, lasts: dt.timedelta) -> bytes | str:
    """The envelope of a new attempt; or why there is none any more.

    Raises:
        InputError: Y101 to Y103, Y302, Y305; V101 to V107, V201, V301.
    """
    made = _made(row)
    if isinstance(made, str):
        return made
    body, about = made
    line = Outward.objects.select_for_update().get(peer=row.peer)
    line.sent += 1
    line.save(update_fields=["sent"])
    row.number, row.tries = line.sent, row.tries + 1
    row.save(update_fields=["number", "tries"])
    now = timezone.now()
    statement = Statement(
        id=row.pk,
        number=row.number,
        confirmed=line.confirmed,
        made=int(now.timestamp()),
        ends=int((now + lasts).timestamp()),
        kind=row.kind,
        about=about,
        body=body,
    )
    own = own_keys()
    # New keys are told by those that the peer knows already.
    mine = own.pairs[-1] if row.kind == KEY_ROTATION else own.current
    return seal(statement, mine, current_keys(row.peer))


def _made(row: Outgoing) -> tuple[Mapping[str, Any], uuid.UUID | None] | str:
    if row.kind == DIRECTORY:
        return directory_body(row.peer), None
    if row.kind == KEY_ROTATION:
        return {"card": card_text(own_keys().current, settings.MANUMIT.between_address)}, None
    referral = _referral(row)
    why_not = _not_told(row, referral)
    if why_not:
        return why_not
    about = reference(row.peer, REFERRAL, referral.pk)
    if row.report is not None:
        return report_body(ReferralReport.objects.get(pk=row.report)), about
    if row.move is None:
        return {"role": CLOCK, "reason": "consent_ended"}, about
    step = Move.objects.get(request=row.move)
    return body_of(row.peer, messages().kinds[row.kind], referral, step), about


def _referral(row: Outgoing) -> Referral:
    return Referral.objects.get(pk=row.referral or NOTHING)


def _not_told(row: Outgoing, referral: Referral) -> str:
    """Why a step is not told any more; empty where it is."""
    taken_back = row.kind == WITHDRAWN
    if row.report is not None and not ReferralReport.objects.filter(pk=row.report).exists():
        return SUPERSEDED
    if _never_told(row) if taken_back else referral.state in GONE:
        return SUPERSEDED
    needed = messages().kinds[row.kind].consent
    return NOT_COVERED if needed and not held(referral).allowed else ""


def _tells_which(row: Outgoing) -> bool:
    """Whether a report may say which service or outcome it was."""
    return row.report is not None and tells_which(ReferralReport.objects.get(pk=row.report))


def _never_told(row: Outgoing) -> bool:
    """Whether the referral that is taken back has never left this side."""
    told = Outgoing.objects.filter(referral=row.referral, kind=TOLD_REFERRAL)
    return told.exists() and not told.filter(tries__gt=0).exists()


def _end(row: Outgoing, result: str) -> bool:
    row.result, row.ended_at = result, timezone.now()
    row.save(update_fields=["result", "ended_at"])
    return True


def _wait(row: Outgoing) -> None:
    """Longer each time, and never all at the same moment."""
    doubled = FIRST_WAIT * 2 ** min(row.tries, MOST_DOUBLED)
    spread = 0.75 + random.random() / 2  # noqa: S311 - no secret
    row.next_try = timezone.now() + min(doubled, LONGEST_WAIT) * spread
    row.save(update_fields=["next_try"])


# Acknowledged


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the other side says became of a message.

    Attributes:
        of, number: which attempt of which message.
        result: of ``messages.yaml``.
        heard: the highest number that it has taken.
    """

    of: uuid.UUID
    number: int
    result: str
    heard: int


def acknowledged(row: Outgoing, came: bytes) -> bool:
    """Takes an acknowledgement of the last attempt; gives whether the message is done with.

    Raises:
        InputError: Y301 to Y305, Y309: anything else came; the message waits on.
    """
    said = read_acknowledgement(row.peer, came, own_keys())
    if said.of != row.pk or said.number != row.number:
        raise BetweenCode.NOT_AN_ANSWER.error(Place())
    line, now = Outward.objects.select_for_update().get(peer=row.peer), timezone.now()
    if said.result == OUT_OF_SEQUENCE:
        line.sent, line.jumped_at = max(line.sent, said.heard), now
        line.save(update_fields=["sent", "jumped_at"])
    elif said.result == BEHIND:
        line.confirmed, line.behind_at = said.heard, now
        line.save(update_fields=["confirmed", "behind_at"])
        _again(row.peer, said.heard)
    elif messages().final[said.result]:
        line.confirmed = max(line.confirmed, row.number)
        line.save(update_fields=["confirmed"])
        return _end(row, said.result)
    else:
        _wait(row)
    return False


def _again(peer: Peer, heard: int) -> None:
    """What the other side took and forgot is told again, and asked for consent again."""
    forgotten = Outgoing.objects.filter(peer=peer, ended_at__isnull=False, number__gt=heard)
    forgotten.update(ended_at=None, result="", next_try=timezone.now())


def read_acknowledgement(peer: Peer, came: bytes, own: OwnKeys) -> Acknowledged:
    """An acknowledgement of a peer, and of no other.

    Raises:
        InputError: Y301 to Y305, Y309.
    """

    def of_peer(key: str) -> PublicKeys | None:
        found = lookup(key)
        return None if found is None or found[0].pk != peer.pk else found[1]

    refused = BetweenCode.NOT_AN_ANSWER.error(Place())
    statement = open_envelope(came, own, of_peer).statement
    body = statement.body
    if statement.kind != ACKNOWLEDGEMENT or body.keys() != {"result", "heard", "number"}:
        raise refused
    numbers = (body["heard"], body["number"])
    if not all(type(one) is int and 0 <= one <= LARGEST_NUMBER for one in numbers):
        raise refused
    if body["result"] not in messages().final:
        raise refused
    return Acknowledged(statement.id, body["number"], body["result"], body["heard"])


def envelope_for_file(key: uuid.UUID) -> bytes | None:
    """The same, to be carried by hand; None where the message is done with or not sent any more.

    Raises:
        InputError: as of :func:`send`.
    """
    with transaction.atomic():
        row = _locked(key)
        if row is None:
            return None
        sealed = _sealed(row, FILE_LASTS)
        if isinstance(sealed, str):
            _end(row, sealed)
            return None
        _wait(row)
        return sealed
