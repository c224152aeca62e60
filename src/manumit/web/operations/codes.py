"""What can go wrong with backups, shares of keys and periods (E..)."""

from manumit.errors import Detail, ErrorCode


class OperationsCode(ErrorCode):
    """Problems of backing up, restoring, sharing keys among people, and ending records."""

    NO_OWNER = Detail(
        "E101",
        "The owner of the tables is not named.",
        "Set MANUMIT_OWNER_URL for this command alone: the application may not read everything.",
    )
    NO_PROGRAM = Detail(
        "E102",
        "PostgreSQL's program {program} is not there, or older than the server (version {server}).",
        "Install PostgreSQL's client programs of the server's version, and name their folder in "
        "MANUMIT_PG_BIN.",
    )
    DATABASE_REFUSED = Detail(
        "E103",
        "The program {program} stopped with an error. What it printed is not shown: it may quote "
        "records.",
        "Look whether the disk is full and whether the server runs, in the server's own log.",
    )
    NO_FOLDER = Detail(
        "E104",
        "There is no folder of this name, or it can't be written.",
        "Make it first, on a disk of its own that only the platform's user may enter.",
    )
    NOT_APART = Detail(
        "E105",
        "Data and keys would lie in one place, so that whoever takes one copy has both.",
        "Name two folders, neither within the other, best on different disks and with different "
        "people.",
    )
    EXISTS = Detail(
        "E106", "There is something of this name already.", "Name another; nothing was replaced."
    )
    NO_RECIPIENT = Detail(
        "E107",
        "The file holds no public key that a backup could be locked for.",
        "Make a pair on another machine with 'manumit backup-key FILE', and bring FILE.pub here.",
    )
    NO_IDENTITY = Detail(
        "E108",
        "This is no private key of a backup, or others may read it.",
        "Name the file that 'manumit backup-key' made, with rights for its user only (chmod 600).",
    )
    NOT_FOR_THIS_KEY = Detail(
        "E109",
        "The backup was not locked for this key.",
        "Name the private key of one of its recipients: {recipients}.",
    )
    NOTHING_TO_DO = Detail(
        "E110", "No folder is named.", "Name one with --to for the data, --keys-to for the keys."
    )
    NOT_A_PART = Detail(
        "E201",
        "This folder is no complete backup of {part}.",
        "Name the folder that was made, such as data-20261125T101500Z or keys-20261125T101500Z.",
    )
    NOT_SIGNED = Detail(
        "E202",
        "The list of this backup was not signed with a known key: it was changed, or made "
        "elsewhere.",
        "Take another copy; or give the public key of the ledger of that time with --public-key.",
    )
    CHANGED = Detail(
        "E203",
        "The file is not the one that was backed up: it is missing, cut off or changed.",
        "Take another copy. Nothing was restored.",
    )
    CANT_OPEN = Detail(
        "E204",
        "The file can't be opened, although it is the one that was backed up.",
        "Tell whoever makes the program. Nothing was restored.",
    )
    KEYS_OLDER = Detail(
        "E205",
        "The keys were backed up before the data, so that keys of people may be missing, and "
        "people who were erased in between would come back.",
        "Take the newest backup of the keys.",
    )
    NOT_EMPTY = Detail(
        "E206",
        "The database or the folder of attachments is not empty.",
        "Restore into an empty database and an empty folder; nothing is ever put over records.",
    )
    TOO_NEW = Detail(
        "E207",
        "The backup was made by a newer version of manumit ({version}).",
        "Install that version first.",
    )
    NO_ERASED_LIST = Detail(
        "E208",
        "The list of erased people is not there, or can't be read, so that people who were erased "
        "after the backup of the keys would come back.",
        "Name it with --erased; it is erased.txt beside the heads of the ledger. Only if it is "
        "lost for good, say --without-erased-list.",
    )
    NOT_WHAT_WAS = Detail(
        "E209",
        "The restored database does not hold what was backed up.",
        "Take another copy; the database was emptied again.",
    )
    LEDGER_WRONG = Detail(
        "E210",
        "The ledger that was restored is not in order: {codes}.",
        "Keep the backup and the exported heads as they are, and let somebody look who does not "
        "run the database. The database was emptied again.",
    )
    ERASED_LIST_CHANGED = Detail(
        "E211",
        "The list of erased people was changed here: the line was not signed with a known key, or "
        "one before it was changed, left out or moved.",
        "Take another copy, such as the data protection officer's; give the public keys of the "
        "ledger of that time with --public-key. Keep this one aside, and find out who changed it.",
    )
    ERASED_LIST_SHORT = Detail(
        "E212",
        "The list of erased people lacks {missing} whom the backup of the keys knows as erased: "
        "its end was cut off, or it is older than the keys.",
        "Take a newer copy. If none is as new as the keys, say --without-erased-list: the keys "
        "then know of everybody who stands in an older list.",
    )
    OTHER_TABLES = Detail(
        "E213",
        "The backup was made with another set of tables (manumit {version}), which this version "
        "can't read.",
        "Install the version that made the backup, and restore with it. Nothing was restored.",
    )
    BROUGHT_BACK = Detail(
        "E219",
        "{count} people on the list of the erased have a key again: the first is {subject}.",
        "Somebody put an old key back past the platform. Keep the database and the list as they "
        "are, let somebody look who does not run the database, and erase these people again.",
    )
    BAD_NUMBERS = Detail(
        "E301",
        "So many shares can't be made.",
        "At least 2 of them must be needed, no more than there are, and there are at most 255.",
    )
    NO_FILES = Detail(
        "E302",
        "A file to be kept is missing, or two have one name.",
        "Name files that are there, each with a name of its own.",
    )
    BAD_SHARE = Detail(
        "E303",
        "This is no share, or a letter of it was copied wrongly.",
        "Compare it with the paper, letter by letter. There is no 0, 1, 8 or 9 in a share.",
    )
    MIXED_SHARES = Detail(
        "E304",
        "The shares are not all of one set.",
        "Compare the number of the set that stands above each.",
    )
    TOO_FEW_SHARES = Detail(
        "E305",
        "{needed} different shares are needed, {given} were given.",
        "Ask another holder.",
    )
    WRONG_SHARES = Detail(
        "E306",
        "The shares give no key: one of them was made up.",
        "Try with others of the set, and find out whose was wrong.",
    )
    NOT_THIS_ESCROW = Detail(
        "E307",
        "The sealed file is not of this set of shares, or it was changed.",
        "Take the file that was made together with them, or another copy of it.",
    )
    NO_PERIODS = Detail(
        "E401",
        "The file of periods is none of its kind: {reason}.",
        "Write it as docs/how-to/operations.md shows, with basis and source for every period.",
    )
    NO_PERIOD = Detail(
        "E402",
        "There is no period for records of the kind '{kind}'.",
        "Add one, with basis and source. Nothing was erased.",
    )
