"""What can be wrong with an installation that was set up (S4..)."""

from manumit.errors import Detail, ErrorCode


class DoctorCode(ErrorCode):
    """Problems that only the running machine shows: server, folders, work, backups."""

    UNREACHABLE = Detail(
        "S401",
        "The database server does not answer.",
        "Start it, and compare host, port and socket folder in the address.",
    )
    WRONG_PASSWORD = Detail(
        "S402",
        "The database server refuses the role or its password.",
        "Compare role and password with what the administrator of the database gave you.",
    )
    NO_SUCH_DATABASE = Detail(
        "S403",
        "The database server has no database of this name.",
        "Create it (docs/how-to/deployment.md), or mend the name in the address.",
    )
    NOT_PREPARED = Detail(
        "S404",
        "The database has no tables yet.",
        "Run 'manumit manage prepare_database' with MANUMIT_OWNER_URL.",
    )
    UNKNOWN_SETTING = Detail(
        "S405",
        "{name} is not a setting of manumit, so it has no effect.",
        "{do}",
    )
    FOLDER_SHARED = Detail(
        "S406",
        "Other users of this machine may enter this folder, or it is missing.",
        "Make it for the platform's user alone: chmod 700.",
    )
    DISK_FULL = Detail(
        "S407",
        "The disk has {free} MB free, which is less than {least} MB.",
        "Make room or move the folder to a larger disk. Without room nothing can be recorded.",
    )
    WORKER_HALTED = Detail(
        "S408",
        "Background work has not answered for {minutes} minutes or more.",
        "Start it ('manumit manage procrastinate worker', or 'manumit start'). Without it nothing "
        "is sealed, sent or deleted.",
    )
    BACKUP_OLD = Detail(
        "S409",
        "The newest backup is {age}.",
        "Run 'manumit manage back_up', and look why it did not run by itself.",
    )
    BACKUP_UNVERIFIED = Detail(
        "S410",
        "The newest verified backup is {age}.",
        "Run 'manumit manage verify_backup' on the newest parts; restore one each quarter as a "
        "drill.",
    )
    HEADS_BEHIND = Detail(
        "S411",
        "{behind} seals of the ledger are not exported to this folder.",
        "Run 'manumit ledger seal'. Without exported heads nobody can see that the end was cut "
        "off.",
    )
    MIGRATIONS_WAIT = Detail(
        "S412",
        "{waiting} changes of tables are not applied, the first is {first}.",
        "Make a backup, then run 'manumit manage prepare_database' with MANUMIT_OWNER_URL.",
    )
    RESTORE_LEFT = Detail(
        "S413",
        "A restore was stopped before its end and left this folder.",
        "Remove the folder, and restore into a new, empty database: what the stopped restore put "
        "there is incomplete.",
    )
    NOT_ITS_OWN_USER = Detail(
        "S414",
        "manumit runs as root.",
        "Make a user of its own (useradd --system --create-home manumit), give it the folder "
        "(chown -R), and run manumit as this user.",
    )
    NOT_SOUND = Detail(
        "S415",
        "The embedded database is allowed for a small office only with {setting} = {wanted}; it "
        "is {found}.",
        "Stop it and let 'manumit start' start it.",
    )
    BACKUP_KEY_HERE = Detail(
        "S416",
        "The private key that opens backups is still on this machine.",
        "Put the page for the safe and this folder's files into the safe, then remove the folder. "
        "A thief of the machine could otherwise read every backup.",
    )
    SAME_DISK = Detail(
        "S417",
        "Backups are on the same disk as the data.",
        "Name a folder on another disk under 'backups' in answers.yaml, and start again: a broken "
        "disk takes both.",
    )
    CERTIFICATE_ENDS = Detail(
        "S418",
        "The certificate of the pages ends in {days} days.",
        "Put a new certificate and its key in its place and start again.",
    )
    NOT_STATED = Detail(
        "S419",
        "The institution has not yet stated: {what}.",
        "{do}",
    )
