"""Messages to peers: derived from the steps that were taken, sent one by one, idempotent.

A step can't lose its message: messages are created from all steps that have none yet. The id is
derived from the step's id, so that a message created again, also after a restored backup, is the
same message.
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
from manumit.web.cases.copies import WITHDRAWN as TAKEN_BACK
from manumit.web.cases.models import Referral, ReferralReport
from manumit.web.cases.process import REFERRAL as PROCESS
from manumit.web.federation.bodies import consent_verdict, message_body, message_id
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.counterparts import REFERRAL, directory_body, mirror_of, reference
from manumit.web.federation.envelope import LARGEST_NUMBER, Statement, open_envelope, seal
from manumit.web.federation.keys import OwnKeys, PublicKeys, card_text, is_enabled, own_keys
from manumit.web.federation.law import ended_referrals, settle_referrals
from manumit.web.federation.lists import (
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
from manumit.web.federation.lists import REFERRAL as REFERRAL_MESSAGE
from manumit.web.federation.models import (
    Counterpart,
    IncomingMessage,
    OutgoingMessage,
    OutgoingSequence,
    Peer,
)
from manumit.web.federation.peers import ADMITTED, admitted_keys, current_keys
from manumit.web.federation.reports import may_disclose_details, report_body
from manumit.web.federation.transport import PeerUnreachableError, Post, post
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.codes import VaultCode

ENVELOPE_LIFETIME = dt.timedelta(hours=1)
FILE_LIFETIME = dt.timedelta(days=14)
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=6)
MOST_DOUBLED = 10
ENDED_EARLY = ("withdrawn", "expired")
_log = logging.getLogger(__name__)
NOTHING = uuid.UUID(int=0)
PERMANENT_FAILURES = (FederationCode.TOO_LARGE.code, VaultCode.NO_KEY.code)
"""Errors that no later attempt mends: the envelope is too large, or the person was erased."""


# Found


@transaction.atomic
def create_messages(peer: Peer) -> int:
    """Create the missing messages for a peer's steps, reports and erasures; return how many."""
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
    ended = ended_referrals(rows)
    made = _create_for_steps(peer, rows, mirror) + _create_for_reports(peer, rows, mirror)
    made += _create_for_erased(peer, rows, mirror)
    settle_referrals(peer, ended)
    return made


def _reopen_erased(peer: Peer, rows: Any) -> None:
    """Reopen settled referrals of people erased since: the other side may still show them."""
    gone = rows.filter(pk=OuterRef("local")).values("person__erased_at")[:1]
    sent = OutgoingMessage.objects.filter(peer=peer, referral=OuterRef("local"))
    settled = Counterpart.objects.filter(peer=peer, kind=REFERRAL, settled_at__lt=Subquery(gone))
    settled.filter(Exists(sent)).update(settled_at=None)


def _create_for_steps(peer: Peer, rows: Any, mirror: uuid.UUID) -> int:
    steps, made = messages().by_step, 0
    moves = (
        Move.objects.filter(resource=PROCESS.resource, row__in=rows.values("pk"), name__in=steps)
        .exclude(Exists(OutgoingMessage.objects.filter(move=OuterRef("request"))))
        .exclude(Exists(IncomingMessage.objects.filter(message=OuterRef("request"))))
        .order_by("number")
    )
    senders = dict(rows.values_list("pk", "sent_by"))
    for step in moves:
        sender = senders[step.row] != mirror
        kind = steps[step.name]
        # Both sides' clocks end a referral by themselves; only a person's withdrawal is sent.
        own_clock = not sender and step.name == "withdraw" and step.reason != TAKEN_BACK
        if own_clock or not kind.is_sent_by(sender=sender):
            continue
        _, new = OutgoingMessage.objects.get_or_create(
            id=message_id(peer.pk, step.request),
            defaults={
                "peer": peer, "kind": kind.name, "referral": step.row, "move": step.request,
                "first": kind.first,
            },
        )  # fmt: skip
        made += new
    return made


def _create_for_reports(peer: Peer, rows: Any, mirror: uuid.UUID) -> int:
    """Create messages for reported services and outcomes, after those of the steps."""
    found = ReferralReport.objects.filter(referral__in=rows.filter(sent_by=mirror))
    reported, made = OutgoingMessage.objects.filter(report=OuterRef("pk")), 0
    for one in found.exclude(Exists(reported)).order_by("reported_at", "pk"):
        _, new = OutgoingMessage.objects.get_or_create(
            id=message_id(peer.pk, one.pk),
            defaults={
                "peer": peer, "kind": REPORTED, "referral": one.referral_id, "report": one.pk,
            },
        )  # fmt: skip
        made += new
    return made


def _create_for_erased(peer: Peer, rows: Any, mirror: uuid.UUID) -> int:
    """Create withdrawals for people who were erased here."""
    gone = rows.exclude(sent_by=mirror).exclude(person__erased_at=None)
    withdrawn = OutgoingMessage.objects.filter(referral=OuterRef("pk"), kind=WITHDRAWN)
    made = 0
    for key in gone.exclude(Exists(withdrawn)).values_list("pk", flat=True):
        _, new = OutgoingMessage.objects.get_or_create(
            id=message_id(peer.pk, key),
            defaults={"peer": peer, "kind": WITHDRAWN, "referral": key, "first": True},
        )
        made += new
    return made


# Sent


def send_due(deliver: Post = post) -> int:
    """Send waiting messages to every admitted peer; return how many were finished."""
    if not is_enabled():
        return 0
    found = 0
    for peer in Peer.objects.filter(state=ADMITTED):
        with _log_failure():
            create_messages(peer)
        for key in list(_due(peer)):
            with _log_failure():
                found += send(key, deliver)
    return found


@contextlib.contextmanager
def _log_failure() -> Iterator[None]:
    """Log a failure and go on: a withdrawal may be among the messages that follow."""
    try:
        yield
    except Exception:  # noqa: BLE001 - whatever it is; the log says where, and nothing of what
        _log.exception("a message broke")


def _due(peer: Peer) -> Iterator[uuid.UUID]:
    """Yield the ids that may be sent now: in order within a referral, withdrawals first."""
    waiting = OutgoingMessage.objects.filter(peer=peer, ended_at=None)
    blocked = set[uuid.UUID]()
    for row in waiting.order_by("-first", "made_at", "id"):
        due = row.next_try <= timezone.now()
        if due and (row.first or row.referral is None or row.referral not in blocked):
            yield row.pk
        elif row.referral is not None:
            blocked.add(row.referral)


def send(key: uuid.UUID, deliver: Post = post) -> bool:
    """Make one attempt; consent is checked and locked until the peer has answered or failed to.

    The attempt is committed before anything is sent: if the process dies afterwards, this side
    still knows that the peer may have the referral, and sends it a later withdrawal.

    Returns:
        whether the message is finished.
    """
    with transaction.atomic():
        row = _locked(key)
        if row is None:
            return False
        try:
            sealed = _sealed(row, ENVELOPE_LIFETIME)
        except InputError as problems:
            if problems.problems[0].code in PERMANENT_FAILURES:
                return _end(row, REFUSED)
            _wait(row)  # keys that are missing now come back
            return False
        if isinstance(sealed, str):
            return _end(row, sealed)
        ready = _Attempt(key, row.number, sealed, _may_disclose_details(row))
    return _deliver(ready, deliver)


@dataclass(frozen=True, slots=True, repr=False)
class _Attempt:
    """A committed attempt.

    Attributes:
        which: whether the envelope contains the details of a report.
    """

    key: uuid.UUID
    number: int
    sealed: bytes
    which: bool


def _deliver(ready: _Attempt, deliver: Post) -> bool:
    with transaction.atomic():
        row = _locked(ready.key)
        if row is None or row.number != ready.number:
            return False
        why_not = "" if row.referral is None else _obsolete_result(row, _referral(row))
        if why_not:
            return _end(row, why_not)
        if ready.which and not _may_disclose_details(row):
            _wait(row)  # taken back meanwhile: the next attempt says only that there is one
            return False
        try:
            came = deliver(row.peer.address, ready.sealed)
            return apply_acknowledgement(row, came)
        except (PeerUnreachableError, InputError):
            _wait(row)
            return False


def _locked(key: uuid.UUID) -> OutgoingMessage | None:
    rows = OutgoingMessage.objects.select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("peer").filter(pk=key, ended_at=None).first()
    return row if row is not None and row.peer.state == ADMITTED else None


def _sealed(row: OutgoingMessage, lasts: dt.timedelta) -> bytes | str:
    """Return the envelope of a new attempt, or the result if it is obsolete.

    Raises:
        InputError: Y101 to Y103, Y302, Y305; V101 to V107, V201, V301.
    """
    made = _made(row)
    if isinstance(made, str):
        return made
    body, about = made
    line = OutgoingSequence.objects.select_for_update().get(peer=row.peer)
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
    # New keys are announced under the previous ones, which the peer knows.
    mine = own.pairs[-1] if row.kind == KEY_ROTATION else own.current
    return seal(statement, mine, current_keys(row.peer))


def _made(row: OutgoingMessage) -> tuple[Mapping[str, Any], uuid.UUID | None] | str:
    if row.kind == DIRECTORY:
        return directory_body(row.peer), None
    if row.kind == KEY_ROTATION:
        return {"card": card_text(own_keys().current, settings.MANUMIT.between_address)}, None
    referral = _referral(row)
    why_not = _obsolete_result(row, referral)
    if why_not:
        return why_not
    about = reference(row.peer, REFERRAL, referral.pk)
    if row.report is not None:
        return report_body(ReferralReport.objects.get(pk=row.report)), about
    if row.move is None:
        return {"role": CLOCK, "reason": "consent_ended"}, about
    step = Move.objects.get(request=row.move)
    return message_body(row.peer, messages().kinds[row.kind], referral, step), about


def _referral(row: OutgoingMessage) -> Referral:
    return Referral.objects.get(pk=row.referral or NOTHING)


def _obsolete_result(row: OutgoingMessage, referral: Referral) -> str:
    """Return why a message is no longer sent; empty if it is."""
    taken_back = row.kind == WITHDRAWN
    if row.report is not None and not ReferralReport.objects.filter(pk=row.report).exists():
        return SUPERSEDED
    if _never_sent(row) if taken_back else referral.state in ENDED_EARLY:
        return SUPERSEDED
    needed = messages().kinds[row.kind].consent
    return NOT_COVERED if needed and not consent_verdict(referral).allowed else ""


def _may_disclose_details(row: OutgoingMessage) -> bool:
    """Return whether a report may carry its details."""
    return row.report is not None and may_disclose_details(
        ReferralReport.objects.get(pk=row.report)
    )


def _never_sent(row: OutgoingMessage) -> bool:
    """Return whether the withdrawn referral was never sent."""
    sent = OutgoingMessage.objects.filter(referral=row.referral, kind=REFERRAL_MESSAGE)
    return sent.exists() and not sent.filter(tries__gt=0).exists()


def _end(row: OutgoingMessage, result: str) -> bool:
    row.result, row.ended_at = result, timezone.now()
    row.save(update_fields=["result", "ended_at"])
    return True


def _wait(row: OutgoingMessage) -> None:
    """Double the waiting time, with jitter, so that peers are not all retried at once."""
    doubled = FIRST_WAIT * 2 ** min(row.tries, MOST_DOUBLED)
    spread = 0.75 + random.random() / 2  # noqa: S311 - no secret
    row.next_try = timezone.now() + min(doubled, LONGEST_WAIT) * spread
    row.save(update_fields=["next_try"])


# Acknowledged


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A peer's acknowledgement of a message.

    Attributes:
        of, number: which attempt of which message.
        result: of ``messages.yaml``.
        heard: the highest number that the peer has accepted.
    """

    of: uuid.UUID
    number: int
    result: str
    heard: int


def apply_acknowledgement(row: OutgoingMessage, came: bytes) -> bool:
    """Apply the acknowledgement of the last attempt; return whether the message is finished.

    Raises:
        InputError: Y301 to Y305, Y309: not an acknowledgement; the message stays queued.
    """
    answer = read_acknowledgement(row.peer, came, own_keys())
    if answer.of != row.pk or answer.number != row.number:
        raise FederationCode.NOT_AN_ANSWER.error(Place())
    line, now = OutgoingSequence.objects.select_for_update().get(peer=row.peer), timezone.now()
    if answer.result == OUT_OF_SEQUENCE:
        line.sent, line.jumped_at = max(line.sent, answer.heard), now
        line.save(update_fields=["sent", "jumped_at"])
    elif answer.result == BEHIND:
        line.confirmed, line.behind_at = answer.heard, now
        line.save(update_fields=["confirmed", "behind_at"])
        _requeue_after(row.peer, answer.heard)
    elif messages().final[answer.result]:
        line.confirmed = max(line.confirmed, row.number)
        line.save(update_fields=["confirmed"])
        return _end(row, answer.result)
    else:
        _wait(row)
    return False


def _requeue_after(peer: Peer, heard: int) -> None:
    """Queue messages again that the peer lost by a restore; consent is checked again."""
    forgotten = OutgoingMessage.objects.filter(peer=peer, ended_at__isnull=False, number__gt=heard)
    forgotten.update(ended_at=None, result="", next_try=timezone.now())


def read_acknowledgement(peer: Peer, came: bytes, own: OwnKeys) -> Acknowledgement:
    """Open and check an acknowledgement; only this peer's keys are accepted.

    Raises:
        InputError: Y301 to Y305, Y309.
    """

    def of_peer(key: str) -> PublicKeys | None:
        found = admitted_keys(key)
        return None if found is None or found[0].pk != peer.pk else found[1]

    refused = FederationCode.NOT_AN_ANSWER.error(Place())
    statement = open_envelope(came, own, of_peer).statement
    body = statement.body
    if statement.kind != ACKNOWLEDGEMENT or body.keys() != {"result", "heard", "number"}:
        raise refused
    numbers = (body["heard"], body["number"])
    if not all(type(one) is int and 0 <= one <= LARGEST_NUMBER for one in numbers):
        raise refused
    if body["result"] not in messages().final:
        raise refused
    return Acknowledgement(statement.id, body["number"], body["result"], body["heard"])


def envelope_for_file(key: uuid.UUID) -> bytes | None:
    """Return the envelope of a message as a file; None if it is finished or obsolete.

    Raises:
        InputError: as of :func:`send`.
    """
    with transaction.atomic():
        row = _locked(key)
        if row is None:
            return None
        sealed = _sealed(row, FILE_LIFETIME)
        if isinstance(sealed, str):
            _end(row, sealed)
            return None
        _wait(row)
        return sealed
