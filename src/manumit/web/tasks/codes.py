"""Error codes of tasks and sweeps (Y5..). No message identifies a person."""

from manumit.errors import Detail, ErrorCode


class TaskCode(ErrorCode):
    """Errors of tasks and sweeps."""

    NO_SWEEP = Detail(
        "Y501",
        "There is no sweep '{name}'.",
        "Name one of: {names}. Without a name all run.",
    )
    NO_COLLEAGUE = Detail(
        "Y502",
        "Nobody of this office who may open the file now is meant.",
        "Choose one of those that are shown.",
    )
    NO_NOTE = Detail("Y503", "The note is empty.", "Write in a line what is to be done.")
    TOO_LONG = Detail(
        "Y504",
        "The text is longer than {longest} characters.",
        "Make it shorter; nothing of it was kept.",
    )
    NO_DAY = Detail(
        "Y505",
        "The day is past, or later than {days} days from now.",
        "Give a day within this time.",
    )
    NOT_LATER = Detail(
        "Y507",
        "This cannot wait, or it is not your turn.",
        "Open it and do it now, or hand it over.",
    )
    LATER_DAY = Detail(
        "Y508",
        "The day is not between tomorrow and {days} days from now.",
        "Choose a day within this time; then the line is back among your work.",
    )
    NOT_WAITING = Detail(
        "Y509",
        "Nobody else has to do this now, or they can't be reminded here.",
        "Open it and see what is to be done; somebody of a partner system is called.",
    )
    REMINDED = Detail(
        "Y510",
        "A reminder was sent less than {days} days ago.",
        "Wait, or call.",
    )
    REQUEST_USED = Detail(
        "Y506",
        "This form was already sent, for something else.",
        "Open the page again and send its own form.",
    )
