"""Made populations whose true size is known: lists, dependence, differences, errors, referrals.

Everybody belongs to a class of people who are seen alike; within a class the probability of being
on exactly the lists w is proportional to exp(sum of a_i + d over the lists in w, plus sum of b_ij
over its pairs). The a_i are solved for, so that each list sees the share of all people that was
asked, whatever the dependence b_ij (logarithm of an odds ratio) and the classes' shifts d. Then
lists refer people to each other, and the records are spoilt: people counted twice in a list, links
missed, links made between different people. Made populations prove methods, and never how many
people there are.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.reading import Kind, Reading, Ways

type Numbers = NDArray[np.float64]

MOST_LISTS = 12
_NODES = 21
_TURNS, _CLOSE = 200, 1e-12


@dataclass(frozen=True)
class Classes:
    """How people differ in how easily they are seen.

    Attributes:
        shares: of the classes, together 1.
        shifts: of each class on the logit of every list's probability.
    """

    shares: tuple[float, ...] = (1.0,)
    shifts: tuple[float, ...] = (0.0,)

    def __post_init__(self) -> None:
        """Check the shares.

        Raises:
            ValueError: there are not as many shifts, or the shares are not shares of a whole.
        """
        whole = math.isclose(sum(self.shares), 1.0, rel_tol=1e-9)
        if len(self.shares) != len(self.shifts) or min(self.shares) < 0.0 or not whole:
            raise ValueError("each class has a share and a shift, and the shares make a whole")

    @classmethod
    def normal(cls, deviation: float) -> Self:
        """Return classes that represent a normal distribution on the logit, by quadrature."""
        points, weights = np.polynomial.hermite_e.hermegauss(_NODES)
        shares = weights / weights.sum()
        return cls(tuple(map(float, shares)), tuple(float(deviation * point) for point in points))


@dataclass(frozen=True)
class Population:
    """People, and how lists see them.

    Attributes:
        size: how many there are.
        seen: share of all people whom each list sees by itself, between 0 and 1.
        dependence: logarithm of the odds ratio of two lists (numbers from 0, the smaller first).
        classes: how people differ.
        referrals: (list that refers, list reached) to the probability that somebody on the first
            and not on the second is referred to it; in this order; one list at most refers to each.
        duplicates: probability that a record occurs in its list a second time, taken for another
            person.
        missed: probability that a record is not linked to its person's records in earlier lists.
        false: probability that a record of somebody seen once is linked to another person.
    """

    size: int
    seen: tuple[float, ...]
    dependence: Mapping[tuple[int, int], float] = field(default_factory=dict)
    classes: Classes = field(default_factory=Classes)
    referrals: Mapping[tuple[int, int], float] = field(default_factory=dict)
    duplicates: float = 0.0
    missed: float = 0.0
    false: float = 0.0

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            ValueError: a number is outside its range, or a pair names a list that is not there.
        """
        chances = (self.duplicates, self.missed, self.false, *self.referrals.values())
        if self.size < 1 or not 1 < len(self.seen) <= MOST_LISTS:
            raise ValueError(f"somebody has to be there, and 2 to {MOST_LISTS} lists")
        if not all(0.0 < share < 1.0 for share in self.seen):
            raise ValueError("a list sees a share of the people between 0 and 1")
        if not all(0.0 <= chance <= 1.0 for chance in chances):
            raise ValueError("a probability lies from 0 to 1")
        lists = range(len(self.seen))
        if any(i not in lists or j not in lists or i >= j for i, j in self.dependence):
            raise ValueError("dependence is between two lists, the smaller number first")
        if any(i not in lists or j not in lists or i == j for i, j in self.referrals):
            raise ValueError("a list refers to another list")
        if len({target for _, target in self.referrals}) < len(self.referrals):
            raise ValueError("people are referred to a list by one other list")


@dataclass(frozen=True)
class Simulated:
    """What was made.

    Attributes:
        reading: people by kind, as if they had been read from files.
        sizes: the true number of people in each stratum; one stratum is named by an empty text.
    """

    reading: Reading
    sizes: Mapping[str, int]

    @property
    def table(self) -> CaptureTable:
        """Return the table of everybody who was seen."""
        return self.reading.table

    @property
    def truth(self) -> int:
        """Return the true number of people."""
        return sum(self.sizes.values())


def simulate(population: Population, seed: int | np.random.SeedSequence) -> Simulated:
    """Return lists of one population; the same seed gives the same lists."""
    return simulate_strata({"": population}, seed)


def simulate_strata(
    strata: Mapping[str, Population], seed: int | np.random.SeedSequence
) -> Simulated:
    """Return lists of several populations that are seen by the same lists.

    Raises:
        ValueError: the populations have different numbers of lists.
    """
    numbers = {len(population.seen) for population in strata.values()}
    if len(numbers) != 1:
        raise ValueError("all strata are seen by the same lists")
    generator = np.random.default_rng(seed)
    people: Counter[Kind] = Counter()
    between: Counter[tuple[int, int]] = Counter()
    unmatched = 0
    for name, population in strata.items():
        seen = _seen(population, name, generator)
        seen, referred = _referred(population, seen, generator)
        seen, lost = _unlinked(population, seen, generator)
        seen = _linked_wrongly(population, seen, generator)
        people += _duplicated(population, seen, generator)
        between += referred
        unmatched += lost
    ways = Ways()
    if any(population.referrals for population in strata.values()):
        ways = Ways(recorded=True, between=dict(between), unmatched=unmatched)
    lists = tuple(chr(ord("A") + i) for i in range(numbers.pop()))
    ordered = {kind: people[kind] for kind in sorted(people)}
    sizes = {name: population.size for name, population in strata.items()}
    return Simulated(Reading(lists, ordered, ways), sizes)


def probabilities(population: Population) -> Numbers:
    """Return the probability of each history, that on no list first, before referrals and errors.

    Raises:
        ValueError: no lists have these shares and this dependence.
    """
    lists = len(population.seen)
    histories = np.arange(1 << lists)
    member = (histories[:, None] >> np.arange(lists) & 1).astype(np.float64)
    together = np.zeros(len(histories))
    for (i, j), strength in population.dependence.items():
        together += strength * member[:, i] * member[:, j]
    wanted = np.array(population.seen)
    own = np.log(wanted / (1.0 - wanted))
    for _ in range(_TURNS):
        by_class = _by_class(population.classes, member, together, own)
        shares = np.array(population.classes.shares)
        overall = shares @ by_class
        missing = wanted - overall @ member
        if np.abs(missing).max() < _CLOSE:
            return np.asarray(overall / overall.sum())
        means = by_class @ member
        second = member.T @ (overall[:, None] * member) - (means.T * shares) @ means
        step = np.linalg.solve(second, missing)
        own = own + step * min(1.0, 1.0 / float(np.abs(step).max()))
    raise ValueError("no lists have these shares and this dependence")


def _by_class(classes: Classes, member: Numbers, together: Numbers, own: Numbers) -> Numbers:
    """Return the probability of each history in each class, shape (classes, histories)."""
    shifts = np.array(classes.shifts)
    logs = together + member @ own + np.outer(shifts, member.sum(axis=1))
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _seen(population: Population, stratum: str, generator: np.random.Generator) -> Counter[Kind]:
    counts = generator.multinomial(population.size, probabilities(population))
    return Counter({Kind(w, 0, stratum): int(n) for w, n in enumerate(counts) if w and n})


def _referred(
    population: Population, people: Counter[Kind], generator: np.random.Generator
) -> tuple[Counter[Kind], Counter[tuple[int, int]]]:
    between: Counter[tuple[int, int]] = Counter()
    for (source, target), chance in population.referrals.items():
        for kind, count in sorted(people.items()):
            if kind.history >> source & 1 and not kind.history >> target & 1:
                referred_there = int(generator.binomial(count, chance))
                bit = 1 << target
                people[kind] -= referred_there
                people[kind._replace(history=kind.history | bit, referred=kind.referred | bit)] += (
                    referred_there
                )
                between[source, target] += referred_there
    return +people, between


def _unlinked(
    population: Population, people: Counter[Kind], generator: np.random.Generator
) -> tuple[Counter[Kind], int]:
    """Take records away from their people, each to a person of its own.

    Returns:
        The people, and how many captures were separated from the list that had referred them.
    """
    sources = {target: source for source, target in population.referrals}
    lost = 0
    for i in range(1, len(population.seen)):
        bit = 1 << i
        for kind, count in sorted(people.items()):
            if kind.history & bit and kind.history & (bit - 1):
                parted = int(generator.binomial(count, population.missed))
                people[kind] -= parted
                rest = kind._replace(history=kind.history ^ bit, referred=kind.referred & ~bit)
                people[rest] += parted
                people[kind._replace(history=bit, referred=kind.referred & bit)] += parted
                lost += parted * sum(
                    kind.referred >> target & kind.history >> source & 1
                    for target, source in sources.items()
                    if i in {source, target}
                )
    return +people, lost


def _linked_wrongly(
    population: Population, people: Counter[Kind], generator: np.random.Generator
) -> Counter[Kind]:
    for i in range(len(population.seen)):
        bit = 1 << i
        others = sorted(kind for kind in people if not kind.history & bit and people[kind])
        counts = np.array([people[kind] for kind in others], dtype=np.int64)
        for kind in sorted(kind for kind in people if kind.history == bit):
            linked = min(int(generator.binomial(people[kind], population.false)), int(counts.sum()))
            if linked:
                chosen = generator.multivariate_hypergeometric(counts, linked)
                counts -= chosen
                people[kind] -= linked
                for other, number in zip(others, chosen.tolist(), strict=True):
                    people[other] -= number
                    both = other._replace(
                        history=other.history | bit, referred=other.referred | kind.referred
                    )
                    people[both] += number
    return +people


def _duplicated(
    population: Population, people: Counter[Kind], generator: np.random.Generator
) -> Counter[Kind]:
    again: Counter[Kind] = Counter()
    for kind, count in sorted(people.items()):
        for i in range(len(population.seen)):
            if kind.history >> i & 1:
                twice = int(generator.binomial(count, population.duplicates))
                again[Kind(1 << i, 0, kind.stratum)] += twice
    return people + again
