"""What can be wrong with loading the invented country (Y..)."""

from manumit.errors import Detail, ErrorCode


class CountryCode(ErrorCode):
    """The invented country."""

    NOT_DEMO = Detail(
        "Y901",
        "The platform runs in production; an invented country is for demonstrations alone.",
        "Set MANUMIT_MODE=demo in an installation of its own, with a database of its own.",
    )
    NOT_EMPTY = Detail(
        "Y902",
        "The database has files of people already.",
        "Load the country into an empty demonstration: name another folder.",
    )
    NO_OWNER = Detail(
        "Y903",
        "The owner of the tables is not named, and nobody else may load in bulk.",
        "Set MANUMIT_OWNER_URL, as for prepare_database.",
    )
    WRONG_STORY = Detail(
        "Y904",
        "The story '{story}' can't be copied: {why}.",
        "Correct the story; nothing was loaded.",
    )
