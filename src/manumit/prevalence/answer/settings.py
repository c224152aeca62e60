"""How an estimate is made, and what a method returns: shared by all methods."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from manumit.errors import Place
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.models import Model
from manumit.prevalence.reading_codes import ListsCode
from manumit.prevalence.results import Estimate

REPLICATES, SEED, LEVEL = 1000, 1234, 0.95


@dataclass(frozen=True, slots=True)
class EstimateSettings:
    """The settings of an estimate.

    Attributes:
        model: of the method ``fixed``, such as ``[12,3]``; empty for none.
        bootstrap: number of tables to draw; 0 for none.
        seed: of all random numbers.
        level: nominal coverage of the intervals.
    """

    model: str = ""
    bootstrap: int = REPLICATES
    seed: int = SEED
    level: float = LEVEL


@dataclass(frozen=True, eq=False, slots=True)
class MethodResult:
    """The result of one method.

    Attributes:
        estimate: the total with its interval, or a refusal.
        totals: of the drawn tables, nan where the method had none; None without drawn tables.
    """

    estimate: Estimate
    totals: NDArray[np.float64] | None = None


def model_of(table: CaptureTable, asked: EstimateSettings) -> Model:
    """Return the model named in the settings.

    Raises:
        InputError: M130, M131.
    """
    if not asked.model:
        raise ListsCode.NO_MODEL.error(Place())
    try:
        return Model.parse(asked.model, len(table.lists))
    except ValueError as error:
        raise ListsCode.NOT_A_MODEL.error(Place(), lists=len(table.lists)) from error
