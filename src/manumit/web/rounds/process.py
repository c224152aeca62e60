"""States of a round. Its day is fixed when it is planned; nobody can send it earlier."""

from typing import Protocol, cast

from manumit.web.kernel.process.table import Guard, Process, Step, Transition

INSPECTION = frozenset({"inspect"})
PLANNED, UNDER_WAY, CLOSED, CANCELLED = "planned", "under_way", "closed", "cancelled"


class RoundRow(Protocol):
    """What the guards read of a round."""

    def is_early(self) -> bool:
        """Return whether the day of the letters is still to come."""


def _early(step: Step) -> str | None:
    return "not_the_day" if cast("RoundRow", step.row).is_early() else None


THE_DAY = Guard(("not_the_day",), _early)

ROUND = Process(
    resource="round",
    states=(PLANNED, UNDER_WAY, CLOSED, CANCELLED),
    initial=PLANNED,
    ends=frozenset({CLOSED, CANCELLED}),
    transitions=(
        Transition(
            "send",
            (PLANNED,),
            UNDER_WAY,
            INSPECTION,
            guards=(THE_DAY,),
            rule="C081 art. 12(1)(c)(ii)",
        ),
        Transition("close", (UNDER_WAY,), CLOSED, INSPECTION, rule="C081 art. 16"),
        Transition("cancel", (PLANNED,), CANCELLED, INSPECTION, rule="C081 art. 16"),
    ),
)
