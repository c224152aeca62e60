"""One method on one table, after what speaks against every method was looked at."""

from dataclasses import replace

from manumit.errors import Place
from manumit.prevalence.answer.methods import METHODS, Asked, Found
from manumit.prevalence.closed.classic import seen_twice, unusable
from manumit.prevalence.closed.two_lists import THIN
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate, Grade


def estimated(name: str, table: CaptureTable, asked: Asked) -> Found:
    """Return what a method says, a refusal where the table carries no method at all.

    Args:
        name: of ``METHODS``.
        table: two lists or more.
        asked: how it is to be estimated.
    """
    problem = unusable(table)
    if problem is not None:
        refused = Estimate(
            name, table.observed, None, None, grade=Grade.REFUSED, reasons=(problem,)
        )
        return Found(refused)
    found = METHODS[name].run(table, asked)
    return replace(found, estimate=_thin(found.estimate, table))


def _thin(estimate: Estimate, table: CaptureTable) -> Estimate:
    """The same, weak where it hangs on a few people (R-73)."""
    told = {one.code for one in estimate.reasons}
    count = seen_twice(table)
    thin = {PrevalenceCode.TOO_FEW_SEEN_TWICE.value.code, PrevalenceCode.THIN_OVERLAP.value.code}
    if estimate.total is None or count >= THIN or thin & told:
        return estimate
    reason = PrevalenceCode.TOO_FEW_SEEN_TWICE.problem(Place(), count=count)
    return replace(estimate, grade=Grade.WEAK, reasons=(*estimate.reasons, reason))
