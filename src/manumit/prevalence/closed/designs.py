"""Columns of the classic models of a closed population.

With k the number of lists that saw a person, the models of Otis, Burnham, White and Anderson (1978)
as log-linear models (Cormack 1989; Rivest and Baillargeon 2007) have these columns beside the
intercept:

- M0: k. Every list sees everybody equally well.
- Mt: one for each list. Lists differ.
- Mh: k and columns for people who differ. Chao: max(k - j, 0) for j = 2 .. K - 1, which leave only
  people seen once or twice to speak of the hidden; Poisson: 2^k - 1; Darroch: k^2 / 2; Gamma:
  log 3.5 - log(3.5 + k).
- Mth: those of Mt and of Mh.

Mb and Mbh (being seen once changes the chance of being seen again) need occasions in the order of
time; lists have none, so they are left out.
"""

import numpy as np
from numpy.typing import NDArray

HETEROGENEITY = ("Chao (LB)", "Poisson2", "Darroch", "Gamma3.5")
MODELS = ("M0", "Mt", *(f"{m} {h}" for m in ("Mh", "Mth") for h in HETEROGENEITY))
"""Names as in Rcapture 1.4-4; LB: lower bound."""
POISSON = 2.0
GAMMA = 3.5


def design(lists: int, model: str) -> NDArray[np.float64]:
    """Return the columns of a model, one row for each of the histories 1 .. 2**lists - 1.

    Raises:
        ValueError: no model of that name.
    """
    if model not in MODELS:
        raise ValueError(f"no model {model!r}; there are {', '.join(MODELS)}")
    base, _, heterogeneity = model.partition(" ")
    histories = np.arange(1, 1 << lists)
    seen = np.stack([histories >> i & 1 for i in range(lists)], axis=1).astype(np.float64)
    times = seen.sum(axis=1)
    columns = [np.ones((len(histories), 1)), seen if "t" in base else times[:, None]]
    if heterogeneity:
        columns.append(_heterogeneity(times, lists, heterogeneity))
    return np.concatenate(columns, axis=1)


def _heterogeneity(times: NDArray[np.float64], lists: int, name: str) -> NDArray[np.float64]:
    if name == "Chao (LB)":
        return np.maximum(times[:, None] - np.arange(2, lists), 0.0)
    if name == "Poisson2":
        return np.asarray(POISSON**times - 1.0)[:, None]
    if name == "Darroch":
        return (times**2 / 2.0)[:, None]
    curve: NDArray[np.float64] = np.log(GAMMA) - np.log(GAMMA + times)
    return curve[:, None]
