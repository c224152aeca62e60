"""What others did since the reader's last visit with the records that the reader holds.

Rooms register the records in ``AppConfig.ready``; a change is a step of their process. The policy
of the room is asked for every record, and only records that the reader holds are looked at.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.register import FieldClass

MOST = 5


@dataclass(frozen=True, slots=True)
class HeldRecords:
    """Records whose steps a holder wants to know.

    Attributes:
        policy: of the records.
        process: whose steps are read.
        view, argument: the page of a record, and what its address calls it.
        called: path to the pseudonym or reference of a record.
        record: the text ``tasks_record/<record>`` says what it is.
        state: the text ``<state>/<state of the process>`` says what it is now.
    """

    policy: Policy[Any]
    process: Process
    view: str
    argument: str
    called: str
    record: str
    state: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A step that somebody else took; ``called``: the record's pseudonym or reference."""

    move: Move
    of: HeldRecords
    called: str


_records: dict[str, HeldRecords] = {}


def register_changes(*found: HeldRecords) -> None:
    """Register records of a room, each process once."""
    for one in found:
        _records[one.process.resource] = one


def held_records(role: str) -> list[HeldRecords]:
    """Return the records that a role can hold and whose steps it may see then."""
    return [
        one
        for _, one in sorted(_records.items())
        if FieldClass.PERSONAL in grants().of(role, one.policy.resource, SEE).get(Relation.OWN, ())
    ]


@transaction.atomic
def changes(actor: Actor, since: dt.datetime) -> list[RecordChange]:
    """Return the latest steps that others took with the actor's records; the ledger has it.

    Args:
        actor: who holds the records; their own steps are not there.
        since: the moment of their last visit.
    """
    found: list[RecordChange] = []
    for one in held_records(actor.role):
        found += _changes_of(one, actor, since)
    latest = sorted(found, key=lambda one: one.move.at, reverse=True)[:MOST]
    for resource in sorted({one.of.policy.resource for one in latest}):
        record_act(actor, "list_files", resource, None, purpose=SEE)
    return latest


def _changes_of(one: HeldRecords, actor: Actor, since: dt.datetime) -> Iterable[RecordChange]:
    rows = one.policy.scope(actor, SEE, within=(Relation.OWN,))
    moves = Move.objects.filter(
        resource=one.process.resource, row__in=rows.values("pk"), at__gt=since
    ).exclude(actor=actor.person)
    latest = list(moves.order_by("-at")[:MOST])
    keys = {move.row for move in latest}
    called = dict(rows.filter(pk__in=keys).values_list("pk", one.called)) if keys else {}
    return [RecordChange(move, one, called[move.row]) for move in latest if move.row in called]
