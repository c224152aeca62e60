"""What can be wrong with what is entered about a contact (H6..)."""

from manumit.errors import Detail, ErrorCode


class LineCode(ErrorCode):
    """No message repeats a note or a number."""

    NOT_LISTED = Detail(
        "H601", "There is no such code in the list today.", "Choose one of those that are shown."
    )
    TOPICS = Detail(
        "H602",
        "A contact has one to {most} different topics.",
        "Give at least one, the main one first, and each once.",
    )
    CALL_BACK = Detail(
        "H603",
        "A call-back needs a number and a time; any other contact has no time to call back.",
        "Give both for a call-back, or choose what was done instead. In danger it is due at once.",
    )
    NO_NUMBER = Detail(
        "H604",
        "This is no telephone number.",
        "Give at least six digits, or leave the field empty: nobody has to give a number.",
    )
    NO_NOTE = Detail(
        "H605",
        "The note is longer than {longest} characters.",
        "Shorten it: a contact that needs more becomes a file.",
    )
    NOT_OVER = Detail(
        "H606",
        "The month is not over.",
        "Download it when it is: two downloads of one month would show single contacts.",
    )
    NO_FILE = Detail(
        "H607",
        "This role opens no files.",
        "Pass the person on to a service that does, with their consent.",
    )
    NO_COMPLAINT = Detail(
        "H609",
        "No institution here receives complaints.",
        "Pass the person on to a service that does, with their consent.",
    )
    DAY_OVER = Detail(
        "H610",
        "A contact is corrected on the day on which it was recorded.",
        "Record a new contact that says what was wrong.",
    )
    NO_ADULT = Detail(
        "H608",
        "The person counts as a child until their age is known.",
        "Choose child or unsure. The file records later what shows that the person is an adult.",
    )
