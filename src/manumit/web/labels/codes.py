"""What can be wrong with a safe label (K6..)."""

from manumit.errors import Detail, ErrorCode


class LabelCode(ErrorCode):
    """Problems of safe labels."""

    NOT_A_LABEL = Detail(
        "K611",
        "A label is two words of letters, without numbers.",
        "Choose two words that say nothing about the person, such as Harbour Lamp.",
    )
    TELLING_LABEL = Detail(
        "K612",
        "A word of the label is in the file's names, employer or place, or is there twice.",
        "Choose two other words, which nobody could connect with the person.",
    )
