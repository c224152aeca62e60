"""State machine of a claim, with the states of domain.md, section 3.

The transitions are those of the domain reference and four of our own: ``end`` (the worker stops
the claim, at any time before it is paid), ``deny`` (the worker says that a payment did not arrive
or was taken back),
``write_off`` where nothing was awarded, and ``order``, by which a claim from an order to pay begins
as decided. No transition requires a conviction, a residence right
or testimony (R-35, R-40, R-49, R-51).

The guards use the protocol :class:`ClaimRow` instead of the model, so that the model can import
this module.
"""

import uuid
from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol, cast

from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons

REASONS = read_reasons(__package__ or "")
NOTHING_AWARDED = "nothing_awarded"
IRRECOVERABLE = "irrecoverable"
"""The final state of a claim that cannot be recovered or that the worker stopped."""


class ClaimRow(Protocol):
    """The methods of a claim that the guards use."""

    def claimed(self) -> Mapping[str, Fraction]:
        """Return the claimed total by currency, fixed at lodging."""

    def ordered(self) -> Mapping[str, Fraction]:
        """Return the total of all orders by currency."""

    def confirmed(self) -> Mapping[str, Fraction]:
        """Return the total that the worker confirmed in private, by currency."""

    def denied(self) -> bool:
        """Return whether the worker currently denies a payment."""

    def waiver(self) -> str:
        """Return whether the last settlement demands a waiver: yes, no or unknown."""

    def decider(self) -> uuid.UUID | None:
        """Return the institution that decides on the claim; None where none here can see it."""


def _claim_row(step: Step) -> ClaimRow:
    return cast("ClaimRow", step.row)


def _nothing_claimed(step: Step) -> str | None:
    return None if _claim_row(step).claimed() else "nothing_claimed"


def _nothing_ordered(step: Step) -> str | None:
    return (
        None if step.reason == NOTHING_AWARDED or _claim_row(step).ordered() else "nothing_ordered"
    )


def _waiver(step: Step) -> str | None:
    waiver = _claim_row(step).waiver()
    if waiver == "no":
        return None
    return "demands_waiver" if waiver == "yes" else "waiver_unknown"


def _not_the_decider(step: Step) -> str | None:
    decider = _claim_row(step).decider()
    return None if decider in (None, step.actor.institution) else "another_body_decides"


def all_paid(row: ClaimRow) -> bool:
    """Return whether the worker confirmed the ordered total in every currency."""
    ordered, confirmed = row.ordered(), row.confirmed()
    return bool(ordered) and all(
        confirmed.get(currency, Fraction(0)) >= number for currency, number in ordered.items()
    )


def _not_in_full(step: Step) -> str | None:
    return None if all_paid(_claim_row(step)) else "not_confirmed_in_full"


def _not_in_part(step: Step) -> str | None:
    row = _claim_row(step)
    return None if row.confirmed() and not all_paid(row) else "not_confirmed_in_part"


def _not_denied(step: Step) -> str | None:
    return None if _claim_row(step).denied() else "not_denied"


def _something_ordered(step: Step) -> str | None:
    if step.source == "decided" and _claim_row(step).ordered():
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
"""States in which money is owed. A debtor may report a payment in any state."""

STEP_ACTIONS: Mapping[str, str] = {
    "lodge": "claim.change",
    "mediate": "claim_order.decide",
    "settle": "claim_order.decide",
    "decide": "claim_order.decide",
    "enforce": "claim.change",
    "write_off": "claim.change",
    "end": "claim.change",
}
"""The action in ``grants.yaml`` for each step that a person takes."""

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
        Transition(
            # An inspectorate has ordered an employer to pay all its workers (C95, R-03).
            "order", ("drafted",), "decided", frozenset({CLOCK}),
            guards=(SOMETHING_ORDERED,), rule="R-40",
        ),
        Transition("mediate", ("lodged",), "mediated", WITH_COURT, rule="R-51"),
        Transition(
            "settle", ("lodged", "mediated"), "settled", WITH_COURT,
            guards=(NO_WAIVER, SOMETHING_ORDERED), rule="R-66",
        ),
        Transition(
            # The representative records it where no deciding body here can see the claim.
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
