"""Pages of orders: the list, one, its steps, its paper, and the page that an employer is shown."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.inspections import order_reading, orders, payment_lists
from manumit.web.inspections.forms import ListedWorkersForm, OrderForm, OrderStepForm
from manumit.web.inspections.law import order_policy, visit_policy
from manumit.web.inspections.orders import ORDERED_BY, PAYMENT
from manumit.web.inspections.pages import InspectionRequest, file_answer, office_view, saved
from manumit.web.inspections.process import ORDER, PENALISE
from manumit.web.institutions.desk import UNPROCESSABLE, require_role, submit_form
from manumit.web.ui.languages import words

NEW_DAY = ("extend", "vary")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: InspectionRequest) -> HttpResponse:
    """List the orders that the member may see, by their last day."""
    require_role(here, order_policy)
    return here.list(order_reading.ORDERS)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: InspectionRequest, visit: uuid.UUID, violation: uuid.UUID) -> HttpResponse:
    """Issue an order for a violation."""
    row = visit_policy.load(here.actor, visit, "change")
    found = row.violations.filter(pk=violation).first()
    if found is None or found.measure not in ORDERED_BY:
        raise Http404
    kind = {"stop": "stop"}.get(found.measure, "payment" if found.area == "wages" else "remedy")
    form = OrderForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"issued_on": row.visited_on, "kind": kind, "workers": None},
    )
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(orders.issue_order(
        here.actor, visit, violation, form.details(), form.content(),
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return saved(here, "order", order=made[0])
    return here.form_page(form, "inspections/order_new", "inspections:visit", visit=visit)


@require_safe
@office_view
def show(here: InspectionRequest, order: uuid.UUID) -> HttpResponse:
    """Show one order."""
    return here.show("order", {"seen": order_reading.order(here.actor, order)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: InspectionRequest, order: uuid.UUID, name: str) -> HttpResponse:
    """Take a step of an order."""
    found = ORDER.transition(name)
    if found is None or name in ("fall_due", PENALISE):
        raise Http404
    row = order_policy.load(here.actor, order, "change")
    form = OrderStepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=[] if found.reasons is None else found.reasons.today(),
        new_day=name in NEW_DAY,
        initial={"seen": row.version},
    )
    if submit_form(here, form, lambda: orders.move_order(
        here.actor, order, name, due_on=form.cleaned_data.get("due_on"),
        seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
        reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return saved(here, "order", order=order)
    text = f"inspections_order_step/{name}"
    return here.form_page(form, text, "inspections:order", order=order)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def list_workers(here: InspectionRequest, order: uuid.UUID) -> HttpResponse:
    """Enter who is to be paid by an order, and how much."""
    row = order_policy.load(here.actor, order, "change")
    if row.kind != PAYMENT:
        raise Http404
    form = ListedWorkersForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        sent = form.cleaned_data["request"]
        payment_lists.list_workers(here.actor, order, form.entered(row.currency), request=sent)

    if submit_form(here, form, act):
        return saved(here, "order", order=order)
    context = {"form": form, "row": row, "amount": order_reading.amount_of(row)}
    return here.show("payment_list", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@office_view
def list_paper(here: InspectionRequest, order: uuid.UUID) -> HttpResponse:
    """Return the list of workers of an order to pay as PDF."""
    made = order_reading.payment_paper(here.actor, order)
    if made is None:
        raise Http404
    return file_answer(made)


@require_safe
@office_view
def alone(here: InspectionRequest, order: uuid.UUID) -> HttpResponse:
    """Show the employer this order, without any way to another page."""
    seen = order_reading.printed_order(here.actor, order)
    part = order_reading.order_part(seen, here.language)
    return here.show("order_alone", {"part": part})


@require_safe
@office_view
def paper(here: InspectionRequest, order: uuid.UUID) -> HttpResponse:
    """Return the order as PDF, in the language in which it was written and its second one."""
    made = order_reading.order_paper(order_reading.printed_order(here.actor, order))
    return file_answer(made)
