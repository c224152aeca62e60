"""Error codes of services and unmet needs (Q6..)."""

from manumit.errors import Detail, ErrorCode


class DirectoryCode(ErrorCode):
    """Errors of services and of unmet needs. No message contains personal data."""

    NOT_LISTED = Detail(
        "Q601",
        "This is none of the codes that can be chosen today.",
        "Choose one of those that are shown; 'not known' is one of them.",
    )
    NO_NEED = Detail("Q602", "The service meets no need.", "Choose one need at least.")
    NO_OFFICE = Detail(
        "Q603", "This is no office of your institution.", "Choose one of those that are shown."
    )
    PLACE_OF_HOUSING = Detail(
        "Q604",
        "Where people are housed is not written down here.",
        "No service of an office that houses people has an area or a contact but a referral.",
    )
    AN_ADDRESS = Detail(
        "Q605",
        "The area may be an address.",
        "Name a town or a region: at most {longest} letters, spaces and hyphens, no digits.",
    )
    NO_PLACES = Detail(
        "Q606",
        "The places don't fit together.",
        "Give places only where they are counted, and no more free ones than there are.",
    )
    NO_COST = Detail(
        "Q607",
        "What the service costs the person is not clear.",
        "Say none, or state amount, currency (three capital letters) and for what.",
    )
    REQUEST_USED = Detail(
        "Q608",
        "The form was sent before, for something else.",
        "Open the page again.",
    )
    POOL_FULL = Detail(
        "Q609",
        "More wait to be counted than the sealed pool holds.",
        "Let the worker run, so that what is due is released, and send the form again.",
    )
