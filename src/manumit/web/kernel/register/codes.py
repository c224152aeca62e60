"""Error codes of the field register (F..)."""

from manumit.errors import Detail
from manumit.web.kernel.errors import PageErrorCode


class RegisterCode(PageErrorCode):
    """Problems of classes of fields, of the register's data files, and of codes to be stored."""

    UNCLASSED = Detail(
        "F101",
        "The field has no class: nothing says who may see it.",
        "Name it in the model's @classed, as public, internal, personal, special or identifying "
        "(for a model of another package: in the register's third_party.yaml).",
    )
    NO_SUCH_FIELD = Detail(
        "F102",
        "A class is given to a field that does not exist.",
        "Take the name out, or correct it.",
    )
    NEVER_STORED = Detail(
        "F103",
        "By its name the field holds what is never stored about a person: {what}.",
        "Leave it out. If it holds something else, name it by what it holds.",
    )
    NOT_A_DATA_FILE = Detail(
        "F201", "The data file does not fit its schema: {reason}.", "Mend that place."
    )
    SPECIAL_STORED = "F301"
