"""What can be wrong with a published list of recruiters."""

from manumit.errors import Detail, ErrorCode


class RecruiterListCode(ErrorCode):
    """Problems of a list of recruiters (R60., R61.)."""

    NO_COLUMN = Detail(
        "R601",
        "No column has the {meant} of the recruiters.",
        "Name it: a file of columns (--columns) with '{meant}: NAME OF THE COLUMN'. For the state, "
        "--state gives one to all rows.",
    )
    NO_NAME = Detail("R602", "A recruiter has no name.", "Add the name, or remove the row.")
    NUMBER_TWICE = Detail(
        "R603",
        "This licence number is also in row {first}.",
        "Ask who published the list which of the two is right; a number belongs to one recruiter.",
    )
    END_BEFORE_START = Detail(
        "R604", "The licence ends before it begins.", "Correct one of the two days."
    )
    NO_DAY = Detail(
        "R605",
        "This is no day.",
        "Write it as 2026-11-30, or say how the days are written with --dates, such as %d/%m/%Y.",
    )
    UNKNOWN_STATE = Detail(
        "R606",
        "This word for the state of a licence is not known.",
        "Write one of: {known}.",
    )
    TOO_LONG = Detail("R607", "This is longer than {longest} characters.", "Shorten it.")
    NO_ENTRIES = Detail(
        "R608", "The list has no recruiters.", "Choose the file that has them, one in each row."
    )
    DAY_IN_FUTURE = Detail(
        "R609", "The day of the list is still to come.", "Give the day on which it was true."
    )
    NOT_A_LIST = Detail(
        "R610",
        "This is not a list of recruiters ({reason}).",
        "Give a file that 'manumit recruiters import' wrote.",
    )
    UNREADABLE_ROW = Detail(
        "R611",
        "The cells of this row cannot be separated, or one is a formula.",
        "Correct the row in the spreadsheet and save it again.",
    )
    OLDER = Detail(
        "R612",
        "The list that is replaced is of a later day ({before}).",
        "Take over the newer list; to go back to an older one, add --older.",
    )
    UNKNOWN_COUNTRY = Detail(
        "R613",
        "No country with telephone numbers has this code.",
        "Give two letters of ISO 3166-1, such as KE; leave --country out if all numbers have the "
        "code of a country.",
    )
