"""State machines of reflection periods, support plans and services (domain.md, section 3).

A period ends by its date only: no transition revokes it, and none depends on the person's
cooperation (R-48, R-49). The guards use protocols instead of models, so that the models can import
this module.
"""

import datetime as dt
import uuid
from typing import Protocol, cast

from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.consent.services import ConsentQuestion, locked_verdict
from manumit.web.kernel.consent.verdicts import NOT_COVERED
from manumit.web.kernel.days import today
from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons
from manumit.web.protection.lists import PURPOSE

REASONS = read_reasons(__package__ or "")
IDENT, SUPPORT = frozenset({"ident"}), frozenset({"support"})


class PeriodRow(Protocol):
    """The fields of a period that the guards read."""

    until: dt.date


class PlanRow(Protocol):
    """The fields of a plan that the guards read."""

    subject_id: uuid.UUID
    institution_id: uuid.UUID
    child: bool

    def assessed(self) -> bool:
        """Return whether any need was assessed."""

    def accepted(self) -> bool:
        """Return whether the person accepted a service."""


class ServiceRow(Protocol):
    """The fields of a service that the guards read."""

    plan: PlanRow


def _over(step: Step) -> str | None:
    return None if cast("PeriodRow", step.row).until < today() else "not_over_yet"


def _plan(step: Step) -> PlanRow:
    return cast("PlanRow", step.row)


def _covered(step: Step) -> str | None:
    return _consent_problem(_plan(step))


def _service_covered(step: Step) -> str | None:
    return _consent_problem(cast("ServiceRow", step.row).plan)


def _consent_problem(row: PlanRow) -> str | None:
    question = ConsentQuestion(
        subject=row.subject_id, purpose=PURPOSE, recipient=row.institution_id, child=row.child
    )
    verdict = locked_verdict(question)
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
"""States of a running period."""

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

# A declined service may still be accepted, at any time and without a reason.
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
