"""A process with everything that a table can hold: a guard, a reason, a loop, a review, an end."""

import datetime as dt

from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import Reason, ReasonList

DAY = dt.date(2026, 1, 1)
REASONS = ReasonList(
    "closing",
    (
        Reason("done_with", "R-47", DAY),
        Reason("no_longer_said", "R-47", DAY, dt.date(2026, 2, 1)),
        Reason("not_yet_said", "R-47", dt.date(2999, 1, 1)),
    ),
)


def _unready(step: Step) -> str | None:
    return None if getattr(step.row, "ready", None) is True else "not_ready"


ERRAND = Process(
    resource="errand",
    states=("open", "under_way", "closed", "dropped"),
    initial="open",
    ends=frozenset({"closed", "dropped"}),
    transitions=(
        Transition("begin", ("open",), "under_way", frozenset({"support"})),
        Transition("note", ("under_way",), "under_way", frozenset({"support"})),
        Transition(
            "close",
            ("under_way",),
            "closed",
            frozenset({"support"}),
            guards=(Guard(("not_ready",), _unready),),
            reasons=REASONS,
        ),
        Transition("drop", ("open", "under_way"), "dropped", frozenset({"support", "ident"})),
        Transition("review", ("closed",), "under_way", frozenset({"ident"})),
    ),
)
