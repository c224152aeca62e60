"""Read protection measures of the person of a file."""

import uuid

from manumit.web.cases.policies import file_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.protection.selectors import PeriodLine, PlanLine, periods_of, plans_of


def reflection_periods(actor: Actor | None, file_id: uuid.UUID) -> list[PeriodLine]:
    """Return reflection periods that the actor may see; found by the person's key alone.

    Raises:
        Refused: the actor may not see the file.
    """
    return periods_of(actor, file_policy.load(actor, file_id).subject_id)


def support_plans(actor: Actor | None, file_id: uuid.UUID) -> list[PlanLine]:
    """Return support plans that the actor may see, latest first.

    Raises:
        Refused: the actor may not see the file.
    """
    return plans_of(actor, file_policy.load(actor, file_id).subject_id)
