"""The state of the latent-class sampler, and what follows from it directly."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from manumit.prevalence.compiled import compiled

type Numbers = NDArray[np.float64]
type Integers = NDArray[np.int64]

TINY = 1e-300
"""Keeps logarithms and divisions finite; far below every probability that matters."""
ALPHA, NONE = 0, 1
"""Places in ``State.numbers``: the concentration, and the probability of being on no list."""


class Prior(NamedTuple):
    """The prior distribution.

    Attributes:
        shape, rate: of the gamma distribution of the concentration.
        most_hidden: largest expected number of hidden people for each observed person.
        classes: largest number of classes.
        lists: number of lists.
    """

    shape: float
    rate: float
    most_hidden: float
    classes: int
    lists: int


class State(NamedTuple):
    """One state of a chain; the arrays are written in place.

    Attributes:
        numbers: the concentration and p_0, the probability of being on no list.
        seen: shape (classes, lists), capture probabilities.
        weights: of the classes.
        sticks: shape (2, classes), log V_k and log (1 - V_k) of the stick-breaking weights.
        shares: shape (histories + 1, classes), the part of each class in the probability of each
            history; the last row belongs to being on no list.
        logs: log p_w / (1 - p_0) of each history.
    """

    numbers: Numbers
    seen: Numbers
    weights: Numbers
    sticks: Numbers
    shares: Numbers
    logs: Numbers


@compiled
def set_stick(sticks: Numbers, k: int, odds: float) -> None:
    """Write log V_k and log (1 - V_k) from the logarithm of the odds of V_k."""
    if odds > 0.0:
        sticks[0, k] = -math.log1p(math.exp(-odds))
        sticks[1, k] = sticks[0, k] - odds
    else:
        sticks[1, k] = -math.log1p(math.exp(odds))
        sticks[0, k] = sticks[1, k] + odds


@compiled
def weigh(state: State) -> None:
    """Write the weights of the classes from the sticks; the last class takes what is left."""
    classes = len(state.weights)
    left = 0.0
    for k in range(classes - 1):
        state.weights[k] = math.exp(left + state.sticks[0, k])
        left += state.sticks[1, k]
    state.weights[classes - 1] = math.exp(left)


@compiled
def probabilities(cells: Integers, state: State) -> None:
    """Write p_0, the shares and the logarithms from the weights and capture probabilities."""
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
