"""What happened at one workplace, the latest first; rooms above register what they know.

Never why a visit was planned, and never a complaint (C81 art. 15(c), R-30): a room that knows of
complaints registers nothing here.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.registers.services import workplace_group
from manumit.web.ui.room.days import day_text
from manumit.web.ui.room.declared import Badge, Cell, ListColumn, Reader

ON_A_PAGE = 50

type Moment = tuple[dt.date, uuid.UUID]
"""The day of an event, and the key of its record."""


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event as a member sees it: what it is, with a link, details, and the state now."""

    what: Cell
    details: Cell
    state: Cell


@dataclass(frozen=True, slots=True)
class TimelineSource:
    """One kind of event.

    Attributes:
        kind: its name.
        resource: of the records; the ledger has that they were listed.
        moments: events that a member may see, at any of the given entries of one workplace, from
            :func:`moments_of`.
        events: the events of one page. One that is missing is left out.
    """

    kind: str
    resource: str
    moments: Callable[[Actor, frozenset[uuid.UUID]], QuerySet[Any, Any]]
    events: Callable[[Sequence[Moment], Reader], Mapping[Moment, TimelineEvent]]


_sources: dict[str, TimelineSource] = {}


def register_timeline(*sources: TimelineSource) -> None:
    """Register kinds of events; once, however often it is called."""
    for one in sources:
        _sources[one.kind] = one


def moments_of(rows: QuerySet[Any, Any], day: Any, row: str = "pk") -> QuerySet[Any, Any]:
    """Return the day and the key of each record, as :attr:`TimelineSource.moments` wants them."""
    return rows.order_by().values(happened_on=day, record=F(row)).distinct()


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line: a day, a kind of event, and what a member sees of it."""

    day: dt.date
    kind: str
    key: uuid.UUID
    event: TimelineEvent


@transaction.atomic
def timeline(reader: Reader, number: str | None, workplace: uuid.UUID) -> Page[TimelineLine]:
    """Return a page of what happened at a workplace, under any entry merged with it.

    The ledger has that it was read.
    """
    who = require_actor(reader.actor, "workplace", SEE)
    for one in _sources.values():
        if grants().of(who.role, one.resource, SEE):
            record_act(who, "list_files", one.resource, None, purpose=SEE)
    group = workplace_group(workplace)
    first, *rest = (
        one.moments(who, group).annotate(source=Value(one.kind, CharField()))
        for one in _sources.values()
    )
    rows = first.union(*rest, all=True).order_by("-happened_on", "source", "record")
    found = Paginator(rows, ON_A_PAGE).get_page(number)
    return Page(_lines(found.object_list, reader), found.number, found.paginator)


def _lines(rows: Iterable[Mapping[str, Any]], reader: Reader) -> list[TimelineLine]:
    moments: defaultdict[str, list[Moment]] = defaultdict(list)
    shown = list(rows)
    for one in shown:
        moments[one["source"]].append((one["happened_on"], one["record"]))
    events = {kind: _sources[kind].events(found, reader) for kind, found in moments.items()}
    return [
        TimelineLine(day, kind, key, event)
        for day, kind, key in ((one["happened_on"], one["source"], one["record"]) for one in shown)
        if (event := events[kind].get((day, key))) is not None
    ]


def event(
    text: str, row: Any, href: str, details: Cell, reader: Reader, *, state: str = ""
) -> TimelineEvent:
    """Return an event as the table shows it.

    Args:
        text: id of the text of its kind.
        row: the record, which has a reference.
        href: where it leads.
        details: what is to be known of it at once.
        reader: who reads it.
        state: id of the text of its state; empty: it has none.
    """
    return TimelineEvent(
        Cell(reader.say(text), href=href, fine=row.reference, fine_code=True),
        details,
        Cell(badges=(Badge(reader.say(state)),)) if state else Cell("–"),
    )


# The table


def _day(line: TimelineLine, reader: Reader) -> Cell:
    return Cell(day_text(line.day, reader))


COLUMNS = (
    ListColumn("what", "workplaces/event", lambda one, _reader: one.event.what, place="first"),
    ListColumn("day", "workplaces/day", _day, place="next"),
    ListColumn("details", "workplaces/details", lambda one, _reader: one.event.details),
    ListColumn("state", "workplaces/status", lambda one, _reader: one.event.state, place="state"),
)
