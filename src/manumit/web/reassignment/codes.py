"""Error codes of assignments of many files (Z5..). No message contains personal data."""

from manumit.web.kernel.errors import PageErrorCode


class AssignmentCode(PageErrorCode):
    """Proposals."""

    NO_FILES = "Z501"
    NO_RECEIVER = "Z502"
    NO_REASON = "Z503"
    TOO_MANY = "Z504"
    REQUEST_USED = "Z505"
