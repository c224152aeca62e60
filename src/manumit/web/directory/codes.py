"""Error codes of services and unmet needs (Q6..)."""

from manumit.web.kernel.errors import PageErrorCode


class DirectoryCode(PageErrorCode):
    """Errors of services and of unmet needs. No message contains personal data."""

    NOT_LISTED = "Q601"
    NO_NEED = "Q602"
    NO_OFFICE = "Q603"
    PLACE_OF_HOUSING = "Q604"
    AN_ADDRESS = "Q605"
    NO_PLACES = "Q606"
    NO_COST = "Q607"
    REQUEST_USED = "Q608"
    POOL_FULL = "Q609"
