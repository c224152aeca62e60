"""Error codes of evidence notes and bundles (K905, K906, K908). No message identifies a person."""

from manumit.errors import Detail, ErrorCode


class BundleCode(ErrorCode):
    """Notes that may be disclosed, and the bundles that contain them."""

    NO_PROSECUTION = Detail(
        "K905",
        "The office is none of a prosecution.",
        "Choose one of those that are shown.",
    )
    NO_NOTE = Detail(
        "K906",
        "The file has no such note.",
        "Choose among the notes that are shown.",
    )
    NOTE_EMPTY = Detail("K908", "The note is empty.", "Write down what was seen or heard.")
