"""Error codes of the registers (Y..)."""

from manumit.web.kernel.errors import PageErrorCode


class RegisterEntryCode(PageErrorCode):
    """Errors; no message names an organisation, a worker or a member."""

    NOT_LISTED = "R101"
    NO_NAME = "R102"
    NO_COUNTRY = "R103"
    TOO_MANY_NAMES = "R104"
    NO_NUMBER = "R105"
    NO_AREA = "R106"
    NO_WORKERS = "R107"
    LIKE_ONE = "R201"
    NO_DATE = "R301"
    SAME_ONE = "R302"
    LINKED_ALREADY = "R303"
    MERGED_ALREADY = "R304"
    ONE_IS_CLOSED = "R305"
    HOME_AND_OTHER = "R306"
    CHANGED_SINCE = "R401"
    ENDED_ALREADY = "R402"
    REQUEST_USED = "R501"
