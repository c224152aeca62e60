"""What acts on periods of reflection and plans of support leave, and how long both are kept."""

from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.process.retention import until_last_step
from manumit.web.kernel.retention import latest_moment, register_retention
from manumit.web.protection.due import KIND
from manumit.web.protection.models import (
    FollowUp,
    FollowUpDue,
    Need,
    NoteRelease,
    PlanService,
    ReflectionPeriod,
    SupportNote,
    SupportPlan,
)
from manumit.web.protection.process import REFLECTION, SUPPORT_PLAN

WORK = (Need, PlanService, SupportNote, NoteRelease, FollowUp)
"""Rows about a plan that count as work on it."""


def register_all() -> None:
    """Make both known to the ledger and to retention; called once at the start."""
    register_traces(
        TraceRule("reflection", (ReflectionPeriod,), ERASE, {"create": (ReflectionPeriod,)}),
        TraceRule(
            "support_plan",
            (SupportPlan,),
            ERASE,
            {
                "create": (SupportPlan,),
                "change": (Need, PlanService, FollowUp, SupportPlan),
                "assign": (SupportPlan,),
            },
        ),
        TraceRule("support_note", leaving={"create": (SupportNote, NoteRelease)}),
        TraceRule(KIND, (FollowUpDue,), leaving={"create": (FollowUpDue,)}),
    )
    register_retention(
        until_last_step(ReflectionPeriod, "granted_at", kind=REFLECTION.resource),
        until_last_step(
            SupportPlan,
            "opened_at",
            kind=SUPPORT_PLAN.resource,
            also=lambda: [latest_moment(model, "made_at", "plan") for model in WORK],
        ),
    )
