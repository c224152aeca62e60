"""What can be wrong with an import of workplaces, and with a decision about near matches (H7..)."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class WorkplaceCode(PageErrorCode):
    """No message names a workplace, an employer or a person."""

    FILE_KIND = "H701"
    ONE_IMPORT = "H702"
    NO_COLUMN = "H703"
    ROWS_WRONG = "H704"
    IMPORT_OVER = "H705"
    DECIDED_ALREADY = "H706"
    FILE_UNREADABLE = Detail(
        "H707",
        "The file cannot be read: {reason}.",
        "Correct what is named, and upload the file again.",
    )
