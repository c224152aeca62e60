"""The mistakes that can be found when a reckoning is asked for, and in the files of a firm."""

from manumit.errors import Detail, ErrorCode


class PayrollCode(ErrorCode):
    """Problems of a reckoning and of files of many workers (W5..)."""

    OTHER_LAW = Detail(
        "W501",
        "The account is under the rules of '{asked}', and the file of rules is of '{given}'.",
        "Give the file of the rules that the account names, or correct 'law' in the account.",
    )
