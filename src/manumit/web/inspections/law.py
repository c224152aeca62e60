"""Who may see and do what, what each act leaves, how long it is kept, and what it rests on.

The rights of each role are in the kernel's ``grants.yaml``, and compared there with expectations
written by hand; here is how a member is related to a record, and what can be done to one.
"""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.inspections.models import (
    Checklist,
    InspectionOrder,
    InspectionRecord,
    PaymentList,
    PeopleSeen,
    Programme,
    ProgrammePlace,
    Screening,
    Violation,
    Visit,
)
from manumit.web.inspections.process import ANNULLED, ORDER, WORKED_ON
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.process.retention import until_last_step
from manumit.web.kernel.retention import register_retention
from manumit.web.kernel.room import Verb


class InspectionPolicy[Row: InspectionRecord](Policy[Row]):
    """An office works on its records together; other offices of the inspectorate read them.

    A visit to a home, or to what may be one, stays with the office: the register shows other
    offices no such workplace either (R-36).

    Attributes:
        home: the column that says whether the workplace is closed.
    """

    home = "workplace__closed"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        here = Q(institution=actor.institution)
        office = here & Q(office=actor.office)
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: office & Q(made_by=actor.person),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here & Q(**{self.home: False}),
        }


class VisitPolicy(InspectionPolicy[Visit]):
    """Visits."""

    resource = "visit"
    model = Visit


class InspectionOrderPolicy(InspectionPolicy[InspectionOrder]):
    """Orders."""

    resource = "inspection_order"
    model = InspectionOrder


class ProgrammePolicy(InspectionPolicy[Programme]):
    """Programmes: of the office alone."""

    resource = "programme"
    model = Programme

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the same; a programme is about many workplaces, and about no home."""
        found = dict(super().relations(actor))
        found[Relation.OTHER_OFFICE] = Q(institution=actor.institution)
        return found


visit_policy = VisitPolicy()
order_policy = InspectionOrderPolicy()
programme_policy = ProgrammePolicy()

PLAN = Verb(visit_policy, "plan", "create", rule="C081 arts 12, 16")
STEP = Verb(visit_policy, "change", rule="C081 art. 12")
REVIEW = Verb(visit_policy, "review", rule="C081 art. 19")
RECORD_PEOPLE = Verb(visit_policy, "change", states=WORKED_ON, rule="C081 art. 12(1)(c)(i)")
ANSWER = Verb(visit_policy, "change", states=WORKED_ON, rule="C081 art. 12(1)(c)")
FIND = Verb(visit_policy, "change", states=WORKED_ON, rule="C081 arts 13, 17")
SCREEN = Verb(visit_policy, "change", states=(*WORKED_ON, "reported"), rule="R-47")

ISSUE = Verb(order_policy, "issue", "create", rule="C081 art. 13, R-40")
ORDER_STEP = Verb(order_policy, "change", rule="C081 art. 13(2)")
LIST_WORKERS = Verb(
    order_policy,
    "change",
    states=tuple(one for one in ORDER.states if one != ANNULLED),
    rule="R-03, R-40",
)

START = Verb(programme_policy, "start", "create", rule="C081 art. 16, R-37")
DRAW = Verb(programme_policy, "change", rule="C081 art. 16, R-37")


def register_all() -> None:
    """Make the room known to the ledger and to retention; called once at the start."""
    register_traces(
        TraceRule(
            "visit",
            (Visit,),
            ERASE,
            {"create": (Visit,), "change": (Visit, PeopleSeen, Checklist, Violation, Screening)},
        ),
        TraceRule(
            "inspection_order",
            (InspectionOrder,),
            ERASE,
            {"create": (InspectionOrder,), "change": (InspectionOrder, PaymentList)},
        ),
        TraceRule(
            "programme",
            (Programme,),
            ERASE,
            {"create": (Programme,), "change": (Programme, ProgrammePlace)},
        ),
    )
    register_retention(*(until_last_step(one) for one in (Visit, InspectionOrder, Programme)))
