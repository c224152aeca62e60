"""Error codes of this package. No message holds a count, since counts are what it protects."""

from manumit.errors import Detail, ErrorCode


class DisclosureCode(ErrorCode):
    """Codes D101 to D118: what is wrong with tables, thresholds and releases."""

    NEGATIVE_COUNT = Detail(
        "D101",
        "a count of table '{table}' is below zero.",
        "Give counts of persons: 0 or more.",
    )
    NOT_WHOLE = Detail(
        "D102",
        "table '{table}' holds something that is not a whole number.",
        "Give integers: no shares, no weighted or missing values.",
    )
    DUPLICATE_LABEL = Detail(
        "D103",
        "the label '{label}' is used twice.",
        "Give each table, dimension and category its own label.",
    )
    WRONG_SHAPE = Detail(
        "D104",
        "the counts of table '{table}' do not fit its dimensions.",
        "Give one count for each combination of categories, the last dimension running fastest.",
    )
    UNKNOWN_CATEGORY = Detail(
        "D105",
        "table '{table}' has no cell for some of the labels given.",
        "Use the categories of the table's dimensions, in the order of the dimensions.",
    )
    THRESHOLD_TOO_LOW = Detail(
        "D106",
        "the threshold {threshold} protects nobody.",
        "Use at least 2; 11 is the default for records of persons.",
    )
    DIFFERENT_CATEGORIES = Detail(
        "D107",
        "two tables give the dimension '{dimension}' different categories.",
        "Merge categories in all tables of a release alike, or rename one dimension.",
    )
    MARGINS_DISAGREE = Detail(
        "D108",
        "table '{table}' and another one give different counts for the same cell or total.",
        "Count the same persons in all tables; keep 'unknown' as a category.",
    )
    EMPTY = Detail(
        "D109",
        "'{name}' is empty.",
        "A release needs a table, a table a dimension, a dimension a category.",
    )
    TOTAL_TOO_SMALL = Detail(
        "D110",
        "fewer persons than the threshold are counted in all.",
        "Publish nothing, or count a longer period or a wider area.",
    )
    CANNOT_BE_PROTECTED = Detail(
        "D111",
        "no choice of suppressed cells protects these tables at this threshold.",
        "Merge small categories, drop a table, or count a longer period.",
    )
    CONTRADICTION = Detail(
        "D112",
        "the published values contradict each other: no counts of persons fit them.",
        "Check that all values come from one protected release and were not rounded or edited.",
    )
    UNKNOWN_DIMENSION = Detail(
        "D113",
        "there is no dimension '{dimension}'.",
        "Name a dimension of the table or release.",
    )
    STRUCTURAL_NOT_ZERO = Detail(
        "D114",
        "table '{table}' counts persons in a cell that is declared impossible.",
        "Correct the record, or do not declare the cell structural.",
    )
    CANNOT_HIDE = Detail(
        "D115",
        "a cell to hide is the grand total, unknown, or a zero that the rule publishes.",
        "Hide other cells, or choose a rule that may hide zeros; the grand total stays.",
    )
    SAME_BESIDE = Detail(
        "D116",
        "table '{table}' has a dimension beside another one that a category of it is the same as.",
        "Leave one of the two out, or do not declare the category to be the same.",
    )
    NO_RELEASE = Detail(
        "D117",
        "this is no file of published tables.",
        "Give a file that 'manumit assess --tables' wrote for an earlier report.",
    )
    DIFFERENCE_LEAKS = Detail(
        "D118",
        "together with earlier tables, the new ones would give away small counts: {cells}.",
        "Publish nothing yet: wait until more records have changed, or leave out the breakdown.",
    )
