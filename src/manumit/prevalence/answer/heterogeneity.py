"""Whether people differ in how easily they are found, which makes nearly all estimates too low.

If some people are easier to find for every list, all lists overlap more than independent lists
would, most of all three and four at a time. The test has two parts, and both have to hold:

1. Likelihood-ratio test of Chao's model Mth against Mt, which gives everybody on a list the same
   chance. Chao's columns for people on three lists or more can only be positive; so the test with
   one degree of freedom for each of the K - 2 columns rejects less often than its level.
2. A model in which people differ (Mth of Darroch) describes the table better by BIC than the model
   with the pairs of lists that depend on each other, chosen stepwise. Lists that refer people to
   each other make large overlaps too, but of particular lists.

Papers: Chao (1987); Darroch, Fienberg, Glonek and Junker (1993); Rivest and Baillargeon (2007).
What it finds in generated tables is in docs/explanation/prevalence-coverage.md. It fails where
lists are small, where people differ a little, and where lists also depend on each other: a negative
result proves nothing.
"""

from dataclasses import dataclass
from functools import lru_cache

from manumit.prevalence.answer.rule import CHANCE, chi_square_tail
from manumit.prevalence.histories import CaptureTable

FEWEST_LISTS = 3
NOTABLE = 1.1
"""Ratio of Chao's bound to an estimate from which the bound is more than rounding and chance: in
independent populations it was reached in 1 to 3 of 100 tables, a ratio of 1.05 in 8 to 17."""


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """The result of the test.

    Attributes:
        statistic: likelihood ratio of Chao's Mth against Mt.
        degrees: of freedom.
        chance: of a statistic as large where everybody has the same chance.
        gain: BIC of the stepwise model less that of Darroch's Mth; above 0 people who differ
            describe the table better than lists that depend on each other.
        bound: Chao's lower bound of the total.
    """

    statistic: float
    degrees: int
    chance: float
    gain: float
    bound: float

    @property
    def found(self) -> bool:
        """Return whether the data speak against equal chances."""
        return self.chance < CHANCE and self.gain > 0.0

    def above(self, total: float) -> bool:
        """Return whether Chao's lower bound lies clearly above a total."""
        return self.bound > NOTABLE * total


@lru_cache(maxsize=8)
def heterogeneity(table: CaptureTable) -> Heterogeneity | None:
    """Test equal chances on a table.

    Args:
        table: any; the result is kept for the table, which every method asks for.

    Returns:
        None where the test cannot be made: fewer than three lists, or a model without an estimate.
    """
    from manumit.prevalence.closed.classic import ClosedFit, closed_fit  # noqa: PLC0415 - slow to import
    from manumit.prevalence.loglinear.fitting import Status  # noqa: PLC0415
    from manumit.prevalence.loglinear.stepwise import stepwise  # noqa: PLC0415

    if len(table.lists) < FEWEST_LISTS:
        return None
    equal, bound, differ = (
        closed_fit(table, model) for model in ("Mt", "Mth Chao (LB)", "Mth Darroch")
    )
    pairs = stepwise(table).fit
    if not (isinstance(equal, ClosedFit) and isinstance(bound, ClosedFit)):
        return None
    gain = 0.0
    if isinstance(differ, ClosedFit) and pairs.status is Status.OK:
        gain = pairs.bic - differ.bic if differ.fit.coefficients[-1] > 0.0 else 0.0
    statistic = max(equal.deviance - bound.deviance, 0.0)
    degrees = len(table.lists) - 2
    return Heterogeneity(statistic, degrees, chi_square_tail(statistic, degrees), gain, bound.total)
