"""Error codes of institutions, members and invitations (O..)."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class InstitutionCode(PageErrorCode):
    """Errors of institutions and their members. No message names a person."""

    NO_KIND = Detail("O101", "There is no such kind of institution.", "Choose one of: {known}.")
    NO_COUNTRY = "O102"
    NO_NAME = Detail("O103", "It has no name.", "Give a name of at most {longest} characters.")
    NO_EMAIL = Detail(
        "O104", "It is no e-mail address.", "Give the address that the person has at work."
    )
    NO_ROLE = Detail(
        "O105",
        "This kind of institution can't give this role.",
        "Choose a role that the institution has. Immigration has none in any (R-34).",
    )
    INCOMPATIBLE = Detail(
        "O106",
        "The person holds a role that excludes this one.",
        "End the other post first, or choose another person.",
    )
    TOO_LONG = Detail(
        "O107",
        "A post can't be given for that long.",
        "Give it for 1 to {longest} days; it can be given again.",
    )
    NOT_OPEN = Detail(
        "O108",
        "The invitation was used, was withdrawn, or is over.",
        "Ask your administrator for another one.",
    )
    LAST_ADMINISTRATOR = Detail(
        "O109",
        "The institution would have no administrator.",
        "Invite another administrator first.",
    )
    ELSEWHERE = Detail(
        "O110",
        "The person also works at another institution.",
        "End the posts here; the account is not this institution's alone.",
    )
    HAS_ACCOUNT = Detail(
        "O111",
        "The address has an account already.",
        "Sign in with it first, then open the link again.",
    )
    NOT_DEMO = Detail(
        "O112",
        "Invented institutions are for a demonstration only.",
        "Begin with 'manumit manage make_institution'.",
    )
    ONESELF = Detail(
        "O113",
        "Nobody gives a post to themselves, prolongs their own, or lets themselves begin anew.",
        "Ask another administrator, or the operator of the installation.",
    )
    NOT_WAITING = Detail(
        "O114",
        "The post does not wait any more, or has changed since the page was made.",
        "Look at the list again.",
    )
    NO_POST = Detail(
        "O115",
        "No post of this address waits in this institution, or there is no such institution.",
        "Look at the address and the institution's id.",
    )
    WAITS_ALREADY = Detail(
        "O116",
        "A post of this person waits for a second person, and somebody else gave it.",
        "Let the one who gave it do this; or close the account and invite the person anew.",
    )
    NO_TELEPHONE = Detail(
        "O117",
        "It is no telephone number.",
        "Write it with the code of the country and without an extension, as in +44 20 7946 0000.",
    )
