"""Who may recruit: published lists of licensed recruiters, and the look-up in them (R-04)."""

from manumit.recruitment.entries import LicenceStanding, ListMode, Recruiter, RecruiterList, State
from manumit.recruitment.lookup import Answer, AnswerSentence, Reason, RecruiterIndex, look_up

__all__ = [
    "Answer",
    "AnswerSentence",
    "LicenceStanding",
    "ListMode",
    "Reason",
    "Recruiter",
    "RecruiterIndex",
    "RecruiterList",
    "State",
    "look_up",
]
