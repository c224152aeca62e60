"""Error codes of group cases (K911 to K915). No message identifies a person or a place."""

from manumit.web.kernel.errors import PageErrorCode


class GroupCode(PageErrorCode):
    """Group cases, their members and facts."""

    GROUP_THERE = "K911"
    IN_GROUP = "K912"
    NOT_IN_GROUP = "K913"
    NO_FACT = "K914"
    SAME_FILE = "K915"
