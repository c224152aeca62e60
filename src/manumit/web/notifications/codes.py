"""Error codes of anonymous notifications (Y..). No message contains personal data."""

from manumit.web.kernel.errors import PageErrorCode


class NotificationCode(PageErrorCode):
    """Leaving an anonymous notification."""

    NOT_LISTED = "Y801"
    POOL_FULL = "Y802"
