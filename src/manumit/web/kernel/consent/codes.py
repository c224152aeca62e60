"""Error codes of consents (N..). No message contains data about a person."""

from manumit.errors import Detail, ErrorCode


class ConsentCode(ErrorCode):
    """Consents that can't be recorded, and acts that lack one."""

    NO_SUCH_PURPOSE = Detail(
        "N101", "There is no such purpose.", "Choose one of those that are shown."
    )
    OLD_TEXT = Detail(
        "N102",
        "These are not the words in which consent is asked for today.",
        "Read the words that are shown now to the person, and ask again.",
    )
    NO_TIME = Detail(
        "N103",
        "The end is missing, lies in the past, or is later than {days} days from the beginning.",
        "Give a day within this time; the person can be asked again then.",
    )
    CHILD = Detail(
        "N104",
        "For a child, and for a person whose age is unsure, the guardian consents.",
        "Ask the guardian; where there is none yet, have one appointed.",
    )
    NO_MANDATE = Detail(
        "N105",
        "The representative is missing, or one is named although the person speaks for themselves.",
        "Name the guardian or the lawyer with a mandate, or record the person's own word.",
    )
    NO_REASON = Detail(
        "N106",
        "This is no reason for which consent is not required.",
        "Choose one of the reasons that are shown; without one, ask the person.",
    )
    NOT_OVERRIDDEN = Detail(
        "N107",
        "For this purpose nothing can replace consent.",
        "Ask the person.",
    )
    NOTHING_TO_WITHDRAW = Detail(
        "N108",
        "There is no consent that could be withdrawn: it never was, or already is.",
        "Open the page again and look at the current state.",
    )
    WAIVER_TOO_LONG = Detail(
        "N109",
        "The end is missing, past, or later than {hours} hours from now.",
        "Give an end within this time; if there is danger still, it can be decided anew.",
    )
    NOT_A_CHILD = Detail(
        "N110",
        "This reason is for a child, or while the age is unsure, only.",
        "An adult may refuse: choose danger to life if that is what there is, or ask the person.",
    )
    NO_WAIVER = Detail(
        "N111",
        "There is no replacement of consent here that could be ended.",
        "Open the page again and look at the current state.",
    )
    NO_CONSENT = Detail(
        "N201",
        "The person's consent does not cover this ({why}).",
        "Ask the person; without consent at most an anonymous notification is possible.",
    )
    NO_LEGAL_BASIS = Detail(
        "N301",
        "No legal basis of statistics is configured, so that nobody is counted.",
        "Set MANUMIT_STATISTICS_BASIS to 'consent', or to 'law: ' and the article.",
    )

    @property
    def word(self) -> str:
        """Return the ledger's code for it."""
        return self.name.lower()
