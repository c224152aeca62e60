"""The table of capture histories, from which every estimate from lists starts.

A capture history is the set of lists on which a person was seen, written as a number whose bit i
says whether list i (counted from 0) saw the person. History 0, on no list, is what is estimated and
is never observed. Everything that the methods of this room need is a function of the counts of the
2^K - 1 other histories; no method ever touches a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

type Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CaptureTable:
    """People counted by capture history.

    Attributes:
        lists: names of the K lists, in the order of the file.
        counts: shape (2**K,), whole numbers; ``counts[w]`` people were seen on exactly the lists
            whose bits are set in ``w``; ``counts[0]`` is 0.
        order: the histories with people, in the order of the file. Results do not depend on it,
            but the random tables of a bootstrap are drawn in an order, and comparing them with a
            peer's needs the peer's order.
    """

    lists: tuple[str, ...]
    counts: Counts
    order: tuple[int, ...]

    @classmethod
    def of(cls, lists: Iterable[str], counts: Mapping[int, int]) -> Self:
        """Return the table with these counts by history; the mapping's order is kept.

        Raises:
            ValueError: a history is outside 1 .. 2**K - 1 or a count is negative.
        """
        names = tuple(lists)
        table = np.zeros(1 << len(names), dtype=np.int64)
        for history, count in counts.items():
            if not 0 < history < len(table) or count < 0:
                message = f"history {history} with count {count} does not fit {len(names)} lists"
                raise ValueError(message)
            table[history] = count
        table.flags.writeable = False
        return cls(names, table, tuple(h for h, count in counts.items() if count))

    @property
    def observed(self) -> int:
        """Return the number of people seen on at least one list."""
        return int(self.counts.sum())

    def named(self, history: int) -> tuple[str, ...]:
        """Return the names of the lists in a history."""
        return tuple(name for i, name in enumerate(self.lists) if history >> i & 1)

    def on_all_of(self, history: int) -> int:
        """Return how many people were seen on all these lists, whatever other list saw them."""
        return int(self.counts[(np.arange(len(self.counts)) & history) == history].sum())
