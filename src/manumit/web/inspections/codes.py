"""What can be wrong with what is entered about visits and orders (H2..)."""

from manumit.web.kernel.errors import PageErrorCode


class InspectionCode(PageErrorCode):
    """No message names a workplace, an employer or a person."""

    NOT_LISTED = "H201"
    NO_DAY = "H202"
    NO_PURPOSE = "H203"
    NO_BASIS = "H204"
    NO_ITEM = "H205"
    NO_NUMBER = "H206"
    NO_REASON = "H207"
    NO_OUTCOME = "H208"
    NO_SCREENING = "H209"
    HAS_ORDER = "H210"
    NO_TERM = "H211"
    NO_MEASURE = "H212"
    NO_TEXT = "H213"
    NO_ORDER = "H214"
    FOUND_ALREADY = "H215"
    NO_PERIOD = "H216"
    FEW_PLACES = "H217"
    HAS_LIST = "H218"
    NO_LINE = "H219"
    OTHER_WORKERS = "H220"
    OTHER_SUM = "H221"
