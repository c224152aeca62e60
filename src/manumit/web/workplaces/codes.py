"""What can be wrong with an import of workplaces, and with a decision about near matches (H7..)."""

from manumit.errors import Detail, ErrorCode


class WorkplaceCode(ErrorCode):
    """No message names a workplace, an employer or a person."""

    FILE_KIND = Detail(
        "H701",
        "The file is not a CSV or XLSX file of at most {megabytes} MB.",
        "Save the register as CSV (UTF-8) or XLSX; import a larger one in several files.",
    )
    ONE_IMPORT = Detail(
        "H702",
        "An import of this member is not finished yet.",
        "Finish or cancel it first.",
    )
    NO_COLUMN = Detail(
        "H703",
        "No column has the name of the workplace, or a column has two meanings.",
        "Choose a column for the name, and each column once.",
    )
    ROWS_WRONG = Detail(
        "H704",
        "Some rows cannot be imported, so none is.",
        "Correct the rows in the file and upload it again, or choose other columns.",
    )
    IMPORT_OVER = Detail(
        "H705",
        "The import has ended, or is being worked on.",
        "Open its page again; upload the file again if it has ended.",
    )
    DECIDED_ALREADY = Detail(
        "H706",
        "Somebody has decided about these two entries already.",
        "Open the list again; a merge is undone on the page of the workplace.",
    )
    FILE_UNREADABLE = Detail(
        "H707",
        "The file cannot be read: {reason}.",
        "Correct what is named, and upload the file again.",
    )
