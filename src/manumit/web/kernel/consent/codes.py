"""Error codes of consents (N..). No message contains data about a person."""

from manumit.web.kernel.errors import PageErrorCode


class ConsentCode(PageErrorCode):
    """Consents that can't be recorded, and acts that lack one."""

    NO_SUCH_PURPOSE = "N101"
    OLD_TEXT = "N102"
    NO_TIME = "N103"
    CHILD = "N104"
    NO_MANDATE = "N105"
    NO_REASON = "N106"
    NOT_OVERRIDDEN = "N107"
    NOTHING_TO_WITHDRAW = "N108"
    WAIVER_TOO_LONG = "N109"
    NOT_A_CHILD = "N110"
    NO_WAIVER = "N111"
    NO_CONSENT = "N201"
    NO_LEGAL_BASIS = "N301"

    @property
    def word(self) -> str:
        """Return the ledger's code for it."""
        return self.name.lower()
