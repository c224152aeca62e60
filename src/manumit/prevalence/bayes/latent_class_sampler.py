"""The Gibbs sampler of latent classes on the table of histories, and its ladder of smaller tables.

A sweep never touches a person: the count of each history is split over the classes, the hidden are
drawn and split likewise, and the capture probabilities, weights and concentration follow.

One chain stays for thousands of sweeps on one hill of the posterior. So each chain is a ladder: the
table itself and the same table shrunk step by step to a few people, where there are no hills.
Every rung has its own state, all are swept, and neighbours exchange their states with the
probability that leaves all posteriors as they are (Metropolis): log ratio = sum over histories of
the difference of their counts times the difference of log p_w / (1 - p_0). The shrunk tables have
whole counts, so the same sweep does for them. Papers: C. J. Geyer, "Markov chain Monte Carlo
maximum likelihood" (1991), for the exchange; S. Syed, A. Bouchard-Cote, G. Deligiannidis and
A. Doucet, J. R. Statist. Soc. B 84 (2022) 321-350, for exchanging even and odd neighbours in turn.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.compiled import compiled

type Numbers = NDArray[np.float64]
type Integers = NDArray[np.int64]

TRIES = 100
"""Draws of the classes with too many hidden before the old ones are kept."""
ONE_BY_ONE = 5
TINY = 1e-300
ALPHA, NONE = 0, 1


class Prior(NamedTuple):
    """What is believed beforehand.

    Attributes:
        shape, rate: of the gamma distribution of the concentration.
        most_hidden: expected hidden people for each observed one, at most.
        classes: most classes there can be.
        lists: number of lists.
    """

    shape: float
    rate: float
    most_hidden: float
    classes: int
    lists: int


class State(NamedTuple):
    """One state of a chain; arrays that are written in place.

    Attributes:
        numbers: the concentration and p_0, the probability of being on no list.
        seen: shape (classes, lists), capture probabilities.
        weights: of the classes.
        shares: shape (histories + 1, classes), each class's part of each history's probability;
            the last row is that of being on no list.
        logs: log p_w / (1 - p_0) of each history.
    """

    numbers: Numbers
    seen: Numbers
    weights: Numbers
    shares: Numbers
    logs: Numbers


@compiled
def split(
    count: int,
    shares: Numbers,
    reached: Numbers,
    ends: Integers,
    into: Integers,
    generator: np.random.Generator,
) -> None:
    """Put ``count`` people into classes with probabilities proportional to ``shares``.

    A few people are placed one by one; many are divided between two halves of the classes again and
    again, so that classes that get nobody cost nothing.

    Args:
        count: people.
        shares: of the classes, not all 0.
        reached: room for the running sums of the shares, one more than classes.
        ends: room for the ends of the halves.
        into: written, people in each class.
        generator: of the random numbers.
    """
    classes = len(shares)
    reached[0] = 0.0
    for k in range(classes):
        reached[k + 1] = reached[k] + shares[k]
        into[k] = 0
    if count <= ONE_BY_ONE:
        for _ in range(count):
            at = generator.random() * reached[classes]
            k = 0
            while k < classes - 1 and reached[k + 1] <= at:
                k += 1
            into[k] += 1
        return
    into[0] = count
    ends[0] = classes
    first = 0
    while first < classes:
        end = ends[first]
        if end - first == 1 or into[first] == 0:
            first = end
            continue
        middle = (first + end) // 2
        lower = reached[middle] - reached[first]
        both = reached[end] - reached[first]
        left = into[first] if lower >= both else generator.binomial(into[first], lower / both)
        into[middle] = into[first] - left
        into[first] = left
        ends[middle] = end
        ends[first] = middle


@compiled
def probabilities(cells: Integers, state: State) -> None:
    """Write p_0, the parts of the classes and the logarithms that follow from the rest."""
    classes, lists = state.seen.shape
    none = 0.0
    some = 0.0
    for k in range(classes):
        part = 1.0
        caught = 0.0
        for j in range(lists):
            caught += part * state.seen[k, j]
            part *= 1.0 - state.seen[k, j]
        state.shares[len(cells), k] = state.weights[k] * part
        none += state.weights[k] * part
        some += state.weights[k] * caught
    for i in range(len(cells)):
        total = 0.0
        for k in range(classes):
            part = state.weights[k]
            for j in range(lists):
                part *= state.seen[k, j] if cells[i] >> j & 1 else 1.0 - state.seen[k, j]
            state.shares[i, k] = part
            total += part
        state.logs[i] = math.log(max(total, TINY)) - math.log(max(some, TINY))
    state.numbers[NONE] = none


@compiled
def hidden(observed: int, none: float, generator: np.random.Generator) -> int:
    """Return a negative binomial number of hidden people, ``observed`` seen with chance 1 - p_0."""
    if observed == 0 or none <= 0.0:
        return 0
    return int(generator.poisson(generator.standard_gamma(observed) * none / (1.0 - none)))


@compiled
def draw_classes(
    members: Integers,
    caught: Integers,
    alpha: float,
    state: State,
    generator: np.random.Generator,
) -> float:
    """Draw capture probabilities and weights given who is in which class.

    Args:
        members: people in each class, the hidden included.
        caught: shape (classes, lists), those of them on each list.
        alpha: concentration.
        state: its ``seen`` and ``weights`` are written.
        generator: of the random numbers.

    Returns:
        Logarithm of the last weight.
    """
    classes, lists = state.seen.shape
    later = members.sum()
    log_left = 0.0
    for k in range(classes):
        for j in range(lists):
            if members[k] == 0:
                state.seen[k, j] = generator.random()
            else:
                yes = generator.standard_gamma(1.0 + caught[k, j])
                no = generator.standard_gamma(1.0 + members[k] - caught[k, j])
                state.seen[k, j] = yes / (yes + no)
        later -= members[k]
        if k < classes - 1:
            taken = generator.standard_gamma(1.0 + members[k])
            rest = generator.standard_gamma(alpha + later)
            state.weights[k] = math.exp(log_left) * taken / (taken + rest)
            log_left += math.log(max(rest / (taken + rest), TINY))
    state.weights[classes - 1] = math.exp(log_left)
    return log_left


@compiled
def reorder(state: State, generator: np.random.Generator) -> None:
    """Exchange the numbers of neighbouring classes, which changes no probability of a history.

    The prior of the weights prefers large classes first: with R the weight from class k on, the
    ratio of its densities is (R - w_k) / (R - w_(k+1)). Paper: O. Papaspiliopoulos and
    G. O. Roberts, Biometrika 95 (2008) 169-186.
    """
    classes, lists = state.seen.shape
    weights = state.weights
    left = 1.0
    for k in range(classes - 2):
        if generator.random() * (left - weights[k + 1]) < left - weights[k]:
            weights[k], weights[k + 1] = weights[k + 1], weights[k]
            for j in range(lists):
                kept = state.seen[k, j]
                state.seen[k, j] = state.seen[k + 1, j]
                state.seen[k + 1, j] = kept
        left -= weights[k]


@compiled
def put_into_classes(
    cells: Integers,
    counts: Integers,
    state: State,
    members: Integers,
    caught: Integers,
    generator: np.random.Generator,
) -> None:
    """Draw who is in which class, the hidden included.

    Args:
        cells: histories with people.
        counts: people with each of them.
        state: with its parts and p_0 up to date.
        members: written, people in each class.
        caught: written, shape (classes, lists), those of them on each list.
        generator: of the random numbers.
    """
    classes, lists = state.seen.shape
    into = np.zeros(classes, np.int64)
    ends = np.zeros(classes, np.int64)
    reached = np.empty(classes + 1)
    for i in range(len(cells)):
        if counts[i] > 0:
            split(counts[i], state.shares[i], reached, ends, into, generator)
            for k in range(classes):
                members[k] += into[k]
                for j in range(lists):
                    caught[k, j] += into[k] * (cells[i] >> j & 1)
    unseen = hidden(int(counts.sum()), state.numbers[NONE], generator)
    split(unseen, state.shares[len(cells)], reached, ends, into, generator)
    for k in range(classes):
        members[k] += into[k]


@compiled
def sweep(
    cells: Integers,
    counts: Integers,
    prior: Prior,
    renumber: bool,
    state: State,
    generator: np.random.Generator,
) -> None:
    """Move one state by one sweep on one table."""
    classes, lists = state.seen.shape
    members = np.zeros(classes, np.int64)
    caught = np.zeros((classes, lists), np.int64)
    put_into_classes(cells, counts, state, members, caught, generator)
    old_seen = state.seen.copy()
    old_weights = state.weights.copy()
    for _ in range(TRIES):
        log_last = draw_classes(members, caught, state.numbers[ALPHA], state, generator)
        if renumber:
            reorder(state, generator)
        probabilities(cells, state)
        if state.numbers[NONE] <= prior.most_hidden * (1.0 - state.numbers[NONE]):
            state.numbers[ALPHA] = max(
                generator.standard_gamma(prior.shape + classes - 1) / (prior.rate - log_last), TINY
            )
            return
    state.seen[:] = old_seen
    state.weights[:] = old_weights
    probabilities(cells, state)


@compiled
def begin(cells: Integers, prior: Prior, state: State, generator: np.random.Generator) -> None:
    """Draw a state from the prior."""
    members = np.zeros(prior.classes, np.int64)
    caught = np.zeros((prior.classes, prior.lists), np.int64)
    state.numbers[ALPHA] = 1.0
    state.numbers[NONE] = 1.0
    while state.numbers[NONE] > prior.most_hidden * (1.0 - state.numbers[NONE]):
        draw_classes(members, caught, 1.0, state, generator)
        probabilities(cells, state)


@compiled
def climb(
    cells: Integers,
    rungs: Integers,
    prior: Prior,
    renumber: bool,
    draws: Integers,
    swapped: Numbers,
    generator: np.random.Generator,
) -> None:
    """Run one ladder and write the hidden people that the table itself gave after each sweep.

    Args:
        cells: histories with people.
        rungs: shape (rungs, cells), the counts of the table, then of those shrunk from it.
        prior: of classes and concentration.
        renumber: whether classes exchange their numbers.
        draws: written, one number for each sweep from the first on.
        swapped: written, the share of exchanges accepted between each rung and the next.
        generator: of this ladder alone.
    """
    height = len(rungs)
    numbers = np.ones((height, 2))
    seen = np.empty((height, prior.classes, prior.lists))
    weights = np.empty((height, prior.classes))
    shares = np.empty((height, len(cells) + 1, prior.classes))
    logs = np.empty((height, len(cells)))
    for r in range(height):
        state = State(numbers[r], seen[r], weights[r], shares[r], logs[r])
        begin(cells, prior, state, generator)
    place = np.arange(height)
    tried = np.zeros(height)
    for turn in range(len(draws)):
        for r in range(height):
            s = place[r]
            state = State(numbers[s], seen[s], weights[s], shares[s], logs[s])
            sweep(cells, rungs[r], prior, renumber, state, generator)
        for r in range(turn & 1, height - 1, 2):
            upper = place[r]
            lower = place[r + 1]
            gain = ((rungs[r] - rungs[r + 1]) * (logs[lower] - logs[upper])).sum()
            if math.log(max(generator.random(), TINY)) < gain:
                place[r] = lower
                place[r + 1] = upper
                swapped[r] += 1.0
            tried[r] += 1.0
        draws[turn] = hidden(int(rungs[0].sum()), numbers[place[0], NONE], generator)
    for r in range(height - 1):
        swapped[r] /= max(tried[r], 1.0)
