"""Error codes of amounts."""

from manumit.web.kernel.errors import PageErrorCode


class MoneyCode(PageErrorCode):
    """Problems of amounts that a record holds (Q1..)."""

    NO_AMOUNT = "Q103"
    NO_CURRENCY = "Q104"
