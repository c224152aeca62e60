"""Error codes of amounts."""

from manumit.errors import Detail, ErrorCode


class MoneyCode(ErrorCode):
    """Problems of amounts that a record holds (Q1..)."""

    NO_AMOUNT = Detail(
        "Q103",
        "This is no amount of the currency.",
        "Write digits with a point, no more behind it than the currency has, above nothing.",
    )
    NO_CURRENCY = Detail(
        "Q104", "This is no currency.", "Write its three capital letters (ISO 4217), such as KES."
    )
