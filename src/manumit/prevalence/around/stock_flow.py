"""How many are in a situation at a time, from how many enter it and how long they stay.

Idea: in a steady state the stock is the flow times the mean stay (Little 1961): with 1,000 people a
year who stay a year and a half, 1,500 are there on any day.
Formulas:

- :func:`stock`: S = F D, squared relative standard error that of F plus that of D, which are taken
  as independent; log-normal limits.
- :func:`mean_stay`: the area under the curve of Kaplan and Meier (1958) up to the longest time
  seen, with Greenwood's variance as the area formula has it (Klein and Moeschberger 2003, section
  4.5). People who were still there when last seen count as that, not as having left.
- :func:`stock_from_entries`: with entries e that change from period to period and s(k) the share
  still there k periods later, S = sum e(t - k) s(k).

When it fails: a flow that rises or falls (use the entries by period); a mean stay from people found
on one day, who are those who stay long: a stay of two years is twice as likely to be met on that
day as one of a year, so that the mean of such stays is too large, or from cases that ended in a
release, which are those that could be found; entries counted by those who were detected. A stock
and a count of cases in a year are different things and are never added (R-74).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from manumit.errors import Place, Problem
from manumit.prevalence.around.measures import Measure, Quantity, refused
from manumit.prevalence.closed.two_lists import log_normal
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.results import Grade

type Floats = NDArray[np.float64]

ASSUMPTIONS = (
    "As many people enter in each period as in the one before.",
    "The mean stay is that of everybody who enters, not of those who are found.",
    "The number who enter and the mean stay were estimated from different data.",
)


def stock(flow: Quantity, stay: Quantity, *, level: float = 0.95) -> Measure:
    """Estimate the stock at any time.

    Args:
        flow: people who enter in a unit of time.
        stay: mean stay, in the same unit of time.
        level: nominal coverage.
    """
    for what, quantity in (("the flow", flow), ("the mean stay", stay)):
        if not quantity.value:
            return refused("stock", PrevalenceCode.NO_FLOW.problem(Place(), what=what))
    value = flow.value * stay.value
    error = value * math.sqrt(flow.relative_variance + stay.relative_variance)
    return Measure(
        "stock",
        value,
        log_normal(value, 0.0, error, level),
        error,
        assumptions=ASSUMPTIONS,
        details={"flow": flow.value, "stay": stay.value},
    )


def mean_stay(stays: Sequence[float], ended: Sequence[bool], *, level: float = 0.95) -> Measure:
    """Estimate the mean stay from times of which some had not ended when last seen.

    Args:
        stays: time from entry to leaving, or to when the person was last seen there.
        ended: whether the person had left; unknown counts as not ended.
        level: nominal coverage of the log-normal limits.

    Returns:
        Weak (M222) where the longest time had not ended: the mean is then one up to that time only,
        and smaller than the whole one.

    Raises:
        ValueError: no times, times below 0, or another number of answers.
    """
    times, left = np.asarray(stays, dtype=np.float64), np.asarray(ended, dtype=np.bool_)
    if not len(times) or len(times) != len(left) or not (times >= 0).all():
        raise ValueError("there is a time from 0 for each person, and whether it ended")
    ends, present, events, curve = kaplan_meier(times, left)
    longest = float(times.max())
    if not longest:
        return refused("mean-stay", PrevalenceCode.NO_FLOW.problem(Place(), what="every stay"))
    edges = np.concatenate([[0.0], ends, [longest]])
    steps = np.concatenate([[1.0], curve]) * np.diff(edges)
    value = float(steps.sum())
    area_after = value - np.cumsum(steps)[:-1]
    weight = np.divide(
        events, present * (present - events), out=np.zeros_like(area_after), where=present > events
    )
    error = math.sqrt(float((area_after**2 * weight).sum()))
    reasons: tuple[Problem, ...] = ()
    if not left[times == longest].any():
        shown = f"{longest:,g}"
        reasons = (PrevalenceCode.SPELLS_UNFINISHED.problem(Place(), longest=shown),)
    return Measure(
        "mean-stay",
        value,
        log_normal(value, 0.0, error, level),
        error,
        grade=Grade.WEAK if reasons else Grade.SOUND,
        assumptions=("Whether a person was followed for long has nothing to do with their stay.",),
        reasons=reasons,
        details={"people": len(times), "ended": int(left.sum())},
    )


def kaplan_meier(times: Floats, left: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return times at which people left, those there just before, those leaving, and the curve."""
    ends = np.unique(times[left])
    present = np.array([(times >= end).sum() for end in ends], dtype=np.float64)
    events = np.array([(left & (times == end)).sum() for end in ends], dtype=np.float64)
    return ends, present, events, np.cumprod(1.0 - events / present)


def stock_from_entries(
    entries: Sequence[Quantity], staying: Sequence[float], *, level: float = 0.95
) -> Measure:
    """Estimate the stock at the end of the last period from entries that change.

    Args:
        entries: people who entered, by period, the latest last; independent of each other.
        staying: share still there at the end of the period of entry, one period later, ...; taken
            as known.
        level: nominal coverage.

    Raises:
        ValueError: a share outside 0 to 1, or one that rises.
    """
    shares = np.asarray(staying, dtype=np.float64)
    if not ((shares >= 0) & (shares <= 1)).all() or (np.diff(shares) > 0).any():
        raise ValueError("shares still there lie between 0 and 1 and never rise")
    pairs = list(zip(reversed(entries), shares, strict=False))
    value = math.fsum(entry.value * share for entry, share in pairs)
    if not value:
        return refused("stock", PrevalenceCode.NO_FLOW.problem(Place(), what="the stock"))
    error = math.hypot(*(entry.standard_error * share for entry, share in pairs))
    return Measure(
        "stock",
        value,
        log_normal(value, 0.0, error, level),
        error,
        assumptions=(
            "Those who entered earlier left as the shares say, in every period alike.",
            "Nobody is there who entered before the first of the periods.",
        ),
        details={"periods": len(pairs)},
    )
