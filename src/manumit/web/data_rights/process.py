"""States of a request to erase, and of a legal hold."""

from collections.abc import Mapping

from manumit.web.kernel.process.table import Process, Transition
from manumit.web.kernel.reasons import ReasonList, read_reasons

REASONS: Mapping[str, ReasonList] = read_reasons(__package__ or "")
HOLDERS = frozenset({"inspect", "intake", "advice", "support", "ident", "justice", "union"})
"""Roles that hold records of people."""
OFFICER = frozenset({"dpo"})
ASKED, ERASED, REFUSED, WITHDRAWN = "asked", "erased", "refused", "withdrawn"
PLACED, LIFT_ASKED, LIFTED, OVER = "placed", "lift_asked", "lifted", "over"

ERASURE = Process(
    resource="erasure_request",
    states=(ASKED, ERASED, REFUSED, WITHDRAWN),
    initial=ASKED,
    ends=frozenset({ERASED, REFUSED, WITHDRAWN}),
    transitions=(
        Transition("erase", (ASKED,), ERASED, OFFICER, rule="GDPR art. 17(1)"),
        Transition(
            "refuse", (ASKED,), REFUSED, OFFICER, reasons=REASONS["refused"], rule="GDPR art. 17(3)"
        ),
        Transition("withdraw", (ASKED,), WITHDRAWN, HOLDERS, rule="GDPR art. 17(1)"),
    ),
)
HOLD = Process(
    resource="legal_hold",
    states=(PLACED, LIFT_ASKED, LIFTED, OVER),
    initial=PLACED,
    ends=frozenset({LIFTED, OVER}),
    transitions=(
        Transition(
            "ask_lift",
            (PLACED,),
            LIFT_ASKED,
            HOLDERS,
            reasons=REASONS["lift"],
            rule="GDPR art. 17(3)(e)",
        ),
        Transition("lift", (LIFT_ASKED,), LIFTED, OFFICER, rule="GDPR art. 17(3)(e)"),
        Transition("keep", (LIFT_ASKED,), PLACED, OFFICER, rule="GDPR art. 17(3)(e)"),
        # Its last day is over; taken when a new one is placed, and by no page.
        Transition("end", (PLACED, LIFT_ASKED), OVER, HOLDERS, rule="GDPR art. 17(3)(e)"),
    ),
)
