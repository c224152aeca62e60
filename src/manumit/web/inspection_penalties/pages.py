"""Record a penalty from the page of an order or of a visit."""

import uuid
from collections.abc import Callable
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from manumit.web.inspection_penalties import services
from manumit.web.inspection_penalties.forms import InspectionPenaltyForm
from manumit.web.inspection_penalties.reading import (
    OF_ORDER,
    OF_VIOLATION,
    employer_of,
    ground_of,
)
from manumit.web.inspections.law import order_policy, visit_policy
from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.institutions import desk
from manumit.web.institutions.desk import submit_form
from manumit.web.justice.models import Penalty
from manumit.web.justice.policies import penalty_policy
from manumit.web.justice.views.room import JusticeRequest
from manumit.web.kernel.days import today
from manumit.web.ui.languages import words


class InspectionPenaltyRequest(desk.OfficeRequest):
    """A member's request for a page of penalties after an inspection."""

    room: ClassVar[str] = "inspection_penalties"


office_view = desk.view_decorator(InspectionPenaltyRequest)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def of_order(here: InspectionPenaltyRequest, order: uuid.UUID) -> HttpResponse:
    """Record a penalty for an order that was not complied with."""
    row = order_policy.load(here.actor, order, "change")
    form = _form(here, row, row.workplace_id)

    def act() -> Penalty:
        sent = form.cleaned_data["request"]
        return services.penalise_order(
            here.actor, order, form.against(), form.penalty(), request=sent
        )

    return _answer(here, form, act, row, "inspections:order", order=order)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def of_violation(
    here: InspectionPenaltyRequest, visit: uuid.UUID, violation: uuid.UUID
) -> HttpResponse:
    """Record the penalty that was chosen as the measure for a violation."""
    seen = visit_policy.load(here.actor, visit, "change")
    row = seen.violations.filter(pk=violation, measure=services.PENALTY).first()
    if row is None:
        raise Http404
    form = _form(here, row, seen.workplace_id)

    def act() -> Penalty:
        sent = form.cleaned_data["request"]
        return services.penalise_violation(
            here.actor, visit, violation, form.against(), form.penalty(), request=sent
        )

    return _answer(here, form, act, row, "inspections:visit", visit=visit)


def _form(
    here: InspectionPenaltyRequest, row: InspectionOrder | Violation, workplace: uuid.UUID
) -> InspectionPenaltyForm:
    """Return the form, filled in as far as the inspection and the register know the answers."""
    penalty_policy.check_new(here.actor, "record")
    assert here.actor is not None  # noqa: S101 - a stranger was refused
    spoken = words(here.language.tag)
    if here.posted:
        return InspectionPenaltyForm(here.request.POST, words=spoken)
    order = row if isinstance(row, InspectionOrder) else None
    known = employer_of(here.actor, workplace, order)
    initial = {
        "name": known.name,
        "country": known.country,
        "number": known.number,
        "ground": ground_of(row.item),
        "on_day": today(),
        "currency": "" if order is None else order.currency,
    }
    return InspectionPenaltyForm(words=spoken, initial=initial)


def _answer(
    here: InspectionPenaltyRequest,
    form: InspectionPenaltyForm,
    act: Callable[[], Penalty],
    row: InspectionOrder | Violation,
    back: str,
    **keys: uuid.UUID,
) -> HttpResponse:
    """Record the penalty and lead to it, or show the form with what the penalty follows."""
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(act().pk), room="justice"):
        justice = JusticeRequest(here.request, here.language, here.actor)
        return justice.to("penalty", message="kept", penalty=made[0])
    address = reverse(back, kwargs={"language": here.language.tag, **keys})
    context = {
        "form": form,
        "text": OF_ORDER if isinstance(row, InspectionOrder) else OF_VIOLATION,
        "row": row,
        "back_to": address,
    }
    return here.show("form", context, status=desk.UNPROCESSABLE if form.errors else 200)
