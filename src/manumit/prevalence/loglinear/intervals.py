"""Intervals of one fitted model, as if it had been chosen before the data: Wald and profile.

Wald: the logarithm of the dark figure is nearly normal with the standard error of the intercept
from the inverse Fisher information, so the limits are n + exp(a_0 +- z se).

Profile: for each total N the multinomial likelihood of the table with N - n people in the empty
cell, maximised over the model; the limits are where twice its logarithm has fallen by the quantile
of chi-square with one degree of freedom (Cormack 1992, Biometrics 48; Baillargeon and Rivest 2007,
Journal of Statistical Software 19, whose package Rcapture prints the same).

Both fail as the model fails, and both are too narrow where the model was chosen by looking at the
table: neither knows of the choice.
"""

from math import exp, inf

import numpy as np

from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.fitting import Fit, Status
from manumit.prevalence.results import Interval


def wald(fit: Fit, level: float = 0.95) -> Interval | None:
    """Return the Wald interval of a fit, None unless its status is 0."""
    from scipy.special import ndtri  # noqa: PLC0415 - only on use: slow to import

    if fit.status is not Status.OK:
        return None
    reach = float(ndtri((1 + level) / 2)) * fit.standard_error
    limits = [fit.observed + _grown(fit.dark_figure, reach * sign) for sign in (-1, 1)]
    return Interval(limits[0], limits[1], level, "wald")


def profile(table: CaptureTable, fit: Fit, level: float = 0.95) -> Interval | None:
    """Return the multinomial profile-likelihood interval of a fit, None unless its status is 0.

    The upper limit is infinite where the likelihood never falls enough.
    """
    from manumit.prevalence.loglinear.column_models import profile_limits  # noqa: PLC0415 - slow to import

    if fit.status is not Status.OK:
        return None
    finite = np.array(fit.finite, dtype=np.int64)
    counts = table.counts.astype(np.float64)
    unseen = [t for t, value in fit.coefficients.items() if value == -inf]
    left = np.array([all(v & t != t for t in unseen) for v in range(len(counts))])
    left[0] = False
    cells = np.flatnonzero(left)
    design = ((cells[:, None] & finite[None, :]) == finite[None, :]).astype(np.float64)
    found = profile_limits(design, counts[cells], level)
    return Interval(found.lower, found.upper, level, "profile")


def _grown(value: float, exponent: float) -> float:
    try:
        return value * exp(exponent)
    except OverflowError:
        return inf
