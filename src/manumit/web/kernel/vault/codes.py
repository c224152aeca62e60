"""Error codes of the vault (V..). No message contains data about a person."""

from manumit.errors import Detail, ErrorCode


class VaultCode(ErrorCode):
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
    NO_KEY = Detail(
        "V301",
        "There is no key for this person: the record was erased, or the table of keys was not "
        "restored.",
        "If it was not erased, restore the backup of the keys.",
    )
    UNDER_HOLD = Detail(
        "V302",
        "The record is under a legal hold: neither it nor a file of it can be erased.",
        "Wait until the hold ends, or have it lifted by the person who placed it.",
    )
    NO_SUCH_REASON = Detail(
        "V306",
        "'{reason}' is no reason of the list '{listed}' today.",
        "Choose one of the list.",
    )
    HOLD_UNCLEAR = Detail(
        "V303",
        "A hold can't end before today.",
        "Name a day from today on, or none.",
    )
    NOTHING_TO_FIND = Detail(
        "V304",
        "Nothing of what was entered can be indexed or searched for.",
        "Enter at least one name, number or address of this kind.",
    )
    TOO_LONG = Detail(
        "V305",
        "What was entered is longer than {longest} characters.",
        "Enter names and numbers only; write anything else into a statement.",
    )
    TOO_LARGE = Detail(
        "V401",
        "The file is larger than {megabytes} MB.",
        "Make it smaller, or divide it.",
    )
    KIND_NOT_TAKEN = Detail(
        "V402",
        "By its content the file is none of: PDF, JPEG, PNG, plain text in UTF-8.",
        "Save it as one of them; the ending of its name does not count.",
    )
    BROKEN_PICTURE = Detail(
        "V403",
        "The picture is damaged, so that it can't be checked for hidden content.",
        "Save it anew in a program for pictures.",
    )
    NO_FILES = Detail(
        "V404",
        "There is no folder for attachments, or others may enter it.",
        "Make one that only the platform's user may enter (chmod 700), and name it in "
        "MANUMIT_FILES.",
    )
    FILE_CANT_BE_OPENED = Detail(
        "V405",
        "The sealed file is missing, cut off, changed, or of another person.",
        "Bring it back from a backup.",
    )
    TOO_MANY_PIXELS = Detail(
        "V406",
        "The picture has more than {most} million pixels.",
        "Make it smaller.",
    )
    BROKEN_PDF = Detail(
        "V407",
        "The PDF is damaged or locked with a password, so that it can't be checked.",
        "Print it to a new PDF without a password.",
    )
    OTHERS_FIRST = Detail(
        "V408",
        "Others add documents at the moment, and one is taken at a time. Nothing was kept.",
        "Try again in a minute.",
    )
