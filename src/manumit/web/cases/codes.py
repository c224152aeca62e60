"""Error codes for what is entered about a case (K..). No message identifies a person."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class CaseCode(PageErrorCode):
    """Files, identities, drafts, decisions, referrals."""

    NO_VALUE = "K101"
    NO_CONFLICT = "K102"
    NOT_SEEN = "K103"
    DRAFT_CLOSED = "K201"
    DRAFT_STALE = "K202"
    NOTHING_SAID = "K203"
    NO_FINDING = "K301"
    NO_REASONING = "K302"
    NOT_FOR_AGE = "K303"
    NO_AGE_REASON = "K304"
    OWN_DECISION = "K305"
    NO_BASIS = "K306"
    MANDATE_OVER = "K307"
    NO_RECIPIENT = "K401"
    NO_PART = "K402"
    NO_TIME = "K403"
    NO_ANSWER = "K404"
    TOO_LONG = "K405"
    NO_SUCH_REPORT = "K406"
    NO_SUCH_DAY = "K407"
    NOT_TAKEN_ON = "K408"
    REFERRAL_OVER = "K409"
    DANGER_WRITES_NO_FILE = "K410"
    NO_SUCH_LINE = "K411"
    NO_SUCH_NEED = "K412"
    REQUEST_USED = "K501"
    NO_COLLEAGUE = "K502"
    LAST_KEEPER = "K503"
    HELD = "K504"
    NO_TAKEOVER_REASON = "K505"
    OTHER_ROLE = "K506"
    TOO_MANY_SEARCHES = "K601"

    NO_DOCUMENT_KIND = "K701"
    NO_ORIGIN = "K702"
    NOT_YET = "K703"
    NO_WITHDRAWAL = "K704"
    WITHDRAWN_ALREADY = "K705"

    ACCOUNT_TOO_LARGE = "K801"
    OTHER_KIND = "K802"
    ACCOUNT_OF_OTHERS = "K803"
    ACCOUNT_WITHDRAWN = "K804"
    ACCOUNT_CORRECTED = "K805"
    SAME_RULES = "K806"
    WEIGHED_SINCE = "K807"
    NO_SUCH_SIGN = "K808"
    OTHER_LIST = "K809"

    BUSY = "K810"
    NOTHING_CLAIMED = "K811"
    OTHER_CLAIM = "K812"
    MORE_TOGETHER = "K813"
    CLAIMED_ALREADY = "K814"

    NO_ENDING = "K901"
    FILE_CLOSED = "K902"
    NOT_CLOSED = "K903"
    OTHERWISE_KNOWN = "K904"
    NOT_PRESUMED = "K907"
    NOT_ASKED_BY_ROLE = Detail(
        "K909",
        "This role records no answer to this purpose.",
        "Choose among the purposes that are shown, or leave it to whoever asks the person for it.",
    )
    NOT_IN_FINDING = "K951"
    NO_EMPLOYER = "K921"
    NO_EMPLOYMENT_CODE = "K922"
    NOT_LATEST = "K923"
    NO_CHARACTERISTIC = "K924"
    CHARACTERISTICS_STALE = "K925"

    @property
    def word(self) -> str:
        """Return the code's name in the ledger."""
        return self.name.lower()
