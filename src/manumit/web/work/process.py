"""The life of a task: whoever it is given to does it or gives it back."""

import uuid
from typing import Protocol, cast

from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons

REASONS = read_reasons(__package__ or "")
WORKERS = frozenset({"inspect", "intake", "advice", "support", "ident", "justice"})
"""Who works on files that they hold: domain.md, section 2."""
WAITING = ("open", "returned")
"""States in which somebody still has to do something."""


class TaskRow(Protocol):
    """What the guards read of a task."""

    given_by: uuid.UUID
    given_to: uuid.UUID


def _row(step: Step) -> TaskRow:
    return cast("TaskRow", step.row)


def _not_given(step: Step) -> str | None:
    return None if _row(step).given_to == step.actor.person else "given_to_another"


def _not_written(step: Step) -> str | None:
    return None if _row(step).given_by == step.actor.person else "written_by_another"


GIVEN_TO = Guard(("given_to_another",), _not_given)
WRITTEN_BY = Guard(("written_by_another",), _not_written)

TASK = Process(
    resource="task",
    states=("open", "done", "returned", "withdrawn"),
    initial="open",
    ends=frozenset({"done", "withdrawn"}),
    transitions=(
        Transition("finish", ("open",), "done", WORKERS, guards=(GIVEN_TO,)),
        Transition(
            "give_back", ("open",), "returned", WORKERS,
            guards=(GIVEN_TO,), reasons=REASONS["given_back"],
        ),
        Transition("withdraw", WAITING, "withdrawn", WORKERS, guards=(WRITTEN_BY,)),
    ),
)  # fmt: skip
