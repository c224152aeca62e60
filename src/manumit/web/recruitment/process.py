"""States of applications for a licence, and of licences (C181 arts 3(2), 8).

An appeal that succeeds leads back to the decision: the standards decide, and somebody else than who
refused.
"""

import datetime as dt
import uuid
from typing import Protocol, cast

from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.recruitment.lists import REASONS

OFFICERS = frozenset({"licence"})
SUBMITTED, COMPLETE, VETTING, INSPECTED = "submitted", "complete", "vetting", "inspected"
GRANTED, WITH_CONDITIONS, REFUSED = "granted", "granted_with_conditions", "refused"
APPEALED, CONFIRMED = "appealed", "confirmed"
OPEN = (SUBMITTED, COMPLETE, VETTING, INSPECTED, APPEALED)
LICENSED = (GRANTED, WITH_CONDITIONS)
"""States with which a licence begins."""
GRANT_WITH_CONDITIONS, REFUSE = "grant_with_conditions", "refuse"
ACTIVE, SUSPENDED, REVOKED, EXPIRED, SURRENDERED = (
    "active",
    "suspended",
    "revoked",
    "expired",
    "surrendered",
)


class ApplicationRow(Protocol):
    """What the guards read of an application."""

    def points_block(self, *, conditions: bool) -> str | None:
        """Return why the points do not allow a licence; None if they do."""

    def refusal_block(self, reason: str) -> str | None:
        """Return why the assessment does not bear a reason of refusal; None if it does."""


class LicenceRow(Protocol):
    """What the guards read of a licence."""

    until: dt.date

    def heard_by(self, day: dt.date) -> bool:
        """Return whether its holder was heard about it until a day."""


def _points(*, conditions: bool) -> Guard:
    def blocks(step: Step) -> str | None:
        return cast("ApplicationRow", step.row).points_block(conditions=conditions)

    words = ("no_assessment", "unknown_standard", "critical_standard", "too_many_points")
    return Guard((*words, "no_points" if conditions else "needs_conditions"), blocks)


def refused_by(application: uuid.UUID, person: uuid.UUID | None) -> bool:
    """Return whether somebody refused this application: then somebody else goes on with it."""
    moves = Move.objects.filter(resource=APPLICATION.resource, row=application, name=REFUSE)
    return moves.filter(actor=person).exists()


def _refused_it(step: Step) -> str | None:
    return "refused_it" if refused_by(step.row.pk, step.actor.person) else None


def _refusal(step: Step) -> str | None:
    return cast("ApplicationRow", step.row).refusal_block(step.reason)


def _not_over(step: Step) -> str | None:
    return None if cast("LicenceRow", step.row).until < today() else "not_over"


def _not_heard(step: Step) -> str | None:
    return None if cast("LicenceRow", step.row).heard_by(today()) else "not_heard"


SECOND_PERSON = Guard(("refused_it",), _refused_it)

APPLICATION = Process(
    resource="licence_application",
    states=(
        SUBMITTED,
        COMPLETE,
        VETTING,
        INSPECTED,
        GRANTED,
        WITH_CONDITIONS,
        REFUSED,
        APPEALED,
        CONFIRMED,
    ),
    initial=SUBMITTED,
    ends=frozenset({GRANTED, WITH_CONDITIONS, REFUSED, CONFIRMED}),
    transitions=(
        Transition("complete", (SUBMITTED,), COMPLETE, OFFICERS, rule="R-06"),
        Transition("vet", (COMPLETE,), VETTING, OFFICERS, rule="R-07"),
        Transition("inspect", (VETTING,), INSPECTED, OFFICERS, rule="R-06, R-14"),
        Transition(
            "grant",
            (INSPECTED,),
            GRANTED,
            OFFICERS,
            guards=(SECOND_PERSON, _points(conditions=False)),
            rule="R-06",
            act="decide",
        ),
        Transition(
            GRANT_WITH_CONDITIONS,
            (INSPECTED,),
            WITH_CONDITIONS,
            OFFICERS,
            guards=(SECOND_PERSON, _points(conditions=True)),
            rule="R-06",
            act="decide",
        ),
        Transition(
            REFUSE,
            (SUBMITTED, COMPLETE, VETTING, INSPECTED),
            REFUSED,
            OFFICERS,
            guards=(SECOND_PERSON, Guard(("reason_not_assessed",), _refusal)),
            reasons=REASONS["refuse"],
            rule="R-06, R-07",
            act="decide",
        ),
        Transition("appeal", (REFUSED,), APPEALED, OFFICERS, rule="C181 art. 3(2)"),
        Transition(
            "confirm",
            (APPEALED,),
            CONFIRMED,
            OFFICERS,
            guards=(SECOND_PERSON,),
            reasons=REASONS["confirm"],
            rule="C181 art. 3(2)",
            act="decide",
        ),
        # Back to the decision: nothing is granted past the standards.
        Transition(
            "overturn",
            (APPEALED,),
            INSPECTED,
            OFFICERS,
            guards=(SECOND_PERSON,),
            reasons=REASONS["overturn"],
            rule="C181 art. 3(2)",
            act="decide",
        ),
    ),
)

LICENCE = Process(
    resource="licence",
    states=(ACTIVE, SUSPENDED, REVOKED, EXPIRED, SURRENDERED),
    initial=ACTIVE,
    ends=frozenset({ACTIVE, REVOKED, EXPIRED, SURRENDERED}),
    transitions=(
        Transition(
            "suspend",
            (ACTIVE,),
            SUSPENDED,
            OFFICERS,
            reasons=REASONS["suspend"],
            rule="R-41, C181 art. 8(1)",
            act="decide",
        ),
        Transition("reinstate", (SUSPENDED,), ACTIVE, OFFICERS, rule="R-41", act="decide"),
        Transition(
            "revoke",
            (SUSPENDED,),
            REVOKED,
            OFFICERS,
            guards=(Guard(("not_heard",), _not_heard),),
            reasons=REASONS["revoke"],
            rule="R-06, R-15, R-41",
            act="decide",
        ),
        Transition(
            "expire",
            (ACTIVE, SUSPENDED),
            EXPIRED,
            OFFICERS,
            guards=(Guard(("not_over",), _not_over),),
            rule="R-04",
        ),
        Transition("surrender", (ACTIVE, SUSPENDED), SURRENDERED, OFFICERS, rule="R-04"),
    ),
)
