"""Views of a list that members save for themselves: filters and an order, without a name.

Nobody types a name for a view, since it could be the name of a person: a view is called by what it
filters. A filter by something that can identify a person is not saved, since the view would say
whom a member is looking for.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.register import FieldClass
from manumit.web.ui.room.asked import ListRequest, read_asked
from manumit.web.ui.room.days import day_text
from manumit.web.ui.room.declared import DayFilter, Filter, Reader, RoomList

MOST_OWN = 5
"""Views of one list that a member saves."""
SAVE, REMOVE = "save_view", "remove_view"
"""Names of the buttons that save and remove one."""
SESSION_DONE = "own_view"
_SAVED = frozenset({FieldClass.PUBLIC, FieldClass.INTERNAL, FieldClass.PERSONAL})


@dataclass(frozen=True, slots=True)
class OwnQuery:
    """A saved view.

    Attributes:
        query: of the address, as :meth:`ListRequest.query` writes it.
    """

    key: uuid.UUID
    query: str


@dataclass(frozen=True, slots=True)
class OwnQueries:
    """Where views are stored: a room above registers itself.

    Attributes:
        of: the views of a list that a member saved, the oldest first.
        save: stores one; False: the member has :data:`MOST_OWN` of this list.
        remove: deletes one of the member's; a key of somebody else's deletes nothing.
    """

    of: Callable[[Actor, str], Sequence[OwnQuery]]
    save: Callable[[Actor, str, str], bool]
    remove: Callable[[Actor, uuid.UUID], None]


_stores: list[OwnQueries] = []


def register_own_queries(store: OwnQueries) -> None:
    """Register where views are stored; called once."""
    _stores[:] = [store]


@dataclass(frozen=True, slots=True)
class OwnView:
    """A saved view as its tab.

    Attributes:
        name: what it filters, in the reader's language.
        href: its address; ``current``: whether this page shows it.
    """

    key: uuid.UUID
    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class OwnViews:
    """What a list shows of a member's views.

    Attributes:
        views: the tabs.
        offered: whether what this page shows can be saved as one.
        hint: id of the text that says why it can't be; empty: nothing to say.
    """

    views: Sequence[OwnView]
    offered: bool
    hint: str

    @property
    def current(self) -> OwnView | None:
        """Return the view that this page shows."""
        return next((one for one in self.views if one.current), None)


def own_views(listed: RoomList, asked: ListRequest, reader: Reader) -> OwnViews:
    """Return a member's views of a list, and whether what is asked for can be one of them."""
    if not _stores:
        return OwnViews((), offered=False, hint="")
    query = _query(asked)
    views = [_shown(one, listed, reader, query) for one in _stores[0].of(reader.actor, listed.view)]
    found = OwnViews(views, offered=False, hint="")
    if found.current or not (asked.filtered or asked.sort):
        return found
    if not savable(listed, asked):
        return replace(found, hint="room_list/own_sealed")
    if len(views) >= MOST_OWN:
        return replace(found, hint="room_list/own_most")
    return replace(found, offered=True)


def change_own_views(
    request: HttpRequest, listed: RoomList, asked: ListRequest, reader: Reader
) -> HttpResponseRedirect:
    """Save what is asked for as a view of the member, or remove one; and show the list again."""
    if REMOVE in request.POST:
        done = _removed(request.POST[REMOVE], reader.actor)
    else:
        done = savable(listed, asked) and _stores[0].save(reader.actor, listed.view, _query(asked))
    word = "removed" if REMOVE in request.POST else "saved"
    request.session[SESSION_DONE] = f"room_list/own_{word if done else 'not_done'}"
    answer = HttpResponseRedirect(f"{request.path}{_query(asked)}")
    answer.status_code = 303
    return answer


def savable(listed: RoomList, asked: ListRequest) -> bool:
    """Return whether no filter that is on can identify a person."""
    on = {*asked.chosen, *asked.days}
    return all(one.needs in _SAVED for one in listed.filters if one.key in on)


def _removed(key: str, actor: Actor) -> bool:
    try:
        _stores[0].remove(actor, uuid.UUID(key))
    except ValueError:
        return False
    return True


def _query(asked: ListRequest) -> str:
    return asked.at(page=1)


def _shown(one: OwnQuery, listed: RoomList, reader: Reader, query: str) -> OwnView:
    """Return a view as a tab; what the list no longer offers is neither shown nor asked for."""
    asked = read_asked(QueryDict(one.query.removeprefix("?")), listed, reader)
    name = " · ".join(_parts(listed, asked, reader)) or reader.say(listed.heading)
    return OwnView(one.key, name, _query(asked), _query(asked) == query)


def _parts(listed: RoomList, asked: ListRequest, reader: Reader) -> Iterator[str]:
    yield from (reader.say(one.text) for one in listed.views if one.key == asked.view)
    for one in listed.filters:
        if one.key in asked.chosen or one.key in asked.days:
            yield f"{reader.say(one.heading)}: {_values(one, asked, reader)}"
    column = listed.column(asked.sort.removeprefix("-"))
    if column is not None:
        yield f"{reader.say('room_list/sorted_by')} {reader.say(column.heading)}"


def _values(one: Filter | DayFilter, asked: ListRequest, reader: Reader) -> str:
    if isinstance(one, DayFilter):
        ends = zip(("from", "until"), asked.days[one.key], strict=True)
        bounds = ((reader.say(f"room_list/{end}"), day) for end, day in ends if day is not None)
        return " ".join(f"{end} {day_text(day, reader)}" for end, day in bounds)
    return ", ".join(text for code, text in one.options(reader) if code in asked.chosen[one.key])
