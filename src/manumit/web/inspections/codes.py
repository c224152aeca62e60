"""What can be wrong with what is entered about visits and orders (H2..)."""

from manumit.errors import Detail, ErrorCode


class InspectionCode(ErrorCode):
    """No message names a workplace, an employer or a person."""

    NOT_LISTED = Detail(
        "H201", "There is no such code in the list today.", "Choose one of those that are shown."
    )
    NO_DAY = Detail(
        "H202",
        "The day is missing or cannot be right.",
        "Give the day as YYYY-MM-DD: not after today for what has happened, not years ahead.",
    )
    NO_PURPOSE = Detail(
        "H203",
        "A joint visit needs the other authority and a purpose of labour protection.",
        "Give both, or neither. The enforcement of residence rules is never a purpose.",
    )
    NO_BASIS = Detail(
        "H204",
        "A home is entered only with consent or a court order; a meeting outside is possible.",
        "Choose one of the three. For any other place leave the field empty.",
    )
    NO_ITEM = Detail(
        "H205",
        "This point is not part of the checklist of the visit.",
        "Choose a point of the checklist that the visit uses.",
    )
    NO_NUMBER = Detail(
        "H206", "The number of people is not possible.", "Give a whole number, or leave it empty."
    )
    NO_REASON = Detail(
        "H207",
        "A violation that is only recorded needs a reason; any other measure needs none.",
        "Choose a measure, or give the reason why there is none.",
    )
    NO_OUTCOME = Detail(
        "H208",
        "The screening lacks what was done: a referral with its reference, or why there is none.",
        "Where there are signs, give one of the two. Where there are none, give neither.",
    )
    NO_SCREENING = Detail(
        "H209",
        "This violation is not one that is screened.",
        "Screen violations about wages, papers, movement, housing, hours, fees and children.",
    )
    HAS_ORDER = Detail(
        "H210",
        "There is an order for this violation already.",
        "Open the order: it can be extended, varied or annulled.",
    )
    NO_TERM = Detail(
        "H211",
        "The time to comply is missing or too long.",
        "Give whole days, up to {longest}. A stop order takes effect at once: give 0.",
    )
    NO_MEASURE = Detail(
        "H212",
        "An order to pay needs currency, amount and number of workers; other orders have none.",
        "Give all three, or none.",
    )
    NO_TEXT = Detail(
        "H213",
        "The text is empty, or longer than {longest} characters.",
        "Write what it asks for, in fewer characters.",
    )
    NO_ORDER = Detail(
        "H214",
        "For this measure no order is issued.",
        "Issue an order where the measure of the violation is an order or a stop.",
    )
    FOUND_ALREADY = Detail(
        "H215",
        "This violation was recorded for the visit already.",
        "Open the visit: each point of the checklist is recorded once.",
    )
    NO_PERIOD = Detail(
        "H216",
        "The period of the programme is not possible.",
        "Give a first and a last day: the last not before the first, not before today and at most "
        "{longest} days later.",
    )
    FEW_PLACES = Detail(
        "H217",
        "Too few workplaces: {number}. With fewer than {least}, everybody could tell who is meant.",
        "Choose a larger area or all sectors, or plan single visits.",
    )
