"""Error codes of imports (K97., K980). No message identifies a person or quotes a cell."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class ImportCode(PageErrorCode):
    """Sheets of other systems, their mappings, and files made from them."""

    NOTHING_TO_IMPORT = Detail(
        "K971",
        "No row of the file can become a case file.",
        "Correct the rows that are named, or the mapping.",
    )
    NO_SUCH_PURPOSE = Detail(
        "K972",
        "The mapping names a purpose of consent that there is not.",
        "Use a code of purposes, such as referral or assistance.",
    )
    CANT_READ = Detail(
        "K973",
        "The file could not be read: it takes too long, too much memory, or breaks what reads it.",
        "Save it anew as CSV in UTF-8, or send it in parts.",
    )
    TOO_LARGE = "K974"
    NO_SUCH_POST = Detail(
        "K975",
        "Nobody with this address has one post here today that may open files and write in them.",
        "Give the address of a member as it stands under People, and --office where there are two.",
    )
    ONE_SHEET = "K976"
    SHEET_OVER = "K977"
    WORKED_ON_NOW = "K978"
    PROBLEMS_LEFT = "K979"
    MAPPING_TOO_LARGE = "K980"
