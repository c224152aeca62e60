"""The life of a peer: proposed by one person, admitted by a second, suspended by any at once."""

import uuid
from typing import Protocol, cast

from manumit.web.kernel.process.table import Guard, Process, Step, Transition


class PeerRow(Protocol):
    """The fields of a peer that the guards read."""

    proposed_by: uuid.UUID


def _same_person(step: Step) -> str | None:
    proposed = cast("PeerRow", step.row).proposed_by
    return "second_person_needed" if step.actor.person == proposed else None


SECOND_PERSON = Guard(("second_person_needed",), _same_person)
ADMINISTERS = frozenset({"admin"})
# Ours, as with posts (ADR 16): the second person is another administrator, or somebody who works
# with those whom the other side would receive or send.
SECOND = frozenset(
    {"admin", "inspect", "advice", "support", "ident", "justice", "court", "health", "union"}
)

PEER = Process(
    resource="peer",
    states=("proposed", "admitted", "suspended", "refused"),
    initial="proposed",
    ends=frozenset({"refused", "admitted", "suspended"}),
    transitions=(
        Transition("admit", ("proposed",), "admitted", SECOND, guards=(SECOND_PERSON,)),
        Transition("refuse", ("proposed", "suspended"), "refused", SECOND),
        Transition("suspend", ("admitted",), "suspended", SECOND),
        Transition("propose_again", ("suspended",), "proposed", ADMINISTERS),
    ),
)
