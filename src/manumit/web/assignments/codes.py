"""What can be wrong with an assignment of many files (Z5..). No message tells of a person."""

from manumit.errors import Detail, ErrorCode


class AssignmentCode(ErrorCode):
    """Proposals."""

    NO_FILES = Detail(
        "Z501",
        "No file is chosen, or one that this colleague does not hold here now.",
        "Open the page again and choose from the files that are shown.",
    )
    NO_RECEIVER = Detail(
        "Z502",
        "Nobody of this office and role is meant, or the one who holds the files.",
        "Choose colleagues that are shown.",
    )
    NO_REASON = Detail(
        "Z503", "It isn't said why the files change hands.", "Choose one of the reasons shown."
    )
    TOO_MANY = Detail(
        "Z504",
        "More than {most} files at once.",
        "Choose fewer, and propose the others when these are done.",
    )
    REQUEST_USED = Detail(
        "Z505",
        "This form was already sent, for something else.",
        "Open the page again and send its own form.",
    )
