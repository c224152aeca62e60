"""The mistakes that can be found in a file of instruments, texts or cases."""

from manumit.errors import Detail, ErrorCode


class InstrumentCode(ErrorCode):
    """Problems of instrument files, text packs and worked cases (I...)."""

    NOT_READABLE = Detail(
        "I101", "The file cannot be read.", "Check the path and the rights; save texts as UTF-8."
    )
    NOT_YAML = Detail(
        "I102",
        "This is not valid YAML ({reason}).",
        "Check indentation, quotes and colons near the place named.",
    )
    UNKNOWN_SCHEMA = Detail(
        "I103",
        "The file does not say what it is, or names the unknown schema {schema}.",
        "Begin the file with 'schema: ' and one of: {known}.",
    )
    SCHEMA_VIOLATION = Detail(
        "I104",
        "{reason}.",
        "See 'manumit instruments schema {kind}' for what belongs there.",
    )
    DUPLICATE = Detail(
        "I105",
        "{kind} '{id}' is defined twice.",
        "Rename one; to change a shipped list use 'extends' with an id of your own.",
    )
    UNKNOWN_REFERENCE = Detail(
        "I106",
        "{kind} '{id}' is named here and defined nowhere.",
        "Correct the name, or define it: known are {known}.",
    )
    UNREACHABLE_ROW = Detail(
        "I107",
        "In table '{table}' no state reaches row '{row}': '{above}' above it needs less.",
        "Order the rows so that a row is above every row whose needs it contains.",
    )
    NO_LAST_ROW = Detail(
        "I108",
        "Table '{table}' can end without a conclusion.",
        "Let its last row need nothing.",
    )
    MISSING_STRENGTH = Detail(
        "I109",
        "Indicator '{code}' has no strength in a scored list.",
        "Give a strength from the source, or set 'scored: false': unscored lists decide nothing.",
    )
    BOTH_ELEMENTS = Detail(
        "I110",
        "'{code}' serves the menace of penalty and involuntariness.",
        "Keep it under one: signs of forced labour must not rest on a single answer.",
    )
    VULNERABILITY = Detail(
        "I111",
        "'{code}' is abuse of vulnerability and serves an element of forced labour.",
        "Remove it: abuse of vulnerability alone never yields signs of forced labour.",
    )
    UNKNOWN_TEXT = Detail(
        "I112",
        "A text is given for '{id}', which no instrument defines.",
        "Correct the id, or load the instrument that defines it first.",
    )
    SPECIAL_ASKED = Detail(
        "I113",
        "Topic '{topic}' asks '{code}', which reveals migration status.",
        "Remove it: such indicators stand outside every default questionnaire (R-34).",
    )
    NO_SUCH_INSTRUMENT = Detail(
        "I114",
        "There is no instrument '{id}'.",
        "'manumit instruments list' names them: {known}.",
    )
    POSITIVE_FIRST = Detail(
        "I115",
        "In table '{table}' the positive row '{row}' is below one that is not positive.",
        "Put positive rows first: a certain positive must stay one when more signs appear.",
    )
    POSITIVE_OURS = Detail(
        "I116",
        "In table '{table}' row '{row}' says trafficking on nobody's published authority.",
        "Give the source that says so (standing: published), or drop 'positive'.",
    )
    CHILD_NEEDS_NO_MEANS = Detail(
        "I117",
        "For this child list, table '{table}' asks for more than act and exploitation.",
        "Use a table in which act and purpose suffice (Protocol art. 3(c), R-46).",
    )
    MOVED = Detail(
        "I118",
        "Indicator '{code}' is moved out of its dimension '{dimension}'.",
        "Keep it there, or give your indicator a code of its own.",
    )
    NEEDED_FOR_SAFETY = Detail(
        "I119",
        "'{code}' is missing: it is asked of everyone, whatever is certain already.",
        "Keep it in the list, and in the core of a topic that is asked always.",
    )
    NO_GATE = Detail(
        "I120",
        "The interview does not ask first whether one may talk, or whether the person is a child.",
        "Keep the topics 'gate: safety' and 'gate: age'.",
    )
    VIOLENCE_NOT_LAST = Detail(
        "I121",
        "Topic '{topic}' asks '{code}' before the end.",
        "Violence is offered last, and may be declined: put it in a topic with 'last: true'.",
    )
    PLACEHOLDER = Detail(
        "I122",
        "The text for '{id}' holds the placeholder '{name}', which nobody fills in.",
        "Use those of the English text: {known}.",
    )
    NOTHING_FOUND = Detail(
        "I123",
        "There is no YAML file (.yaml, .yml) in this folder.",
        "Check the path.",
    )
    AUDIO_MISSING = Detail(
        "I124",
        "There is no audio file '{name}' beside the pack, or it cannot be read.",
        "Put the recording into the pack's folder, or correct the name.",
    )
    AUDIO_OUTSIDE = Detail(
        "I125",
        "The audio file '{name}' leads out of the pack's folder.",
        "Put the recording itself beside the pack: no '..', no link to somewhere else.",
    )
    AUDIO_TYPE = Detail(
        "I126",
        "'{name}' is not an audio file that browsers play.",
        "Give a file that ends in one of: {known}.",
    )
    AUDIO_SIZE = Detail(
        "I127",
        "The audio file '{name}' is larger than {most} MB.",
        "Record in mono and save it as .ogg or .mp3: a question then takes less than 100 kB.",
    )
    STEP_PROTECTS = Detail(
        "I128",
        "Step '{step}' protects a person; here it is left out, given to fewer people, or given "
        "later.",
        "Keep it, with 'when', 'for', 'urgency' and all its kinds; change its words in a text pack "
        "or add a step of your own.",
    )
    IMMIGRATION = Detail(
        "I129",
        "Immigration is no contact that anybody is sent to.",
        "Remove it: nothing leads from here to immigration enforcement (R-34).",
    )
    NOT_CONTACTS = Detail(
        "I130",
        "The file is not one of contacts.",
        "Begin it with 'schema: manumit/contacts/1'.",
    )
    STEP_WITHOUT_WORDS = Detail(
        "I131",
        "Step '{step}' has no words in English.",
        "Give a label for 'nextstep/{step}' in a text pack.",
    )
    CHECKED_IN_FUTURE = Detail(
        "I132",
        "The day on which the contacts were checked is still to come.",
        "Write the day on which somebody last tried every contact.",
    )
    STEP_NEEDS_STATUS = Detail(
        "I133",
        "Step '{step}' depends on '{code}', which reveals migration status.",
        "Remove it: such indicators are never needed (R-34).",
    )
