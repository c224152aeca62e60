"""What can be wrong with what is entered about a contact (H6..)."""

from manumit.web.kernel.errors import PageErrorCode


class LineCode(PageErrorCode):
    """No message repeats a note or a number."""

    NOT_LISTED = "H601"
    TOPICS = "H602"
    CALL_BACK = "H603"
    NO_NUMBER = "H604"
    NO_NOTE = "H605"
    NOT_OVER = "H606"
    NO_FILE = "H607"
    NO_COMPLAINT = "H609"
    DAY_OVER = "H610"
    NO_ADULT = "H608"
