"""What can be wrong with a request about a person's data (H9..)."""

from manumit.errors import Detail, ErrorCode


class DataRightsCode(ErrorCode):
    """Why a request was not recorded."""

    NO_RECORD = Detail(
        "H901",
        "No record of yours has this code.",
        "Copy the code from the page of the record. Only who holds a record can ask for this.",
    )
    ALREADY = Detail(
        "H902",
        "The same was already asked for this record, or applies to it.",
        "Look at the list: a decision may be waiting.",
    )
    NOT_LISTED = Detail(
        "H903", "There is no such reason in the list today.", "Choose one of those that are shown."
    )
