"""What acts on group cases leave, and how long a group is kept."""

from django.db.models import Case, DateTimeField, Exists, OuterRef, QuerySet, When
from django.db.models.functions import Greatest

from manumit.web.group_cases.models import FactAdoption, GroupCase, GroupFact, GroupMember
from manumit.web.kernel.ledger.traces import ERASE, TraceRule, extend_traces, register_traces
from manumit.web.kernel.retention import RetentionKind, latest_moment, register_retention


def register() -> None:
    """Register both."""
    register_traces(
        TraceRule(
            "group_case",
            (GroupCase, GroupFact),
            ERASE,
            {"create": (GroupCase, GroupFact)},
        )
    )
    extend_traces(TraceRule("statement", (FactAdoption,), leaving={"create": (FactAdoption,)}))
    register_retention(
        RetentionKind("group_case", groups, "worked_on", "subject_id", "institution_id")
    )


def groups() -> QuerySet[GroupCase]:
    """Every group case with the moment when somebody last worked on it, or a file was part of it.

    A member is none any more once they are erased, so that a group outlives no file by much.
    """
    alive = GroupMember.objects.filter(
        group=OuterRef("pk"), left_at=None, file__subject__erased_at=None
    )
    return GroupCase.objects.annotate(
        worked_on=Case(
            When(Exists(alive), then=None),
            default=Greatest(
                "opened_at",
                latest_moment(GroupFact, "made_at", "group"),
                latest_moment(GroupMember, "left_at", "group"),
            ),
            output_field=DateTimeField(),
        )
    )
