"""What the estimate would have been with other lists and other matches.

Idea: an answer that one list or a few matches decide is that list's or those matches' answer. So
the same method runs again with each list left out, with each two lists as one (a police force and
a national agency that hand cases to each other), and with some of the matches cut or restored.
Formula: none; the numbers are read side by side.
Papers: the 2015 study of the United Kingdom reported both (Bales, Hesketh and Silverman 2015);
Silverman (2020), J. R. Statist. Soc. A 183, shows them for several countries.

When it fails: lists that all miss the same people agree with each other and are all wrong. With a
list left out, people only on it are no longer observed; a total below the number observed on all
lists contradicts the data, and the answer says so.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from manumit.prevalence.around.linkage import Rates, corrected
from manumit.prevalence.around.strata import Estimator
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate

FEWEST = 3
"""Lists from which one can be left out, or two merged, so that two are left."""


@dataclass(frozen=True)
class Variation:
    """The same method on another table.

    Attributes:
        kind: omit, merge, missed (matches restored) or false (matches cut).
        lists: numbers of the lists left out or merged, from 0; empty for matches.
        share: of matches missed or false; 0 for lists.
        estimate: on that table.
    """

    kind: str
    lists: tuple[int, ...]
    share: float
    estimate: Estimate

    def contradicts(self, observed: int) -> bool:
        """Return whether its total is below the people observed on all lists.

        Never where matches were moved: two people who are one are then counted once.

        Args:
            observed: people on the table as it was given.
        """
        total = self.estimate.total
        return bool(self.lists) and total is not None and total < observed


def omit(table: CaptureTable, lists: Iterable[int]) -> CaptureTable:
    """Return the table without some lists; people only on them are no longer observed.

    Raises:
        ValueError: no list is left.
    """
    gone = set(lists)
    kept = [i for i in range(len(table.lists)) if i not in gone]
    if not kept:
        raise ValueError("no list is left")
    return _moved(table, {old: new for new, old in enumerate(kept)}, [table.lists[i] for i in kept])


def merge(table: CaptureTable, lists: Iterable[int]) -> CaptureTable:
    """Return the table with some lists as one, at the place of the first.

    Raises:
        ValueError: fewer than two lists.
    """
    joined = sorted(set(lists))
    if len(joined) < 2:  # noqa: PLR2004 - one list is nothing to merge
        raise ValueError("two lists or more are merged")
    kept = [i for i in range(len(table.lists)) if i not in joined[1:]]
    places = {old: new for new, old in enumerate(kept)}
    places |= dict.fromkeys(joined, places[joined[0]])
    name = " + ".join(table.lists[i] for i in joined)
    return _moved(table, places, [name if i == joined[0] else table.lists[i] for i in kept])


def each_omitted(table: CaptureTable, estimator: Estimator) -> tuple[Variation, ...]:
    """Estimate with each list left out; empty below three lists."""
    lists = range(len(table.lists) if len(table.lists) >= FEWEST else 0)
    return tuple(Variation("omit", (i,), 0.0, estimator(omit(table, (i,)))) for i in lists)


def each_merged(table: CaptureTable, estimator: Estimator) -> tuple[Variation, ...]:
    """Estimate with each two lists as one; empty below three lists."""
    lists = range(len(table.lists) if len(table.lists) >= FEWEST else 0)
    return tuple(
        Variation("merge", pair, 0.0, estimator(merge(table, pair)))
        for pair in combinations(lists, 2)
    )


def links_moved(
    table: CaptureTable,
    shares: Iterable[float],
    estimator: Estimator,
    *,
    draws: int = 20,
    seed: int = 1234,
) -> tuple[Variation, ...]:
    """Estimate as if these shares of the matches had been missed, then as if they were false.

    Args:
        table: as matched.
        shares: between 0 and 1.
        estimator: the method, with all its choices.
        draws: tables to draw for each share.
        seed: of the draws.
    """
    found = []
    for share in shares:
        for kind, rates in (("missed", Rates(share, 0)), ("false", Rates(0, share))):
            moved = corrected(table, rates, estimator, draws=draws, seed=seed)
            found.append(Variation(kind, (), share, moved))
    return tuple(found)


def _moved(table: CaptureTable, places: dict[int, int], names: list[str]) -> CaptureTable:
    counts: Counter[int] = Counter()
    for history in table.order:
        moved = 0
        for old, new in places.items():
            moved |= (history >> old & 1) << new
        counts[moved] += int(table.counts[history])
    counts.pop(0, None)
    return CaptureTable.of(names, counts)
