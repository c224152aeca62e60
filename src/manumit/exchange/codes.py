"""Error codes of mappings, of users' files, and of requests for a form."""

from manumit.errors import Detail, ErrorCode


class ExchangeCode(ErrorCode):
    """Problems of mappings (X1..), files (X2..), rows (X3..) and forms (X4..)."""

    NOT_A_MAPPING = Detail(
        "X101",
        "This is no mapping: it does not begin with 'schema: manumit/mapping/1'.",
        "Give a mapping file; docs/how-to/mappings.md builds one step by step.",
    )
    SCHEMA_VIOLATION = Detail(
        "X102",
        "{reason}.",
        "See the table of keys in docs/how-to/mappings.md for what belongs there.",
    )
    UNKNOWN_CODE = Detail(
        "X103",
        "'{code}' is no code of any list.",
        "Correct it; 'manumit instruments show adult_labour' names the codes.",
    )
    SPECIAL_CODE = Detail(
        "X104",
        "'{code}' reveals migration status and cannot be mapped.",
        "Leave the column out: no finding needs it, and such answers stay out of tables (R-34).",
    )
    VALUE_TWICE = Detail(
        "X105",
        "The value '{value}' has two meanings.",
        "Keep one: in the value map or bands of the column, or among the unknown values; "
        "unknown values of one column belong under its own 'unknown'.",
    )
    UNKNOWN_NAME = Detail(
        "X106",
        "The {kind} '{name}' is used here and defined nowhere.",
        "Define it under '{key}', or write it out in place.",
    )
    EMPTY_AS_ANSWER = Detail(
        "X107",
        "An empty cell is mapped to '{word}'.",
        "Remove the entry: an empty cell is unknown. Missing is not no.",
    )
    BANDS = Detail(
        "X108",
        "The bands of numbers overlap or are empty near {number}.",
        "Order them upwards; each goes from 'from' up to, not including, 'below'.",
    )
    COLUMN_TWICE = Detail(
        "X109",
        "Column '{column}' speaks for '{code}' twice.",
        "Join the two entries.",
    )
    IGNORED_AND_USED = Detail(
        "X110",
        "Column '{column}' is ignored and used.",
        "Remove it from 'ignore', or from where it is used.",
    )
    BAD_NOTE = Detail(
        "X111",
        "The note cannot be filled in.",
        "Use only {{n}} and {{total}}, and {{n}} only with 'count'; write {{{{ for a bare brace.",
    )
    BAD_LIST = Detail(
        "X112",
        "List '{id}' cannot stand for {wanted}.",
        "Name a loaded list for the same people and form of exploitation: {known}.",
    )
    NO_SUCH_MAPPING = Detail(
        "X113",
        "There is no shipped mapping '{name}', and no such file.",
        "Shipped are: {known}. Otherwise give the path of a mapping file.",
    )
    SPARE = Detail(
        "X114",
        "The {kind} '{name}' is defined and used nowhere.",
        "Use it or remove it: perhaps the place that should name it does not.",
    )
    BAD_TRANSLATION = Detail(
        "X115",
        "The translation does not have the same {{values}} in braces as its English text.",
        "Keep {{n}} and {{total}} as they are, each where the sentence needs it.",
    )
    NO_FILE_PART = Detail(
        "X116",
        "The mapping does not say what of a row becomes a case file.",
        "Add a section 'file'; docs/how-to/import.md shows one.",
    )

    NOT_READABLE = Detail(
        "X201", "The file cannot be read ({reason}).", "Check the path and the rights."
    )
    IS_FOLDER = Detail("X202", "This is a folder.", "Give one file.")
    EMPTY_FILE = Detail("X203", "The file is empty.", "Export it again.")
    HEADER_ONLY = Detail(
        "X204", "The file has column names and no row.", "Export it again with its rows."
    )
    DUPLICATE_COLUMN = Detail(
        "X205",
        "Columns {first} and {second} have this name.",
        "Rename one, so that none is read by mistake.",
    )
    MISSING_COLUMN = Detail(
        "X206",
        "The mapping reads this column, and the file does not have it.",
        "Correct its name in the mapping ({mapping}), delimiter and sheet too; "
        "upper and lower case differ.",
    )
    UNMENTIONED_COLUMN = Detail(
        "X207",
        "The mapping does not mention this column, number {number} of the file.",
        "Map it, or list it under 'ignore' with the reason.",
    )
    WRONG_FORMAT = Detail(
        "X208",
        "The file is {found}, and {wanted} is expected.",
        "Give the right file, or change 'reader: format' in the mapping.",
    )
    WRONG_ENCODING = Detail(
        "X209",
        "The text is not {encoding}.",
        "Save it as UTF-8, or name its encoding under 'reader: encoding'.",
    )
    GZIP_TRUNCATED = Detail(
        "X210", "The compressed file ends too early.", "Copy or download it again."
    )
    GZIP_DAMAGED = Detail(
        "X211",
        "The file is named .gz and is not gzip, or is damaged.",
        "Copy it again; an uncompressed file must not be named .gz.",
    )
    NUL = Detail(
        "X212",
        "The text holds a NUL byte.",
        "Export it again as UTF-8; UTF-16 must be named under 'reader: encoding'.",
    )
    DAMAGED = Detail("X213", "The {format} file is damaged.", "Export or copy it again.")
    SHEET = Detail(
        "X214",
        "It is not clear which sheet to read: the file has {count}.",
        "Name one of them under 'reader: sheet' in the mapping.",
    )
    LONG_LINE = Detail(
        "X215",
        "A line or cell is longer than {limit} characters.",
        "Look for a quotation mark that is not closed, and check the delimiter.",
    )
    BAD_QUOTES = Detail(
        "X216",
        "The quotation marks of this line do not match.",
        "Double a quotation mark inside a quoted cell, or export the file again.",
    )
    COLUMN_TYPE = Detail(
        "X217",
        "The column holds {type}, not numbers or text.",
        "Export it as text, numbers or true/false.",
    )
    TOO_MANY_VALUES = Detail(
        "X218",
        "The attribute '{attribute}' has more than {limit} different values.",
        "Group them with 'values' or 'bands': a column of names or of reference numbers "
        "must not reach a table.",
    )
    NOTHING_LEFT = Detail(
        "X219",
        "No row is left: all {count} were rejected.",
        "Correct the mapping first; most likely the values are written differently.",
    )
    TOO_LARGE = Detail(
        "X220",
        "Unpacked, the XLSX file is larger than {limit} bytes.",
        "Export it as CSV or Parquet, which are read in pieces.",
    )
    TOO_MANY_ROWS = Detail(
        "X221",
        "The file has more than {limit} rows.",
        "Send it in parts; a row that was taken already is known again by its reference.",
    )

    HEADER_ELSEWHERE = Detail(
        "X222",
        "The column names are in row {row}, not in the first one.",
        "Delete the rows above the column names, or export the table without a title.",
    )
    OTHER_DELIMITER = Detail(
        "X223",
        "The cells are separated by a {found}, and the mapping expects a {wanted}.",
        'Write reader: {{delimiter: "{written}"}} in the mapping.',
    )
    EMPTY_LINES = Detail(
        "X224",
        "More than {limit} lines in a row are empty.",
        "Export the file again: it may be damaged, or padded to a size.",
    )
    MERGED_CELLS = Detail(
        "X225",
        "The cells {cells} are merged, so only the first of them holds a value.",
        "Unmerge them and write the value into each cell.",
    )

    NO_PARQUET = Detail(
        "X226",
        "The folder holds no Parquet file.",
        "Give a folder of files that end in .parquet; names that begin with '.' or '_' are not "
        "read.",
    )
    NOT_PARQUET = Detail(
        "X227",
        "This file of the folder {why}.",
        "Move or rename it, so that nothing is left out without notice.",
    )
    COLUMN_IN_NAMES = Detail(
        "X228",
        "The names of folders give this column, and the file or another folder gives it as well.",
        "Leave it in one place, so that none is read by mistake.",
    )
    OTHER_COLUMNS = Detail(
        "X229",
        "The file {how} this column, unlike the first file of the folder ({first}).",
        "Write all files with the same columns; their order may differ.",
    )
    CHANGED = Detail(
        "X230",
        "The file or folder changed while it was read.",
        "Wait until nothing writes to it, or read a copy.",
    )

    OUTSIDE_MAP = Detail(
        "X301",
        "{value} is not in the value map of this column.",
        "Map it (yes, no or unknown), add it to 'unknown', or correct the cell.",
    )
    FORMULA = Detail(
        "X302",
        "The cell holds a formula.",
        "Put its value in its place: formulas are never run.",
    )
    RAGGED = Detail(
        "X303",
        "The row has {found} cells, and the header {wanted}.",
        "Look for a delimiter inside a cell that is not quoted.",
    )
    TEXT_TOO_LONG = Detail(
        "X304",
        "The cell is longer than {limit} characters.",
        "Map only short categories; free text must not reach a table.",
    )
    OUTSIDE_BANDS = Detail(
        "X305",
        "The cell is no number, or lies in none of the bands.",
        "Correct the cell, add a band, or add the value to 'unknown'.",
    )
    UNEXPECTED = Detail(
        "X306",
        "{value} is not among the expected values of this column.",
        "Add it under 'expected', or correct the cell.",
    )
    NO_REFERENCE = Detail(
        "X307",
        "The row has no reference of the old system.",
        "Give it one: by its reference a row is known again when the file is sent a second time.",
    )
    REFERENCE_TWICE = Detail(
        "X308",
        "Row {first} has the same reference.",
        "Join the two rows, or correct one reference.",
    )
    NO_DAY = Detail(
        "X309",
        "The cell is no day, or one that has not come yet.",
        "Write it like 2026-03-02, or leave it empty where the day is not known.",
    )
    TOO_LONG_FOR_FILE = Detail(
        "X310",
        "The cell is longer than {limit} characters.",
        "Leave the column out of 'file', or shorten the cell: a file takes no long texts this way.",
    )
    NO_LANGUAGE_CODE = Detail(
        "X311",
        "The cell has not the form of a language code.",
        "Write two or three small letters as in ISO 639, like ro or ron.",
    )
    NO_NATIONALITY = Detail(
        "X312",
        "The cell is no country, or may be none: NA and NO can also mean 'not available' and 'no'.",
        "Write the two capital letters of ISO 3166-1, like RO; or map each value under 'values'.",
    )
    NOT_A_YEAR = Detail(
        "X313",
        "The cell is no year.",
        "Write four digits, such as 2024; make a column with the year of a date, or group with "
        "'values'.",
    )
    MORE = Detail(
        "X399",
        "{count} more rows have the problem {code}.",
        "Correct the first ones; often one change of the mapping mends all.",
    )

    NO_LANGUAGE = Detail(
        "X401",
        "There is no text in the language '{language}'.",
        "Choose of: {known}; or load a text pack of that language.",
    )
