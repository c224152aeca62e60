"""The mistakes that can be found in evidence given to the engine."""

from manumit.errors import Detail, ErrorCode


class AssessmentCode(ErrorCode):
    """Problems of evidence (A...). None of them repeats an answer."""

    UNKNOWN_CODE = Detail(
        "A101",
        "'{code}' is neither an indicator of '{instrument}' nor an item.",
        "'manumit instruments show {instrument}' names the codes.",
    )
    SPECIAL_CODE = Detail(
        "A102",
        "'{code}' reveals migration status and is not assessed here.",
        "Remove it. It is never needed for a finding (R-34).",
    )
    WRONG_PHASE = Detail(
        "A103",
        "'{code}' does not speak about the phase '{phase}'.",
        "The same fact has one code per phase: use the other phase's code.",
    )
    DUPLICATE_ID = Detail(
        "A104",
        "Two pieces of evidence have this id.",
        "Give each piece its own id.",
    )
    BAD_CORRECTION = Detail(
        "A105",
        "It corrects a piece that is not there, is about another code, or corrects it in turn.",
        "Name an earlier piece of evidence on the same code.",
    )
    NAIVE_TIME = Detail(
        "A106",
        "The time of the statement has no time zone.",
        "Give the time with its zone.",
    )
    WRONG_LIST = Detail(
        "A107",
        "The list '{instrument}' is for {population}s and the person's age is '{age}'.",
        "Use the child list when the person is, or may be, under 18 (R-46).",
    )
    NOT_ASKED = Detail(
        "A108",
        "The interview on '{instrument}' has no such question.",
        "Answer a question that it shows.",
    )
    NOT_ANSWERED = Detail(
        "A109",
        "The question has not been answered in this interview.",
        "Open a question again that was answered.",
    )
    NOT_A_SITTING = Detail(
        "A110",
        "It is not an interview as this version writes it.",
        "Begin a new interview.",
    )
    OTHER_QUESTIONS = Detail(
        "A111",
        "The interview was begun with a list or with questions that are not loaded here.",
        "Load the instrument files that it was begun with, or begin a new interview.",
    )
