"""What a program sees of its office: states and sums, no personal data.

Each list asks the policy of its room; what is answered is named here field by field.
"""

import base64
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from manumit.errors import Place
from manumit.terms.numbers import money
from manumit.web.api.codes import ApiCode
from manumit.web.api.schemas import Amount, ClaimLine, Claims, ReferralLine, Referrals
from manumit.web.cases.models import Referral
from manumit.web.cases.policies import referral_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.money import sum_by_currency
from manumit.web.remedies.models import Claim
from manumit.web.remedies.policies import claim_policy, new_order_policy
from manumit.web.sealing import SealError, decrypt, encrypt

SALT = "manumit.web.api"
REFERENCE = 20  # letters of 4 bits


def referrals(actor: Actor, cursor: str | None, limit: int) -> Referrals:
    """Return referrals that the office sent or got.

    Raises:
        InputError: Y608.
    """
    found, following = _page(referral_policy.scope(actor), actor, "referrals", cursor, limit)
    return Referrals(items=[_referral(actor, row) for row in found], next=following)


def _referral(actor: Actor, row: Referral) -> ReferralLine:
    shown = f"{actor.office}:{row.pk}"
    reference = salted_hmac(SALT, shown, algorithm="sha256").hexdigest()[:REFERENCE]
    return ReferralLine(
        reference=reference,
        direction="sent" if row.sent_by_id == actor.institution else "received",
        state=row.state,
        version=row.version,
        covered=getattr(row, RELATION) != Relation.WITHDRAWN,
    )


def claims(actor: Actor, cursor: str | None, limit: int) -> Claims:
    """Return claims that the office holds.

    Raises:
        InputError: Y608.
    """
    rows = claim_policy.scope(actor).filter(pk__in=new_order_policy.scope(actor).values("pk"))
    rows = rows.prefetch_related("totals", "orders")
    found, following = _page(rows, actor, "claims", cursor, limit)
    return Claims(items=[_claim(row) for row in found], next=following)


def _claim(row: Claim) -> ClaimLine:
    return ClaimLine(
        reference=row.reference,
        route=row.route,
        state=row.state,
        version=row.version,
        claimed=_amounts((one.currency, one.amount) for one in row.totals.all()),
        ordered=_amounts((one.currency, one.amount) for one in row.orders.all()),
    )


def _amounts(parts: Iterable[tuple[str, Decimal]]) -> list[Amount]:
    return [
        Amount(currency=currency, amount=money(number, currency).removesuffix(f" {currency}"))
        for currency, number in sum_by_currency(parts).items()
    ]


def _page(
    rows: QuerySet[Any], actor: Actor, name: str, cursor: str | None, limit: int
) -> tuple[list[Any], str | None]:
    """Return a page ordered by key, which reveals no order of time, and the next cursor."""
    after = Q() if cursor is None else Q(pk__gt=_opened(cursor, actor, name))
    found = list(rows.filter(after).order_by("pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], _sealed(found[limit - 1].pk, actor, name) if more else None


# A key of a row is nobody's business outside: two offices would know by it that they mean the same.
def _sealed(key: uuid.UUID, actor: Actor, name: str) -> str:
    sealed = encrypt(key.bytes, key=_key(), bound_to=_bound(actor, name))
    return base64.urlsafe_b64encode(sealed).decode()


def _opened(cursor: str, actor: Actor, name: str) -> uuid.UUID:
    try:
        sealed = base64.urlsafe_b64decode(cursor.encode())
        return uuid.UUID(bytes=decrypt(sealed, key=_key(), bound_to=_bound(actor, name)))
    except (ValueError, SealError):
        raise ApiCode.NO_CURSOR.error(Place(field="cursor")) from None


def _key() -> bytes:
    return salted_hmac(SALT, "cursor", algorithm="sha256").digest()


def _bound(actor: Actor, name: str) -> bytes:
    return actor.office.bytes + name.encode()
