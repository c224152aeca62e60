"""Pages of rooms above that an order or a violation leads to; this room imports none of them."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.kernel.access.actors import Actor


@dataclass(frozen=True, slots=True)
class Follow:
    """A link to a page of a room above.

    Attributes:
        text: id of its text.
        view: the page; ``keys``: what its address takes.
    """

    text: str
    view: str
    keys: Mapping[str, uuid.UUID]


type Followed = InspectionOrder | Violation
type FollowSource = Callable[[Actor | None, Followed], Follow | None]
"""Returns the page that an order or a violation leads this member to; None: to none."""

_sources: list[FollowSource] = []


def register_follow(one: FollowSource) -> None:
    """Register a room's pages; once, however often it is called."""
    if one not in _sources:
        _sources.append(one)


def follows_of(actor: Actor | None, row: Followed) -> list[Follow]:
    """Return the pages that an order or a violation leads this member to."""
    return [found for one in _sources if (found := one(actor, row)) is not None]
