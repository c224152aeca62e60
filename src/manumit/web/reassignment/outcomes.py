"""Outcomes of the files of an assignment."""

import enum


class Outcome(enum.StrEnum):
    """Handed over, or left alone and why; its text is ``assignments_outcome/<code>``."""

    HANDED_OVER = "handed_over"
    NOT_HELD = "not_held"
    """The person it was taken from no longer holds it."""
    CLOSED = "closed"
    HOLDER_BACK = "holder_back"
    """The holder had left when it was approved, and is here again: it is theirs to say."""
    RIGHT_ENDED = "right_ended"
    """Nobody who proposed or approved it may do so any more."""
    RECEIVER_INACTIVE = "receiver_inactive"
    RECEIVER_ELSEWHERE = "receiver_elsewhere"
    RECEIVER_OTHER_ROLE = "receiver_other_role"
    RECEIVER_ENDED = "receiver_ended"
    OTHER_ROLE = "other_role"
    """Nobody held it in the role of the assignment (R-30)."""
    NOT_ALLOWED = "not_allowed"
    """The rules refused to hand over this file; also if its person was erased."""
