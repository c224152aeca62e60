"""The life of a service: listed, asked to be confirmed again, ended."""

from manumit.web.directory.lists import LISTS
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.table import Process, Transition

KEEPERS = frozenset({"admin", "plan"})
ACTIVE = ("listed", "asked")
"""States of a service that there is."""

SERVICE = Process(
    resource="service",
    states=("listed", "asked", "ended"),
    initial="listed",
    ends=frozenset({"ended"}),
    transitions=(
        Transition("ask", ("listed",), "asked", frozenset({CLOCK})),
        Transition("confirm", ACTIVE, "listed", KEEPERS),
        Transition("end", ACTIVE, "ended", KEEPERS, reasons=LISTS["service_ended"]),
    ),
)
