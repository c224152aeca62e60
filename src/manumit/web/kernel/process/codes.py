"""Error codes of refused steps (T..). No message contains data about a person."""

from manumit.errors import Detail, ErrorCode

_CHOOSE = "Choose one of the reasons that are shown."


class ProcessCode(ErrorCode):
    """Steps that were refused; nothing has changed."""

    STALE = Detail(
        "T101",
        "Somebody has moved this on since you opened it.",
        "Open it again and look at what has changed before you do anything.",
    )
    NO_SUCH_MOVE = Detail("T102", "There is no such step.", "Choose one of those that are shown.")
    NOT_FROM_HERE = Detail(
        "T103",
        "This step can't be taken from the state '{state}'.",
        "Open it again: only the steps that are possible now are shown.",
    )
    NOT_YOUR_ROLE = Detail(
        "T104",
        "Your role does not take this step.",
        "Ask somebody of the body that is competent for it.",
    )
    NO_REASON = Detail("T105", "This step needs a reason, and none is given.", _CHOOSE)
    UNKNOWN_REASON = Detail(
        "T106", "The reason is none that can be given for this step today.", _CHOOSE
    )
    HELD_BACK = Detail(
        "T107",
        "A condition is not met: {guard}.",
        "Do first what is missing, or take another step.",
    )
    REQUEST_USED = Detail(
        "T108",
        "This form was already sent, for another step.",
        "Open the page again and send its own form.",
    )

    @property
    def word(self) -> str:
        """Return the ledger's code for it."""
        return self.name.lower()
