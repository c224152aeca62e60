"""What every page of the room shares beside what all rooms share."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import ClassVar

from django import forms
from django.http import HttpResponse

from manumit.web.institutions import desk
from manumit.web.pages.languages import words
from manumit.web.registers import selectors
from manumit.web.registers.forms import ROOM, listed, sector_choices
from manumit.web.registers.selectors import Asked, Line
from manumit.web.registers.selectors.lists import SORTS


class Here(desk.Desk):
    """Who asks for a page of the room."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


def asked(here: Here, codes: Iterable[str]) -> Asked:
    """What the address asks of a list: codes alone; anything else is left out."""
    said = here.request.GET
    sort = said.get("sort", "")
    what, sector, country = (said.get(name, "") for name in ("what", "sector", "country"))
    return Asked(
        what=what if what in codes else "",
        sector=sector if len(sector) == 1 else "",
        country=country if len(country) == 2 else "",  # noqa: PLR2004 - two letters
        sort=sort if sort in SORTS else SORTS[0],
        page=desk.number(said.get("page", "")) or 1,
    )


def listed_page(
    here: Here, template: str, name: str, wanted: Asked, shown: selectors.Shown, *, may: bool
) -> HttpResponse:
    """The page of a list with its filters."""
    spoken = words(here.language.tag)
    sectors = [one for one in sector_choices(spoken) if one[0] in shown.sectors]
    context = {
        "asked": dataclasses.replace(wanted, page=shown.number),
        "shown": shown,
        "kinds": listed(spoken, name),
        "sectors": sectors,
        "sorts": SORTS,
        "may_new": may,
    }
    return here.show(template, context)


def formed(
    here: Here,
    form: forms.Form,
    text: str,
    back: Sequence[object],
    like: Sequence[Line] = (),
) -> HttpResponse:
    """The page of a form.

    Args:
        here: who asks.
        form: what is typed.
        text: the id of its heading and of its button.
        back: the list or the entry that one comes from: a view, and its key.
        like: entries that may be the same.
    """
    status = desk.UNPROCESSABLE if form.errors else 200
    view, key = [*back, None][:2]
    context = {"form": form, "text": text, "back_view": view, "back_key": key, "like": like}
    return here.show("form", context, status=status)
