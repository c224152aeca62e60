"""Error codes of the ledger (L..). Events are named by number, never by content."""

from manumit.errors import Detail, ErrorCode

_LOOK = (
    "Keep the database, the exported heads and the backups as they are, and let somebody who does "
    "not run the database look at them."
)
_PAST = "The platform never writes this: somebody wrote past it. " + _LOOK


class LedgerCode(ErrorCode):
    """What ``manumit ledger verify`` finds, and why the sealer stops."""

    ALTERED = Detail("L101", "Row {row} of {table} was altered after seal {seal}.", _LOOK)
    MISSING = Detail("L102", "Row {row} of {table}, under seal {seal}, is missing.", _LOOK)
    INSERTED = Detail(
        "L103", "Row {row} of {table} was inserted where seal {seal} had closed.", _LOOK
    )
    REORDERED = Detail(
        "L104",
        "Row {row} of {table}, under seal {seal}, was moved to or from another place.",
        _LOOK,
    )
    CUT_OFF = Detail(
        "L105",
        "The ledger ends at seal {seal}, but the head of seal {exported} was exported: its end was "
        "cut off.",
        _LOOK + " After restoring an older backup this is what must be found: note it.",
    )
    REWRITTEN = Detail(
        "L106", "Seal {seal} is not the one whose head was exported: it was rewritten.", _LOOK
    )
    SEAL_ALTERED = Detail("L107", "Seal {seal} was altered or not made with the key.", _LOOK)
    SEAL_MISSING = Detail("L108", "Seal {seal} is missing.", _LOOK)
    WITHOUT_ACT = Detail(
        "L109",
        "{count} rows of {table} name no act that was recorded with them; the first is row {row}.",
        _PAST,
    )
    NOT_ITS_VERSION = Detail(
        "L110",
        "{count} rows of {table} are not what their last version says; one is {row}.",
        _PAST,
    )
    LEFT_NOTHING = Detail(
        "L111",
        "{count} acts '{act}' on '{kind}' left nothing that names them; the first is row {row} of "
        "ledger_event.",
        _PAST,
    )
    ABOUT_NOTHING = Detail(
        "L112",
        "{count} acts on '{kind}' are on something that never was; the first is row {row} of "
        "ledger_event.",
        _PAST,
    )
    HEAD_NOT_OURS = Detail(
        "L201",
        "A line of the exported heads is unreadable or was not signed with a known key.",
        "Give the file as it was exported, and the public keys of that time with --public-key.",
    )
    NO_KEY = Detail(
        "L202",
        "There is no key for the ledger.",
        "Name its file in MANUMIT_LEDGER_KEY; 'manumit ledger new-key FILE' makes one.",
    )
    KEY_IS_SHARED = Detail(
        "L203",
        "Others have rights to the key of the ledger, or it is a link, or somebody else's.",
        "Name the file itself; it belongs to the platform's user alone (chown, chmod 600).",
    )
    NOT_A_KEY = Detail(
        "L204",
        "This is no Ed25519 key in PEM.",
        "Name the file that 'manumit ledger new-key' made.",
    )
    NO_HEADS = Detail(
        "L205",
        "There is no folder for the heads of the ledger, or it can't be written.",
        "Name one outside the database in MANUMIT_LEDGER_HEADS, best on another machine.",
    )
    KEY_EXISTS = Detail(
        "L206", "This file is there already.", "Name a new one: a key is never overwritten."
    )
    SEALING_LATE = Detail(
        "L207",
        "{waiting} acts have waited for a seal for more than {minutes} minutes.",
        "Look whether the background work runs ('manumit manage procrastinate worker'), what its "
        "log says, and whether a transaction stays open; 'manumit ledger seal' seals now.",
    )
