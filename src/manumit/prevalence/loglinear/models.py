"""Hierarchical log-linear models: which sets of lists interact.

A model is a family of sets of lists that holds the empty set (the intercept), every single list
and, with any set, all its subsets. It is named by its maximal sets, the largest first:
``[123,34,5]``. Lists are counted from 1; after 9 come the letters ``a`` for 10, ``b`` for 11 and so
on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Self

SYMBOLS = "123456789abcdefghijklmnop"
PAIR = 2


@dataclass(frozen=True)
class Model:
    """A hierarchical model of a number of lists.

    Attributes:
        lists: K.
        terms: its sets as numbers whose bit i represents list i (from 0), the smaller first, then
            in the order 12, 13, .., 23, ..; the first is 0, the empty set.
    """

    lists: int
    terms: tuple[int, ...]

    @classmethod
    def of(cls, lists: int, sets: Iterable[int] = ()) -> Self:
        """Return the smallest model with these sets; without any, the lists are independent.

        Raises:
            ValueError: a set names a list that is not there, or all lists at once (the saturated
                model fits everything and says nothing about the hidden).
        """
        family = {0} | {1 << i for i in range(lists)}
        for given in sets:
            if not 0 <= given < 1 << lists:
                raise ValueError(f"set {given:b} does not fit {lists} lists")
            family.update(subsets(given))
        if lists > 1 and (1 << lists) - 1 in family:
            raise ValueError("the saturated model says nothing about the hidden")
        return cls(lists, tuple(sorted(family, key=place)))

    @classmethod
    def pairwise(cls, lists: int) -> Self:
        """Return the model with every pair of lists."""
        return cls.of(lists, pairs(lists))

    @classmethod
    def parse(cls, text: str, lists: int) -> Self:
        """Return the model with this name, such as ``[12,3]``; lists left out are independent.

        Raises:
            ValueError: the text is not a model of so many lists.
        """
        inner = text.replace(" ", "").lower()
        if not (inner.startswith("[") and inner.endswith("]")):
            raise ValueError(f"a model looks like [12,3], not like {text!r}")
        sets = []
        for name in filter(None, inner[1:-1].split(",")):
            found = [SYMBOLS.find(symbol) for symbol in name]
            if min(found) < 0 or max(found) >= lists or len(set(found)) < len(found):
                raise ValueError(f"{name!r} in {text!r} is not a set of {lists} lists")
            sets.append(sum(1 << i for i in found))
        return cls.of(lists, sets)

    def __str__(self) -> str:
        """Return the name of the model."""
        return f"[{','.join(name_of(term) for term in self.generators)}]"

    @cached_property
    def generators(self) -> tuple[int, ...]:
        """Return the maximal sets, the largest first."""
        maximal = [t for t in self.terms if not any(t != s and t & s == t for s in self.terms)]
        return tuple(sorted(maximal, key=lambda term: (-term.bit_count(), members(term))))

    @property
    def order(self) -> int:
        """Return the size of the largest set."""
        return self.terms[-1].bit_count()

    def adding(self, term: int) -> Self:
        """Return the model with one more set (and its subsets)."""
        return type(self).of(self.lists, (*self.terms, term))

    def without(self, term: int) -> Self:
        """Return the model without a set and without every set that holds it."""
        kept = (t for t in self.terms if t & term != term)
        return type(self)(self.lists, tuple(kept))

    def neighbours(self, order: int) -> Iterator[Self]:
        """Yield the models one set larger (up to an order), then those one set smaller."""
        family = set(self.terms)
        for term in sorted(range(1, (1 << self.lists) - 1), key=place):
            if term not in family and term.bit_count() <= order and facets(term) <= family:
                yield type(self)(self.lists, tuple(sorted((*self.terms, term), key=place)))
        for term in sorted(self.generators, key=place):
            if term.bit_count() >= PAIR:
                yield self.without(term)


def pairs(lists: int) -> tuple[int, ...]:
    """Return the pairs of lists in the order 12, 13, .., 23, ..."""
    return tuple(1 << i | 1 << j for i, j in combinations(range(lists), 2))


def place(term: int) -> tuple[int, tuple[int, ...]]:
    """Return the sort key of a set: small sets first, then by their members."""
    return term.bit_count(), members(term)


def members(term: int) -> tuple[int, ...]:
    """Return the numbers of the lists in a set, from 0."""
    return tuple(i for i in range(term.bit_length()) if term >> i & 1)


def name_of(term: int) -> str:
    """Return the short name of a set: ``13`` for the first and the third list."""
    return "".join(SYMBOLS[i] for i in members(term))


def subsets(term: int) -> Iterator[int]:
    """Yield all subsets of a set, the set itself first and the empty set last."""
    part = term
    while part:
        yield part
        part = (part - 1) & term
    yield 0


def facets(term: int) -> set[int]:
    """Return the subsets with one member less."""
    return {term ^ (1 << i) for i in members(term)}
