"""Error codes of tokens and calls (Y..)."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class ApiCode(PageErrorCode):
    """Problems of tokens and of what programs ask. None repeats what was sent."""

    NO_TOKEN = Detail(
        "Y601",
        "The token is missing, or does not hold.",
        "Send 'Authorization: Bearer TOKEN'; ask your administrator for a token that holds.",
    )
    NO_SCOPE = Detail(
        "Y602",
        "The token is not for this.",
        "Ask your administrator for a token with the scope '{scope}'.",
    )
    TOO_MANY = Detail("Y603", "Too many calls in a minute.", "Wait {seconds} seconds.")
    NOT_JSON = Detail(
        "Y604",
        "The body is not JSON that can be read.",
        "Send one JSON object in UTF-8, without the same key twice, at most {deepest} levels deep.",
    )
    TOO_LARGE = Detail("Y605", "The body is too large.", "Send at most {most} bytes.")
    NOT_THERE = Detail("Y606", "There is no such thing.", "See /api/v1/openapi.json.")
    WRONG_VALUE = Detail("Y607", "A value does not fit.", "See /api/v1/openapi.json.")
    NO_CURSOR = Detail(
        "Y608", "It is no cursor.", "Send 'next' of the page before as it was given."
    )
    NO_LANGUAGE = Detail("Y609", "There is no such language.", "Choose one of: {known}.")
    BROKEN = Detail(
        "Y610", "Something went wrong here, not with you.", "Try again; nothing was changed."
    )
    SCOPES = "Y701"
    TOO_LONG = "Y702"
    MADE_ALREADY = "Y703"
    NOT_WAITING = "Y704"
