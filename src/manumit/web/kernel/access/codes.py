"""Error codes of roles, grants and emergency access (G..)."""

from manumit.errors import Detail, ErrorCode


class AccessCode(ErrorCode):
    """Problems of the files of roles and grants, of posts, of emergency openings."""

    NO_SUCH_ROLE = Detail("G101", "There is no role '{role}'.", "Name one of roles.yaml.")
    NO_SUCH_ACTION = Detail(
        "G102",
        "'{action}' is nothing that is done to '{resource}', or there is no such resource.",
        "Name a resource and an action of the head of grants.yaml.",
    )
    SPECIAL_TO_OTHERS = Detail(
        "G103",
        "'{role}' would read class special.",
        "Only identification and support may (R-12, R-34).",
    )
    NO_ACCOUNT = Detail(
        "G104", "'{role}' has no account and would be granted something.", "Take the grant out."
    )
    SEES_NO_CASE = Detail(
        "G105",
        "'{role}' sees no case and would be granted something of '{resource}'.",
        "Take the grant out.",
    )
    NOT_HERE = Detail(
        "G201",
        "An institution of this kind does not give the role '{role}'.",
        "Choose a role of its kind.",
    )
    INCOMPATIBLE = Detail(
        "G202",
        "Nobody may hold '{role}' and '{other}' at the same time. {why}",
        "End the one role before giving the other.",
    )
    NOT_ALLOWED = Detail(
        "G301",
        "This may not be seen or done in this role.",
        "Ask the holder of the file, or act in another role.",
    )
    NO_SUCH_REASON = Detail(
        "G401",
        "The reason is none for an emergency opening.",
        "Choose one of the list.",
    )
    TOO_LONG = Detail(
        "G402",
        "An emergency opening lasts more than 0 and at most {hours} hours.",
        "Choose a time within that.",
    )
    UNCONFIRMED = Detail(
        "G403",
        "An earlier opening at once was confirmed by nobody.",
        "Ask for an opening that a second reader confirms first.",
    )
    NOT_CONFIRMABLE = Detail(
        "G404",
        "The opening has ended, was confirmed already, or may not be confirmed by the one who "
        "asked.",
        "Ask anew, and let another person of the institution confirm.",
    )
    ALREADY_OVER = Detail("G405", "The opening is over.", "Nothing is left to end.")
    NOT_INDEPENDENT = Detail(
        "G406",
        "A second reader has held their post for {days} days at least, and was not let in by the "
        "one who asked.",
        "Let another person of the institution confirm.",
    )
