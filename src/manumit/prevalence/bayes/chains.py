"""Whether several random chains agree, and how many independent draws they are worth.

Rank-normalised split R-hat and effective sizes for the middle and for the tails. Paper: A. Vehtari,
A. Gelman, D. Simpson, B. Carpenter and P.-C. Buerkner, "Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16 (2021)
667-718. Autocorrelations are cut by Geyer's initial monotone sequence. Both numbers say only that
chains agree: chains that all started on the same hill agree and may all be wrong.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from manumit.errors import Place, Problem
from manumit.prevalence.codes import PrevalenceCode

type Draws = NDArray[np.float64]

LARGEST_RHAT = 1.01
"""Recommended by the paper."""
SMALLEST_SIZE = 400.0
"""Effective draws in all chains together, recommended by the paper."""
_TAILS = (0.05, 0.95)
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Convergence:
    """How far chains agree.

    Attributes:
        rhat: the larger of rank-normalised and folded split R-hat; 1 is agreement.
        bulk: effective number of draws for the middle of the distribution.
        tail: the smaller of the effective numbers for the 5 % and the 95 % quantile.
    """

    rhat: float
    bulk: float
    tail: float

    @property
    def reached(self) -> bool:
        """Return whether the limits that the paper recommends are kept."""
        return self.rhat <= LARGEST_RHAT and min(self.bulk, self.tail) >= SMALLEST_SIZE

    def problem(self, chains: int) -> Problem | None:
        """Return the warning that chains disagree (M245) or are short (M246), if they do."""
        if self.rhat > LARGEST_RHAT:
            return PrevalenceCode.CHAINS_DISAGREE.problem(
                Place(), chains=chains, rhat=f"{self.rhat:.2f}", size=f"{self.bulk:.0f}"
            )
        if not self.reached:
            return PrevalenceCode.CHAINS_SHORT.problem(
                Place(), size=f"{min(self.bulk, self.tail):.0f}", needed=f"{SMALLEST_SIZE:.0f}"
            )
        return None


def convergence(draws: Draws) -> Convergence:
    """Return agreement and effective sizes of draws of one quantity.

    Args:
        draws: shape (chains, draws), at least 4 draws in a chain.

    Raises:
        ValueError: fewer than 4 draws, or a draw that is not a number.
    """
    if draws.ndim != 2 or draws.shape[1] < _FEWEST or not np.isfinite(draws).all():  # noqa: PLR2004
        message = f"draws of shape {draws.shape}: chains of at least {_FEWEST} numbers are needed"
        raise ValueError(message)
    halves = _split(draws)
    if np.ptp(halves) == 0.0:
        return Convergence(1.0, float(draws.size), float(draws.size))
    folded = np.abs(halves - np.median(halves))
    ranked = _normal_scores(halves)
    tails = (_size((halves <= np.quantile(halves, tail)).astype(np.float64)) for tail in _TAILS)
    return Convergence(max(_rhat(ranked), _rhat(_normal_scores(folded))), _size(ranked), min(tails))


def _split(draws: Draws) -> Draws:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal_scores(draws: Draws) -> Draws:
    ranks = rankdata(draws, axis=None).reshape(draws.shape)
    return np.asarray(ndtri((ranks - 0.375) / (draws.size + 0.25)), dtype=np.float64)


def _rhat(draws: Draws) -> float:
    length = draws.shape[1]
    within = float(draws.var(axis=1, ddof=1).mean())
    between = float(draws.mean(axis=1).var(ddof=1))
    if within == 0.0:
        return 1.0 if between == 0.0 else np.inf
    return float(np.sqrt((length - 1) / length + between / within))


def _size(draws: Draws) -> float:
    """Return the effective number of draws: all draws over the sum of autocorrelations."""
    chains, length = draws.shape
    centred = draws - draws.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, n=2 * length, axis=1)
    products = np.fft.irfft(spectrum * np.conj(spectrum), axis=1)[:, :length].mean(axis=0) / length
    within = float(products[0]) * length / (length - 1)
    spread = within * (length - 1) / length + float(draws.mean(axis=1).var(ddof=1))
    if spread == 0.0:
        return float(draws.size)
    correlations = 1.0 - (within - products) / spread
    correlations[0] = 1.0
    pairs = correlations[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs < 0.0)
    kept = np.minimum.accumulate(pairs[: negative[0] if len(negative) else len(pairs)])
    time = max(-1.0 + 2.0 * float(kept.sum()), 1.0 / np.log10(chains * length))
    return float(chains * length / time)
