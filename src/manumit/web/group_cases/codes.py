"""Error codes of group cases (K911 to K915). No message identifies a person or a place."""

from manumit.errors import Detail, ErrorCode


class GroupCode(ErrorCode):
    """Group cases, their members and facts."""

    GROUP_THERE = Detail(
        "K911",
        "Your office has a group case of this place already.",
        "Let the file join that one.",
    )
    IN_GROUP = Detail(
        "K912",
        "The file is part of this group case already.",
        "Open the group case and look at it there.",
    )
    NOT_IN_GROUP = Detail(
        "K913",
        "The file is no part of this group case.",
        "Open the group case again and choose one of your files in it.",
    )
    NO_FACT = Detail(
        "K914",
        "A fact about a place names an indicator of the list, yes or unknown, and who saw it.",
        "Choose one of those that are shown; what a worker said belongs into their own file.",
    )
    SAME_FILE = Detail(
        "K915",
        "Both are the same file, or both are said to be of one person already.",
        "Choose two different ones.",
    )
