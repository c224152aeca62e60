"""Helpers of the queries: history of a row, allowed actions and possible steps."""

import datetime as dt
import uuid
from dataclasses import dataclass

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation, grants
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process

RESOURCES = ("reflection", "support_plan", "support_note")


@dataclass(frozen=True, slots=True)
class ProtectionHistoryEntry:
    """One step in the history of a period or plan.

    Attributes:
        by: member who took it; None for an automatic step.
    """

    at: dt.datetime
    name: str
    target: str
    reason: str
    by: uuid.UUID | None


def history(process: Process, row: uuid.UUID) -> tuple[ProtectionHistoryEntry, ...]:
    """Return the history of a row, oldest first; the caller checks the policy."""
    moves = Move.objects.filter(resource=process.resource, row=row).order_by("version")
    return tuple(
        ProtectionHistoryEntry(one.at, one.name, one.target, one.reason, one.actor) for one in moves
    )


def allowed_actions(who: Actor, relations: frozenset[Relation]) -> frozenset[str]:
    """Return allowed actions, as ``resource.action`` of ``grants.yaml``."""
    known = grants()
    return frozenset(
        f"{resource}.{action}"
        for resource in RESOURCES
        for action in known.actions[resource]
        if relations & known.of(who.role, resource, action).keys()
    )


def possible_steps(process: Process, state: str, who: Actor) -> tuple[str, ...]:
    """Return steps that a role may take from a state; guards may still refuse them."""
    return tuple(one.name for one in process.leaving(state) if who.role in one.roles)


def first_relation(relations: frozenset[Relation]) -> Relation:
    """Return the strongest relation, in the order of :class:`Relation`."""
    return next(one for one in Relation if one in relations)
