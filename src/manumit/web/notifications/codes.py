"""Error codes of anonymous notifications (Y..). No message contains personal data."""

from manumit.errors import Detail, ErrorCode


class NotificationCode(ErrorCode):
    """Leaving an anonymous notification."""

    NOT_LISTED = Detail(
        "Y801",
        "This is none of the codes that can be chosen today.",
        "Choose one of those that are shown; 'not known' is one of them.",
    )
    POOL_FULL = Detail(
        "Y802",
        "More notifications wait than the sealed pool holds.",
        "Let the worker run, so that what is due is released, and send the form again.",
    )
