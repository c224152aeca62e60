"""How long it is kept what was told and what came: from when nothing more can follow from it.

While a referral runs, and until the other side has confirmed how it ended, all rows about it stay:
by them a step is told once, no step goes back to where it came from, and a side that was restored
from a backup is told again. Then the referral is settled, and a period of ``retention.yaml`` runs.
That an envelope is taken once does not rest on these rows alone: a number that was passed is not
taken, and what both sides call a referral stays.
"""

import uuid
from collections.abc import Collection

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest
from django.utils import timezone

from manumit.web.between.counterparts import REFERRAL, reference
from manumit.web.between.models import Counterpart, Incoming, Outgoing, Peer
from manumit.web.cases.models import Referral
from manumit.web.cases.process import REFERRAL as PROCESS
from manumit.web.kernel.keeping import Kept, keep
from manumit.web.kernel.process.models import Move


def keep_all() -> None:
    """Makes the kinds of record known."""
    keep(
        Kept("message_told", messages_told, "over_since", institution="admitted_by"),
        Kept("message_came", messages_came, "over_since", institution="admitted_by"),
    )


def messages_told() -> QuerySet[Outgoing]:
    """Everything that was told; what still waits, or is of a referral that runs, is not over."""
    settled = Counterpart.objects.filter(
        peer=OuterRef("peer"), kind=REFERRAL, local=OuterRef("referral")
    ).values("settled_at")
    return Outgoing.objects.annotate(
        admitted_by=F("peer__institution"),
        settled_at=Subquery(settled[:1]),
        over_since=Case(
            When(Q(ended_at=None) | Q(referral__isnull=False, settled_at=None), then=None),
            When(referral=None, then=F("ended_at")),
            default=Greatest("ended_at", "settled_at"),
        ),
    )


def messages_came() -> QuerySet[Incoming]:
    """Everything that came; what took a step of a referral that is not settled is not over."""
    taken = Move.objects.filter(resource=PROCESS.resource, request=OuterRef("message"))
    runs = Counterpart.objects.filter(
        peer=OuterRef("peer"), kind=REFERRAL, local=OuterRef("referral"), settled_at=None
    )
    return Incoming.objects.annotate(
        admitted_by=F("peer__institution"),
        referral=Subquery(taken.values("row")[:1]),
        over_since=Case(When(Exists(runs), then=None), default=F("came_at")),
    )


def over(rows: QuerySet[Referral]) -> list[uuid.UUID]:
    """Referrals that are over: asked **before** it is looked for what has to be told of them."""
    return list(rows.filter(state__in=PROCESS.ends).values_list("pk", flat=True))


def settle(peer: Peer, ended: Collection[uuid.UUID]) -> int:
    """Lets the period run for those of which nothing waits to be told; gives for how many.

    Args:
        peer: the other side.
        ended: what :func:`over` gave before all of it was made a message.
    """
    waits = Outgoing.objects.filter(peer=peer, ended_at=None, referral__in=ended)
    done = set(ended) - set(waits.values_list("referral", flat=True))
    for one in done:
        reference(peer, REFERRAL, one)  # what never left this side has none yet
    rows = Counterpart.objects.filter(peer=peer, kind=REFERRAL, local__in=done, settled_at=None)
    return rows.update(settled_at=timezone.now())
