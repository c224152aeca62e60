"""What can be wrong with what is entered about rounds (H4..)."""

from manumit.errors import Detail, ErrorCode


class RoundCode(ErrorCode):
    """No message names a workplace or an employer."""

    NOT_LISTED = Detail(
        "H401", "There is no such code in the list today.", "Choose one of those that are shown."
    )
    FEW_PLACES = Detail(
        "H402",
        "Too few workplaces: {number}. With fewer than {least}, everybody could tell who is meant.",
        "Choose a larger area or all sectors, or plan single visits.",
    )
    MANY_PLACES = Detail(
        "H403",
        "Too many workplaces for one round: {number}, at most {most}.",
        "Choose one sector, or the workplaces of one office.",
    )
    NO_DAYS = Detail(
        "H404",
        "The days of the round do not fit.",
        "The letters go out {ahead} days from now or later, answers are due within {longest} days "
        "after that, and the records are about days that are over by then.",
    )
    NO_RECORDS = Detail("H405", "The round asks for no records.", "Choose at least one kind.")
    NO_DAY = Detail(
        "H406",
        "The day of the answer cannot be right.",
        "Give a day between that of the letters and today.",
    )
    NOT_OVERDUE = Detail(
        "H407",
        "The last day to answer is not over.",
        "Wait until it is over. A refusal can be followed up by a visit at once.",
    )
    NOTHING_LEFT = Detail(
        "H408",
        "There is no workplace for which this is still to be done.",
        "Open the round: the list shows who has answered and what followed.",
    )
    FILE_KIND = Detail(
        "H409",
        "This kind of file is not read here.",
        "Send CSV (also .gz) or XLSX. If the employer sent paper or pictures, record the answer as "
        "records that cannot be read.",
    )
    FILE_SIZE = Detail(
        "H410", "The file is empty or too large.", "Send at most {most} bytes; split larger files."
    )
    NO_LAW = Detail("H411", "There are no rules of this name.", "Choose one of those shown.")
    NOTHING_OWED = Detail(
        "H412",
        "This payroll shows nobody to whom something is owed for certain.",
        "Ask for what is missing: the page of the payroll lists it. Unknown is not nothing.",
    )
    HAS_ORDER = Detail(
        "H413",
        "This workplace was already ordered to pay in this round.",
        "Open the order. For other months, issue an order after a visit or in another round.",
    )
