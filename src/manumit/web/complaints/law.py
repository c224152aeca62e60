"""Who may see and do what, what each act leaves, how long it is kept, and what it rests on.

The rights of each role are in the kernel's ``grants.yaml``, and compared there with expectations
written by hand. Only intake has any; another office of the same intake has none either.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Greatest

from manumit.web.complaints.models import (
    Briefing,
    Complaint,
    ComplaintAttachment,
    ComplaintMessage,
    MemberDeparture,
    Reprisal,
    SealedSource,
    SourceOpening,
)
from manumit.web.complaints.process import OPEN
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy, office_relations
from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.retention import RetentionKind, register_retention
from manumit.web.kernel.room import Verb


class ComplaintPolicy(Policy[Complaint]):
    """An office works on its complaints together; who acknowledged one holds it."""

    resource = "complaint"
    model = Complaint

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        own = Q(office=actor.office, holder=actor.person)
        return office_relations(actor, own, erased=Q(subject__erased_at__isnull=False))


class OpeningPolicy(Policy[SourceOpening]):
    """Requests to open a source: own ones, and those that a colleague made."""

    resource = "source_opening"
    model = SourceOpening

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        own = Q(office=actor.office, asked_by=actor.person)
        return office_relations(actor, own, erased=Q(complaint__subject__erased_at__isnull=False))


class ReprisalPolicy(Policy[Reprisal]):
    """Reprisals belong to whom their complaint belongs."""

    resource = "reprisal"
    model = Reprisal

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        own = Q(office=actor.office, complaint__holder=actor.person)
        return office_relations(actor, own, erased=Q(subject__erased_at__isnull=False))


complaint_policy = ComplaintPolicy()
opening_policy = OpeningPolicy()
reprisal_policy = ReprisalPolicy()

STEP = Verb(complaint_policy, "change", rule="R-31, R-32")
ASSESS = Verb(complaint_policy, "change", states=OPEN, rule="R-46, R-53")
WRITE = Verb(complaint_policy, "change", rule="R-32")
POSTPONE = Verb(complaint_policy, "change", states=OPEN, rule="R-32")
BRIEF = Verb(complaint_policy, "change", states=OPEN, rule="C081 art. 15(c), R-30")
REPRISAL_STEP = Verb(reprisal_policy, "change", rule="C158 art. 5(c), R-32")
READ_REPLY = Verb(complaint_policy, "change", rule="R-31")
DECIDE = Verb(opening_policy, "approve", rule="R-30")


def register_all() -> None:
    """Make the room known to the ledger and to retention; called once at the start."""
    register_traces(
        TraceRule(
            "complaint",
            (Complaint,),
            ERASE,
            {
                "create": (Complaint,),
                "attach": (ComplaintAttachment,),
                "change": (Complaint, ComplaintMessage, Briefing, SealedSource, MemberDeparture),
            },
        ),
        TraceRule("source_opening", (SourceOpening,), ERASE, {"create": (SourceOpening,)}),
        TraceRule("reprisal", (Reprisal,), ERASE, {"create": (Reprisal,)}),
    )
    register_retention(
        RetentionKind("complaint", complaints, "worked_on", "subject_id", "institution_id"),
        RetentionKind("complaint_source", sources, "worked_on", "subject_id", "institution_id"),
    )


def complaints() -> QuerySet[Complaint]:
    """Return every complaint with the moment of its last step or reported reprisal."""
    return _with_last_step(Complaint.objects.all(), "received_on", "pk")


def sources() -> QuerySet[SealedSource]:
    """Return every sealed source with the same moment of its complaint."""
    return _with_last_step(SealedSource.objects.all(), "complaint__received_on", "complaint_id")


def _with_last_step(rows: QuerySet[Any], begins: str, key: str) -> QuerySet[Any]:
    moves = Move.objects.filter(resource=Complaint.RESOURCE, row=OuterRef(key))
    last = Subquery(moves.order_by("-at").values("at")[:1], output_field=DateTimeField())
    reprisals = Reprisal.objects.filter(complaint=OuterRef(key)).order_by("-made_at")
    reported = Subquery(reprisals.values("made_at")[:1], output_field=DateTimeField())
    begun = Cast(begins, DateTimeField())
    found: QuerySet[Any] = rows.annotate(worked_on=Greatest(begun, last, reported))
    return found
