"""Count that no service fits, and release the counts in batches (R-72)."""

import random
import uuid
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.directory.codes import DirectoryCode
from manumit.web.directory.fits import ServiceQuery
from manumit.web.directory.lists import LISTS, MIN_BATCH, UNKNOWN, today
from manumit.web.directory.models import UnmetNeedCount
from manumit.web.directory.policies import unmet_policy
from manumit.web.directory.pool import POOL, PendingUnmetNeed
from manumit.web.institutions.directory import country_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import require_actor

ASPECTS = ("language", "sex", "age")
"""One of them is counted with the need, by chance; the others of the same person are not kept.

Counts of all three would be of the same people: of eleven who want housing, all adult and all but
one women, they say of the man that he is adult. Nothing joins counts of different people.
"""
_CHANCE = random.SystemRandom()


@transaction.atomic
def count_unmet_need(actor: Actor | None, wish: ServiceQuery, *, request: uuid.UUID) -> None:
    """Add an unmet need to the count. It belongs to no file, and the ledger has no event of it.

    An event would stand beside the last reading of a file by the same member, and so lead to the
    person (decision 24). Nothing in the database changes but the pool.

    Args:
        actor: who may refer people; what is kept has nothing of them but their country.
        wish: what was looked for; what is empty is counted as not known. The need is kept with one
            of the others, by chance.
        request: of the form; sent again while it waits it adds nothing.

    Raises:
        Refused: not for this actor; the refusal is in the ledger.
        InputError: Q601, Q609; V101 to V107, V201.
    """
    unmet_policy.check_new(actor, "leave")
    who = require_actor(actor, unmet_policy.resource, "leave")
    check_query(wish)
    month = f"{timezone.now():%Y-%m}"
    aspect = _CHANCE.choice(ASPECTS)
    code = getattr(wish, aspect) or UNKNOWN
    country = country_of(who.institution)
    POOL.add(PendingUnmetNeed(str(request), month, country, wish.need, aspect, code))


def check_query(wish: ServiceQuery) -> None:
    """Check the need, and the optional criteria.

    Raises:
        InputError: Q601.
    """
    for name in ("need", *ASPECTS):
        code = getattr(wish, name)
        if not LISTS[name].has(code, today()) and (code or name == "need"):
            raise DirectoryCode.NOT_LISTED.error(Place(field=name))


@transaction.atomic
def release_due() -> int:
    """Release the needs of each country that has enough waiting, and rewrite the pool.

    Returns:
        how many.
    """
    return POOL.release(MIN_BATCH, _batch, alike=lambda one: one.need)


def _batch(country: str, these: Sequence[PendingUnmetNeed]) -> list[UnmetNeedCount]:
    """Return counts by need and one aspect; each person is in one of them."""
    first, last = min(one.month for one in these), f"{timezone.now():%Y-%m}"
    counted = Counter((one.need, one.aspect, one.code) for one in these)
    return [
        UnmetNeedCount(
            first_month=first,
            last_month=last,
            country=country,
            need=need,
            aspect=aspect,
            code=code,
            number=number,
        )
        for (need, aspect, code), number in counted.items()
    ]
