"""What can be wrong with work (Y5..). No message tells of a person."""

from manumit.errors import Detail, ErrorCode


class WorkCode(ErrorCode):
    """Sweeps and tasks."""

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
    NO_NOTE = Detail("Y503", "It isn't said what is to be done.", "Write it in a line.")
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
    REQUEST_USED = Detail(
        "Y506",
        "This form was already sent, for something else.",
        "Open the page again and send its own form.",
    )
