"""The main method again under other choices of lists, matches, referrals and strata."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from manumit.prevalence.answer.codes import AnswerCode
from manumit.prevalence.answer.methods import METHODS
from manumit.prevalence.answer.run import estimated
from manumit.prevalence.answer.settings import EstimateSettings
from manumit.prevalence.around.referral import Referred, referred
from manumit.prevalence.around.robustness import Variation, each_merged, each_omitted, links_moved
from manumit.prevalence.around.strata import Estimator, Strata, stratified
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.reading import Reading
from manumit.prevalence.results import Estimate, Grade

REPLICATES = 200
"""Drawn tables for each variation: enough for its limits, and not a thousand for each of many."""
SHARES = (0.05,)
"""Of matches that might have been missed or false."""
DRAWS = 20
WITHOUT_BOOTSTRAP = AnswerCode.NO_BOOTSTRAP.code


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far the main answer moves.

    Attributes:
        variations: lists left out, lists merged, matches missed and false.
        referral: with and without captures made by referral; None where ways are not recorded.
        strata: each alone and all together; None where people are not divided.
    """

    variations: tuple[Variation, ...] = ()
    referral: Referred | None = None
    strata: Strata | None = None


def sensitivity(
    reading: Reading,
    main: Estimate,
    asked: EstimateSettings,
    progress: Callable[[float], None] = lambda _share: None,
) -> Sensitivity:
    """Return the estimates under other choices; nothing where the main answer is a refusal.

    Args:
        reading: the lists.
        main: its method is run again.
        asked: its settings.
        progress: called with the share that is done, from 0 to 1.
    """
    if main.total is None:
        return Sensitivity()
    whole = _method(main.method, asked)
    strata = reading.strata
    return Sensitivity(
        ()
        if len(reading.lists) >= METHODS[main.method].slow_from
        else _variations(reading.table, main.method, asked, progress),
        referred(reading, whole),
        stratified(strata, whole) if strata else None,
    )


def _variations(
    table: CaptureTable, method: str, asked: EstimateSettings, progress: Callable[[float], None]
) -> tuple[Variation, ...]:
    lighter = _method(method, replace(asked, bootstrap=min(asked.bootstrap, REPLICATES)))
    found: list[Variation] = []
    if method != "fixed":  # its model is of these lists and of no others
        found += each_omitted(table, lighter)
        progress(0.2)
        found += each_merged(table, lighter)
    progress(0.6)
    found += links_moved(table, SHARES, _bare(method, asked), draws=DRAWS, seed=asked.seed)
    progress(0.8)
    return tuple(found)


def _bare(name: str, asked: EstimateSettings) -> Estimator:
    """Return the method without drawn tables: its interval is combined with that of the links."""
    run = _method(name, replace(asked, bootstrap=0))

    def estimator(table: CaptureTable) -> Estimate:
        found = run(table)
        reasons = tuple(one for one in found.reasons if one.code != WITHOUT_BOOTSTRAP)
        grade = found.grade if reasons else Grade.SOUND
        return replace(found, reasons=reasons, grade=grade)

    return estimator


def _method(name: str, asked: EstimateSettings) -> Estimator:
    def estimator(table: CaptureTable) -> Estimate:
        return estimated(name, table, asked).estimate

    return estimator
