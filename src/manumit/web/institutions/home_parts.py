"""The parts of a member's home: rooms above register what is to be done and what can be begun."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from manumit.web.kernel.access.actors import Actor
from manumit.web.ui.languages import Language
from manumit.web.ui.rooms import room_shown

TOP, MAIN, SIDE = "top", "main", "side"
MOST_ACTS = 2
WEEK = dt.timedelta(days=7)

type Content = Mapping[str, object] | None
type Build = Callable[["HomeRequest"], Content]


@dataclass(frozen=True, slots=True)
class HomeRequest:
    """Whose home is shown.

    Attributes:
        memo: what parts of a room have read, so that they read it once.
        since: when the member signed in before; a week ago if this is not known.
    """

    actor: Actor
    language: Language
    memo: dict[str, Any] = field(default_factory=dict)
    since: dt.datetime = field(default_factory=lambda: timezone.now() - WEEK)


@dataclass(frozen=True, slots=True)
class HomePart:
    """A part of the home.

    Attributes:
        key: which one.
        template: that shows it, with what ``build`` returns.
        column: where.
        rank: its place in the column, lowest first.
        build: returns None where the part has nothing to show.
    """

    key: str
    template: str
    column: str
    rank: int
    build: Build


@dataclass(frozen=True, slots=True)
class HomeAct:
    """Something that a member begins from their home.

    Attributes:
        text: the id of its label.
        view: its page.
        rank: the lowest that is allowed is the main button.
    """

    text: str
    view: str
    rank: int
    allows: Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part with its content."""

    template: str
    content: Mapping[str, object]


_parts: dict[str, HomePart] = {}
_acts: dict[str, HomeAct] = {}


def register_home(*found: HomePart | HomeAct) -> None:
    """Register parts and acts of a room."""
    for one in found:
        if isinstance(one, HomePart):
            _parts[one.key] = one
        else:
            _acts[one.text] = one


def shown_parts(home: HomeRequest) -> dict[str, list[ShownPart]]:
    """Return the parts with content of each column."""
    found: dict[str, list[ShownPart]] = {TOP: [], MAIN: [], SIDE: []}
    for one in sorted(_parts.values(), key=lambda part: part.rank):
        content = one.build(home)
        if content is not None:
            found[one.column].append(ShownPart(one.template, content))
    return found


def shown_acts(actor: Actor) -> list[HomeAct]:
    """Return what the actor can begin, the main act first."""
    ranked = sorted(_acts.values(), key=lambda one: one.rank)
    return [one for one in ranked if room_shown(one.view) and one.allows(actor)][:MOST_ACTS]
