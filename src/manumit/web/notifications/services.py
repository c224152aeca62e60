"""Leaving an anonymous notification, and releasing what waits in batches."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.institutions.directory import country_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting
from manumit.web.notifications.codes import NotificationCode
from manumit.web.notifications.lists import FEWEST, LISTS
from manumit.web.notifications.models import Notified
from manumit.web.notifications.policies import notification_policy
from manumit.web.notifications.pool import POOL, Waiting


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """All that is said of an adult who declined; its ``repr`` shows nothing.

    Attributes:
        form, age_band, sex: codes of ``lists.yaml``; ``unknown`` where it is not to be said.
    """

    form: str
    age_band: str
    sex: str = "unknown"


@transaction.atomic
def leave(actor: Actor | None, told: Told, *, request: uuid.UUID) -> None:
    """Leaves a notification. It is of no file, and no event of the ledger tells of it.

    An event would stand beside the last reading of a file by the same member, and so lead to the
    person; therefore there is none. Nothing in the database changes but the pool.

    Args:
        actor: who may refer people; what is kept has nothing of them but their country.
        told: what is said.
        request: of the form; sent again while it waits it adds nothing.

    Raises:
        Refused: not for this actor; of that the ledger tells.
        InputError: Y801, Y802; V101 to V107, V201.
    """
    notification_policy.check_new(actor, "leave")
    who = acting(actor, notification_policy.resource, "leave")
    _check(told)
    month, country = f"{timezone.now():%Y-%m}", country_of(who.institution)
    POOL.add(Waiting(str(request), month, country, told.form, told.age_band, told.sex))


def _check(told: Told) -> None:
    """Whether each is a code of today.

    Raises:
        InputError: Y801.
    """
    today = timezone.now().date()
    for name in LISTS:
        if not LISTS[name].has(getattr(told, name), today):
            raise NotificationCode.NOT_LISTED.error(Place(field=name))


@transaction.atomic
def release_due() -> int:
    """Releases what waits of each country in which enough wait, and writes the pool anew.

    Anybody may run it again. It writes the pool also where nothing is due, so that the moment of
    the last writing is soon that of a sweep.

    Returns:
        of how many people.
    """
    return POOL.release(FEWEST, _batch)


def _batch(country: str, these: Sequence[Waiting]) -> list[Notified]:
    """Counts of one country, all of the same months: a month of its own would point at somebody."""
    counted = Counter((one.form, one.age_band, one.sex) for one in these)
    first, last = min(one.month for one in these), f"{timezone.now():%Y-%m}"
    return [
        Notified(
            first_month=first,
            last_month=last,
            country=country,
            form=form,
            age_band=age_band,
            sex=sex,
            number=number,
        )
        for (form, age_band, sex), number in counted.items()
    ]
