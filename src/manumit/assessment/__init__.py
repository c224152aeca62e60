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

__all__ = [
    "Age",
    "Answer",
    "AssessmentCode",
    "Evidence",
    "Finding",
    "Hearing",
    "Informant",
    "Outcome",
    "SetAside",
    "Settled",
    "State",
    "assess",
    "assess_answers",
    "between",
    "counts",
    "discounted",
    "outcome",
    "settle",
]
