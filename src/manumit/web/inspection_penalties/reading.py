"""Which penalty an order or a violation leads to, and what is known of the employer."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from manumit.web.inspection_penalties.services import PENALTY, penalty_in_force
from manumit.web.inspections.follows import Follow, Followed
from manumit.web.inspections.law import order_policy, visit_policy
from manumit.web.inspections.lists import MODULES, REFUSAL, checklist
from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.inspections.order_reading import content_of
from manumit.web.inspections.process import OVERDUE
from manumit.web.justice.policies import penalty_policy
from manumit.web.justice.services import Respondent
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.registers import selectors
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.services import shown_as

GROUNDS: Mapping[str, str] = {
    "wages": "wages",
    "papers": "documents_withheld",
    "movement": "movement",
    "housing": "housing",
    "hours": "hours",
    "fees": "recruitment_fees",
    "child": "child_labour",
    "contract": "terms_of_employment",
    "safety": "safety",
    "records": "records",
    "entry": "obstruction",
}
"""The ground that the form proposes for a violation of an area; the inspector may change it."""


OF_ORDER, OF_VIOLATION = "inspection_penalties/of_order", "inspection_penalties/of_violation"
"""Texts of the two pages on which a penalty is recorded."""


def penalty_of(actor: Actor | None, row: Followed) -> Follow | None:
    """Return the page of the penalty that follows an order or a violation, or where to record it.

    A member who may not read the penalty is not led to it.
    """
    if isinstance(row, Violation) and row.measure != PENALTY:
        return None
    known = penalty_in_force(row)
    if known is not None:
        read = penalty_policy.can(actor, SEE, known)
        return Follow("justice/penalty", "justice:penalty", {"penalty": known.pk}) if read else None
    if not penalty_policy.can_new(actor, "record"):
        return None
    if isinstance(row, Violation):
        keys = {"visit": row.visit_id, "violation": row.pk}
        may = bool(visit_policy.can(actor, "change", row.visit))
        return Follow(OF_VIOLATION, "inspection_penalties:of_violation", keys) if may else None
    may = row.state == OVERDUE and bool(order_policy.can(actor, "change", row))
    return Follow(OF_ORDER, "inspection_penalties:of_order", {"order": row.pk}) if may else None


def ground_of(item: str) -> str:
    """Return the ground to propose for a point of a checklist; empty if it has no known area."""
    points = {one.code: one.area for module in MODULES for one in checklist(module)}
    points[REFUSAL.code] = REFUSAL.area
    return GROUNDS.get(points.get(item, ""), "")


@transaction.atomic
def employer_of(actor: Actor, workplace: uuid.UUID, order: InspectionOrder | None) -> Respondent:
    """Return what is known of the employer of a workplace, to fill in the form.

    The organisation that runs it, as far as the actor may read it; else whom the order is addressed
    to. Reading the organisation is an act of the ledger.

    Raises:
        Refused, InputError: as :func:`selectors.organisation`.
    """
    key = shown_as({workplace}).get(workplace, workplace)
    place = workplace_policy.scope(actor).filter(pk=key).first()
    run_by = None if place is None else place.organisation_id
    if run_by is not None and organisation_policy.scope(actor).filter(pk=run_by).exists():
        found = selectors.organisation(actor, run_by)
        return Respondent(name=found.called.name, country=found.country, number=found.called.number)
    addressee = "" if order is None else _addressee(actor, order)
    return Respondent(name=addressee, country="" if place is None else place.country)


def _addressee(actor: Actor, order: InspectionOrder) -> str:
    shown = "content" in order_policy.mask(actor, order)
    return content_of(order).addressee if shown else ""
