"""Error codes of imports (K97., K980). No message identifies a person or quotes a cell."""

from manumit.errors import Detail, ErrorCode


class ImportCode(ErrorCode):
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
    TOO_LARGE = Detail(
        "K974",
        "The file is larger than {megabytes} MB.",
        "Send it in parts; a row that was taken already is known again by its reference.",
    )
    NO_SUCH_POST = Detail(
        "K975",
        "Nobody with this address has one post here today that may open files and write in them.",
        "Give the address of a member as it stands under People, and --office where there are two.",
    )
    ONE_SHEET = Detail(
        "K976",
        "You have a sheet on its way in already.",
        "Make its files, or give it up, before you bring another.",
    )
    SHEET_OVER = Detail(
        "K977",
        "This sheet does not wait to be made: it is over, or still being looked through.",
        "Open its page again and look at how it stands.",
    )
    WORKED_ON_NOW = Detail(
        "K978",
        "The platform is working on this sheet just now.",
        "Wait until it is done; files that were made stay.",
    )
    PROBLEMS_LEFT = Detail(
        "K979",
        "Some rows have a problem.",
        "Leave them out, or give the sheet up, correct it and bring it again.",
    )
    MAPPING_TOO_LARGE = Detail(
        "K980",
        "The mapping is larger than {kilobytes} kB.",
        "Send the mapping itself: a YAML file of a few lines for each column.",
    )
