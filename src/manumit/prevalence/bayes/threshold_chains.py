"""Draws from the posterior of a Poisson log-linear model, by many short Hamiltonian chains.

The log posterior is concave, so its mode and its curvature there say nearly all about it: chains
run in coordinates in which it is close to a standard normal distribution, where a few leapfrog
steps give draws that hardly depend on the last one. All chains take each step together, as one
product of matrices. Paper: R. M. Neal, "MCMC using Hamiltonian dynamics", Handbook of Markov Chain
Monte Carlo (2011), chapter 5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Numbers = NDArray[np.float64]

FLAT = 1e-4
"""Prior precision of what has a flat prior but must not run away: variance 10,000."""
_NEWTON, _CLOSE = 200, 1e-10
_HALVINGS = 60
_WIDER = 1.5
"""Chains start from a distribution this many times wider than the posterior."""
_FIRST_STEP, _ACCEPTED, _LEARNING = 0.5, 0.85, 0.3
_STEPS = (2, 6)
"""Leapfrog steps of a draw: a random number from the first to one below the last."""


@dataclass(frozen=True, eq=False)
class Sparse:
    """A log-linear model on the cells that it leaves a positive mean.

    Attributes:
        effects: sets of lists with a finite effect, the empty set first.
        design: shape (cells, effects); 1 where the effect's lists are all in the cell's history.
        counts: people in each cell.
        precisions: prior precision (1 / variance, mean 0) of each effect.
    """

    effects: tuple[int, ...]
    design: Numbers
    counts: Numbers
    precisions: Numbers

    def log_posterior(self, values: Numbers) -> Numbers:
        """Return the log posterior, up to a constant, of each row of effects."""
        linear = values @ self.design.T
        with np.errstate(over="ignore"):
            means = np.exp(linear)
        prior: Numbers = (values * values) @ self.precisions
        return np.asarray(linear @ self.counts - means.sum(axis=-1) - prior / 2.0)

    def gradient(self, values: Numbers) -> Numbers:
        """Return the slope of the log posterior at each row of effects."""
        with np.errstate(over="ignore"):
            means = np.exp(values @ self.design.T)
        return np.asarray((self.counts - means) @ self.design - values * self.precisions)

    def curvature(self, values: Numbers) -> Numbers:
        """Return minus the second derivative of the log posterior at one vector of effects."""
        means = np.exp(self.design @ values)
        return np.asarray((self.design.T * means) @ self.design + np.diag(self.precisions))


def mode(model: Sparse) -> Numbers:
    """Return the effects with the largest posterior, by Newton steps that never lose ground.

    Raises:
        ValueError: the steps do not end. Whether there is one with flat priors has to be asked
            before: on its way to minus infinity an effect soon changes nothing any more.
    """
    values = np.zeros(len(model.effects))
    values[0] = np.log(model.counts.mean() + 1.0)
    height = float(model.log_posterior(values))
    for _ in range(_NEWTON):
        slope = model.gradient(values)
        step = np.linalg.solve(model.curvature(values), slope)
        if float(step @ slope) < _CLOSE:
            return values + step
        size = 1.0
        for _ in range(_HALVINGS):
            reached = float(model.log_posterior(values + size * step))
            if reached >= height:
                break
            size /= 2.0
        values, height = values + size * step, reached
    raise ValueError("the steps to the mode do not end")


def draw(
    model: Sparse, *, chains: int, draws: int, warm_up: int, generator: np.random.Generator
) -> Numbers:
    """Return draws of the effects, shape (chains, draws, effects).

    Args:
        model: with a posterior that has a mode.
        chains: number of chains, each with a starting point of its own.
        draws: kept draws of each chain.
        warm_up: draws before them, in which the step is fitted and which are forgotten.
        generator: of all random numbers.

    Raises:
        ValueError: the steps to the mode do not end.
    """
    centre = mode(model)
    width = np.linalg.inv(np.linalg.cholesky(model.curvature(centre)))
    shape = (chains, len(centre))
    places = _WIDER * generator.standard_normal(shape)
    heights = model.log_posterior(centre + places @ width)
    step, kept = _FIRST_STEP, np.empty((chains, draws, len(centre)))
    for turn in range(warm_up + draws):
        speed = generator.standard_normal(shape)
        energy = heights - (speed * speed).sum(axis=1) / 2.0
        moved, speed = _leapfrog(
            model, centre, width, places, speed, step, int(generator.integers(*_STEPS))
        )
        reached = model.log_posterior(centre + moved @ width)
        with np.errstate(invalid="ignore", over="ignore"):
            gain = reached - (speed * speed).sum(axis=1) / 2.0 - energy
            chance = np.where(np.isfinite(gain), np.exp(np.minimum(gain, 0.0)), 0.0)
        taken = generator.random(chains) < chance
        places = np.where(taken[:, None], moved, places)
        heights = np.where(taken, reached, heights)
        if turn < warm_up:
            rate = _LEARNING / np.sqrt(turn + 1.0)
            step *= float(np.exp(rate * (float(chance.mean()) - _ACCEPTED)))
        else:
            kept[:, turn - warm_up] = centre + places @ width
    return kept


def _leapfrog(
    model: Sparse,
    centre: Numbers,
    width: Numbers,
    places: Numbers,
    speed: Numbers,
    step: float,
    steps: int,
) -> tuple[Numbers, Numbers]:
    with np.errstate(invalid="ignore", over="ignore"):
        slope = model.gradient(centre + places @ width) @ width.T
        for _ in range(steps):
            speed = speed + step / 2.0 * slope
            places = places + step * speed
            slope = model.gradient(centre + places @ width) @ width.T
            speed = speed + step / 2.0 * slope
    return places, speed
