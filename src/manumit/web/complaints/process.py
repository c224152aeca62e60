"""States of complaints, and of requests to open a source.

A complaint is answered by one of six routes, and a visit is only one of them: nobody visits 200
complaints a day. The reason of the route is a code, so that routes and reasons are counted.
"""

import uuid
from typing import Protocol, cast

from manumit.web.complaints.lists import REASONS
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.table import Guard, Process, Step, Transition

INTAKE = frozenset({"intake"})
RECEIVED, ACKNOWLEDGED, TRIAGED = "received", "acknowledged", "triaged"
ADVISED, IN_ROUND, VISIT_ASKED = "advised", "in_round", "visit_asked"
ACTED_ON, ANSWERED, CLOSED, WITHDRAWN = "acted_on", "answered", "closed", "withdrawn"
JOIN_ROUND = "join_round"
ROUTES = {
    "advise": ADVISED,
    "send_letter": "letter_sent",
    "mediate": "in_mediation",
    "ask_records": "records_asked",
    JOIN_ROUND: IN_ROUND,
    "ask_visit": VISIT_ASKED,
}
"""The six answers: each step with the state it leads to."""
TOUCHING = tuple(one for one in ROUTES if one != "advise")
"""Routes of which the employer notices something."""
ROUTED = tuple(ROUTES.values())
LONE = ("send_letter", "mediate", "ask_records", "ask_visit")
"""Routes by which one workplace alone is approached: no round covers them."""
ENDS = frozenset({CLOSED, WITHDRAWN})
OPEN = (RECEIVED, ACKNOWLEDGED, TRIAGED, *ROUTED, ACTED_ON, ANSWERED)


class ComplaintRow(Protocol):
    """What the guards read of a complaint."""

    danger: bool

    def exposure_blocks(self, route: str) -> str | None:
        """Return why a route may not be approved; None if it may."""

    def has_answer(self) -> bool:
        """Return whether an answer to the worker was written."""


def _answer_missing(step: Step) -> str | None:
    return None if cast("ComplaintRow", step.row).has_answer() else "no_answer"


EXPOSURE = (
    "no_briefing",
    "wait_for_round",
    "worker_must_agree",
    "members_cannot_agree",
    "round_is_gone",
    "cannot_wait",
)
"""Why a route that touches the employer may not be approved."""


def _exposure(route: str) -> Guard:
    """Return the guard of a route that touches the employer."""

    def blocks(step: Step) -> str | None:
        return cast("ComplaintRow", step.row).exposure_blocks(route)

    return Guard(EXPOSURE, blocks)


def _route(name: str) -> Transition:
    # One that waits for a round may wait for another, since rounds are cancelled.
    others = (one for one in ROUTED if one != ROUTES[name] or name == JOIN_ROUND)
    sources = (TRIAGED, *others)
    guards = (_exposure(name),) if name in TOUCHING else ()
    return Transition(
        name,
        sources,
        ROUTES[name],
        INTAKE,
        guards=guards,
        reasons=REASONS["route"],
        rule="C081 art. 15(c), R-30",
        act="decide",
    )


ANSWER_WRITTEN = Guard(("no_answer",), _answer_missing)

COMPLAINT = Process(
    resource="complaint",
    states=(*OPEN, CLOSED, WITHDRAWN),
    initial=RECEIVED,
    ends=ENDS,
    transitions=(
        Transition("acknowledge", (RECEIVED,), ACKNOWLEDGED, INTAKE, rule="R-31"),
        Transition("triage", (ACKNOWLEDGED,), TRIAGED, INTAKE, rule="R-31"),
        *(_route(name) for name in ROUTES),
        Transition("act", tuple(one for one in ROUTED if one != ADVISED), ACTED_ON, INTAKE),
        Transition(
            "answer", (ADVISED, ACTED_ON), ANSWERED, INTAKE, guards=(ANSWER_WRITTEN,), rule="R-32"
        ),
        Transition("close", (ANSWERED,), CLOSED, INTAKE, reasons=REASONS["closed"], rule="R-32"),
        # The clock acts for the worker, who is signed in nowhere.
        Transition(
            "withdraw",
            OPEN,
            WITHDRAWN,
            INTAKE | {CLOCK},
            reasons=REASONS["withdrawn"],
            rule="R-31",
        ),
    ),
)

REPORTED = "reported"


class ReprisalRow(Protocol):
    """What the guard reads of a reprisal."""

    def has_answer(self) -> bool:
        """Return whether an answer to the worker was written since it was reported."""


def _reprisal_unanswered(step: Step) -> str | None:
    return None if cast("ReprisalRow", step.row).has_answer() else "no_answer"


REPRISAL = Process(
    resource="reprisal",
    states=(REPORTED, ACTED_ON, ANSWERED),
    initial=REPORTED,
    ends=frozenset({ANSWERED}),
    transitions=(
        Transition(
            "act",
            (REPORTED,),
            ACTED_ON,
            INTAKE,
            reasons=REASONS["reprisal_act"],
            rule="C158 art. 5(c), R-32",
        ),
        Transition(
            "answer",
            (ACTED_ON,),
            ANSWERED,
            INTAKE,
            guards=(Guard(("no_answer",), _reprisal_unanswered),),
            rule="R-32",
        ),
    ),
)

ASKED, APPROVED, REFUSED = "asked", "approved", "refused"


class OpeningRow(Protocol):
    """What the guard reads of a request to open a source."""

    asked_by: uuid.UUID


def _same_person(step: Step) -> str | None:
    same = cast("OpeningRow", step.row).asked_by == step.actor.person
    return "same_person" if same else None


SECOND_PERSON = Guard(("same_person",), _same_person)

OPENING = Process(
    resource="source_opening",
    states=(ASKED, APPROVED, REFUSED),
    initial=ASKED,
    ends=frozenset({APPROVED, REFUSED}),
    transitions=(
        Transition(
            "approve",
            (ASKED,),
            APPROVED,
            INTAKE,
            guards=(SECOND_PERSON,),
            rule="R-30",
            act="decide",
        ),
        Transition(
            "refuse",
            (ASKED,),
            REFUSED,
            INTAKE,
            guards=(SECOND_PERSON,),
            reasons=REASONS["refused"],
            rule="R-30",
            act="decide",
        ),
    ),
)
