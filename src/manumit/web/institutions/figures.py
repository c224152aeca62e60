"""The home's figure: how many rows the views of one list have, each bar leading to its rows."""

from dataclasses import dataclass

from django.db import transaction

from manumit.web.institutions.home_parts import SIDE, Content, HomePart, HomeRequest, register_home
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act
from manumit.web.ui.places import ORDER, places
from manumit.web.ui.room.declared import RoomList
from manumit.web.ui.room.lists import count_text, reader_of
from manumit.web.ui.room.rows import count_rows, granted, scoped
from manumit.web.ui.rooms import room_shown


@dataclass(frozen=True, slots=True)
class HomeFigure:
    """A list whose numbers a home can show.

    Attributes:
        place: key of the place in the navigation that leads to the list.
        listed: the list.
        views: keys of the views that are counted, in their order.
    """

    place: str
    listed: RoomList
    views: tuple[str, ...]


_figures: dict[str, HomeFigure] = {}


def register_figure(figure: HomeFigure) -> None:
    """Register a list of a room."""
    _figures[figure.place] = figure


def figures_of(role: str) -> list[HomeFigure]:
    """Return the figures whose lists a role sees, in the order of its places."""
    found = [_figures[one] for one in ORDER.get(role, ()) if one in _figures]
    known = places()
    return [
        one
        for one in found
        if room_shown(known[one.place].view) and granted(one.listed.policy, role)
    ]


@transaction.atomic
def _figure(home: HomeRequest) -> Content:
    """Return the first figure that has rows; the ledger records that its list was read."""
    for figure in figures_of(home.actor.role):
        found = _counted(figure, home)
        if found is not None:
            return found
    return None


def _counted(figure: HomeFigure, home: HomeRequest) -> Content:
    listed = figure.listed
    reader = reader_of(home.actor, home.language, listed.policy.resource)
    rows = scoped(listed, reader)
    shown = [one for one in listed.views_for(reader) if one.key in figure.views]
    numbers = [count_rows(one.narrow(rows, reader)) for one in shown]
    if not any(numbers):
        return None
    record_act(home.actor, "list_files", listed.policy.resource, None, purpose=SEE)
    address = reader.address(listed.view)
    return {
        "heading": listed.heading,
        "most": max(numbers),
        "lines": [
            {
                "text": one.text,
                "number": number,
                "shown": count_text(number, reader),
                "address": f"{address}?view={one.key}",
            }
            for one, number in zip(shown, numbers, strict=True)
        ],
    }


def register() -> None:
    """Register the part."""
    register_home(HomePart("figure", "institutions/figure.html", SIDE, 5, _figure))
