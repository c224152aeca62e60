"""The one rule by which data contradict an assumption: a test that is wrong in 5 of 100 tables."""

CHANCE = 0.05
"""Chance of contradicting a true assumption; over all pairs of lists together."""


def chi_square_tail(statistic: float, degrees: int) -> float:
    """Return the probability of a chi-squared number above a statistic."""
    from scipy.stats import chi2  # noqa: PLC0415 - slow to import

    return float(chi2.sf(statistic, degrees))
