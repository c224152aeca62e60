"""What can be wrong with what is entered about complaints (H5..)."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class ComplaintCode(PageErrorCode):
    """No message contains anything of a complaint or names anybody."""

    NOT_LISTED = "H501"
    TOO_LONG = "H502"
    NO_DAY = "H503"
    NO_NUMBER = "H504"
    FACT_REVEALS = "H505"
    NO_SOURCE = "H506"
    NOT_INDEPENDENT = "H507"
    NO_OFFICE = Detail(
        "H508",
        "No office of this installation receives complaints.",
        "Register an institution that receives complaints, with an office.",
    )
    NO_ROUND = "H510"
    NO_COMMON_YES = "H511"
    TOO_MANY = "H512"
    TOO_MANY_FILES = Detail(
        "H513",
        "One person can add at most {most} photographs and papers to a complaint.",
        "Put several pages into one PDF.",
    )
    ASKED_ALREADY = "H509"
