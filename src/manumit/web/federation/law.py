"""What acts on peers leave, and how long messages are kept: from when a referral is settled.

While a referral runs, and until the other side has confirmed how it ended, all rows about it stay:
they ensure that a step is sent once and never sent back to its origin, and that a side restored
from a backup receives it again. Then the referral is settled, and ``retention.yaml`` applies.
That an envelope is applied once does not depend on these rows alone: old sequence numbers are
refused, and the references of a referral stay.
"""

import uuid
from collections.abc import Collection

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest
from django.utils import timezone

from manumit.web.cases.models import Referral
from manumit.web.cases.process import REFERRAL as PROCESS
from manumit.web.federation.counterparts import REFERRAL, reference
from manumit.web.federation.models import (
    Counterpart,
    IncomingMessage,
    OutgoingMessage,
    Peer,
    PeerKeys,
)
from manumit.web.kernel.ledger.traces import TraceRule, register_traces
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.retention import RetentionKind, register_retention


def register_all() -> None:
    """Register what acts on peers leave, and the kinds of message for retention."""
    left = {"create": (Peer, PeerKeys), "rotate_key": (PeerKeys,)}
    register_traces(TraceRule("peer", (Peer,), leaving=left))
    register_retention(
        RetentionKind("message_told", outgoing_messages, "over_since", institution="admitted_by"),
        RetentionKind("message_came", incoming_messages, "over_since", institution="admitted_by"),
    )


def outgoing_messages() -> QuerySet[OutgoingMessage]:
    """Return outgoing messages; those that wait, or whose referral is open, are not over."""
    settled = Counterpart.objects.filter(
        peer=OuterRef("peer"), kind=REFERRAL, local=OuterRef("referral")
    ).values("settled_at")
    return OutgoingMessage.objects.annotate(
        admitted_by=F("peer__institution"),
        settled_at=Subquery(settled[:1]),
        over_since=Case(
            When(Q(ended_at=None) | Q(referral__isnull=False, settled_at=None), then=None),
            When(referral=None, then=F("ended_at")),
            default=Greatest("ended_at", "settled_at"),
        ),
    )


def incoming_messages() -> QuerySet[IncomingMessage]:
    """Return incoming messages; those of a referral that is not settled are not over."""
    taken = Move.objects.filter(resource=PROCESS.resource, request=OuterRef("message"))
    runs = Counterpart.objects.filter(
        peer=OuterRef("peer"), kind=REFERRAL, local=OuterRef("referral"), settled_at=None
    )
    return IncomingMessage.objects.annotate(
        admitted_by=F("peer__institution"),
        referral=Subquery(taken.values("row")[:1]),
        over_since=Case(When(Exists(runs), then=None), default=F("came_at")),
    )


def ended_referrals(rows: QuerySet[Referral]) -> list[uuid.UUID]:
    """Return referrals that have ended; call it **before** their messages are created."""
    return list(rows.filter(state__in=PROCESS.ends).values_list("pk", flat=True))


def settle_referrals(peer: Peer, ended: Collection[uuid.UUID]) -> int:
    """Start the retention period of ended referrals without waiting messages; return how many.

    Args:
        peer: the other side.
        ended: from :func:`ended_referrals`, before their messages were created.
    """
    waits = OutgoingMessage.objects.filter(peer=peer, ended_at=None, referral__in=ended)
    done = set(ended) - set(waits.values_list("referral", flat=True))
    for one in done:
        reference(peer, REFERRAL, one)  # what never left this side has none yet
    rows = Counterpart.objects.filter(peer=peer, kind=REFERRAL, local__in=done, settled_at=None)
    return rows.update(settled_at=timezone.now())
