"""Steps of the latent-class sampler that need no hidden people: concentration, classes, order.

A Gibbs sweep alone moves slowly, since most people are hidden and were drawn from the capture
probabilities that are redrawn next. These steps sum the hidden people, or the weights, out. All of
them leave the posterior as it is; ``tests/unit/test_prevalence_latent_class.py`` compares them with
a sampler that has none of them.
"""

import math

import numpy as np

from manumit.prevalence.bayes.latent_class_state import (
    ALPHA,
    NONE,
    TINY,
    Integers,
    Numbers,
    Prior,
    State,
    set_stick,
)
from manumit.prevalence.compiled import compiled

SLICE = 4.0
"""First width of a slice for log alpha, about the spread of its prior."""
MOVED, MOVES = 2, 4
"""Classes moved in each sweep (large classes come first), and proposals for each of them."""
SMALLEST, LARGEST = math.log(0.02), math.log(1.0)
"""Logarithms of the scales between which each proposal draws its own."""


@compiled
def log_density_of_alpha(log_alpha: float, members: Integers, prior: Prior) -> float:
    """Return the log density of log alpha given who is in which class, the weights integrated out.

    Empty classes at the end cancel, so that nothing is lost to underflow however small alpha is.
    """
    alpha = math.exp(log_alpha)
    value = prior.shape * log_alpha - prior.rate * alpha
    later = members.sum()
    value -= math.lgamma(1.0 + alpha + later)
    for k in range(len(members) - 1):
        later -= members[k]
        if later == 0:
            return value + math.lgamma(1.0 + alpha)
        value += log_alpha
        if k < len(members) - 2:
            value -= math.log(alpha + later)
    return value + math.lgamma(alpha + later)


@compiled
def draw_alpha(
    log_alpha: float, members: Integers, prior: Prior, generator: np.random.Generator
) -> float:
    """Return the logarithm of a new concentration, by slice sampling (Neal 2003)."""
    floor = log_density_of_alpha(log_alpha, members, prior) - generator.standard_exponential()
    low = log_alpha - SLICE * generator.random()
    high = low + SLICE
    while log_density_of_alpha(low, members, prior) > floor:
        low -= SLICE
    while log_density_of_alpha(high, members, prior) > floor:
        high += SLICE
    while True:
        drawn = low + (high - low) * generator.random()
        if log_density_of_alpha(drawn, members, prior) > floor:
            return drawn
        if drawn < log_alpha:
            low = drawn
        else:
            high = drawn


@compiled
def move_classes(
    cells: Integers,
    counts: Integers,
    prior: Prior,
    state: State,
    generator: np.random.Generator,
) -> None:
    """Move the first classes by Metropolis steps, with hidden people and classes summed out.

    Every second proposal makes a class larger and harder to see at the same time: the direction of
    which the table says least.

    Args:
        cells: histories with people.
        counts: people with each of them.
        prior: of classes and concentration.
        state: with its sticks, shares and p_0 up to date; written, except weights and logs.
        generator: of the random numbers.
    """
    classes, lists = state.seen.shape
    rows = len(cells) + 1
    part, before, later = np.empty(rows), np.empty(rows), np.empty(rows)
    seen = np.empty(lists)
    stick = np.empty((2, 1))
    left = 0.0
    for k in range(min(MOVED, classes - 1)):
        for i in range(rows):
            before[i] = state.shares[i, :k].sum()
            later[i] = state.shares[i, k + 1 :].sum()
        for turn in range(MOVES):
            ratio = propose(k, turn & 1 == 1, state, seen, stick, generator)
            shrunk = math.exp(stick[1, 0] - state.sticks[1, k])
            write_parts(cells, math.exp(left + stick[0, 0]), seen, part)
            none = before[rows - 1] + part[rows - 1] + shrunk * later[rows - 1]
            if none > prior.most_hidden * (1.0 - none):
                continue
            for i in range(rows - 1):
                new = before[i] + part[i] + shrunk * later[i]
                old = before[i] + state.shares[i, k] + later[i]
                ratio += counts[i] * math.log(max(new, TINY) / max(old, TINY))
            ratio -= counts.sum() * math.log((1.0 - none) / (1.0 - state.numbers[NONE]))
            if math.log(max(generator.random(), TINY)) < ratio:
                state.numbers[NONE] = none
                state.seen[k] = seen
                state.sticks[:, k] = stick[:, 0]
                for i in range(rows):
                    state.shares[i, k] = part[i]
                    later[i] *= shrunk
                    state.shares[i, k + 1 :] *= shrunk
        left += state.sticks[1, k]


@compiled
def propose(
    k: int,
    together: bool,
    state: State,
    seen: Numbers,
    stick: Numbers,
    generator: np.random.Generator,
) -> float:
    """Propose capture probabilities and a stick of one class, normal steps on the logit scale.

    Args:
        k: the class.
        together: whether all probabilities fall as much as the stick rises.
        state: where the steps start.
        seen: written, the proposed capture probabilities.
        stick: written, shape (2, 1), the proposed stick.
        generator: of the random numbers.

    Returns:
        Logarithm of the ratio of the prior densities on the logit scale.
    """
    scale = math.exp(SMALLEST + (LARGEST - SMALLEST) * generator.random())
    common = scale * generator.standard_normal()
    ratio = 0.0
    for j in range(len(seen)):
        step = -common if together else scale * generator.standard_normal()
        old = state.seen[k, j]
        odds = old / (1.0 - old) * math.exp(step)
        seen[j] = odds / (1.0 + odds)
        ratio += math.log(seen[j] * (1.0 - seen[j])) - math.log(old * (1.0 - old))
    set_stick(stick, 0, state.sticks[0, k] - state.sticks[1, k] + common)
    ratio += stick[0, 0] - state.sticks[0, k]
    return float(ratio + state.numbers[ALPHA] * (stick[1, 0] - state.sticks[1, k]))


@compiled
def write_parts(cells: Integers, weight: float, seen: Numbers, part: Numbers) -> None:
    """Write the part of one class in the probability of each history, no list last."""
    for i in range(len(part)):
        one = weight
        history = cells[i] if i < len(cells) else 0
        for j in range(len(seen)):
            one *= seen[j] if history >> j & 1 else 1.0 - seen[j]
        part[i] = one


@compiled
def reorder(state: State, generator: np.random.Generator) -> None:
    """Exchange the numbers of neighbouring classes, which changes no probability of a history.

    The prior of the weights prefers large classes first: with T_k the weight of the classes from k
    on, the ratio of its densities is T_(k+1) / (w_k + T_(k+2)). Both are sums of weights: as
    differences from 1 they would be rounding alone where one class holds nearly everybody. Paper:
    O. Papaspiliopoulos and G. O. Roberts, Biometrika 95 (2008) 169-186.
    """
    classes, lists = state.seen.shape
    weights = state.weights
    tails = np.empty(classes + 1)
    tails[classes] = 0.0
    for k in range(classes - 1, -1, -1):
        tails[k] = tails[k + 1] + weights[k]
    for k in range(classes - 2):
        if generator.random() * (weights[k] + tails[k + 2]) < tails[k + 1]:
            weights[k], weights[k + 1] = weights[k + 1], weights[k]
            tails[k + 1] = weights[k + 1] + tails[k + 2]
            for j in range(lists):
                kept = state.seen[k, j]
                state.seen[k, j] = state.seen[k + 1, j]
                state.seen[k + 1, j] = kept
