"""Evidence about one person's work in, a finding that explains itself out.

``assess`` settles contradicting evidence visibly, applies the published rule, and gives three
separate results as bounds under what is unknown. Nothing is decided here: a person of the
competent body decides (R-47).
"""

from manumit.assessment.codes import AssessmentCode
from manumit.assessment.engine import (
    Age,
    Finding,
    Outcome,
    State,
    assess,
    assess_answers,
    between,
    counts,
    outcome,
)
from manumit.assessment.evidence import (
    Answer,
    Evidence,
    Hearing,
    Informant,
    SetAside,
    Settled,
    discounted,
    settle,
)
from manumit.assessment.interview import (
    Ask,
    Done,
    Goal,
    InterviewPlan,
    Postpone,
    Reason,
    ReasonId,
    Step,
    SwitchList,
    interview_plan,
    later_sitting,
    next_question,
)

__all__ = [
    "Age",
    "Answer",
    "Ask",
    "AssessmentCode",
    "Done",
    "Evidence",
    "Finding",
    "Goal",
    "Hearing",
    "Informant",
    "InterviewPlan",
    "Outcome",
    "Postpone",
    "Reason",
    "ReasonId",
    "SetAside",
    "Settled",
    "State",
    "Step",
    "SwitchList",
    "assess",
    "assess_answers",
    "between",
    "counts",
    "discounted",
    "interview_plan",
    "later_sitting",
    "next_question",
    "outcome",
    "settle",
]
