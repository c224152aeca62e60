"""Error codes of protection (U..). No message contains personal data."""

from manumit.errors import Detail, ErrorCode


class ProtectionCode(ErrorCode):
    """Periods, plans, notes."""

    NOT_LISTED = Detail(
        "U101",
        "There is no such code in the list today.",
        "Choose one of those that are shown.",
    )
    TOO_LONG = Detail(
        "U102",
        "The text is longer than {longest} characters.",
        "Make it shorter; nothing of it was kept.",
    )
    EMPTY = Detail("U103", "The text is empty.", "Write down what it is about.")
    NOT_AHEAD = Detail(
        "U201",
        "The new last day is not after the current one, or too far ahead.",
        "Give a later day, at most {days} days after it; a period is never made shorter.",
    )
    NOT_YET = Detail("U301", "The day lies after today.", "Give the day on which it was.")
    NOT_DUE = Detail(
        "U302",
        "The plan has no such follow-up, or it was done already.",
        "Choose one of those that are shown.",
    )
    UNKNOWN_AND_KNOWN = Detail(
        "U303",
        "What became of the person can't be unknown and known at the same time.",
        "Choose 'unknown' alone, or what is known.",
    )
    CLOSED = Detail(
        "U304",
        "The plan is closed.",
        "Open another plan from the file of the person.",
    )
    NO_ORDER = Detail(
        "U401",
        "The order of the court lacks who gave it, its day or its reference, or names no note.",
        "Enter what the order says, and choose the notes that it names.",
    )
    REQUEST_USED = Detail(
        "U501",
        "This form was already sent, for something else.",
        "Open the page again and send its own form.",
    )
    NO_COLLEAGUE = Detail(
        "U502",
        "Nobody in this office works there now in this role.",
        "Choose one of those that are shown.",
    )
    HELD = Detail(
        "U503",
        "The holder of this plan has a post in its office.",
        "Ask them to hand it over.",
    )
