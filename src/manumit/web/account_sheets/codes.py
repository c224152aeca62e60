"""Problems of an account that only a page has, because it must calculate at once."""

from manumit.errors import Detail, ErrorCode


class WageCheckCode(ErrorCode):
    """Limits of the page; ``manumit owed`` has none of them."""

    NO_SUCH_FILE = Detail(
        "W601",
        "The file refers to itself, or is nested deeper than an account.",
        "Write each value where it belongs; docs/how-to/terms.md lists the keys.",
    )
    TOO_LONG = Detail(
        "W602",
        "The account covers more days than a page can calculate.",
        "Reckon it in parts of up to 20 years, or with 'manumit owed'.",
    )
    TOO_OPEN = Detail(
        "W603",
        "Too much is unknown over so long a time for a page to try every answer.",
        "Tell the weekly rest day, or one of the facts under 'about'; or use 'manumit owed'.",
    )
