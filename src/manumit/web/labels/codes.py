"""What can be wrong with a safe label (K6..)."""

from manumit.web.kernel.errors import PageErrorCode


class LabelCode(PageErrorCode):
    """Problems of safe labels."""

    NOT_A_LABEL = "K611"
    TELLING_LABEL = "K612"
