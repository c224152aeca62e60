"""What can be wrong with counting and releasing (Z1..). No message tells of a person."""

from manumit.errors import Detail, ErrorCode


class StatisticsCode(ErrorCode):
    """Counts, releases, exports."""

    NO_PERIOD = Detail(
        "Z101",
        "The period ends before it begins, lies ahead, or is longer than {years} years.",
        "Choose whole years, the last of them not after this one.",
    )
    NOT_COUNTED = Detail(
        "Z102",
        "Nothing was counted here yet.",
        "Wait until the count is done, and look again.",
    )
    TELLS_MORE = Detail(
        "Z103",
        "Beside a release that was published before, this one would tell of single persons.",
        "Wait until more has changed, count a longer period, or publish no new release.",
    )
    NOT_SAFE = Detail(
        "Z104",
        "The attack on the tables found something.",
        "Publish nothing of this count, and tell whoever maintains the program.",
    )
    REQUEST_USED = Detail(
        "Z105",
        "This form was sent before, for something else.",
        "Open the page again and fill the form in anew.",
    )
    NO_POPULATION = Detail(
        "Z106",
        "A number of inhabitants stands without its source, or a source without its number.",
        "Give both, or leave both out.",
    )
    OTHER_QUERY = Detail(
        "Z107",
        "The definitions have changed since this was counted.",
        "Count anew, and prepare the release from that.",
    )
    OTHER_START = Detail(
        "Z108",
        "This period does not begin with {year}, as the releases before it do.",
        "Count from {year} on, and prepare the release from that.",
    )
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
