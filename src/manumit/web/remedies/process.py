"""The life of a claim, with the states of domain.md section 3.

The arrows are those of the domain reference, and three that are ours: ``end`` (the worker's own
word, at any time), ``deny`` (a payment that the worker did not have, or not in the end), and
``write_off`` where nothing was awarded. No step asks for a conviction, for a right to stay or for
testimony (R-35, R-40, R-49, R-51).

Declared on what a claim has to know, not on its model.
"""

import uuid
from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol, cast

from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons

REASONS = read_reasons(__package__ or "")
NOTHING_AWARDED = "nothing_awarded"
ENDED = "irrecoverable"
"""The state in which nothing is left to be done; what is paid is asked about again."""


class ClaimRow(Protocol):
    """What the guards read of a claim."""

    def claimed(self) -> Mapping[str, Fraction]:
        """What is claimed, by currency; set when it is lodged."""

    def ordered(self) -> Mapping[str, Fraction]:
        """What was settled or decided, by currency."""

    def confirmed(self) -> Mapping[str, Fraction]:
        """What the worker has privately confirmed, by currency."""

    def denied(self) -> bool:
        """Whether the worker denies a payment now."""

    def waiver(self) -> str:
        """Whether the last settlement demands a waiver: yes, no or unknown."""

    def decider(self) -> uuid.UUID | None:
        """The institution that decides on it here; None where it has no account here."""


def _of(step: Step) -> ClaimRow:
    return cast("ClaimRow", step.row)


def _nothing_claimed(step: Step) -> str | None:
    return None if _of(step).claimed() else "nothing_claimed"


def _nothing_ordered(step: Step) -> str | None:
    return None if step.reason == NOTHING_AWARDED or _of(step).ordered() else "nothing_ordered"


def _waiver(step: Step) -> str | None:
    said = _of(step).waiver()
    if said == "no":
        return None
    return "demands_waiver" if said == "yes" else "waiver_unknown"


def _not_the_decider(step: Step) -> str | None:
    decider = _of(step).decider()
    return None if decider in (None, step.actor.institution) else "another_body_decides"


def all_paid(row: ClaimRow) -> bool:
    """Whether the worker has confirmed as much as was ordered, in each currency."""
    ordered, confirmed = row.ordered(), row.confirmed()
    return bool(ordered) and all(
        confirmed.get(currency, Fraction(0)) >= number for currency, number in ordered.items()
    )


def _not_in_full(step: Step) -> str | None:
    return None if all_paid(_of(step)) else "not_confirmed_in_full"


def _not_in_part(step: Step) -> str | None:
    row = _of(step)
    return None if row.confirmed() and not all_paid(row) else "not_confirmed_in_part"


def _not_denied(step: Step) -> str | None:
    return None if _of(step).denied() else "not_denied"


def _something_ordered(step: Step) -> str | None:
    if step.source == "decided" and _of(step).ordered():
        return "something_ordered"
    return None


SOMETHING_CLAIMED = Guard(("nothing_claimed",), _nothing_claimed)
SOMETHING_ORDERED = Guard(("nothing_ordered",), _nothing_ordered)
NO_WAIVER = Guard(("demands_waiver", "waiver_unknown"), _waiver)
BY_THE_DECIDER = Guard(("another_body_decides",), _not_the_decider)
CONFIRMED_IN_FULL = Guard(("not_confirmed_in_full",), _not_in_full)
CONFIRMED_IN_PART = Guard(("not_confirmed_in_part",), _not_in_part)
WORKER_DENIES = Guard(("not_denied",), _not_denied)
NOTHING_TO_ENFORCE = Guard(("something_ordered",), _something_ordered)

# Who acts for a worker: domain.md section 2. A union and a lawyer do so by mandate.
FOR_THE_WORKER = frozenset({"inspect", "advice", "support", "union", "lawyer"})
WITH_COURT = FOR_THE_WORKER | {"court"}
PAYABLE = ("settled", "decided", "paid_part", "unpaid_enforcement")
"""States in which something is owed, and whoever acts for the worker can report a payment."""

CLAIM = Process(
    resource="claim",
    states=(
        "drafted", "lodged", "mediated", "settled", "decided", "paid_part", "paid",
        "unpaid_enforcement", "irrecoverable",
    ),
    initial="drafted",
    ends=frozenset({"paid", "irrecoverable"}),
    transitions=(
        Transition(
            "lodge", ("drafted",), "lodged", FOR_THE_WORKER,
            guards=(SOMETHING_CLAIMED,), rule="R-51",
        ),
        Transition("mediate", ("lodged",), "mediated", WITH_COURT, rule="R-51"),
        Transition(
            "settle", ("lodged", "mediated"), "settled", WITH_COURT,
            guards=(NO_WAIVER, SOMETHING_ORDERED), rule="R-66",
        ),
        Transition(
            # Recorded by whoever acts for the worker only where no body decides on it here.
            "decide", ("lodged", "mediated"), "decided", WITH_COURT,
            guards=(BY_THE_DECIDER, SOMETHING_ORDERED), reasons=REASONS["decided"], rule="R-51",
            act="decide",
        ),
        Transition(
            "pay_part", ("settled", "decided", "unpaid_enforcement"), "paid_part", FOR_THE_WORKER,
            guards=(CONFIRMED_IN_PART,), rule="R-40",
        ),
        Transition(
            "pay_all", PAYABLE, "paid", FOR_THE_WORKER, guards=(CONFIRMED_IN_FULL,), rule="R-40",
        ),
        Transition(
            "enforce", ("settled", "decided", "paid_part"), "unpaid_enforcement", FOR_THE_WORKER,
            guards=(SOMETHING_ORDERED,), reasons=REASONS["enforced"], rule="R-62",
        ),
        Transition(
            "deny", ("settled", "decided", "paid_part", "paid"), "unpaid_enforcement",
            FOR_THE_WORKER, guards=(WORKER_DENIES,), reasons=REASONS["denied"], rule="R-66",
        ),
        Transition(
            "write_off", ("decided", "unpaid_enforcement"), "irrecoverable", FOR_THE_WORKER,
            guards=(NOTHING_TO_ENFORCE,), reasons=REASONS["written_off"], rule="R-62",
        ),
        Transition(
            "end", ("drafted", "lodged", "mediated", *PAYABLE), "irrecoverable", FOR_THE_WORKER,
            reasons=REASONS["ended"], rule="R-51",
        ),
    ),
)  # fmt: skip
