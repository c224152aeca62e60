"""The methods by the names that the command knows, all called in the same way.

What a method needs (numba, scipy) is imported when it runs, so that other commands start fast.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from manumit.errors import ErrorCode, Place
from manumit.prevalence.answer.settings import EstimateSettings, MethodResult, model_of
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.reading_codes import ListsCode

COMPILER = "numba"


type Run = Callable[[CaptureTable, EstimateSettings], MethodResult]


@dataclass(frozen=True, slots=True)
class Method:
    """One method.

    Attributes:
        run: makes the estimate.
        fewest, most: lists that it takes.
        with_all: the most lists with which ``all`` runs it; 0: only on request.
        slow_from: lists from which a run takes too long to be repeated under other choices.
        searches: whether more lists than ``most`` are too many models to search.
    """

    run: Run
    fewest: int = 2
    most: int = 16
    with_all: int = 16
    searches: bool = False
    slow_from: int = 17

    def runs_with_all(self, table: CaptureTable, asked: EstimateSettings) -> bool:
        """Return whether ``all`` runs it on this table; ``fixed`` needs a named model."""
        lists = len(table.lists)
        named = self.run is not _fixed or bool(asked.model)
        return named and self.fewest <= lists <= min(self.most, self.with_all)


def fits(name: str, table: CaptureTable, asked: EstimateSettings) -> None:
    """Check that a method can be used on a table with these settings.

    Raises:
        InputError: M130 to M133.
    """
    method, lists = METHODS[name], len(table.lists)
    code: ErrorCode | None = None
    if lists > method.most and method.searches:
        code = ListsCode.SEARCH_TOO_LARGE
    elif not method.fewest <= lists <= method.most:
        code = ListsCode.NEEDS_LISTS
    if code is not None:
        wanted = (
            f"{method.fewest}"
            if method.fewest == method.most
            else f"{method.fewest} to {method.most}"
        )
        raise code.error(Place(), method=name, lists=lists, found=lists, wanted=wanted)
    if method.run is _fixed:
        model_of(table, asked)


def check_installed() -> None:
    """Check that the compiler of the inner loops is installed.

    Raises:
        InputError: M134.
    """
    if importlib.util.find_spec(COMPILER) is None:
        raise ListsCode.NOT_INSTALLED.error(Place())


# Modules that compile or import scipy are named inside the functions that need them.
# ruff: noqa: PLC0415


def _chapman(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.closed.two_lists import chapman

    return MethodResult(chapman(table, level=asked.level, seed=asked.seed))


def _chao(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.closed.chao import chao

    return MethodResult(chao(table, level=asked.level))


def _closed(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.closed.classic import closed

    return MethodResult(closed(table, level=asked.level))


def _fixed(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.answer.loglinear import fixed

    return fixed(table, asked)


def _stepwise(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.answer.loglinear import by_steps

    return by_steps(table, asked)


def _bic(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.answer.loglinear import by_bic

    return by_bic(table, asked)


def _exhaustive(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.answer.loglinear import by_every_model

    return by_every_model(table, asked)


def _stepwise_aic(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.loglinear.stepwise_aic import stepwise_aic

    return MethodResult(stepwise_aic(table, level=asked.level))


def _latent_class(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.bayes.latent_class import latent_class

    return MethodResult(latent_class(table, level=asked.level, seed=asked.seed))


def _bayes_threshold(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.bayes.threshold import bayes_threshold

    return MethodResult(bayes_threshold(table, level=asked.level, seed=asked.seed))


def _decomposable(table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    from manumit.prevalence.bayes.decomposable import decomposable

    return MethodResult(decomposable(table, level=asked.level))


METHODS = {
    "chapman": Method(_chapman, most=2),
    "chao": Method(_chao),
    "closed": Method(_closed),
    "fixed": Method(_fixed),
    "stepwise": Method(_stepwise, fewest=3),
    "bic": Method(_bic, fewest=3, most=6, searches=True, slow_from=6),
    "exhaustive": Method(_exhaustive, fewest=3, most=6, with_all=4, searches=True, slow_from=5),
    "stepwise-aic": Method(_stepwise_aic, with_all=8),
    "bayes-threshold": Method(_bayes_threshold, fewest=3, most=10, with_all=6, slow_from=3),
    "decomposable": Method(_decomposable, fewest=3, most=6, searches=True, slow_from=6),
    "latent-class": Method(_latent_class, fewest=3, slow_from=3),
}
"""By name, in the order of the report."""
