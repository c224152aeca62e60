"""Everything that can be wrong with what is put on paper."""

from manumit.errors import Detail, ErrorCode


class PaperCode(ErrorCode):
    """Problems of findings and forms on paper (P1..)."""

    CONTROL = Detail(
        "P101",
        "A text holds characters that are no letters or turn the order of others round "
        "({characters}).",
        "Remove them from the evidence, the text pack or the advice that is printed.",
    )
    NO_LETTER = Detail(
        "P102",
        "No font of the paper has these characters ({characters}).",
        "It has Latin, Greek, Cyrillic, Arabic and Bengali letters. Remove other signs; for other "
        "scripts use HTML.",
    )
    NOT_INSTALLED = Detail(
        "P103",
        "What makes a PDF is not installed.",
        "Install manumit with its extra (pip install 'manumit[pdf]'), or use another format.",
    )
    NOT_SET = Detail(
        "P104",
        "The paper cannot be set.",
        "This is a mistake of manumit. Report it, without the evidence, and use another format.",
    )
