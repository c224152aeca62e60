"""Payments under orders on the timeline of a workplace: one line for an order and a day.

It names no worker. Payments of other claims are not shown: a claim that no order opened may follow
a complaint (R-30).
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from manumit.web.inspections.law import order_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.money import format_sums, sum_by_currency
from manumit.web.kernel.register import FieldClass
from manumit.web.remedies.models import Payment
from manumit.web.remedies.policies import claim_policy
from manumit.web.ui.room.declared import Reader, amount_cell
from manumit.web.ui.room.rows import shown_in
from manumit.web.workplaces.timeline import (
    Moment,
    TimelineEvent,
    TimelineSource,
    event,
    moments_of,
)

if TYPE_CHECKING:
    from decimal import Decimal


def _payments(who: Actor) -> QuerySet[Payment]:
    """Return the payments under orders that a member may see."""
    within = shown_in(claim_policy, who.role, FieldClass.PERSONAL)
    claims = claim_policy.scope(who, within=within).filter(order__isnull=False)
    return Payment.objects.filter(claim__in=claims.order_by().values("pk"))


def _moments(who: Actor, workplaces: frozenset[uuid.UUID]) -> QuerySet[Any, Any]:
    orders = order_policy.scope(who).filter(workplace__in=workplaces).order_by().values("pk")
    return moments_of(_payments(who).filter(claim__order__in=orders), F("on_day"), "claim__order")


def _events(moments: Sequence[Moment], reader: Reader) -> Mapping[Moment, TimelineEvent]:
    keys = {key for _, key in moments}
    orders = order_policy.scope(reader.actor).in_bulk(keys)
    paid: defaultdict[Moment, list[tuple[str, Decimal]]] = defaultdict(list)
    for one in _payments(reader.actor).filter(claim__order__in=keys).select_related("claim"):
        if one.claim.order_id is not None:
            paid[one.on_day, one.claim.order_id].append((one.currency, one.amount))
    return {
        (day, key): event(
            "order_claims/payments",
            orders[key],
            reader.address("order_claims:claims", order=key),
            amount_cell(format_sums(sum_by_currency(paid[day, key])), reader),
            reader,
        )
        for day, key in moments
        if key in orders
    }


PAYMENT_EVENTS = TimelineSource("payment", "claim", _moments, _events)
