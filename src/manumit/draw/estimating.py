"""What the random visits of a year say about all registered workplaces.

The share of registered workplaces with a violation, by Horvitz and Thompson, "A generalization of
sampling without replacement from a finite universe", JASA 47 (1952); its variance by Hajek's
approximation for samples of high entropy, in the form of Deville (Berger and Tille, "Sampling with
unequal probabilities", Handbook of Statistics 29A, 2009); its interval by Wilson with the effective
sample size, which keeps its coverage for small shares. These are violations at registered
workplaces, never the prevalence of forced labour (R-74).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from manumit.draw.codes import DrawCode
from manumit.errors import Place


@dataclass(frozen=True, slots=True)
class DrawnEstimate:
    """A share of registered workplaces.

    Attributes:
        least, most: the estimate where every visit without a result found nothing, or something;
            the same where all have a result.
        lower, upper: ends of the interval, which contains that of every possible result.
        visits: random visits that it rests on.
        without_result: of them, those of which the result is not recorded.
    """

    least: float
    most: float
    lower: float
    upper: float
    visits: int
    without_result: int


def horvitz_thompson(
    probabilities: Mapping[str, Fraction],
    results: Mapping[str, bool | None],
    workplaces: int,
    *,
    confidence: float = 0.95,
) -> DrawnEstimate:
    """DrawnEstimate the share of registered workplaces with a violation.

    Args:
        probabilities: of the workplaces that were drawn at random.
        results: by workplace, whether a violation was found; None or missing: not recorded.
        workplaces: how many could have been drawn.
        confidence: of the interval.

    Raises:
        InputError: H301 without a drawn workplace.
    """
    if not probabilities:
        raise DrawCode.EMPTY.error(Place())
    given = {key: results.get(key) for key in probabilities}
    chances = [float(one) for one in probabilities.values()]
    ends = [
        _interval(
            chances,
            [float(unknown if one is None else one) for one in given.values()],
            workplaces,
            confidence,
        )
        for unknown in (False, True)
    ]
    (least, lower, _), (most, _, upper) = ends
    missing = sum(one is None for one in given.values())
    return DrawnEstimate(least, most, lower, upper, len(chances), missing)


def _interval(
    chances: Sequence[float], found: Sequence[float], workplaces: int, confidence: float
) -> tuple[float, float, float]:
    """Return the share with the ends of its interval."""
    count = len(chances)
    share = min(1.0, sum(y / p for y, p in zip(found, chances, strict=True)) / workplaces)
    if all(p == 1 for p in chances) and count == workplaces:
        return share, share, share  # everything was visited
    spread = share * (1 - share)
    variance = _variance(chances, found) / workplaces**2
    # Where nothing varies, as with no violation at all, the sample counts as what it is.
    effective = spread / variance if variance > 0 and spread > 0 else float(count)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (share + z * z / (2 * effective)) / (1 + z * z / effective)
    half = z / (1 + z * z / effective) * math.sqrt(spread / effective + (z / (2 * effective)) ** 2)
    return share, max(0.0, centre - half), min(1.0, centre + half)


def _variance(chances: Sequence[float], found: Sequence[float]) -> float:
    count = len(chances)
    if count == 1:
        return 0.0
    weights = [(1 - p) * count / (count - 1) for p in chances]
    whole = sum(weights)
    if whole == 0:
        return 0.0
    inflated = [y / p for y, p in zip(found, chances, strict=True)]
    mean = sum(w * y for w, y in zip(weights, inflated, strict=True)) / whole
    return sum(w * (y - mean) ** 2 for w, y in zip(weights, inflated, strict=True))
