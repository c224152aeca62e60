"""The rows of a list: in SQL, as far as the member's relation to each row shows them.

Work does not grow with the table: a count ends at :data:`MOST`, pages end there too, and a longer
list is sorted only by columns that an index answers.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, OrderBy, Q, When

from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION, Policy
from manumit.web.kernel.register import FieldClass
from manumit.web.ui.room.asked import ListRequest
from manumit.web.ui.room.declared import (
    MOST,
    SIZE,
    DayFilter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    SavedView,
)


def granted(policy: Policy[Any], role: str) -> frozenset[Relation]:
    """Return the relations in which a role sees a row of a policy at all."""
    return frozenset(grants().of(role, policy.resource, SEE))


def shown_in(policy: Policy[Any], role: str, needs: FieldClass) -> frozenset[Relation]:
    """Return the relations in which a role sees columns of a class."""
    seen = grants().of(role, policy.resource, SEE)
    return frozenset(relation for relation, classes in seen.items() if needs in classes)


@dataclass(frozen=True, slots=True)
class PageOfRows:
    """One page of a list.

    Attributes:
        rows: of the page, with the relation of each.
        count: rows of the whole list, :data:`MOST` at the most; ``more``: there are more.
        order: the key of the column that sorts it, with a leading minus for the greatest first.
        begins: number of the first row, from 1.
    """

    rows: Sequence[Any]
    count: int
    more: bool
    order: str
    begins: int


def scoped(listed: RoomList, reader: Reader) -> Rows:
    """Return all rows of a list that the member may see, before views and filters."""
    return listed.prepare(listed.policy.scope(reader.actor), reader)


def narrowed(rows: Rows, listed: RoomList, asked: ListRequest, reader: Reader) -> Rows:
    """Return the rows that view and filters leave."""
    view = next((one for one in listed.views if one.key == asked.view), None)
    rows = rows if view is None else view.narrow(rows, reader)
    for one in listed.filters:
        if one.key not in asked.chosen and one.key not in asked.days:
            continue
        shown = shown_in(listed.policy, reader.actor.role, one.needs)
        if shown != granted(listed.policy, reader.actor.role):
            rows = rows.filter(**{f"{RELATION}__in": sorted(shown)})
        if isinstance(one, DayFilter):
            rows = rows.filter(_between(one, *asked.days[one.key]))
        else:
            rows = one.narrow(rows, asked.chosen[one.key], reader)
    return rows


def _between(one: DayFilter, first: dt.date | None, last: dt.date | None) -> Q:
    begin: dt.date | None = first
    end = None if last is None else last + dt.timedelta(days=1)
    found = Q()
    if begin is not None:
        found &= Q(**{f"{one.column}__gte": _start(begin, one)})
    if end is not None:
        found &= Q(**{f"{one.column}__lt": _start(end, one)})
    return found


def _start(day: dt.date, one: DayFilter) -> dt.date | dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC) if one.moment else day


def count_rows(rows: Rows) -> int:
    """Return the number of rows, or one more than :data:`MOST` for any longer list."""
    return rows.order_by().values("pk")[: MOST + 1].count()


def count_views(
    rows: Rows, listed: RoomList, reader: Reader, known: dict[str, int]
) -> list[tuple[SavedView, int]]:
    """Return every view with the number of its rows, without filters.

    Args:
        rows: from :func:`scoped`.
        listed: the list.
        reader: who reads it.
        known: numbers that were counted already, by view.
    """
    return [
        (one, known[one.key] if one.key in known else count_rows(one.narrow(rows, reader)))
        for one in listed.views_for(reader)
    ]


def page_of_rows(rows: Rows, listed: RoomList, asked: ListRequest, reader: Reader) -> PageOfRows:
    """Return the page that is asked for; a page that does not exist gives the last one."""
    found = count_rows(rows)
    count = min(found, MOST)
    order = _order(listed, asked.sort, found > MOST)
    number = min(asked.page, max(1, -(-count // SIZE)))
    begin = (number - 1) * SIZE
    column = listed.column(order.removeprefix("-"))
    assert column is not None  # noqa: S101 - the order is a column's
    by = _sorted_by(column, listed.policy, reader, down=order.startswith("-"))
    chosen = list(rows.order_by(*by)[begin : min(begin + SIZE, MOST)])
    return PageOfRows(chosen, count, found > MOST, order, begin + 1)


def _order(listed: RoomList, asked: str, long: bool) -> str:
    column = listed.column(asked.removeprefix("-"))
    if column is not None and (column.indexed or not long):
        return asked
    return listed.otherwise if long and listed.otherwise else listed.order


def _sorted_by(
    column: ListColumn, policy: Policy[Any], reader: Reader, *, down: bool
) -> tuple[OrderBy | str, ...]:
    """Return the order; a value that the member does not see counts as unknown, and comes last."""
    shown = shown_in(policy, reader.actor.role, column.needs)
    if not shown:
        return ("pk",)
    seen = None if shown == granted(policy, reader.actor.role) else sorted(shown)
    then = (OrderBy(_value(column.then, seen), nulls_last=True),) if column.then else ()
    return (OrderBy(_value(column.sort, seen), descending=down, nulls_last=True), *then, "pk")


def _value(path: str, seen: Sequence[Relation] | None) -> Any:
    """Return a value in SQL; None in relations other than those in which it is seen."""
    if seen is None:
        return F(path)
    return Case(When(**{f"{RELATION}__in": seen}, then=F(path)), default=None)
