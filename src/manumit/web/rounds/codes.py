"""What can be wrong with what is entered about rounds (H4..)."""

from manumit.web.kernel.errors import PageErrorCode


class RoundCode(PageErrorCode):
    """No message names a workplace or an employer."""

    NOT_LISTED = "H401"
    FEW_PLACES = "H402"
    MANY_PLACES = "H403"
    NO_DAYS = "H404"
    NO_RECORDS = "H405"
    NO_DAY = "H406"
    NOT_OVERDUE = "H407"
    NOTHING_LEFT = "H408"
    FILE_KIND = "H409"
    FILE_SIZE = "H410"
    NO_LAW = "H411"
    NOTHING_OWED = "H412"
    HAS_ORDER = "H413"
