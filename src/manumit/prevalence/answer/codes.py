"""Reasons for a weak answer that go beyond the method's own: bootstrap, ties, unequal chances."""

from manumit.errors import Detail, ErrorCode


class AnswerCode(ErrorCode):
    """Reasons that are found when a method's model or interval is looked at (M251..M259)."""

    NO_BOOTSTRAP = Detail(
        "M251",
        "There is no bootstrap interval: this one ignores how the model was chosen.",
        "Draw tables (--bootstrap 1000): then the interval includes the choice of the model.",
    )
    LOST = Detail(
        "M252",
        "On {share} % of the drawn tables the method had no answer.",
        "Read the interval as too narrow; try a simpler method, or merge lists.",
    )
    UNDEFINED_BCA = Detail(
        "M253",
        "The bias-corrected interval is not defined here; plain percentiles are given instead.",
        "Read it with care: nearly all drawn tables gave totals on one side of the estimate.",
    )
    OUTSIDE_INTERVAL = Detail(
        "M254",
        "The number lies outside its own bootstrap interval.",
        "Read the interval: drawn tables mostly choose other models than the observed one.",
    )
    FEW_REPLICATES = Detail(
        "M255",
        "The interval is based on only {count} drawn tables.",
        "Draw 1,000 or more (--bootstrap 1000): the limits are the outermost of them.",
    )
    PEOPLE_DIFFER = Detail(
        "M257",
        "People differ in how easily they are found: a test rejects equal chances "
        "(likelihood ratio {statistic}, degrees of freedom {degrees}), and differences between "
        "people describe the table better than dependence between lists.",
        "Say that the true number is probably higher; estimate groups that are found differently "
        "one by one (--strata), and give Chao's bound, {bound}, as a minimum.",
    )
    BELOW_BOUND = Detail(
        "M258",
        "The estimate lies below Chao's lower bound, {bound}.",
        "Say that the true number is probably higher, unless lists avoid each other or matches "
        "were missed: then the bound is too high.",
    )
    MODEL_LIMITS = Detail(
        "M259",
        "Only {count} drawn tables gave a total, too few for limits: the interval is the profile "
        "likelihood's, which ignores how the model was chosen.",
        "Draw 1,000 tables (--bootstrap 1000); if that changes nothing, too few people were seen "
        "twice.",
    )
    NOT_CERTAIN = Detail(
        "M256",
        "So many models fit alike that the best one is not certain.",
        "Use the method 'bic', which searches smaller models only, or merge lists.",
    )
