"""What can be wrong with a request about a person's data (H9..)."""

from manumit.web.kernel.errors import PageErrorCode


class DataRightsCode(PageErrorCode):
    """Why a request was not recorded."""

    NO_RECORD = "H901"
    ALREADY = "H902"
    NOT_LISTED = "H903"
