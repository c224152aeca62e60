"""What became of one file of an assignment."""

import enum


class Outcome(enum.StrEnum):
    """Handed over, or left alone and why; a text ``assignments_outcome/<code>`` says it."""

    HANDED_OVER = "handed_over"
    NOT_HELD = "not_held"
    """Whoever it was of holds it no more."""
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
    """The rules for handing over this very file said no: also where its person was erased."""
