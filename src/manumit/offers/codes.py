"""Problems of offers."""

from manumit.errors import Detail, ErrorCode


class OfferCode(ErrorCode):
    """Problems of the text of an offer (O2..)."""

    TOO_LONG = Detail(
        "O201",
        "The text is longer than {most} characters.",
        "Give the offer alone, or the part about costs, papers, visa and contract.",
    )
    NOT_TEXT = Detail(
        "O202",
        "This is not a text.",
        "Copy the words of the offer into a text file in UTF-8. A picture cannot be read here: "
        "answer the six questions instead.",
    )
    EMPTY = Detail(
        "O203",
        "No question is answered.",
        "Answer at least one; leave out what you do not know.",
    )
