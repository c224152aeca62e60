"""Error codes of the vault (V..). No message contains data about a person."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class VaultCode(PageErrorCode):
    """Problems of the key ring, of sealed values, of people's records, of attachments."""

    NO_RING = Detail(
        "V101",
        "There is no key ring, or it can't be read.",
        "Make one with 'manumit manage key_ring make FILE', outside the database and its backups, "
        "and name it in MANUMIT_KEY_RING.",
    )
    RING_IS_SHARED = Detail(
        "V102",
        "The key ring is no file of its own that only the platform's user may read.",
        "Let the platform's user own it, take the rights of all others away (chmod 600), and put "
        "no link in its place.",
    )
    RING_BROKEN = Detail(
        "V103",
        "The key ring is cut off, or is no key ring.",
        "Bring it back from its backup; nothing can be opened without it.",
    )
    DUPLICATE_KEY = Detail(
        "V104",
        "Two keys of the ring have one id, or a key occurs twice.",
        "Bring the ring back from its backup; don't write in it by hand.",
    )
    NO_CURRENT_KEY = Detail(
        "V105",
        "The ring does not hold the key that it calls current.",
        "Bring the ring back from its backup; don't write in it by hand.",
    )
    BAD_KEY = Detail(
        "V106",
        "A key of the ring is too short or too uniform, or its id is none.",
        "Bring the ring back from its backup; keys are made by 'manumit manage key_ring'.",
    )
    KEY_MISSING = Detail(
        "V107",
        "The ring lacks the key '{key}', under which records are locked.",
        "Bring that key back from the ring's backup.",
    )
    RING_EXISTS = Detail(
        "V108",
        "There is a file of this name; a key ring is never replaced.",
        "Add a key to it with 'manumit manage key_ring add', or name another file.",
    )
    KEY_IN_USE = Detail(
        "V109",
        "The key '{key}' is current, or records are still locked under it.",
        "Run 'manumit manage rotate_keys' to its end first.",
    )
    OTHER_RING = Detail(
        "V110",
        "The key ring is not the one under which the records are locked: it opens none of {what}.",
        "Bring back the right ring from its backup or the escrow, before anybody signs in.",
    )
    CANT_OPEN = Detail(
        "V201",
        "A sealed value can't be opened: it was changed, or belongs to another row, column or "
        "person, or the ring is not the one it was sealed under.",
        "Tell the administrator of the database: somebody may have changed it. Nothing was shown.",
    )
    NO_PLACE = Detail(
        "V202",
        "A sealed value was read without its row.",
        "Read the row as an object; opening checks which row the value belongs to.",
    )
    NOT_SEALED = Detail(
        "V203",
        "Something unsealed was to be stored in a sealed column, or a value of another row.",
        "Seal it for this row first. Nothing was stored.",
    )
    NOT_SEARCHABLE = Detail(
        "V204",
        "A sealed column can't be compared: its values differ each time they are sealed.",
        "Search with the index of the vault.",
    )
    NO_KEY = "V301"
    UNDER_HOLD = "V302"
    NO_SUCH_REASON = Detail(
        "V306",
        "'{reason}' is no reason of the list '{listed}' today.",
        "Choose one of the list.",
    )
    HOLD_UNCLEAR = "V303"
    NOTHING_TO_FIND = "V304"
    TOO_LONG = "V305"
    TOO_LARGE = "V401"
    KIND_NOT_TAKEN = "V402"
    BROKEN_PICTURE = "V403"
    NO_FILES = Detail(
        "V404",
        "There is no folder for attachments, or others may enter it.",
        "Make one that only the platform's user may enter (chmod 700), and name it in "
        "MANUMIT_FILES.",
    )
    FILE_CANT_BE_OPENED = "V405"
    TOO_MANY_PIXELS = "V406"
    BROKEN_PDF = "V407"
    OTHERS_FIRST = Detail(
        "V408",
        "Others add documents at the moment, and one is taken at a time. Nothing was kept.",
        "Try again in a minute.",
    )
