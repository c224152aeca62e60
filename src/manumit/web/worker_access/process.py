"""The processes of an own access and of an assisted session, both of which end by themselves.

Declared on what they have to know, not on their models.
"""

import datetime as dt
from typing import Protocol, cast

from django.utils import timezone

from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons

REASONS = read_reasons(__package__ or "")
HOLDERS = frozenset({"inspect", "intake", "advice", "support", "ident"})
"""Roles whose files the worker may access; for a prosecution's file its own law decides."""
WORKER = "worker"


class EndingRow(Protocol):
    """The fields that the guard reads."""

    until: dt.datetime


def _over(step: Step) -> str | None:
    return None if cast("EndingRow", step.row).until <= timezone.now() else "not_over_yet"


IS_OVER = Guard(("not_over_yet",), _over)

OWN_ACCESS = Process(
    resource="worker_access",
    states=("on", "ended"),
    initial="on",
    ends=frozenset({"ended"}),
    transitions=(
        Transition(
            "end", ("on",), "ended", HOLDERS | {WORKER}, reasons=REASONS["own_ended"], rule="R-49",
        ),
        Transition("expire", ("on",), "ended", frozenset({CLOCK}), guards=(IS_OVER,), rule="R-52"),
    ),
)  # fmt: skip

OWN_SESSION = Process(
    resource="worker_session",
    states=("held", "over"),
    initial="held",
    ends=frozenset({"over"}),
    transitions=(
        Transition("close", ("held",), "over", HOLDERS, rule="R-49"),
        Transition("expire", ("held",), "over", frozenset({CLOCK}), guards=(IS_OVER,), rule="R-49"),
    ),
)
