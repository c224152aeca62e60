"""Error codes of protection (U..). No message contains personal data."""

from manumit.web.kernel.errors import PageErrorCode


class ProtectionCode(PageErrorCode):
    """Periods, plans, notes."""

    NOT_LISTED = "U101"
    TOO_LONG = "U102"
    EMPTY = "U103"
    NOT_AHEAD = "U201"
    NOT_YET = "U301"
    NOT_DUE = "U302"
    UNKNOWN_AND_KNOWN = "U303"
    CLOSED = "U304"
    NO_ORDER = "U401"
    REQUEST_USED = "U501"
    NO_COLLEAGUE = "U502"
    HELD = "U503"
