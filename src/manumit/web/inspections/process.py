"""States of visits, orders and programmes.

A visit needs nobody's approval before it begins: an inspector may enter without notice and on their
own initiative (C81 arts 12, 16). What is read afterwards by a second person is the report.
"""

import uuid
from typing import Protocol, cast

from manumit.web.inspections.lists import REASONS
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.table import Guard, Process, Step, Transition

INSPECTION = frozenset({"inspect"})
PLANNED, UNDER_WAY, REFUSED, REPORTED = "planned", "under_way", "refused_entry", "reported"
REVIEWED, CANCELLED = "reviewed", "cancelled"
WORKED_ON = (UNDER_WAY, REFUSED)
"""States in which something is recorded about a visit."""


class VisitRow(Protocol):
    """What the guards read of a visit."""

    made_by: uuid.UUID

    def checked(self) -> bool:
        """Return whether a checklist was answered."""

    def unscreened(self) -> bool:
        """Return whether a violation that is screened has no screening."""


def _not_checked(step: Step) -> str | None:
    return None if cast("VisitRow", step.row).checked() else "no_checklist"


def _not_screened(step: Step) -> str | None:
    return "screening_due" if cast("VisitRow", step.row).unscreened() else None


def _same_person(step: Step) -> str | None:
    same = cast("VisitRow", step.row).made_by == step.actor.person
    return "same_person" if same else None


CHECKED = Guard(("no_checklist",), _not_checked)
SCREENED = Guard(("screening_due",), _not_screened)
SECOND_PERSON = Guard(("same_person",), _same_person)

VISIT = Process(
    resource="visit",
    states=(PLANNED, UNDER_WAY, REFUSED, REPORTED, REVIEWED, CANCELLED),
    initial=PLANNED,
    ends=frozenset({REVIEWED, CANCELLED}),
    transitions=(
        Transition("begin", (PLANNED,), UNDER_WAY, INSPECTION, rule="C081 art. 12(1)"),
        Transition("refuse", (PLANNED, UNDER_WAY), REFUSED, INSPECTION, rule="C081 art. 18"),
        Transition(
            "report", (UNDER_WAY,), REPORTED, INSPECTION, guards=(CHECKED, SCREENED), rule="R-47"
        ),
        Transition(
            "review", (REPORTED, REFUSED), REVIEWED, INSPECTION, guards=(SECOND_PERSON,),
            rule="C081 art. 19",
        ),
        Transition(
            "cancel", (PLANNED,), CANCELLED, INSPECTION, reasons=REASONS["cancelled"], rule="R-37"
        ),
    ),
)  # fmt: skip

ISSUED, OVERDUE, APPEALED, ANNULLED = "issued", "overdue", "appealed", "annulled"
PENALISE = "penalise"
"""The step of an order with which a room above records the penalty: no page takes it alone."""
IN_FORCE = (ISSUED, "extended", "confirmed", "varied")
"""States of an order whose time to comply runs."""


class OrderRow(Protocol):
    """What the guards read of an order."""

    def is_past(self) -> bool:
        """Return whether the last day to comply is over."""


def _not_past(step: Step) -> str | None:
    return None if cast("OrderRow", step.row).is_past() else "not_past"


def _past(step: Step) -> str | None:
    return "day_is_past" if cast("OrderRow", step.row).is_past() else None


PAST_DUE = Guard(("not_past",), _not_past)
NEW_DAY_AHEAD = Guard(("day_is_past",), _past)

ORDER = Process(
    resource="inspection_order",
    states=(
        ISSUED, "extended", OVERDUE, APPEALED, "confirmed", "varied", "complied", "penalised",
        ANNULLED,
    ),
    initial=ISSUED,
    ends=frozenset({"complied", "penalised", ANNULLED}),
    transitions=(
        Transition(
            "comply", (*IN_FORCE, OVERDUE), "complied", INSPECTION, reasons=REASONS["complied"],
            rule="R-40",
        ),
        Transition(
            "extend", (*IN_FORCE, OVERDUE), "extended", INSPECTION, guards=(NEW_DAY_AHEAD,),
            reasons=REASONS["extended"], rule="C081 art. 13(2)(a)",
        ),
        Transition(
            "fall_due", IN_FORCE, OVERDUE, frozenset({CLOCK}), guards=(PAST_DUE,),
            rule="C081 art. 13(2)(a)",
        ),
        Transition(PENALISE, (OVERDUE,), "penalised", INSPECTION, rule="C081 art. 17, R-39"),
        Transition(
            "appeal", (ISSUED, "extended", OVERDUE), APPEALED, INSPECTION, rule="C081 art. 13(2)"
        ),
        Transition(
            "confirm", (APPEALED,), "confirmed", INSPECTION, reasons=REASONS["confirmed"],
            rule="C081 art. 13(2)", act="decide",
        ),
        Transition(
            "vary", (APPEALED,), "varied", INSPECTION, guards=(NEW_DAY_AHEAD,),
            rule="C081 art. 13(2)", act="decide",
        ),
        Transition(
            "annul", (*IN_FORCE, OVERDUE, APPEALED), ANNULLED, INSPECTION,
            reasons=REASONS["annulled"], rule="C081 art. 13(2)", act="decide",
        ),
    ),
)  # fmt: skip

STARTED, DRAWN = "started", "drawn"

PROGRAMME = Process(
    resource="programme",
    states=(STARTED, DRAWN, CANCELLED),
    initial=STARTED,
    ends=frozenset({DRAWN, CANCELLED}),
    transitions=(
        Transition("draw", (STARTED,), DRAWN, INSPECTION, rule="C081 art. 16, R-37"),
        Transition("cancel", (STARTED,), CANCELLED, INSPECTION, rule="R-37"),
    ),
)
