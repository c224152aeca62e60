"""One method on one table, with the refusals and reasons that all methods share."""

from dataclasses import replace

from manumit.errors import Place
from manumit.prevalence.answer.codes import AnswerCode
from manumit.prevalence.answer.heterogeneity import heterogeneity
from manumit.prevalence.answer.methods import METHODS
from manumit.prevalence.answer.settings import EstimateSettings, MethodResult
from manumit.prevalence.closed.classic import seen_twice, unusable
from manumit.prevalence.closed.two_lists import THIN
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate, Grade


def estimated(name: str, table: CaptureTable, asked: EstimateSettings) -> MethodResult:
    """Return the result of a method, a refusal where the table supports no method at all.

    Args:
        name: of ``METHODS``.
        table: two lists or more.
        asked: the settings.
    """
    problem = unusable(table)
    if problem is not None:
        refused = Estimate(
            name, table.observed, None, None, grade=Grade.REFUSED, reasons=(problem,)
        )
        return MethodResult(refused)
    found = METHODS[name].run(table, asked)
    return replace(found, estimate=_too_low(_thin(found.estimate, table), table))


def _too_low(estimate: Estimate, table: CaptureTable) -> Estimate:
    """Cap the grade where people differ, or where the total lies below Chao's bound.

    Lower bounds are exempt, and so are models in which people differ.
    """
    if estimate.total is None or estimate.minimum:
        return estimate
    test = heterogeneity(table)
    if test is None:
        return estimate
    bound = f"{test.bound:,.0f}"
    reasons = []
    if test.found and not estimate.model.startswith("Mth "):
        reasons.append(
            AnswerCode.PEOPLE_DIFFER.problem(
                Place(), statistic=f"{test.statistic:.1f}", degrees=test.degrees, bound=bound
            )
        )
    if test.above(estimate.total):
        reasons.append(AnswerCode.BELOW_BOUND.problem(Place(), bound=bound))
    if not reasons:
        return estimate
    return replace(estimate, grade=Grade.WEAK, reasons=(*estimate.reasons, *reasons))


def _thin(estimate: Estimate, table: CaptureTable) -> Estimate:
    """Return the estimate, weak where it depends on a few people (R-73)."""
    known = {one.code for one in estimate.reasons}
    count = seen_twice(table)
    thin = {PrevalenceCode.TOO_FEW_SEEN_TWICE.code, PrevalenceCode.THIN_OVERLAP.code}
    if estimate.total is None or count >= THIN or thin & known:
        return estimate
    reason = PrevalenceCode.TOO_FEW_SEEN_TWICE.problem(Place(), count=count)
    return replace(estimate, grade=Grade.WEAK, reasons=(*estimate.reasons, reason))
