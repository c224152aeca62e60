"""Evidence about one person's work in, a finding that explains itself out.

``assess`` settles contradicting evidence visibly, applies the published rule, and gives three
separate results as bounds under what is unknown. Nothing is decided here: a person of the
competent body decides (R-47).
"""

from manumit.assessment.advice import NextStep, next_steps
from manumit.assessment.advice_view import AdviceView, ContactView, StepView, advice_view
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
    answers_to_keep,
    interview_plan,
    next_question,
)
from manumit.assessment.replies import RecordedReply, Reply
from manumit.assessment.sitting import (
    AskHearing,
    OverviewLine,
    Question,
    Sitting,
    SittingStep,
)

__all__ = [
    "AdviceView",
    "Age",
    "Answer",
    "Ask",
    "AskHearing",
    "AssessmentCode",
    "ContactView",
    "Done",
    "Evidence",
    "Finding",
    "Goal",
    "Hearing",
    "Informant",
    "InterviewPlan",
    "NextStep",
    "Outcome",
    "OverviewLine",
    "Postpone",
    "Question",
    "Reason",
    "ReasonId",
    "RecordedReply",
    "Reply",
    "SetAside",
    "Settled",
    "Sitting",
    "SittingStep",
    "State",
    "Step",
    "StepView",
    "SwitchList",
    "advice_view",
    "answers_to_keep",
    "assess",
    "assess_answers",
    "between",
    "counts",
    "discounted",
    "interview_plan",
    "next_question",
    "next_steps",
    "outcome",
    "settle",
]
