"""Error codes of tasks and sweeps (Y5..). No message identifies a person."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class TaskCode(PageErrorCode):
    """Errors of tasks and sweeps."""

    NO_SWEEP = Detail(
        "Y501",
        "There is no sweep '{name}'.",
        "Name one of: {names}. Without a name all run.",
    )
    NO_COLLEAGUE = "Y502"
    NO_NOTE = "Y503"
    TOO_LONG = "Y504"
    NO_DAY = "Y505"
    NOT_LATER = "Y507"
    LATER_DAY = "Y508"
    NOT_WAITING = "Y509"
    REMINDED = "Y510"
    REQUEST_USED = "Y506"
