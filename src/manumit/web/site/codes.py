"""What can be wrong with a deployment (S..)."""

from manumit.errors import Detail, ErrorCode


class SiteCode(ErrorCode):
    """Problems of settings, folders, ports and databases."""

    UNKNOWN_MODE = Detail(
        "S101", "'{value}' is no mode.", "Set MANUMIT_MODE to 'demo' or 'production'."
    )
    NO_SECRET = Detail(
        "S102",
        "There is no secret key, or it is too short or too uniform to be one.",
        "Put at least 50 random characters into a file that only the platform's user may read, and "
        "name it in MANUMIT_SECRET_KEY_FILE.",
    )
    NO_HOSTS = Detail(
        "S103",
        "The host names that the pages answer to are not named, or one of them is a wildcard.",
        "Set MANUMIT_HOSTS to the exact names, separated by commas.",
    )
    NO_DATABASE = Detail(
        "S104",
        "No database is named.",
        "Set DATABASE_URL to a PostgreSQL server, such as postgresql://manumit_app@db/manumit.",
    )
    NOT_POSTGRESQL = Detail(
        "S105", "DATABASE_URL does not name a PostgreSQL database.", "Begin it with postgresql://."
    )
    NO_EXIT = Detail(
        "S106",
        "MANUMIT_EXIT_URL is no address of a page that could be shown to anybody.",
        "Set it to an https address of a harmless site, such as a search engine or the weather.",
    )
    NOT_YES_OR_NO = Detail("S107", "{name} is neither 'on' nor 'off'.", "Set it to one of them.")
    NO_SUCH_FILE = Detail(
        "S108", "{name} names something that is not there.", "Name files or folders that exist."
    )
    SECRET_IS_SHARED = Detail(
        "S109",
        "Others may read the file of a secret.",
        "Take the rights away: chmod 600.",
    )
    DATABASE_IN_CLEAR = Detail(
        "S110",
        "The connection to a database on another machine is neither encrypted nor checked.",
        "Add ?sslmode=verify-full to DATABASE_URL.",
    )
    DEPLOYMENT_CHECK = Detail(
        "S203", "Django's check of a deployment finds: {finding}", "Set what it names."
    )
    NOT_A_SIZE = Detail(
        "S111",
        "{name} is no whole number of megabytes above 0.",
        "Set it to a number such as 50, or leave it out.",
    )
    NO_KEY_RING = Detail(
        "S112",
        "No key ring is named, under which the keys of people are locked.",
        "Make one with 'manumit manage key_ring make FILE', outside the database and its backups, "
        "and name it in MANUMIT_KEY_RING.",
    )
    KEYS_BESIDE_DATA = Detail(
        "S113",
        "The key ring lies in a folder of the database or of the attachments, so that whoever "
        "copies the data has the keys.",
        "Move it to a folder of its own, with a backup of its own.",
    )
    NO_FILES = Detail(
        "S114",
        "No folder for sealed attachments is named.",
        "Make one that only the platform's user may enter (chmod 700), and name it in "
        "MANUMIT_FILES.",
    )
    NO_LEDGER_KEY = Detail(
        "S115",
        "No key is named that signs the heads of the ledger.",
        "Make one with 'manumit ledger new-key FILE', outside the database and its backups, and "
        "name it in MANUMIT_LEDGER_KEY.",
    )
    NO_LEDGER_HEADS = Detail(
        "S116",
        "No folder is named that the heads of the ledger are exported to.",
        "Name one outside the database, best on another machine, in MANUMIT_LEDGER_HEADS.",
    )
    NO_MAIL = Detail(
        "S117",
        "MANUMIT_MAIL_URL names no mail server that is reached encrypted, or nobody sends.",
        "Begin it with smtps:// or smtp+starttls://, and set MANUMIT_MAIL_FROM too; or leave it "
        "out, and nothing is sent.",
    )
    NO_OIDC = Detail(
        "S118",
        "MANUMIT_OIDC is no address of a provider that is reached encrypted.",
        "Set it to the https address by which the provider names itself (its issuer), or leave it "
        "out, and nobody signs in there.",
    )
    OIDC_IN_PART = Detail(
        "S119",
        "A provider is named in MANUMIT_OIDC, but {name} is missing or empty.",
        "Set MANUMIT_OIDC_CLIENT, MANUMIT_OIDC_SECRET_FILE and MANUMIT_OIDC_NAME too.",
    )
    COUNTRY_IN_PRODUCTION = Detail(
        "S120",
        "MANUMIT_COUNTRY shows how invented people sign in, and the platform runs in production.",
        "Leave it out; an invented country is for a demonstration alone.",
    )
    NO_SUCH_LAW = Detail(
        "S121",
        "MANUMIT_LAW names the law '{value}', and no such law is shipped.",
        "Name one of {known}; or leave it out, and pages work out only pay that was promised.",
    )
    NOT_A_PORT = Detail(
        "S122",
        "MANUMIT_PORT is not a port.",
        "Set it to a number from 1 to 65535, or leave it out.",
    )
    NO_SECURITY_CONTACT = Detail(
        "S123",
        "MANUMIT_SECURITY_CONTACT is no address for reports of weaknesses.",
        "Begin it with mailto: or https://, or leave it out.",
    )
    NO_SUCH_PROFILE = Detail(
        "S124", "MANUMIT_PROFILE names no profile.", "Name one of {known}, or leave it out for all."
    )
    NO_SUCH_ROOM = Detail(
        "S125", "MANUMIT_ROOMS names '{value}', which is no room.", "Name some of {known}."
    )
    EMBEDDED_IN_PRODUCTION = Detail(
        "S201",
        "This is the embedded database, which is for demonstrations and tests.",
        "Set DATABASE_URL to a PostgreSQL server of the institution; a small office lets "
        "'manumit start' run this one under the conditions that it needs.",
    )
    ROLE_OWNS = Detail(
        "S202",
        "The platform connects as a role that owns tables, or that may do everything.",
        "Let it connect as a role of its own, with the rights that "
        "'manumit manage prepare_database' gives, and keep the owner for that command.",
    )
    DATABASE_TELLS = Detail(
        "S204",
        "The database's server writes statements with their values, or rows, into its log: "
        "{settings}.",
        "Let whoever runs the server set them as docs/how-to/operations.md says, for the whole "
        "server or for this role, and start again.",
    )
    DEMO_LEFT = Detail(
        "S205",
        "This database holds {institutions} invented institutions and {accounts} accounts of a "
        "demonstration.",
        "Make a new database and prepare it: nothing of a demonstration goes on as something real.",
    )
    OTHER_TABLES = Detail(
        "S206",
        "The tables of this database were made by another version of manumit.",
        "Prepare a new database ('manumit manage prepare_database'), or run the version that made "
        "this one. Nothing was changed.",
    )
    TRIGGER_DIFFERS = Detail(
        "S207",
        "The trigger {trigger} of {table} is not as this version declares it: {what}.",
        "Find out who changed it; 'manumit manage prepare_database' installs it again.",
    )
    ADDRESS_TAKEN = Detail(
        "S301",
        "Something else already answers at {address}.",
        "Stop it, or choose another port with --port (for make demo: PORT=...).",
    )
    FOLDER_HELD = Detail(
        "S302",
        "Another run of manumit (process {process}) works in this folder.",
        "Stop it, or choose another folder with --folder.",
    )
    NOT_INSTALLED = Detail(
        "S303",
        "The pages need packages that are not installed ({name}).",
        "Install them: pip install 'manumit[web,embedded]'.",
    )
    DATABASE_WONT_START = Detail(
        "S304",
        "The embedded database does not start.",
        "Look at the file 'log' in its folder; to begin anew (all data in it are lost), remove the "
        "folder.",
    )
    SERVER_WONT_START = Detail(
        "S305",
        "The pages do not start.",
        "Look at the end of {log}:\n{end}",
    )
    NO_SYSTEM_USER = Detail(
        "S308",
        "PostgreSQL does not run as root, and there is no program 'useradd' to make the user "
        "'{user}' for it.",
        "Run manumit as an ordinary user, or make that user first.",
    )
    FOLDER_CLOSED = Detail(
        "S307",
        "PostgreSQL does not run as root but as the user '{user}', who can't enter this folder.",
        "Run manumit as an ordinary user, or choose with --folder one that this user may enter "
        "(rights 711 on each folder above it).",
    )
    OTHER_FOLDER = Detail(
        "S309",
        "The database in this folder was made by another version of manumit, with other tables.",
        "Choose an empty folder with --folder, or run the version that made this one.",
    )
    NO_PRIVATE_FOLDER = Detail(
        "S306",
        "Here the folder can't be made private, or can't be written.",
        "Choose one on a disk of this machine with --folder.",
    )
