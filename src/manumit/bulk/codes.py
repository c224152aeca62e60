"""Error codes of the assessment of many rows."""

from manumit.errors import Detail, ErrorCode


class BulkCode(ErrorCode):
    """Problems of the request (B1..), the engine (B2..) and the answers (B3..)."""

    UNKNOWN_FORMAT = Detail(
        "B101",
        "Findings cannot be written as '{suffix}'.",
        "Give a name that ends in one of: {known}.",
    )
    NOT_WRITABLE = Detail(
        "B102", "The findings cannot be written ({reason}).", "Check the folder and the rights."
    )
    SAME_FILE = Detail(
        "B103",
        "This file is named twice: as input and output, or for two outputs.",
        "Give each output a name of its own.",
    )
    WRONG_SUFFIX = Detail(
        "B104",
        "The {what} cannot be written as '{suffix}'.",
        "Give a name that ends in one of: {known}.",
    )
    INSIDE_INPUT = Detail(
        "B105",
        "This output would lie in the folder that is read.",
        "Write it elsewhere: the next run would read it as data.",
    )
    NO_SUCH_ENGINE = Detail("B201", "There is no engine '{name}'.", "Choose one of: {known}.")
    NO_PYSPARK = Detail(
        "B202",
        "Spark is not installed.",
        "Install manumit with its extra (pip install 'manumit[spark]'), or use the engine polars.",
    )
    NO_JAVA = Detail(
        "B203",
        "Spark needs Java 17 or newer and finds none.",
        "Install Java and put it on the PATH or in JAVA_HOME, or use the engine polars.",
    )
    SPARK_NOT_STARTED = Detail(
        "B204",
        "Spark does not start ({reason}).",
        "Check that Java is version 17 or newer, or use the engine polars.",
    )
    MISSING_COLUMN = Detail(
        "B301",
        "The answers have no such column.",
        "Make them with a mapping (docs/how-to/mappings.md).",
    )
    COLUMN_TYPE = Detail(
        "B302", "The column holds {type}, not whole numbers.", "Write 1 yes, 0 no, null unknown."
    )
    NOT_AN_ANSWER = Detail(
        "B303", "The column holds numbers other than 0 and 1.", "Write 1 yes, 0 no, null unknown."
    )
    UNKNOWN_LIST = Detail(
        "B304",
        "Rows name the list '{id}', which is not loaded.",
        "Load it with --instruments, or name one of: {known}.",
    )
    WRONG_LIST = Detail(
        "B305",
        "Rows with this list, '{id}', have an age that does not go with it, or none.",
        "Use the child list where the person is, or may be, under 18 (R-46).",
    )
    FILE_COLUMN = Detail(
        "B306",
        "The column of file names is no Enum whose words are in the order of text.",
        "Make it with polars.Enum(sorted(names)).",
    )
