"""Error codes of proceedings, penalties and sanctions (J..)."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class JusticeCode(PageErrorCode):
    """Error codes. No message contains data about a person or an organisation."""

    NOT_LISTED = "J101"
    NO_NAME = "J102"
    NO_NUMBER = "J103"
    NO_DAY = "J104"
    NO_REFERENCE = "J105"
    NEVER_EVIDENCE = Detail(
        "J106",
        "No charge may rest on this kind of record.",
        "Leave it where it is; rely on statements, documents and findings that were referred.",
    )
    NOT_NOW = "J107"
    NO_MEASURE = "J108"
    VERDICT_THERE = "J109"
    COURT_DECIDES = "J110"
    LONG_ARTICLE = "J111"
    NO_RECIPIENT = "J201"
    THERE_ALREADY = "J202"
    NO_BASIS = Detail(
        "J301",
        "A sanction rests on one penalty or one conviction of a registered organisation.",
        "Choose the decision that it rests on, and no other.",
    )
    NO_END = "J302"
    NO_ANSWER = "J303"
    NOT_ALLOWED_TO_ASK = "J401"
    AGREED_BEFORE_ADVICE = "J601"
    NO_ADVISER = "J602"
    NO_SIGNS = "J603"
    REQUEST_USED = "J501"
