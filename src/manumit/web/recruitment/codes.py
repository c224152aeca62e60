"""What can be wrong with what is entered about an application, a bond or a licence (R7..)."""

from manumit.errors import Detail, ErrorCode


class RecruitmentCode(ErrorCode):
    """No message repeats a name."""

    NO_NAME = Detail("R701", "The applicant has no name.", "Give the name of the firm.")
    NO_OFFICER = Detail(
        "R702",
        "No officer and no owner is named.",
        "Name at least one, each on a line: without them nobody can see who comes back.",
    )
    CONTACT = Detail(
        "R703",
        "This is no telephone number, or no mail address.",
        "Write one on each line; a number has at least six digits.",
    )
    TOO_LONG = Detail("R704", "This is longer than {longest} characters.", "Shorten it.")
    RESULTS = Detail(
        "R705",
        "Every standard needs a result.",
        "Choose met, failed or unknown for each of them.",
    )
    CONDITIONS = Detail(
        "R706",
        "A licence with conditions needs them, and a day by which they are met.",
        "Write the conditions and a day from tomorrow on.",
    )
    KIND = Detail("R707", "There is no such movement of a bond.", "Choose one that is shown.")
    DRAWN = Detail(
        "R708",
        "More is drawn than the bond holds on that day, or on a later one.",
        "Correct the amount: a bond is never below zero.",
    )
    DAY = Detail("R709", "This day is not possible here.", "Correct the day.")
    REFUSED_IT = Detail(
        "R710",
        "Who refused an application does not go on with it.",
        "Ask a colleague: after an appeal somebody else finds out and decides.",
    )
