"""Error codes of the registers (Y..)."""

from manumit.errors import Detail, ErrorCode


class RegisterEntryCode(ErrorCode):
    """Errors; no message names an organisation, a worker or a member."""

    NOT_LISTED = Detail(
        "R101",
        "There is no such code in the list today.",
        "Choose one of those that are shown.",
    )
    NO_NAME = Detail(
        "R102",
        "The name or the address is empty, or longer than {longest} characters.",
        "Write it in fewer characters; where nobody knows it, write what the place is called.",
    )
    NO_COUNTRY = Detail(
        "R103",
        "The country is none.",
        "Write the two letters of the country, as ISO 3166 has them.",
    )
    TOO_MANY_NAMES = Detail(
        "R104",
        "There are more than {most} other names.",
        "Keep those under which it is known to workers.",
    )
    NO_NUMBER = Detail(
        "R105",
        "The number is longer than {longest} characters.",
        "Write the number in the register of companies or of licences, and nothing else.",
    )
    NO_AREA = Detail(
        "R106",
        "The area is longer than {longest} characters.",
        "Write the district, town or ward, and nothing else.",
    )
    NO_WORKERS = Detail(
        "R107",
        "The number of workers is not possible.",
        "Give a whole number up to {most}, or leave it empty.",
    )
    LIKE_ONE = Detail(
        "R201",
        "There is one like it already.",
        "Look at those that are shown; where it is none of them, say so and send it again.",
    )
    NO_DATE = Detail(
        "R301",
        "The date is none, lies ahead, or the end is before the beginning.",
        "Write a year, a month or a day, as YYYY, YYYY-MM or YYYY-MM-DD; leave empty what is not "
        "known.",
    )
    SAME_ONE = Detail(
        "R302",
        "Both are the same entry.",
        "Choose two different ones.",
    )
    LINKED_ALREADY = Detail(
        "R303",
        "This link exists already.",
        "End it first, where its dates are wrong.",
    )
    MERGED_ALREADY = Detail(
        "R304",
        "One of the two is part of another entry already.",
        "Work on the entry that it is part of, or part them first.",
    )
    ONE_IS_CLOSED = Detail(
        "R305",
        "An entry of a natural person is joined to none and shared with nobody.",
        "Leave it as it is.",
    )
    HOME_AND_OTHER = Detail(
        "R306",
        "One of the two is seen by its recorder alone, and the other is not.",
        "Join homes with homes, and other places with other places; where the kind of place is "
        "wrong, separate the entries if they are joined, then correct it.",
    )
    CHANGED_SINCE = Detail(
        "R401",
        "The entry has changed since the page was made.",
        "Open it again, look at what it says now, and change it then.",
    )
    ENDED_ALREADY = Detail(
        "R402",
        "This was undone already.",
        "Open the entry again and look at its current state.",
    )
    REQUEST_USED = Detail(
        "R501",
        "This form was already sent, for something else.",
        "Open the page again and send its own form.",
    )
