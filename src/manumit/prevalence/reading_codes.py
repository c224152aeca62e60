"""The mistakes that can be found in files of lists, and in what is asked of them."""

from manumit.errors import Detail, ErrorCode


class ListsCode(ErrorCode):
    """Problems of files of lists (M101..M129) and of what a command asks (M130..M139).

    No message quotes a key, a stratum or a cell: any of them may tell who somebody is.
    """

    NOBODY = Detail(
        "M101", "There is nobody in it.", "Give a file with at least one row and one person."
    )
    NEGATIVE = Detail(
        "M102", "A number of people is negative.", "Write how many people have this history."
    )
    NOT_WHOLE = Detail(
        "M103",
        "A number of people is no whole number.",
        "Write digits only, without signs or separators; never shares or weighted counts.",
    )
    NOT_YES_OR_NO = Detail(
        "M104",
        "A cell is neither 0 nor 1.",
        "A list's column says 1 (on the list) or 0 (not on it). If this column is no list, name "
        "those that are: --lists A,B,C.",
    )
    BLANK = Detail(
        "M105",
        "A cell is empty.",
        "Write 1 or 0. Not known is not 0: leave the list out, or find out.",
    )
    ON_NO_LIST = Detail(
        "M106",
        "The row is on no list.",
        "Leave it out: people on no list are what is estimated, and nobody has seen them.",
    )
    ONE_LIST = Detail(
        "M107",
        "There are fewer than two lists.",
        "One list shows nothing about who is missing from it. Add a list made by another "
        "organisation.",
    )
    TWICE_ON_LIST = Detail(
        "M108",
        "The key is already in row {first}.",
        "Leave each person once on a list; find out whether the two are one person.",
    )
    NO_KEY = Detail(
        "M109",
        "There is no such column, by which people are matched.",
        "Give every list a column with the same pseudonymous key, and name it: --key COLUMN.",
    )
    BLANK_KEY = Detail(
        "M110",
        "The key is empty.",
        "Match the person, or give a key of its own: without one the person counts as new.",
    )
    SAME_NAME = Detail(
        "M111",
        "Two lists have the name of this file.",
        "Give each file a name of its own: it is the name of the list.",
    )
    NO_LISTS = Detail(
        "M112",
        "No column is a list.",
        "Give one column for each list, with 1 or 0; --lists names them.",
    )
    NO_COLUMN = Detail(
        "M113", "There is no such column.", "Correct the name; capitals and spaces count."
    )
    EMPTY_LIST = Detail(
        "M114",
        "Nobody is on this list.",
        "Leave the list out: it shows nothing about the others.",
    )
    TOO_MANY_LISTS = Detail(
        "M115",
        "There are {found} lists; this is made for at most {most}.",
        "Merge small lists, or those that are made by the same people (--lists after merging).",
    )
    UNKNOWN_REFERRER = Detail(
        "M116",
        "The cell does not name the list that referred the person.",
        "Write the name of a list, 'other' for somebody without a list here, 'none' for nobody, "
        "or leave it empty where it is not recorded.",
    )
    REFERRED_BY_ITSELF = Detail(
        "M117", "A list cannot refer somebody to itself.", "Name who referred them."
    )
    REFERRED_TO_NOWHERE = Detail(
        "M118",
        "Somebody was referred to this list and is not on it.",
        "Write 1 in the list's column, or leave this cell empty.",
    )
    OTHER_STRATUM = Detail(
        "M119",
        "The same key has another stratum on another list.",
        "Find out which one holds, or whether the two are one person.",
    )
    NO_STRATUM = Detail(
        "M120",
        "The stratum is empty.",
        "Write one, such as 'unknown': everybody has to be in one stratum.",
    )
    MANY_STRATA = Detail(
        "M121",
        "The column has {found} different values.",
        "A stratum has to hold enough people on each list: at most {most} of them. Group them.",
    )
    SUMMED = Detail(
        "M125",
        "{count} rows repeat an earlier history; their people were added.",
        "Nothing, if each row counts other people. If a row occurs twice, remove one.",
    )
    TOO_MANY_PEOPLE = Detail(
        "M126",
        "The counts add up to more than {most} people.",
        "Check the column of counts: the world has fewer people than that.",
    )
    MORE = Detail(
        "M129", "There are {count} more problems.", "Correct these first, then run it again."
    )
    NO_MODEL = Detail(
        "M130",
        "The method 'fixed' needs a model.",
        "Name its maximal sets of lists, by their numbers: --model '[12,13,4]'.",
    )
    NOT_A_MODEL = Detail(
        "M131",
        "This is no model of {lists} lists.",
        "Write maximal sets of lists by their numbers, such as '[12,13,4]'; the tenth list is a, "
        "the next one b.",
    )
    NEEDS_LISTS = Detail(
        "M132",
        "The method '{method}' is for {wanted} lists; there are {found}.",
        "Choose another method, or lists: --method all runs those that fit.",
    )
    SEARCH_TOO_LARGE = Detail(
        "M133",
        "The method '{method}' would have to search too many models of {found} lists.",
        "Merge lists that are made by the same people, or use --method stepwise.",
    )
    NOT_INSTALLED = Detail(
        "M134",
        "The extra for estimates is not installed.",
        "Install manumit with its extra (pip install 'manumit[prevalence]').",
    )
    REPORT_KIND = Detail("M135", "A report is .html or .pdf.", "Give the file a name that ends so.")
    OPTION_UNUSED = Detail(
        "M137",
        "The option {option} has no effect {where}.",
        "Leave it out, or choose the file or method that it is for.",
    )
