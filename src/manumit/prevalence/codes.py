"""Why an estimate is refused or weak, and the mistakes that can be found in lists of people."""

from manumit.errors import Detail, ErrorCode


class PrevalenceCode(ErrorCode):
    """Problems of tables and files (M1..) and of estimates (M2..)."""

    NO_OVERLAP = Detail(
        "M201",
        "Nobody is on both of the lists {first} and {second}, so nothing shows how many people are "
        "on neither.",
        "Match the lists again, or add a list that overlaps both.",
    )
    THIN_OVERLAP = Detail(
        "M202",
        "Only {count} people are on both of the lists {first} and {second}.",
        "Read the interval, not the number; below 7 the estimate depends on single people.",
    )
    NO_MAXIMUM = Detail(
        "M203",
        "The model {model} has no maximum-likelihood estimate on this table: too many overlaps are "
        "empty.",
        "Choose a model without the interactions that the table cannot carry, or merge lists.",
    )
    NOT_IDENTIFIABLE = Detail(
        "M204",
        "Different totals fit the model {model} equally well on this table.",
        "Choose a model without the interactions that the table cannot carry, or merge lists.",
    )
    LIST_INSIDE = Detail(
        "M205",
        "Everybody on the list {inner} is also on {outer}.",
        "Leave {inner} out, or describe how it was made: a list drawn from another adds nothing.",
    )
    GOES_TO_ZERO = Detail(
        "M206",
        "Nobody was seen on exactly {histories}; the model {model} fits better and better as it "
        "expects nobody there and its parameters {sets} grow without end.",
        "Leave one of these sets out of the model, or merge lists that hardly overlap.",
    )
    NOT_TOLD_APART = Detail(
        "M207",
        "On this table the parameters {sets} of the model {model} can change together without "
        "changing what it expects of those seen.",
        "Leave one of these sets out of the model, or merge lists that hardly overlap.",
    )
    TOO_FEW_SEEN_TWICE = Detail(
        "M211",
        "Only {count} people are on more than one list.",
        "Read the interval, not the number; below 7 the estimate depends on single people.",
    )
    NOBODY_SEEN_TWICE = Detail(
        "M212",
        "Nobody was seen more than once, so nothing shows how many were never seen.",
        "Match the lists again, add a list, or count for longer.",
    )
    NO_UPPER_LIMIT = Detail(
        "M213",
        "The data set no upper limit to the total.",
        "Write 'at least' with the lower limit, and look for another list.",
    )
    MORE_MATCHES_THAN_PEOPLE = Detail(
        "M214",
        "With {missed} % of the matches missed and {false} % of them false, {matches} people would "
        "be on both lists, and the shorter list has only {shorter}.",
        "Estimate the two rates again, on a sample of pairs that people looked at.",
    )
    ONLY_BY_REFERRAL = Detail(
        "M215",
        "{count} people reached their lists only through referral by a list on which they were not "
        "found; without captures made by referral they are left out.",
        "Look for them on the list that referred them: a missed match inflates the estimate.",
    )
    WAY_UNKNOWN = Detail(
        "M216",
        "For {count} captures it is not recorded how the person reached the list.",
        "Ask the lists' keepers: unknown is not 'came alone'; referrals among them deflate the "
        "estimate.",
    )
    STRATUM_REFUSED = Detail(
        "M217",
        "There is no estimate for the stratum {stratum}: {why}",
        "Join it with a stratum that is like it, or give totals for the others only, named.",
    )
    ONE_CLUSTER = Detail(
        "M218",
        "The stratum {stratum} has one cluster, which shows nothing about how clusters differ.",
        "Join it with the stratum that was drawn most alike, before looking at the results.",
    )
    FEW_CASES = Detail(
        "M219",
        "Only {count} people in the sample are in the situation counted.",
        "Read the interval, not the number; ask more people, or where such people are.",
    )
    NO_CASES = Detail(
        "M220",
        "Nobody in the sample is in the situation counted.",
        "Write 'at most' with the upper limit: it is no proof that there is nobody.",
    )
    FEW_CLUSTERS = Detail(
        "M221",
        "The sample has only {count} clusters more than strata.",
        "Read the interval as rough; draw more clusters, with fewer people in each.",
    )
    SPELLS_UNFINISHED = Detail(
        "M222",
        "The longest of the times had not ended when it was last seen, so that the mean holds only "
        "up to {longest}.",
        "Read mean and stock as 'at least', or follow people for longer.",
    )
    NO_FLOW = Detail(
        "M223",
        "Nobody entered, or no time was spent: {what} is 0.",
        "A stock needs a number of people who enter, and how long they stay.",
    )
    EXTRAPOLATED_BEYOND_REPORTS = Detail(
        "M224",
        "The reports were extrapolated to people whom nobody reported.",
        "Do not call it a minimum: it is as good as the share of reported people that was assumed.",
    )
    DEPENDS_ON_LINKS = Detail(
        "M225",
        "Within the rates given, the total runs from {lowest} to {highest}.",
        "Measure the rates on a sample of pairs that people looked at.",
    )
    PART_WITHOUT_ESTIMATE = Detail(
        "M226",
        "{count} of {all} variations have no estimate.",
        "Read which ones: an estimate that needs one list is as good as that list.",
    )
    FEW_LISTS = Detail(
        "M227",
        "The model {model} needs {fewest} lists or more.",
        "Add a list, or choose Mt (for two lists: Lincoln-Petersen).",
    )
    DOES_NOT_FIT = Detail(
        "M228",
        "The model {model} does not fit the table: its deviance is {deviance} with {degrees} "
        "degrees of freedom.",
        "Lists depend on each other in a way that it does not include; read models with "
        "interactions.",
    )
    MODELS_DISAGREE = Detail(
        "M229",
        "Models that fit about as well as {model} give totals from {lowest} to {highest}.",
        "Give that range: the table cannot choose between them.",
    )
    FEW_REPORTS_TWICE = Detail(
        "M230",
        "Only {count} reports of the stratum {stratum} were found by both teams.",
        "Read the interval, not the number; search longer, or join the stratum with one like it.",
    )
    NO_REPORT_TWICE = Detail(
        "M231",
        "No report of the stratum {stratum} was found by both teams, so nothing shows how many "
        "neither found.",
        "Search longer, or join the stratum with one that is like it.",
    )
    TEAMS_ALIKE = Detail(
        "M232",
        "Every report of the stratum {stratum} that one team found was found by the other too.",
        "Find out whether the teams searched independently; if so, these are all the reports.",
    )
    STRATUM_WEAK = Detail("M233", "In the stratum {stratum}: {why}", "For that stratum: {do}")
    BEYOND_GRID = Detail(
        "M241",
        "{share} % of the posterior lies beyond {most} hidden people, the most that was allowed.",
        "Allow more: both limits and the median move with that number.",
    )
    LISTS_OUT_OF_RANGE = Detail(
        "M242",
        "The method {method} takes {fewest} to {most} lists, not {lists}.",
        "Choose another method, or merge lists that were made alike.",
    )
    LIST_WITHOUT_PEOPLE = Detail(
        "M243",
        "Nobody is on the list {name}.",
        "Leave the list out.",
    )
    SEVERAL_HILLS = Detail(
        "M244",
        "The posterior has separate hills, at totals of {places}: models that fit alike disagree.",
        "Read the hills, not the median, which may lie between them; look for another list.",
    )
    CHAINS_DISAGREE = Detail(
        "M245",
        "The {chains} random chains do not agree (R-hat {rhat}, at most 1.01 is wanted; all draws "
        "together are worth {size}): the number is not the posterior's.",
        "Do not use the number: draw much longer, or choose another method.",
    )
    CHAINS_SHORT = Detail(
        "M246",
        "All draws together are worth {size} independent ones; {needed} are wanted.",
        "Draw longer before you read the limits to the digit.",
    )
    NEAR_THRESHOLD = Detail(
        "M247",
        "The interaction {effect} has the ratio {ratio}, near the threshold of {threshold}, and "
        "was {decided}; decided otherwise, the total: {otherwise}.",
        "Give both totals: the limits ignore this choice.",
    )
    AT_LIMIT = Detail(
        "M248",
        "{share} % of the draws lie close to {most} hidden people, the most that was allowed: the "
        "data set no upper limit.",
        "Write 'at least' with the lower limit, and look for another list.",
    )
