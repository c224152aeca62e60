"""The Gibbs sampler of latent classes on the table of histories, and its ladder of smaller tables.

A sweep never touches a person: the count of each history is split over the classes, the hidden
people are drawn and split in the same way, and the concentration, capture probabilities and weights
follow (``latent_class_moves`` has the steps that go beyond Gibbs).

One chain stays for thousands of sweeps on one hill of the posterior. So each chain is a ladder: the
table itself and the same table shrunk step by step to a few people, where there are no hills.
Every rung has its own state, all are swept, and neighbours exchange their states with the
probability that leaves all posteriors as they are (Metropolis): log ratio = sum over histories of
the difference of their counts times the difference of log p_w / (1 - p_0). The shrunk tables have
whole counts, so the same sweep serves them. Papers: C. J. Geyer, "Markov chain Monte Carlo
maximum likelihood" (1991), for the exchange; S. Syed, A. Bouchard-Cote, G. Deligiannidis and
A. Doucet, J. R. Statist. Soc. B 84 (2022) 321-350, for exchanging even and odd neighbours in turn.
"""

import math

import numpy as np

from manumit.prevalence.bayes.latent_class_moves import draw_alpha, move_classes, reorder
from manumit.prevalence.bayes.latent_class_state import (
    ALPHA,
    NONE,
    TINY,
    Integers,
    Numbers,
    Prior,
    State,
    probabilities,
    set_stick,
    weigh,
)
from manumit.prevalence.compiled import compiled

TRIES = 100
"""Draws of the classes with too many hidden people before the old ones are kept."""
ONE_BY_ONE = 5


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
def hidden(observed: int, none: float, generator: np.random.Generator) -> int:
    """Return a negative binomial number of hidden people, ``observed`` seen with chance 1 - p_0."""
    if observed == 0 or none <= 0.0:
        return 0
    return int(generator.poisson(generator.standard_gamma(observed) * none / (1.0 - none)))


@compiled
def log_gamma_draw(shape: float, generator: np.random.Generator) -> float:
    """Return the logarithm of a standard gamma number, exact however small its shape is.

    A gamma number of shape a is one of shape a + 1 times U^(1/a) (Devroye 1986, p. 420). That
    product underflows for a below about 0.01; the sum of the logarithms does not.
    """
    if shape >= 1.0:
        return math.log(generator.standard_gamma(shape))
    return math.log(generator.standard_gamma(shape + 1.0)) - (
        generator.standard_exponential() / shape
    )


@compiled
def draw_classes(
    members: Integers,
    caught: Integers,
    alpha: float,
    state: State,
    generator: np.random.Generator,
) -> None:
    """Draw capture probabilities and weights given who is in which class.

    Args:
        members: people in each class, the hidden included.
        caught: shape (classes, lists), those of them on each list.
        alpha: concentration.
        state: its capture probabilities and sticks are written.
        generator: of the random numbers.
    """
    classes, lists = state.seen.shape
    later = members.sum()
    for k in range(classes):
        for j in range(lists):
            if members[k] == 0:
                state.seen[k, j] = generator.random()
            else:
                yes = generator.standard_gamma(1.0 + caught[k, j])
                no = generator.standard_gamma(1.0 + members[k] - caught[k, j])
                state.seen[k, j] = yes / (yes + no)
        later -= members[k]
        # With a small alpha the rest is far below the smallest double, often exp(-1000) and less;
        # so it is drawn as a logarithm, and only the weights themselves may become 0.
        odds = math.log(generator.standard_gamma(1.0 + members[k])) - log_gamma_draw(
            alpha + later, generator
        )
        set_stick(state.sticks, k, odds)


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
    moves: bool,
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
    old_alpha = state.numbers[ALPHA]
    log_alpha = draw_alpha(math.log(old_alpha), members, prior, generator)
    state.numbers[ALPHA] = max(math.exp(log_alpha), TINY)
    for _ in range(TRIES):
        draw_classes(members, caught, state.numbers[ALPHA], state, generator)
        weigh(state)
        probabilities(cells, state)
        if state.numbers[NONE] <= prior.most_hidden * (1.0 - state.numbers[NONE]):
            if moves:
                move_classes(cells, counts, prior, state, generator)
                weigh(state)
                reorder(state, generator)
                probabilities(cells, state)
            return
    state.numbers[ALPHA] = old_alpha
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
        weigh(state)
        probabilities(cells, state)


@compiled
def climb(
    cells: Integers,
    rungs: Integers,
    prior: Prior,
    moves: bool,
    draws: Integers,
    swapped: Numbers,
    generator: np.random.Generator,
) -> None:
    """Run one ladder and write the hidden people that the table itself gave after each sweep.

    Args:
        cells: histories with people.
        rungs: shape (rungs, cells), the counts of the table, then of those shrunk from it.
        prior: of classes and concentration.
        moves: whether to add the steps of ``latent_class_moves``.
        draws: written, one number for each sweep from the first on.
        swapped: written, the share of exchanges accepted between each rung and the next.
        generator: of this ladder alone.
    """
    height = len(rungs)
    numbers = np.ones((height, 2))
    seen = np.empty((height, prior.classes, prior.lists))
    weights = np.empty((height, prior.classes))
    sticks = np.empty((height, 2, prior.classes))
    shares = np.empty((height, len(cells) + 1, prior.classes))
    logs = np.empty((height, len(cells)))
    for r in range(height):
        state = State(numbers[r], seen[r], weights[r], sticks[r], shares[r], logs[r])
        begin(cells, prior, state, generator)
    place = np.arange(height)
    tried = np.zeros(height)
    for turn in range(len(draws)):
        for r in range(height):
            s = place[r]
            state = State(numbers[s], seen[s], weights[s], sticks[s], shares[s], logs[s])
            sweep(cells, rungs[r], prior, moves, state, generator)
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
