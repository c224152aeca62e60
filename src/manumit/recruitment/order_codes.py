"""What can be wrong with a table of job orders (R62., R63.)."""

from manumit.errors import Detail, ErrorCode


class OrderCode(ErrorCode):
    """Problems of a mapping of job orders, and of their rows."""

    NOT_A_MAPPING = Detail(
        "R621",
        "This is no mapping of job orders ({reason}).",
        "Begin with one that is shipped, 'manumit orders mappings', and name your own columns.",
    )
    NO_COLUMN = Detail(
        "R622",
        "The mapping names a column '{column}' that the file does not have.",
        "Correct the name in the mapping, or choose the mapping of this year's file.",
    )
    NO_ORDER = Detail("R623", "An order has no number.", "Add the number, or remove the row.")
    PLACES = Detail(
        "R624",
        "An order has 1 to {most} places.",
        "Ask the authority that decided it how many were asked for.",
    )
    NOT_A_NUMBER = Detail(
        "R625",
        "This is no number from 0 to {most}.",
        "Write it with digits and a decimal point; a comma only before each group of three digits.",
    )
    NO_DAY = Detail(
        "R626", "This is no day.", "Add how days are written to 'dates' of the mapping."
    )
    END_BEFORE_START = Detail(
        "R627", "The work ends before it begins.", "Correct one of the two days."
    )
    OWN_AGENT = Detail(
        "R628",
        "The employer is its own agent.",
        "Leave the agent empty if there is none; otherwise ask who recruits.",
    )
    WAGE_WITHOUT_UNIT = Detail(
        "R629",
        "The wage has no unit of time.",
        "Add it: without an hour, a week or a month a wage is compared with nothing.",
    )
    UNKNOWN_WORD = Detail(
        "R630",
        "The mapping does not say what this word means.",
        "Add it to '{section}' of the mapping.",
    )
    NO_WAGE = Detail("R631", "A wage of 0 is no wage.", "Correct it, or leave the cell empty.")
    GRANTED = Detail(
        "R632",
        "More places are approved than were asked for.",
        "Ask who approved them: no order covers the difference.",
    )
    UNREADABLE_ROW = Detail(
        "R633",
        "The cells of this row cannot be separated, or one is a formula.",
        "Correct the row in the spreadsheet and save it again.",
    )
    NO_ENTITY = Detail("R634", "A row of the list of those barred has no name.", "Add the name.")
