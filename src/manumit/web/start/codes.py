"""What can stop ``manumit start`` (S5..)."""

from manumit.errors import Detail, ErrorCode


class StartCode(ErrorCode):
    """Problems of the answers, the folder and the first start."""

    BAD_ANSWER = Detail(
        "S501",
        "The answers do not fit: {reason}.",
        "Compare the file with the example in docs/how-to/deployment.md. Nothing was made.",
    )
    OTHER_ANSWERS = Detail(
        "S502",
        "This folder was set up with other answers.",
        "Start without --answers. Change settings in settings.env, and people and names in the "
        "pages.",
    )
    NO_ANSWERS = Detail(
        "S503",
        "There is nobody to ask: this is not a terminal, and no file of answers is named.",
        "Name one with --answers FILE.",
    )
    PATH_TOO_LONG = Detail(
        "S504",
        "The path of this folder is too long for the database's socket.",
        "Choose a folder with a path of at most {longest} bytes.",
    )
    STEP_FAILED = Detail(
        "S505",
        "The step '{step}' did not finish.",
        "Mend what is listed above, and run the same command again: it goes on from here.",
    )
    NOT_SET_UP = Detail(
        "S506",
        "This folder was not set up by 'manumit start', or not to its end.",
        "Name the right folder, or run 'manumit start' again.",
    )
    BACKUP_WITHIN = Detail(
        "S507",
        "The folder of backups is within the folder of the data.",
        "Name a folder outside it, best on another disk.",
    )
    BACKUPS_THERE = Detail(
        "S508",
        "This folder holds backups already.",
        "If they are of a machine that was lost, keep them and restore them (docs/how-to/"
        "operations.md); for a new office name empty folders. Nothing was made.",
    )
    NO_RIGHT = Detail(
        "S509",
        "This cannot be written or read: {reason}.",
        "Make the folder and give it to the user that runs manumit (chown), then run the same "
        "command again: it goes on from here.",
    )
