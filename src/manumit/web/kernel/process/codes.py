"""Error codes of refused steps (T..). No message contains data about a person."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode

_CHOOSE = "Choose one of the reasons that are shown."


class ProcessCode(PageErrorCode):
    """Steps that were refused; nothing has changed."""

    STALE = "T101"
    NO_SUCH_MOVE = Detail("T102", "There is no such step.", "Choose one of those that are shown.")
    NOT_FROM_HERE = "T103"
    NOT_YOUR_ROLE = "T104"
    NO_REASON = Detail("T105", "This step needs a reason, and none is given.", _CHOOSE)
    UNKNOWN_REASON = "T106"
    HELD_BACK = Detail(
        "T107",
        "A condition is not met: {guard}.",
        "Do first what is missing, or take another step.",
    )
    REQUEST_USED = "T108"

    @property
    def word(self) -> str:
        """Return the ledger's code for it."""
        return self.name.lower()
