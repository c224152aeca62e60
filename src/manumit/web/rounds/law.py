"""Who may see and do what, what each act leaves, how long it is kept, and what it rests on.

The rights of each role are in the kernel's ``grants.yaml``, and compared there with expectations
written by hand; here is how a member is related to a round, and what can be done to one.
"""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.inspections.law import InspectionPolicy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.process.retention import until_last_step
from manumit.web.kernel.retention import register_retention
from manumit.web.kernel.room import Verb
from manumit.web.rounds.models import (
    LetterAnswer,
    LetterPayroll,
    PayrollResult,
    Round,
    RoundLetter,
    RoundOrder,
)
from manumit.web.rounds.process import UNDER_WAY


class RoundPolicy(InspectionPolicy[Round]):
    """Rounds: of the office alone."""

    resource = "round"
    model = Round

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the same; a round is about many workplaces, and about no home."""
        found = dict(super().relations(actor))
        found[Relation.OTHER_OFFICE] = Q(institution=actor.institution)
        return found


round_policy = RoundPolicy()

PLAN = Verb(round_policy, "plan", "create", rule="C081 art. 12(1)(c)(ii)")
STEP = Verb(round_policy, "change", rule="C081 art. 16")
WORK = Verb(round_policy, "change", states=(UNDER_WAY,), rule="C081 arts 12(1)(c)(ii), 13")


def register_all() -> None:
    """Make the room known to the ledger and to retention; called once at the start."""
    register_traces(
        TraceRule(
            "round",
            (Round,),
            ERASE,
            {
                "create": (Round,),
                "change": (
                    Round,
                    RoundLetter,
                    LetterAnswer,
                    RoundOrder,
                    LetterPayroll,
                    PayrollResult,
                ),
            },
        ),
    )
    register_retention(until_last_step(Round))
