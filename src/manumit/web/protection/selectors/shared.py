"""What the selectors of the room share: the story of a row, and what somebody may do with it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation, grants
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process

RESOURCES = ("reflection", "support_plan", "support_note")


@dataclass(frozen=True, slots=True)
class Happened:
    """One step that was taken.

    Attributes:
        by: who took it; None where it was the clock.
    """

    at: dt.datetime
    name: str
    target: str
    reason: str
    by: uuid.UUID | None


def story(process: Process, row: uuid.UUID) -> tuple[Happened, ...]:
    """The steps of a row, oldest first; who may see them is asked before."""
    moves = Move.objects.filter(resource=process.resource, row=row).order_by("version")
    return tuple(Happened(one.at, one.name, one.target, one.reason, one.actor) for one in moves)


def may(who: Actor, relations: frozenset[Relation]) -> frozenset[str]:
    """What somebody may do, as ``resource.action`` of ``grants.yaml``."""
    known = grants()
    return frozenset(
        f"{resource}.{action}"
        for resource in RESOURCES
        for action in known.actions[resource]
        if relations & known.of(who.role, resource, action).keys()
    )


def steps(process: Process, state: str, who: Actor) -> tuple[str, ...]:
    """What a role may do from a state; the guards may still hold it back."""
    return tuple(one.name for one in process.leaving(state) if who.role in one.roles)


def first(relations: frozenset[Relation]) -> Relation:
    """The relation that counts."""
    return next(one for one in Relation if one in relations)
