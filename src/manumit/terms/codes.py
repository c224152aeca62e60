"""The mistakes that can be found in an account of somebody's work, and in rules of law."""

from manumit.errors import Detail, ErrorCode


class TermsCode(ErrorCode):
    """Problems of accounts (W1..) and of files of rules (W2..)."""

    NOT_AN_ACCOUNT = Detail(
        "W101",
        "The file does not say what it is.",
        "Begin it with 'schema: {schema}'; {page} says what else belongs in it.",
    )
    SCHEMA_VIOLATION = Detail(
        "W102", "{reason}.", "See the tables of keys in {page} for what belongs there."
    )
    NOT_A_DATE = Detail("W103", "This is no date.", "Write it like 2026-03-02.")
    ENDS_BEFORE = Detail("W104", "It ends before it begins.", "Correct one of the two dates.")
    NOT_A_NUMBER = Detail(
        "W105",
        "This is no number, no range of numbers and not 'unknown'.",
        "Write it with a point and no other sign (1250.50), a range as 8..10, or the word unknown.",
    )
    UNKNOWN_LAW = Detail(
        "W106",
        "There are no rules for '{law}'.",
        "Choose one of: {known}; or give a file of your own rules.",
    )
    TOO_MANY_HOURS = Detail(
        "W107",
        "More than 24 hours of work are recorded for {day}.",
        "Correct the hours, or the days on which two entries meet.",
    )
    OTHER_CURRENCY = Detail(
        "W108",
        "The account is kept in {currency}; this is in another currency and cannot be added to it.",
        "Give what it was worth in {currency} on that day, with the rate and its source in a note.",
    )
    OUTSIDE_WORK = Detail(
        "W109",
        "This lies outside the time of the employment.",
        "Correct the date, or the first and last day of the employment.",
    )
    NO_WAGE = Detail(
        "W110",
        "No wage is known for {day}, and the rules have no minimum wage for it.",
        "Give what was promised, or 'unknown' with the days for which it is unknown.",
    )
    WAGES_MEET = Detail(
        "W111",
        "Two wages are agreed for {day}.",
        "End the earlier one on the day before; comparing two promises is 'manumit compare'.",
    )
    NO_BEGINNING = Detail(
        "W112",
        "Neither the first day of the work nor a last day or date of the account is known.",
        "Give one of them; without both nothing can be reckoned.",
    )
    NOT_COVERED = Detail(
        "W113",
        "The rules of '{law}' are not complete for {what} from {first} to {last}.",
        "Work out the days before and after alone, or add the missing rules to your own law file.",
    )
    COVERED_FOR_SOME = Detail(
        "W114",
        "The rules of '{law}' are not complete for {what} from {first} to {last} for some workers.",
        "State {facts} under 'about': for other answers there may be a result.",
    )
    SHIFTS_MEET = Detail(
        "W115",
        "Two entries of the same record meet on {day}.",
        "Correct one of them, or enter these hours once.",
    )
    PAID_LATER = Detail(
        "W116",
        "This was paid after {asked_on}, the last day of the account.",
        "Correct the day, or set 'asked_on' to the day of the payment or later.",
    )
    AVERAGED_IN_PART = Detail(
        "W117",
        "Overtime is averaged over several weeks on a part of the days alone, {first} to {last}.",
        "Make one account for the days with, and one for those without it; or state under 'about' "
        "whether it was agreed.",
    )
    AVERAGED_AT_TWO_WAGES = Detail(
        "W118",
        "The wage changed between {first} and {last}, a period over which overtime is averaged, "
        "and no rule says which wage counts for its overtime.",
        "Work out accounts that end or begin with such a period; or state under 'about' that "
        "nothing was averaged, or in 'employment.averaging_begins' when a period began.",
    )
    NOT_THIS_WAGE = Detail(
        "W119",
        "'{fact}' ({value}) does not fit what the wages of the account are for.",
        "Correct the fact or the wage; make an account for each kind of wage.",
    )
    RULE_VIOLATION = Detail(
        "W201", "{reason}.", "See docs/reference/terms-law.md for what a rule of each kind holds."
    )
    NO_SOURCE = Detail(
        "W202",
        "The source '{source}' is used here and named nowhere.",
        "Name it under 'sources', with its title and its public address.",
    )
    RULE_TWICE = Detail(
        "W203",
        "Two rules with the id '{rule}', or two of one kind for the same people, hold on {day}.",
        "End the earlier one where the later begins ('until' is the first day without it).",
    )
    NO_COVERAGE = Detail(
        "W204",
        "The file has rules of the kind '{kind}' and does not say for what they are complete.",
        "State under 'coverage' for whom and from when '{law}' holds all of them.",
    )
    LAW_GAP = Detail(
        "W205",
        "Inside the stated coverage there is no rule '{kind}' from {first} to {last}{who}.",
        "Add the rule for these days, or leave them out of the coverage.",
    )
    NO_EXAMPLES = Detail(
        "W206",
        "The law comes with no worked example.",
        "Put published examples beside it, in a file that ends with '.examples.yaml'.",
    )
    EXAMPLES_OF_OTHER = Detail(
        "W207",
        "These are examples of '{other}', not of '{law}'.",
        "Correct the key 'law', or the name of the file.",
    )
    EXAMPLE_DIFFERS = Detail(
        "W208",
        "The example gives {found}, and {expected} was expected.",
        "Correct the rule or the facts; where the source is wrong, state 'ours' and 'why'.",
    )
    EXAMPLE_OPEN = Detail(
        "W209",
        "The example leaves something open: there is no one result to compare with {expected}.",
        "State every fact that the rules ask for.",
    )
    EXAMPLE_FAILS = Detail(
        "W210", "The example cannot be worked out: {reason}", "Correct its account."
    )
