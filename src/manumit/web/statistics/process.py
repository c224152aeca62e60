"""The life of a release: prepared by one statistician, approved by another, then published.

Ours; domain.md section 3 names none. Declared on what a release has to know, not on its model.
"""

import uuid
from typing import Protocol, cast

from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.statistics.definitions import REASONS


class ReleaseRow(Protocol):
    """What the guards read of a release."""

    prepared_by: uuid.UUID

    def tells_more(self) -> bool:
        """Whether together with what was published before it tells of single persons."""


def _prepared_by_actor(step: Step) -> str | None:
    row = cast("ReleaseRow", step.row)
    return "prepared_it" if step.actor.person == row.prepared_by else None


def _tells_more(step: Step) -> str | None:
    return "tells_more" if cast("ReleaseRow", step.row).tells_more() else None


SECOND_PERSON = Guard(("prepared_it",), _prepared_by_actor)
SAFE_BESIDE_OTHERS = Guard(("tells_more",), _tells_more)
STATISTICIANS = frozenset({"stats"})
PREPARED, APPROVED, PUBLISHED, WITHDRAWN = "prepared", "approved", "published", "withdrawn"

RELEASE = Process(
    resource="release",
    states=(PREPARED, APPROVED, PUBLISHED, "refused", WITHDRAWN),
    initial=PREPARED,
    ends=frozenset({"refused", WITHDRAWN}),
    transitions=(
        Transition(
            "approve", (PREPARED,), APPROVED, STATISTICIANS, guards=(SECOND_PERSON,), rule="R-72",
            act="decide",
        ),
        Transition(
            "refuse", (PREPARED, APPROVED), "refused", STATISTICIANS,
            reasons=REASONS["refused"], rule="R-72", act="decide",
        ),
        Transition(
            # Another release may have been published since this one was prepared.
            "publish", (APPROVED,), PUBLISHED, STATISTICIANS, guards=(SAFE_BESIDE_OTHERS,),
            rule="R-72", act="decide",
        ),
        Transition(
            "withdraw", (PUBLISHED,), WITHDRAWN, STATISTICIANS,
            reasons=REASONS["withdrawn"], rule="R-76", act="decide",
        ),
    ),
)  # fmt: skip
