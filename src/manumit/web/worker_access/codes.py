"""Error codes of a worker's own access (K96..). No message contains personal data."""

from manumit.errors import Detail, ErrorCode


class WorkerAccessCode(ErrorCode):
    """The safety assessment, slips, assisted sessions, statements."""

    NOT_ANSWERED = Detail(
        "K961",
        "A question of the safety assessment has no answer that can be given.",
        "Answer each with yes, no or not known; not known is an answer.",
    )
    NOT_SAFE = Detail(
        "K962",
        "The last safety assessment does not allow this, or is too old for it.",
        "Assess anew with the person, where nobody else hears; until then it stays off.",
    )
    ON_ALREADY = Detail(
        "K963",
        "The file has an own access that is on.",
        "End it first; the codes that were drawn are not shown again.",
    )
    NOT_A_CHILD = Detail(
        "K964",
        "The rules for children apply to this person: there is no remote access.",
        "See the person, with the guardian; an assisted session can be held.",
    )
    SESSION_OVER = Detail(
        "K965",
        "This assisted session is over.",
        "Hold another one, with the person present, if it is still safe.",
    )
    NOTHING_SAID = Detail(
        "K966",
        "What the person wants to be written is empty, too long, or about nothing that is listed.",
        "Choose what it is about, and write at most {longest} characters.",
    )
    REQUEST_USED = Detail(
        "K967",
        "This form was already sent.",
        "Open the page again and send its own form; codes are shown once and never again.",
    )
    NO_SUCH_ANSWER = Detail(
        "K968",
        "This is none of the neutral answers, or the access is over.",
        "Choose one of those that are shown; of an access that is over nothing is set.",
    )
    NO_WISH = Detail(
        "K969",
        "It is not recorded that the person wants a copy to take along.",
        "Ask the person; without their wish no paper is made.",
    )
