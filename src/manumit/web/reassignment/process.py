"""The life of an assignment: proposed by one, approved by another, carried out by the platform.

Declared on what an assignment has to know, not on its model. Ours; domain.md names none.
"""

import uuid
from collections.abc import Collection
from typing import Protocol, cast

from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons
from manumit.web.tasks.process import WORKERS

REASONS = read_reasons(__package__ or "")
PROPOSED, APPROVED, RUNNING, DONE = "proposed", "approved", "running", "done"
REFUSED, WITHDRAWN, STOPPED = "refused", "withdrawn", "stopped"
UNFINISHED = (APPROVED, RUNNING)
"""States in which the platform still has something to do."""


class AssignmentRow(Protocol):
    """The fields of an assignment that the guards read."""

    proposed_by: uuid.UUID
    holder: uuid.UUID

    def holder_is_here(self) -> bool:
        """Return whether the holder of the files can act in this office and role."""

    def receivers(self) -> Collection[uuid.UUID]:
        """Return who is to hold the files."""

    def is_finished(self) -> bool:
        """Return whether the outcome of every file is recorded."""


def _row(step: Step) -> AssignmentRow:
    return cast("AssignmentRow", step.row)


def _proposer(step: Step) -> str | None:
    return "proposed_it" if step.actor.person == _row(step).proposed_by else None


def _not_proposer(step: Step) -> str | None:
    return None if step.actor.person == _row(step).proposed_by else "proposed_by_another"


def _holder_speaks(step: Step) -> str | None:
    """Return a code if the holder is here and neither proposes nor approves."""
    row = _row(step)
    if row.holder in {row.proposed_by, step.actor.person} or not row.holder_is_here():
        return None
    return "holder_is_here"


def _receives(step: Step) -> str | None:
    """Return a code if a recipient would approve files that their holder did not give."""
    row = _row(step)
    if row.holder == row.proposed_by or step.actor.person not in row.receivers():
        return None
    return "receives_some"


def _unfinished(step: Step) -> str | None:
    return None if _row(step).is_finished() else "files_are_left"


SECOND_PERSON = Guard(("proposed_it",), _proposer)
PROPOSER = Guard(("proposed_by_another",), _not_proposer)
HOLDER_SPEAKS = Guard(("holder_is_here",), _holder_speaks)
NOT_A_RECEIVER = Guard(("receives_some",), _receives)
FINISHED = Guard(("files_are_left",), _unfinished)
THE_CLOCK = frozenset({CLOCK})

ASSIGNMENT = Process(
    resource="assignment",
    states=(PROPOSED, APPROVED, RUNNING, DONE, REFUSED, WITHDRAWN, STOPPED),
    initial=PROPOSED,
    ends=frozenset({DONE, REFUSED, WITHDRAWN, STOPPED}),
    transitions=(
        Transition(
            "approve", (PROPOSED,), APPROVED, WORKERS,
            guards=(SECOND_PERSON, HOLDER_SPEAKS, NOT_A_RECEIVER), act="decide",
        ),
        Transition(
            "refuse", (PROPOSED,), REFUSED, WORKERS,
            guards=(SECOND_PERSON,), reasons=REASONS["refused"], act="decide",
        ),
        Transition("withdraw", (PROPOSED,), WITHDRAWN, WORKERS, guards=(PROPOSER,)),
        Transition("begin", (APPROVED,), RUNNING, THE_CLOCK),
        Transition("finish", (RUNNING,), DONE, THE_CLOCK, guards=(FINISHED,)),
        Transition("stop", UNFINISHED, STOPPED, WORKERS, reasons=REASONS["stopped"]),
    ),
)  # fmt: skip
