"""Error codes of roles, grants and emergency access (G..)."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class AccessCode(PageErrorCode):
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
    TOO_LONG = "G402"
    UNCONFIRMED = "G403"
    NOT_CONFIRMABLE = "G404"
    ALREADY_OVER = "G405"
    NOT_INDEPENDENT = "G406"
