"""Render a declared list, and export it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from manumit.exchange.listed import csv_pieces
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import Language, words
from manumit.web.ui.room.asked import ListRequest, read_asked
from manumit.web.ui.room.declared import (
    EXPORT_REASONS,
    MOST,
    SIZE,
    Cell,
    DayFilter,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    ledger_code,
)
from manumit.web.ui.room.own import REMOVE, SAVE, SESSION_DONE, change_own_views, own_views
from manumit.web.ui.room.rows import (
    PageOfRows,
    count_views,
    narrowed,
    page_of_rows,
    scoped,
    shown_in,
)
from manumit.web.ui.views import page

EXPORT = "export"


@dataclass(frozen=True, slots=True)
class ListAct:
    """A button at the head of a list; the last one is the main one.

    Attributes:
        text: id of its text.
        view: the page that it leads to.
    """

    text: str
    view: str


_OFFERED: defaultdict[str, list[tuple[ListAct, Callable[[Actor], bool]]]] = defaultdict(list)


def offer_on(view: str, act: ListAct, allowed: Callable[[Actor], bool]) -> None:
    """Add a button of a room above to a list, or to the page of one row, whose key it then takes.

    Called once from the ``ready`` of the room above, so that the one below does not import it.
    """
    _OFFERED[view].append((act, allowed))


def offered_on(view: str, actor: Actor | None) -> list[ListAct]:
    """Return the buttons of rooms above that a member is offered on a page."""
    return [act for act, allowed in _OFFERED[view] if actor is not None and allowed(actor)]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column.

    Attributes:
        href: address that sorts by it; empty where nothing does.
        sorted: ``ascending`` or ``descending`` while the list is sorted by it.
    """

    column: ListColumn
    href: str
    sorted: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell in its column; the cell is None where the member may not see it."""

    column: ListColumn
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter of the form.

    Attributes:
        options: code, text and whether it is ticked; empty for days.
        first, last: the days that were given.
    """

    filter: Filter | DayFilter
    options: Sequence[tuple[str, str, bool]]
    first: dt.date | None
    last: dt.date | None

    @property
    def days(self) -> bool:
        """Return whether it is a filter by days."""
        return isinstance(self.filter, DayFilter)

    @property
    def on(self) -> bool:
        """Return whether it narrows the list."""
        return any(ticked for *_, ticked in self.options) or any((self.first, self.last))

    @property
    def chosen(self) -> str:
        """Return the texts of what is ticked."""
        return ", ".join(text for _, text, ticked in self.options if ticked)


def reader_of(actor: Actor | None, language: Language, resource: str) -> Reader:
    """Return the reader of a list.

    Raises:
        Refused: a stranger; the ledger records it.
    """
    who = require_actor(actor, resource, SEE)
    return Reader(who, language, words(language.tag), timezone.now().date())


@transaction.atomic
def show_list(
    request: HttpRequest,
    language: Language,
    actor: Actor | None,
    listed: RoomList,
    *,
    acts: Sequence[ListAct] = (),
    notice: str | None = None,
    tabs: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Render the page of a list that the address asks for, and record that it was read.

    Args:
        request: of a member; the room has asked whether the role sees the list at all.
        language: of the page.
        actor: who reads it.
        listed: the declaration.
        acts: buttons at its head, after those of rooms above.
        notice: id of the text of the preceding act.
        tabs: other lists beside this one: text id and view.

    Raises:
        Refused: a stranger, or an export that the role may not make.
    """
    reader = reader_of(actor, language, listed.policy.resource)
    asked = read_asked(request.GET, listed, reader)
    if SAVE in request.POST or REMOVE in request.POST:
        return change_own_views(request, listed, asked, reader)
    if request.method == "POST":
        return _export(request, listed, asked, reader)
    rows = scoped(listed, reader)
    found = page_of_rows(narrowed(rows, listed, asked, reader), listed, asked, reader)
    record_act(reader.actor, "list_files", listed.policy.resource, None, purpose=SEE)
    context = {
        "list": listed,
        "asked": asked,
        "acts": [*offered_on(listed.view, reader.actor), *acts],
        "notice": request.session.pop(SESSION_DONE, None) or notice,
        "tabs": tabs,
        "own": own_views(listed, asked, reader),
        **_controls(rows, listed, found, asked, reader),
        **_table(listed, found, asked, reader),
    }
    return page(request, language, "ui/room/list.html", context)


def _controls(
    rows: Rows, listed: RoomList, found: PageOfRows, asked: ListRequest, reader: Reader
) -> dict[str, object]:
    """Return views, filters and the export, as the template shows them."""
    known = {} if asked.filtered else {asked.view: found.count + found.more}
    return {
        "views": [
            (one, count_text(count, reader), asked.at(view=one.key, page=1))
            for one, count in count_views(rows, listed, reader, known)
        ],
        "filters": [_filter(one, asked, reader) for one in _filters(listed, reader)],
        "clear": ListRequest(asked.view, asked.sort, {}, {}).query(),
        "exports": _may_export(listed, reader) and bool(found.rows),
        "reasons": EXPORT_REASONS,
        "exported": [one for one in _columns(listed, reader) if not one.sealed],
    }


def _table(
    listed: RoomList, found: PageOfRows, asked: ListRequest, reader: Reader
) -> dict[str, object]:
    """Return headings, cells and pages, as the template shows them."""
    columns = _columns(listed, reader)
    number = (found.begins - 1) // SIZE + 1
    return {
        "headings": [_heading(one, found, asked) for one in columns],
        "order": listed.column(found.order.removeprefix("-")),
        "rows": [
            _cells(row, line, columns, listed, reader)
            for row, line in _lines(found, listed, reader)
        ],
        "found": found,
        "count": count_text(found.count + found.more, reader),
        "begins": found.begins,
        "ends": found.begins + len(found.rows) - 1,
        "previous": asked.at(page=number - 1) if number > 1 else "",
        "next": asked.at(page=number + 1) if number * SIZE < found.count else "",
    }


def plain_table(
    heading: str, columns: Sequence[ListColumn], lines: Iterable[Any], reader: Reader
) -> dict[str, object]:
    """Return a table that nothing sorts or narrows, as ``ui/room/table.html`` shows it.

    Args:
        heading: id of the text that names it.
        columns: of the table; each is shown to everybody who may see the lines.
        lines: what the columns make cells of.
        reader: who reads it.
    """
    return {
        "list": {"heading": heading},
        "headings": [Heading(one, "", "") for one in columns],
        "rows": [[ShownCell(one, one.cell(line, reader)) for one in columns] for line in lines],
    }


def count_text(count: int, reader: Reader) -> str:
    """Return a number of rows in the reader's language; more than :data:`MOST` is ``1,000+``."""
    return reader.words.number(str(min(count, MOST))) + ("+" if count > MOST else "")


def _columns(listed: RoomList, reader: Reader) -> list[ListColumn]:
    """Return the columns that the role sees in any relation."""
    role = reader.actor.role
    return [one for one in listed.columns if shown_in(listed.policy, role, one.needs)]


def _filters(listed: RoomList, reader: Reader) -> Iterator[Filter | DayFilter]:
    for one in listed.filters:
        if shown_in(listed.policy, reader.actor.role, one.needs):
            yield one


def _filter(one: Filter | DayFilter, asked: ListRequest, reader: Reader) -> ShownFilter:
    if isinstance(one, DayFilter):
        first, last = asked.days.get(one.key, (None, None))
        return ShownFilter(one, (), first, last)
    ticked = asked.chosen.get(one.key, ())
    options = [(code, text, code in ticked) for code, text in one.options(reader)]
    return ShownFilter(one, options, None, None)


def _heading(column: ListColumn, found: PageOfRows, asked: ListRequest) -> Heading:
    """Return a heading; a list that is too long is sorted by an indexed column alone."""
    if not column.sort or (found.more and not column.indexed):
        return Heading(column, "", "")
    key, down = found.order.removeprefix("-"), found.order.startswith("-")
    if key != column.key:
        return Heading(
            column, asked.at(sort=f"-{column.key}" if column.latest else column.key, page=1), ""
        )
    other = column.key if down else f"-{column.key}"
    return Heading(column, asked.at(sort=other, page=1), "descending" if down else "ascending")


def _lines(found: PageOfRows, listed: RoomList, reader: Reader) -> Iterator[tuple[Any, Any]]:
    return zip(found.rows, listed.lines(found.rows, reader), strict=True)


def _cells(
    row: Any, line: Any, columns: Sequence[ListColumn], listed: RoomList, reader: Reader
) -> list[ShownCell]:
    relation = Relation(getattr(row, RELATION))
    role = reader.actor.role
    return [
        ShownCell(
            one,
            one.cell(line, reader)
            if relation in shown_in(listed.policy, role, one.needs)
            else None,
        )
        for one in columns
    ]


def _may_export(listed: RoomList, reader: Reader) -> bool:
    known = grants()
    return bool(listed.export) and bool(
        known.of(reader.actor.role, listed.policy.resource, listed.export)
    )


def _export(
    request: HttpRequest, listed: RoomList, asked: ListRequest, reader: Reader
) -> HttpResponse:
    """Return the filtered list as CSV, and record it with its reason; sealed columns stay out.

    Raises:
        Refused: the role may not export the list.
    """
    if listed.export and not _may_export(listed, reader):
        listed.policy.check_new(reader.actor, listed.export)
    reason = request.POST.get("reason", "")
    if not listed.export or reason not in EXPORT_REASONS:
        return page(request, reader.language, "ui/problem.html", {"key": "bad_request"}, status=400)
    columns = [one for one in _columns(listed, reader) if not one.sealed]
    record_act(
        reader.actor, EXPORT, listed.policy.resource, None, purpose=SEE, reason=ledger_code(reason)
    )
    header = tuple(reader.say(one.heading) for one in columns)
    text = "".join(csv_pieces(header, _exported(listed, asked, reader, columns)))
    name = f"{listed.policy.resource.replace('_', '-')}-{reader.today.isoformat()}.csv"
    return as_download(text, "text/csv; charset=utf-8", name)


def _exported(
    listed: RoomList, asked: ListRequest, reader: Reader, columns: Sequence[ListColumn]
) -> Iterator[tuple[str, ...]]:
    rows = narrowed(scoped(listed, reader), listed, asked, reader)
    number, more = 1, True
    while more:
        found = page_of_rows(rows, listed, replace(asked, page=number), reader)
        for row, line in _lines(found, listed, reader):
            shown = _cells(row, line, columns, listed, reader)
            yield tuple("" if one.cell is None else one.cell.plain for one in shown)
        more, number = number * SIZE < found.count, number + 1
