"""The lives of periods of recovery and reflection, support plans and services.

The states are those of domain.md section 3. A period ends by its date and in no other way: there is
no step that revokes one, and none that asks whether the person helps anybody (R-48, R-49).

Declared on what a plan has to know, not on its model.
"""

import datetime as dt
import uuid
from typing import Protocol, cast

from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.consent.services import Question, held_verdict
from manumit.web.kernel.consent.verdicts import NOT_COVERED
from manumit.web.kernel.days import today
from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons
from manumit.web.protection.lists import PURPOSE

REASONS = read_reasons(__package__ or "")
IDENT, SUPPORT = frozenset({"ident"}), frozenset({"support"})


class PeriodRow(Protocol):
    """What the guards read of a period."""

    until: dt.date


class PlanRow(Protocol):
    """What the guards read of a plan."""

    subject_id: uuid.UUID
    institution_id: uuid.UUID
    child: bool

    def assessed(self) -> bool:
        """Whether anything was asked about needs."""

    def accepted(self) -> bool:
        """Whether the person has said yes to a service."""


class ServiceRow(Protocol):
    """What the guards read of a service."""

    plan: PlanRow


def _over(step: Step) -> str | None:
    return None if cast("PeriodRow", step.row).until < today() else "not_over_yet"


def _plan(step: Step) -> PlanRow:
    return cast("PlanRow", step.row)


def _covered(step: Step) -> str | None:
    return _asked(_plan(step))


def _service_covered(step: Step) -> str | None:
    return _asked(cast("ServiceRow", step.row).plan)


def _asked(row: PlanRow) -> str | None:
    question = Question(
        subject=row.subject_id, purpose=PURPOSE, recipient=row.institution_id, child=row.child
    )
    verdict = held_verdict(question)
    return None if verdict.allowed else verdict.reason


def _not_assessed(step: Step) -> str | None:
    return None if _plan(step).assessed() else "nothing_assessed"


def _not_accepted(step: Step) -> str | None:
    return None if _plan(step).accepted() else "nothing_accepted"


IS_OVER = Guard(("not_over_yet",), _over)
CONSENT_HOLDS = Guard(NOT_COVERED, _covered)
SERVICE_CONSENT_HOLDS = Guard(NOT_COVERED, _service_covered)
ASSESSED = Guard(("nothing_assessed",), _not_assessed)
ACCEPTED = Guard(("nothing_accepted",), _not_accepted)
RUNS = ("running", "extended")
"""States of a period that runs."""

REFLECTION = Process(
    resource="reflection",
    states=("granted", "running", "extended", "ended"),
    initial="granted",
    ends=frozenset({"ended"}),
    transitions=(
        Transition("begin", ("granted",), "running", IDENT, rule="R-48"),
        Transition(
            "extend", RUNS, "extended", IDENT, reasons=REASONS["extended"], rule="R-48",
        ),
        Transition(
            "end", RUNS, "ended", frozenset({CLOCK}), guards=(IS_OVER,), rule="R-48",
        ),
    ),
)  # fmt: skip

SUPPORT_PLAN = Process(
    resource="support_plan",
    states=("consented", "assessed", "agreed", "running", "followed_up", "closed"),
    initial="consented",
    ends=frozenset({"closed"}),
    transitions=(
        Transition(
            "assess", ("consented",), "assessed", SUPPORT,
            guards=(CONSENT_HOLDS, ASSESSED), rule="R-49",
        ),
        Transition(
            "agree", ("assessed",), "agreed", SUPPORT,
            guards=(CONSENT_HOLDS, ACCEPTED), rule="R-49",
        ),
        Transition("run", ("agreed",), "running", SUPPORT, guards=(CONSENT_HOLDS,), rule="R-49"),
        Transition(
            "follow_up", ("running", "followed_up"), "followed_up", SUPPORT,
            guards=(CONSENT_HOLDS,), rule="R-49",
        ),
        Transition(
            "close", ("consented", "assessed", "agreed", "running", "followed_up"), "closed",
            SUPPORT, reasons=REASONS["plan_closed"], rule="R-49",
        ),
    ),
)  # fmt: skip

# What somebody declines they may still accept, at any time and without a reason.
SUPPORT_SERVICE = Process(
    resource="support_service",
    states=("offered", "accepted", "declined", "given", "ended"),
    initial="offered",
    ends=frozenset({"declined", "ended"}),
    transitions=(
        Transition(
            "accept", ("offered", "declined"), "accepted", SUPPORT,
            guards=(SERVICE_CONSENT_HOLDS,), rule="R-49",
        ),
        Transition("decline", ("offered", "accepted"), "declined", SUPPORT, rule="R-49"),
        Transition(
            "give", ("accepted",), "given", SUPPORT,
            guards=(SERVICE_CONSENT_HOLDS,), rule="R-49",
        ),
        Transition(
            "finish", ("accepted", "given"), "ended", SUPPORT,
            reasons=REASONS["service_ended"], rule="R-49",
        ),
    ),
)  # fmt: skip
