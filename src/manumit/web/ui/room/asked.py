"""What an address asks of a list. Anything that the list does not offer is ignored."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from manumit.web.ui.room.declared import MOST, SIZE, Chosen, DayFilter, Filter, Reader, RoomList

type Days = Mapping[str, tuple[dt.date | None, dt.date | None]]
PAGES = MOST // SIZE
LAST_DAY = dt.date(9999, 12, 31)
"""No day comes after it, which would be needed to end a period with it."""
VIEW, SORT, PAGE, FROM, UNTIL = "view", "sort", "page", "from", "until"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """The parameters of a list, checked against its declaration.

    Attributes:
        view: key of a view; empty where the list has none.
        sort: key of a column, with a leading minus for the greatest first; empty: the list's own.
        chosen: codes by filter; ``days``: first and last day by filter.
        page: from 1.
    """

    view: str
    sort: str
    chosen: Chosen
    days: Days
    page: int = 1

    @property
    def filtered(self) -> bool:
        """Return whether any filter narrows the list."""
        return bool(self.chosen or self.days)

    def at(self, **changes: object) -> str:
        """Return the query string with some parameters changed."""
        return replace(self, **changes).query()  # type: ignore[arg-type] # checked by dataclasses

    def query(self) -> str:
        """Return these parameters as a query string."""
        pairs = [(VIEW, self.view), (SORT, self.sort)]
        pairs += [(key, code) for key, codes in self.chosen.items() for code in codes]
        for key, (first, last) in self.days.items():
            pairs += [(f"{key}_{FROM}", "" if first is None else first.isoformat())]
            pairs += [(f"{key}_{UNTIL}", "" if last is None else last.isoformat())]
        pairs += [(PAGE, str(self.page))] if self.page > 1 else []
        return "?" + urlencode([(name, value) for name, value in pairs if value])


def read_asked(given: QueryDict, listed: RoomList, reader: Reader) -> ListRequest:
    """Return what an address asks for."""
    views = [one.key for one in listed.views_for(reader)]
    view = given.get(VIEW, "")
    sort = given.get(SORT, "")
    column = listed.column(sort.removeprefix("-"))
    chosen: dict[str, tuple[str, ...]] = {}
    days: dict[str, tuple[dt.date | None, dt.date | None]] = {}
    for one in listed.filters:
        if isinstance(one, DayFilter):
            ends = (
                _day(given.get(f"{one.key}_{FROM}", "")),
                _day(given.get(f"{one.key}_{UNTIL}", "")),
            )
            days |= {one.key: ends} if any(ends) else {}
        else:
            codes = _codes(given, one, reader)
            chosen |= {one.key: codes} if codes else {}
    return ListRequest(
        view=view if view in views else next(iter(views), ""),
        sort=sort if column is not None and column.sort else "",
        chosen=chosen,
        days=days,
        page=_page(given.get(PAGE, "")),
    )


def _codes(given: QueryDict, one: Filter, reader: Reader) -> tuple[str, ...]:
    wanted = set(given.getlist(one.key))
    if not wanted:
        return ()
    return tuple(code for code, _ in one.options(reader) if code in wanted)


def _day(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found < LAST_DAY else None


def _page(text: str) -> int:
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(PAGES))
    return min(max(int(text), 1), PAGES) if plain else 1
