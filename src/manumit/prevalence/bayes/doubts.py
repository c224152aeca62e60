"""What makes the Bayesian methods refuse a table, or doubt it: the same for all of them.

A posterior exists where the data say nothing, and is then the prior. So these methods refuse what
the others refuse.
"""

from manumit.errors import Place, Problem
from manumit.prevalence.closed.classic import seen_twice, unusable
from manumit.prevalence.closed.two_lists import THIN
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable

FEWEST = 3
"""Lists: with two nothing is known of their dependence."""


def refusal(table: CaptureTable, method: str, most: int) -> Problem | None:
    """Return why a method for 3 to ``most`` lists says nothing on this table, if so.

    Fewer or more lists (M242), a list without people (M243), nobody seen twice (M212), a list
    inside another (M205).
    """
    lists = len(table.lists)
    if not FEWEST <= lists <= most:
        return PrevalenceCode.LISTS_OUT_OF_RANGE.problem(
            Place(), method=method, fewest=FEWEST, most=most, lists=lists
        )
    return unusable(table)


def doubts(table: CaptureTable) -> list[Problem]:
    """Return what makes every posterior on this table weak: few people seen twice (M211)."""
    count = seen_twice(table)
    return [PrevalenceCode.TOO_FEW_SEEN_TWICE.problem(Place(), count=count)] if count < THIN else []
