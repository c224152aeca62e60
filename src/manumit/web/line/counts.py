"""The monthly count of an office: contacts by their codes; unknown is a row of its own.

The office sees its own numbers as they are. What leaves the office has its small numbers
suppressed, is of a month that is over, and counts codes that no later step changes: else two
downloads could be compared to learn of one contact.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet

from manumit.disclosure import DEFAULT_THRESHOLD, Dimension, PublishedTable, Table, protect_tables
from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.line.codes import LineCode
from manumit.web.line.law import COUNT, contact_policy
from manumit.web.line.lists import LISTS, sector_codes
from manumit.web.line.models import Contact

COUNTED = ("channel", "language", "caller", "sector", "area", "danger", "done")
TOPIC, TOPICS = "topic", "topics"
DECEMBER = 12


@dataclass(frozen=True, slots=True, order=True)
class CountMonth:
    """A calendar month in UTC."""

    year: int
    number: int

    @property
    def first(self) -> dt.date:
        """Return its first day."""
        return dt.date(self.year, self.number, 1)

    @property
    def next(self) -> "CountMonth":
        """Return the month after it."""
        if self.number == DECEMBER:
            return CountMonth(self.year + 1, 1)
        return CountMonth(self.year, self.number + 1)

    @property
    def before(self) -> "CountMonth":
        """Return the month before it."""
        if self.number == 1:
            return CountMonth(self.year - 1, DECEMBER)
        return CountMonth(self.year, self.number - 1)

    @property
    def over(self) -> bool:
        """Return whether it is over."""
        return self.next.first <= today()

    @classmethod
    def now(cls) -> "CountMonth":
        """Return the month of today."""
        return cls(today().year, today().month)


@dataclass(frozen=True, slots=True)
class CountTable:
    """Numbers of one division of the contacts.

    Attributes:
        name: of a code list, or :data:`TOPICS` for every topic that was named.
        rows: code and number; codes that nobody chose are left out.
    """

    name: str
    rows: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The contacts of one month of one office."""

    month: CountMonth
    total: int
    tables: Sequence[CountTable]


def codes_of(name: str) -> tuple[str, ...]:
    """Return every code of a division, in the order of its list."""
    listed = TOPIC if name == TOPICS else name
    return sector_codes() if listed == "sector" else LISTS[listed].codes()


@transaction.atomic
def month_count(actor: Actor | None, month: CountMonth) -> MonthCount:
    """Return the exact count of a month of the actor's own office.

    Raises:
        Refused: not for this actor.
    """
    rows = _rows(actor, month)
    tables = [CountTable(name, _ordered(name, counts)) for name, counts in _counts(rows).items()]
    return MonthCount(month, rows.count(), tables)


@transaction.atomic
def released_count(actor: Actor | None, month: CountMonth) -> tuple[PublishedTable, ...]:
    """Return the count of a month as it may leave the office; none where too few called.

    Raises:
        Refused: not for this actor.
        InputError: H606.
    """
    if not month.over:
        raise LineCode.NOT_OVER.error(Place(field="month"))
    counts = _counts(_rows(actor, month))
    who = require_actor(actor, contact_policy.resource, COUNT)
    record_act(who, "export", contact_policy.resource, None, purpose=COUNT)
    # Topics are counted as often as they were named: these numbers have a total of their own.
    named = counts.pop(TOPICS)
    tables = [_table(name, found) for name, found in counts.items()]
    return (
        *protect_tables(tables, DEFAULT_THRESHOLD),
        *protect_tables([_table(TOPICS, named)], DEFAULT_THRESHOLD),
    )


def _rows(actor: Actor | None, month: CountMonth) -> QuerySet[Contact]:
    """Return the contacts of a month, those whose content has ended too."""
    contact_policy.check_new(actor, COUNT)
    who = require_actor(actor, contact_policy.resource, COUNT)
    record_act(who, "list_files", contact_policy.resource, None, purpose=COUNT)
    begins, ends = (
        dt.datetime.combine(one.first, dt.time.min, dt.UTC) for one in (month, month.next)
    )
    return Contact.objects.filter(
        institution=who.institution, office=who.office, made_at__gte=begins, made_at__lt=ends
    )


def _counts(rows: QuerySet[Contact]) -> dict[str, Counter[str]]:
    found = {
        name: Counter(dict(rows.values_list(name).annotate(number=Count("pk")).order_by()))
        for name in COUNTED
    }
    topics = list(rows.values_list("topics", flat=True))
    found[TOPIC] = Counter(codes[0] for codes in topics)
    found[TOPICS] = Counter(code for codes in topics for code in codes)
    return found


def _ordered(name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    """Return the numbers, the largest first, and unknown at the end."""
    known = [(code, counts[code]) for code in codes_of(name) if counts[code]]
    return sorted(known, key=lambda one: (one[0] == "unknown", -one[1]))


def _table(name: str, counts: Counter[str]) -> Table:
    dimension = Dimension(name, codes_of(name))
    return Table.from_counts(
        name, [dimension], {(code,): number for code, number in counts.items()}
    )
