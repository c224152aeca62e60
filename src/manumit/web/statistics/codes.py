"""What can be wrong with counting and releasing (Z1..). No message tells of a person."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class StatisticsCode(PageErrorCode):
    """Counts, releases, exports."""

    NO_PERIOD = "Z101"
    NOT_COUNTED = "Z102"
    TELLS_MORE = "Z103"
    NOT_SAFE = "Z104"
    REQUEST_USED = "Z105"
    NO_POPULATION = "Z106"
    OTHER_QUERY = "Z107"
    OTHER_START = "Z108"
    NO_SPAN = Detail(
        "Z401",
        "This is no pair of numbers from the least to the most.",
        "Write numbers without letters, the smaller first; one of the two is enough.",
    )
    NO_SOURCE = Detail(
        "Z402",
        "A number stands without its source.",
        "Say who published it, where and when, or leave the number out.",
    )
    FEWER_EXPLOITED = Detail(
        "Z403",
        "Fewer people are exploited by this estimate than were identified.",
        "Enter everybody who is exploited at any time, those who were found among them.",
    )
    NO_CHOICE = Detail(
        "Z404",
        "This currency or this profit is not among those that can be weighed.",
        "Choose one of the list.",
    )
