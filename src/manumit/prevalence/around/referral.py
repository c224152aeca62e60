"""How each person reached each list: results with and without captures made by referral (R-74).

Idea: a list that is fed by another one overlaps with it because of the referral and not by chance.
Such overlap makes the lists look better than they are, and the estimate too small. Leaving out a
capture that another list here made, and keeping the person on the lists that they reached by
themselves, shows how much hangs on it.

When it fails: some of those referred would have reached the second list by themselves, so that
without their captures the overlap is too small and the estimate too large. The truth lies mostly
between the two numbers; neither is called the right one. A person who is here only
through referrals by lists on which they were not found is left out of the second number and counted
(M215). Captures of which nobody knows the way stay in both (M216): unknown is not "came alone".
"""

from collections import Counter
from dataclasses import dataclass

from manumit.errors import Place, Problem
from manumit.prevalence.around.strata import Estimator
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.reading import Reading
from manumit.prevalence.results import Estimate


@dataclass(frozen=True)
class Referred:
    """The estimate without captures made by referral, beside the one with all of them.

    Attributes:
        without: without captures made by referral between the lists.
        reasons: why neither number need be the truth.
    """

    without: Estimate
    reasons: tuple[Problem, ...]


def without_referrals(reading: Reading) -> tuple[CaptureTable, int]:
    """Return the table without captures made by referral, and how many people it leaves out."""
    counts: Counter[int] = Counter()
    for kind, count in reading.people.items():
        counts[kind.history & ~kind.referred] += count
    left_out = counts.pop(0, 0)
    return CaptureTable.of(reading.lists, counts), left_out


def referred(reading: Reading, estimator: Estimator) -> Referred | None:
    """Estimate without captures made by referral.

    Args:
        reading: people with the ways in which they reached the lists.
        estimator: the method, with all its choices.

    Returns:
        None where the lists do not record the ways: nothing is known of referral then.
    """
    if not reading.ways.recorded:
        return None
    table, left_out = without_referrals(reading)
    reasons = []
    if left_out:
        reasons.append(PrevalenceCode.ONLY_BY_REFERRAL.problem(Place(), count=f"{left_out:,}"))
    if reading.ways.unknown:
        unknown = f"{reading.ways.unknown:,}"
        reasons.append(PrevalenceCode.WAY_UNKNOWN.problem(Place(), count=unknown))
    return Referred(estimator(table), tuple(reasons))
