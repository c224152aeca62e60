"""States of a contact. Most are answered at once; what needs more is called back or passed on."""

from manumit.web.kernel.process.table import Process, Transition
from manumit.web.line.lists import REASONS

LINE = frozenset({"advice", "union"})
DESKS = LINE | {"program"}
"""Who records a contact: the members of a desk, or its telephone system."""
OPEN, ANSWERED, CALLED_BACK = "open", "answered", "called_back"
PASSED_ON, BECAME_FILE, SILENT_OR_ABUSIVE = "passed_on", "became_file", "silent_or_abusive"
BECAME_COMPLAINT = "became_complaint"
OPEN_FILE, SEND_COMPLAINT = "open_file", "send_complaint"
HAND_OVER = (OPEN_FILE, SEND_COMPLAINT)
"""Steps with a form of their own, for which a room above makes something."""
GOING_ON = (OPEN, ANSWERED, CALLED_BACK)
ENDS = (
    ANSWERED,
    CALLED_BACK,
    PASSED_ON,
    BECAME_FILE,
    BECAME_COMPLAINT,
    SILENT_OR_ABUSIVE,
)

CONTACT = Process(
    resource="contact",
    states=(OPEN, *ENDS),
    initial=OPEN,
    ends=frozenset(ENDS),
    transitions=(
        Transition("answer", (OPEN,), ANSWERED, DESKS, rule="R-31"),
        Transition("call_back", (OPEN,), CALLED_BACK, LINE, rule="R-31"),
        Transition(
            "pass_on", GOING_ON, PASSED_ON, DESKS, reasons=REASONS["passed_on"], rule="R-52, R-53"
        ),
        # Of the roles of a desk, this one may open files.
        Transition(
            OPEN_FILE,
            GOING_ON,
            BECAME_FILE,
            frozenset({"advice"}),
            reasons=REASONS["basis"],
            rule="R-46, R-52, R-53",
        ),
        Transition(
            SEND_COMPLAINT,
            GOING_ON,
            BECAME_COMPLAINT,
            LINE,
            reasons=REASONS["basis"],
            rule="R-30, R-31, R-52, R-53",
        ),
        Transition(
            "dismiss",
            GOING_ON,
            SILENT_OR_ABUSIVE,
            DESKS,
            reasons=REASONS["dismissed"],
            rule="R-31",
        ),
    ),
)
