"""Error codes of a worker's own access (K96..). No message contains personal data."""

from manumit.web.kernel.errors import PageErrorCode


class WorkerAccessCode(PageErrorCode):
    """The safety assessment, slips, assisted sessions, statements."""

    NOT_ANSWERED = "K961"
    NOT_SAFE = "K962"
    ON_ALREADY = "K963"
    NOT_A_CHILD = "K964"
    SESSION_OVER = "K965"
    NOTHING_SAID = "K966"
    REQUEST_USED = "K967"
    NO_SUCH_ANSWER = "K968"
    NO_WISH = "K969"
