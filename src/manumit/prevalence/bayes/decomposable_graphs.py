"""Decomposable graphs on a few lists, each as a row of numbers that its likelihood is made of.

A graph joins lists that may depend on each other. It is decomposable when it can be dismantled one
list after the other, each joined, when its turn comes, to lists that are all joined among
themselves; what a list takes with it is a clique or part of one, what it leaves behind a separator.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.loglinear.models import members, name_of


@dataclass(frozen=True, eq=False)
class Graphs:
    """All decomposable graphs on some lists.

    Attributes:
        names: maximal sets of joined lists, numbered from 1: ``[123,34,25]``.
        terms: shape (graphs, 2**lists); how often the margin over a set of lists is a factor of the
            graph's likelihood (cliques +1, separators -1).
    """

    names: tuple[str, ...]
    terms: NDArray[np.float64]


@cache
def decomposable_graphs(lists: int) -> Graphs:
    """Return the 8, 61, 822 or 18,154 decomposable graphs on 3, 4, 5 or 6 lists."""
    pairs = list(combinations(range(lists), 2))
    names, rows = [], []
    for edges in range(1 << len(pairs)):
        joined = [0] * lists
        for position, (first, second) in enumerate(pairs):
            if edges >> position & 1:
                joined[first] |= 1 << second
                joined[second] |= 1 << first
        taken = _cliques_and_separators(joined)
        if taken is not None:
            row = np.zeros(1 << lists)
            for clique, separator in taken:
                row[clique] += 1.0
                row[separator] -= 1.0
            rows.append(row)
            names.append(_name({clique for clique, _ in taken}))
    terms = np.array(rows)
    terms.flags.writeable = False
    return Graphs(tuple(names), terms)


def _cliques_and_separators(joined: list[int]) -> list[tuple[int, int]] | None:
    """Return each list's clique and separator when it is taken away; None if one never can be."""
    left, taken = (1 << len(joined)) - 1, []
    while left:
        for one in range(len(joined)):
            around = joined[one] & left
            if left >> one & 1 and _complete(around, joined):
                taken.append((around | 1 << one, around))
                left ^= 1 << one
                break
        else:
            return None
    return taken


def _complete(members: int, joined: list[int]) -> bool:
    return all(
        members & ~(joined[one] | 1 << one) == 0 for one in range(len(joined)) if members >> one & 1
    )


def _name(cliques: set[int]) -> str:
    largest = [one for one in cliques if not any(one & other == one != other for other in cliques)]
    largest.sort(key=lambda one: (-one.bit_count(), members(one)))
    return f"[{','.join(name_of(one) for one in largest)}]"
