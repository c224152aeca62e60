"""Error codes of wage accounts, and of the files of a firm."""

from manumit.errors import Detail, ErrorCode


class PayrollCode(ErrorCode):
    """Problems of an account of wages and of files of many workers (W5..)."""

    OTHER_LAW = Detail(
        "W501",
        "The account is under the rules of '{asked}', and the file of rules is of '{given}'.",
        "Give the file of the rules that the account names, or correct 'law' in the account.",
    )
    NOT_A_MONTH = Detail("W502", "This is no month.", "Write it like 2025-03.")
    NOT_A_DATE = Detail("W503", "This is no date.", "Write it like 2025-03-14.")
    NOT_A_NUMBER = Detail(
        "W504",
        "This is no number, no range of numbers and not 'unknown'.",
        "Write 1250.50, a range as 8..10, or leave it empty; 'decimal: comma' in the mapping reads "
        "1250,50. No other signs, and no currency.",
    )
    NOT_A_WORD = Detail(
        "W505",
        "The value is none of those that belong here: {known}.",
        "Correct it, or say under 'values' in the mapping what it means.",
    )
    MONTH_TWICE = Detail(
        "W506",
        "The worker has a row for this month already.",
        "Keep one of them, or say 'rows: day' where a row is one day.",
    )
    OUTSIDE_WORK = Detail(
        "W507",
        "The row lies outside the worker's employment, or after the day of the account.",
        "Correct the date of the row or of the contract, or choose a later --asked-on.",
    )
    TOO_MANY_HOURS = Detail(
        "W508",
        "This comes to more than 24 hours of work on one day.",
        "Correct the hours, or what they are for under 'work: per' in the mapping.",
    )
    NO_CONTRACT = Detail(
        "W509",
        "No contract is known for the worker of this row.",
        "Add a row for the worker to the file of contracts.",
    )
    CONTRACT_TWICE = Detail(
        "W510", "The worker has a contract already.", "Keep one row for each worker."
    )
    CONTRACT_DIFFERS = Detail(
        "W511",
        "The rows of one worker do not agree on the contract.",
        "Only the wage and its hours may change from month to month; correct the others.",
    )
    OTHER_ROW = Detail(
        "W512",
        "Another row of the same worker cannot be used, and without it the sum would be wrong.",
        "Correct the other row; all rows of the worker are left out until then.",
    )
    NO_WORKER = Detail(
        "W513", "The row does not say whose it is.", "Give the number or pseudonym of the worker."
    )
    NOTHING_LEFT = Detail(
        "W514",
        "No worker is left: each has a row with a problem.",
        "Correct the first problems that follow; often one change of the mapping mends all.",
    )
    UNKNOWN_FACT = Detail(
        "W515",
        "The rules of '{law}' do not ask for '{name}'.",
        "They ask for: {known}. Remove it from 'contract: about'.",
    )
    NOT_RECKONED = Detail(
        "W516",
        "What is owed to the worker of this row cannot be reckoned ({code}): {reason}",
        "Correct the contract or the rows of the worker.",
    )
    ENDS_BEFORE = Detail(
        "W517", "The work ends before it begins.", "Correct one of the two days of the contract."
    )
    REPORT_FORMAT = Detail(
        "W518", "A report is a PDF or an HTML page.", "Let its name end in .pdf or .html."
    )
    RESULT_FORMAT = Detail("W519", "A table is a CSV file.", "Let its name end in .csv.")
    TOO_LONG = Detail(
        "W520",
        "This is longer than {most} signs, which no number of a worker or job order is.",
        "Give a shorter one; look whether the mapping names the right column.",
    )
