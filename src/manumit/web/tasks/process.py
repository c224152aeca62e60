"""The states of a task: its assignee finishes it or returns it."""

import uuid
from typing import Protocol, cast

from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons

REASONS = read_reasons(__package__ or "")
WORKERS = frozenset({"inspect", "intake", "advice", "support", "ident", "justice"})
"""Who works on files that they hold: domain.md, section 2."""
WAITING = ("open", "returned")
"""States that still require work."""


class TaskRow(Protocol):
    """The attributes of a task that guards read."""

    given_by: uuid.UUID
    given_to: uuid.UUID


def _row(step: Step) -> TaskRow:
    return cast("TaskRow", step.row)


def _not_assignee(step: Step) -> str | None:
    return None if _row(step).given_to == step.actor.person else "given_to_another"


def _not_author(step: Step) -> str | None:
    return None if _row(step).given_by == step.actor.person else "written_by_another"


BY_ASSIGNEE = Guard(("given_to_another",), _not_assignee)
BY_AUTHOR = Guard(("written_by_another",), _not_author)

TASK = Process(
    resource="task",
    states=("open", "done", "returned", "withdrawn"),
    initial="open",
    ends=frozenset({"done", "withdrawn"}),
    transitions=(
        Transition("finish", ("open",), "done", WORKERS, guards=(BY_ASSIGNEE,)),
        Transition(
            "give_back", ("open",), "returned", WORKERS,
            guards=(BY_ASSIGNEE,), reasons=REASONS["given_back"],
        ),
        Transition("withdraw", WAITING, "withdrawn", WORKERS, guards=(BY_AUTHOR,)),
    ),
)  # fmt: skip
