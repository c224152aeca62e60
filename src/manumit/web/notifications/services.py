"""Record anonymous notifications, and release pending ones in batches."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.institutions.directory import country_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import require_actor
from manumit.web.notifications.codes import NotificationCode
from manumit.web.notifications.lists import LISTS, MIN_BATCH
from manumit.web.notifications.models import NotificationCount
from manumit.web.notifications.policies import notification_policy
from manumit.web.notifications.pool import POOL, PendingNotification


@dataclass(frozen=True, slots=True, repr=False)
class NotificationDetails:
    """A notification as entered; its ``repr`` shows nothing.

    Attributes:
        form, age_band, sex: codes of ``lists.yaml``; ``unknown`` where it is withheld.
    """

    form: str
    age_band: str
    sex: str = "unknown"


@transaction.atomic
def record_notification(
    actor: Actor | None, details: NotificationDetails, *, request: uuid.UUID
) -> None:
    """Add a notification to the sealed pool, without a case file and without a ledger entry.

    A ledger entry next to the member's last access to a file would lead to the person. Nothing
    but the pool changes in the database.

    Args:
        actor: who may refer people; what is kept has nothing of them but their country.
        details: of the form.
        request: of the form; sent again while it waits it adds nothing.

    Raises:
        Refused: not for this actor; the refusal is in the ledger.
        InputError: Y801, Y802; V101 to V107, V201.
    """
    notification_policy.check_new(actor, "leave")
    who = require_actor(actor, notification_policy.resource, "leave")
    _check(details)
    month, country = f"{timezone.now():%Y-%m}", country_of(who.institution)
    POOL.add(
        PendingNotification(
            str(request), month, country, details.form, details.age_band, details.sex
        )
    )


def _check(details: NotificationDetails) -> None:
    """Check that each is a current code.

    Raises:
        InputError: Y801.
    """
    today = timezone.now().date()
    for name in LISTS:
        if not LISTS[name].has(getattr(details, name), today):
            raise NotificationCode.NOT_LISTED.error(Place(field=name))


@transaction.atomic
def release_due() -> int:
    """Release the waiting notifications of each country that has enough, and rewrite the pool.

    Anybody may run it again. It writes the pool also where nothing is due, so that the moment of
    the last writing is soon that of a sweep.

    Returns:
        of how many people.
    """
    return POOL.release(MIN_BATCH, _batch)


def _batch(country: str, these: Sequence[PendingNotification]) -> list[NotificationCount]:
    """Return counts of one country, all for the same months: one month could identify somebody."""
    counted = Counter((one.form, one.age_band, one.sex) for one in these)
    first, last = min(one.month for one in these), f"{timezone.now():%Y-%m}"
    return [
        NotificationCount(
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
