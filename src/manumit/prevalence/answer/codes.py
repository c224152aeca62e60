"""Why an answer is weak: what running methods on a table shows beside each method's own reasons."""

from manumit.errors import Detail, ErrorCode


class AnswerCode(ErrorCode):
    """Reasons that are found when a method's model or interval is looked at (M251..M259)."""

    NO_BOOTSTRAP = Detail(
        "M251",
        "There is no bootstrap interval: this one takes the model as if it had been known.",
        "Draw tables (--bootstrap 1000): then the interval holds the choice of the model.",
    )
    LOST = Detail(
        "M252",
        "On {share} % of the drawn tables the method had no answer.",
        "Read the interval as too narrow; try a simpler method, or merge lists.",
    )
    UNDEFINED_BCA = Detail(
        "M253",
        "The bias-corrected interval is not defined here; plain percentiles stand in for it.",
        "Read it with care: nearly all drawn tables gave totals on one side of the estimate.",
    )
    OUTSIDE_INTERVAL = Detail(
        "M254",
        "The number lies outside of its own bootstrap interval.",
        "Read the interval: drawn tables mostly choose other models than the observed one.",
    )
    FEW_REPLICATES = Detail(
        "M255",
        "The interval rests on only {count} drawn tables.",
        "Draw 1,000 or more (--bootstrap 1000): the limits are the outermost of them.",
    )
    NOT_CERTAIN = Detail(
        "M256",
        "So many models fit alike that the best one is not certain.",
        "Use the method 'bic', which searches smaller models only, or merge lists.",
    )
