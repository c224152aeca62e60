"""Why no draw is made (H3..). No message names a workplace."""

from manumit.errors import Detail, ErrorCode


class DrawCode(ErrorCode):
    """Draws that would not be fair, or not possible."""

    EMPTY = Detail(
        "H301",
        "No workplace can be drawn.",
        "Record workplaces first. Homes are offered for a meeting outside and are never drawn.",
    )
    SHARE = Detail(
        "H302",
        "The random share is {share} %. It has to be between {least} and {most} %.",
        "Give a share in whole or decimal percent between the two.",
    )
    SIZE = Detail(
        "H303",
        "The number of visits is {visits}, and there are {workplaces} workplaces to draw from.",
        "Give at least 1 and at most as many as there are workplaces.",
    )
    TWICE = Detail(
        "H304", "A workplace is in the list twice.", "Merge or remove it, and draw again."
    )
    WEIGHT = Detail(
        "H305",
        "The size of a workplace is not a number above zero.",
        "Give the number of workers, or leave out the sizes.",
    )
