"""What can be wrong with what is entered about complaints (H5..)."""

from manumit.errors import Detail, ErrorCode


class ComplaintCode(ErrorCode):
    """No message contains anything of a complaint or names anybody."""

    NOT_LISTED = Detail(
        "H501", "There is no such code in the list today.", "Choose one of those that are shown."
    )
    TOO_LONG = Detail(
        "H502",
        "A text is empty or longer than {longest} characters.",
        "Write it in fewer characters.",
    )
    NO_DAY = Detail(
        "H503",
        "The new date for the answer is missing or not possible.",
        "Give a date after today, at most {days} days ahead.",
    )
    NO_NUMBER = Detail(
        "H504",
        "The number of workers who could know the facts is missing.",
        "Give a whole number from 1.",
    )
    FACT_REVEALS = Detail(
        "H505",
        "At most {few} workers could know these facts, and the worker has not agreed.",
        "Leave the facts out, or ask the worker first.",
    )
    NO_SOURCE = Detail(
        "H506",
        "This complaint has no contact that could be opened.",
        "Answer it on the answer page: the worker reads it there with the receipt.",
    )
    NOT_INDEPENDENT = Detail(
        "H507",
        "A source is opened with the approval of an independent second person.",
        "Ask a colleague who did not ask for it and whose post you did not approve.",
    )
    NO_OFFICE = Detail(
        "H508",
        "No office of this installation receives complaints.",
        "Register an institution that receives complaints, with an office.",
    )
    NO_ROUND = Detail(
        "H510",
        "The complaint cannot wait for this round.",
        "Choose a round that was planned before the complaint was received, covers its sector, and "
        "sends its letters within {days} days of receipt; or another way to act.",
    )
    NO_COMMON_YES = Detail(
        "H511",
        "In a collective complaint nobody can agree to the risk for the others.",
        "Wait for a round, choose a way with a smaller chance, or record danger. Who wants a visit "
        "can leave and complain alone.",
    )
    TOO_MANY = Detail(
        "H512",
        "Nobody can be added to this complaint.",
        "Only who sent it adds others, while it is open, up to {most}; others send their own.",
    )
    TOO_MANY_FILES = Detail(
        "H513",
        "One person can add at most {most} photographs and papers to a complaint.",
        "Put several pages into one PDF.",
    )
    ASKED_ALREADY = Detail(
        "H509",
        "There is a request for this source already.",
        "Wait for the second person, or use the opening that is approved.",
    )
