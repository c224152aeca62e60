"""Error codes of assignments of many files (Z5..). No message contains personal data."""

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
        "Z503", "The reason for the reassignment is missing.", "Choose one of the reasons shown."
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
