"""Tables of anonymous notifications, only as they may be published (R-72)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from manumit.disclosure import Dimension, PublishedTable, Table, protect_tables
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import require_actor
from manumit.web.notifications.lists import LISTS, MIN_BATCH
from manumit.web.notifications.models import NotificationCount
from manumit.web.notifications.policies import notification_policy

TABLES = (("form", "age_band"), ("form", "sex"))
"""Which codes are counted together."""


@dataclass(frozen=True, slots=True)
class NotificationYear:
    """One finished year of one country.

    Attributes:
        tables: none where too few were left to publish anything.
    """

    year: int
    country: str
    tables: tuple[PublishedTable, ...]


def years(actor: Actor | None) -> list[NotificationYear]:
    """Return each finished year, latest first.

    A year that goes on is not shown: two looks at it would differ by one batch, and so show counts
    that are too small. A batch counts in the year of its release, so that a year that is over
    changes no more.

    Raises:
        Refused: not for this actor.
    """
    require_actor(actor, notification_policy.resource, SEE)
    this_year = f"{timezone.now():%Y}"
    rows = notification_policy.scope(actor).filter(last_month__lt=this_year)
    by_year: dict[tuple[str, str], list[NotificationCount]] = {}
    for row in rows:
        by_year.setdefault((row.last_month[:4], row.country), []).append(row)
    return [
        NotificationYear(int(year), country, _published(found))
        for (year, country), found in sorted(by_year.items(), reverse=True)
    ]


def _published(rows: Iterable[NotificationCount]) -> tuple[PublishedTable, ...]:
    listed = list(rows)
    return protect_tables([_table(names, listed) for names in TABLES], MIN_BATCH)


def _table(names: tuple[str, ...], rows: Iterable[NotificationCount]) -> Table:
    counts: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        counts[tuple(getattr(row, name) for name in names)] += row.number
    dimensions = [Dimension(name, LISTS[name].codes()) for name in names]
    return Table.from_counts("_".join(names), dimensions, counts)
