"""Workplaces of the register and visits to them: planned, reported, with orders that are obeyed."""

import datetime as dt
from dataclasses import dataclass

from manumit.web.country.acting import NAME, Story, StoryRun
from manumit.web.inspections import orders, verbs
from manumit.web.inspections.lists import checklist
from manumit.web.inspections.models import InspectionOrder, Visit
from manumit.web.inspections.orders import InspectionOrderDetails, OrderContent
from manumit.web.inspections.payment_lists import ListedWorkers, list_workers
from manumit.web.inspections.verbs import VisitPlan
from manumit.web.order_claims import services as order_claims
from manumit.web.order_claims.services import OrderPaid
from manumit.web.registers import services as registers
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.services.entries import ClearDetails
from manumit.web.registers.services.workplaces import WorkplaceInput
from manumit.web.remedies import services as claims
from manumit.web.remedies.models import Payment
from manumit.web.remedies.services import ContactDetails


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of workplace.

    Attributes:
        names: what it is called, beside the name of who runs it.
        sector: a section of ISIC Rev. 4.
    """

    module: str
    sector: str
    names: str


KINDS = (
    Kind("garments", "C", "Garments"),
    Kind("agriculture", "A", "Farm"),
    Kind("construction", "F", "Construction"),
    Kind("hospitality", "I", "Restaurant"),
    Kind("fishing", "A", "Fisheries"),
)
POINTS = ("pay_on_time", "pay_statement", "weekly_rest", "decent_housing", "written_terms")
DEMAND = "Pay the wages of the last two months to everybody who worked here. (invented)"
DEMAND_ARABIC = "ادفع أجور الشهرين الماضيين لكل من عمل هنا. (مختلق)"


def _planned(tale: StoryRun, days: int = 0, kind: Kind | None = None) -> Visit:
    """Plan a visit to a workplace that an inspector entered in the register."""
    by, this = tale.who("inspect"), kind or tale.draw.choice(KINDS)
    entered = WorkplaceInput(
        place="premises",
        located=WorkplaceDetails(name=f"{NAME} {this.names} (invented)", address="Meridia"),
        about=ClearDetails(source="own_knowledge", country=tale.country.code, sector=this.sector),
    )
    place = registers.record_workplace(by, entered, another=True, request=tale.request())
    tale.minutes()
    plan = VisitPlan(
        workplace=place.pk, planned_on=tale.today + dt.timedelta(days=days), module=this.module
    )
    return verbs.plan_visit(by, plan, request=tale.request())


def _made(tale: StoryRun, wrong: int) -> Visit:
    """Make a visit with some violations."""
    row, by = _planned(tale, 3), tale.who("inspect")
    tale.days(2, 4)
    row = verbs.begin_visit(
        by, row.pk, tale.today, tale.draw.randint(8, 140), seen=row.version, request=tale.request()
    )
    tale.minutes()
    verbs.record_people(
        by,
        row.pk,
        role="worker",
        number=tale.draw.randint(3, 12),
        alone="yes",
        child="no",
        request=tale.request(),
    )
    failed = tale.draw.sample(POINTS, wrong)
    answers = {one.code: "no" if one.code in failed else "yes" for one in checklist(row.module)}
    verbs.answer_checklist(by, row.pk, answers, request=tale.request())
    return row


def _found(tale: StoryRun, row: Visit, item: str, measure: str, workers: int) -> None:
    tale.minutes(1, 5)
    verbs.record_violation(
        tale.who("inspect"),
        row.pk,
        item=item,
        measure=measure,
        workers=workers,
        request=tale.request(),
    )


def _ordered(tale: StoryRun, row: Visit, days: int) -> InspectionOrder:
    """Order payment for the whole work force, screened for signs of forced labour."""
    by, workers = tale.who("inspect"), tale.draw.randint(3, 12)
    _found(tale, row, "pay_on_time", "order", workers)
    violation = row.violations.get(item="pay_on_time")
    verbs.screen_violation(by, row.pk, violation.pk, result="signs_none", request=tale.request())
    each = tale.draw.randrange(300, 900, 50)
    details = InspectionOrderDetails(
        kind="payment",
        issued_on=tale.today,
        days=days,
        currency=tale.country.currency,
        amount=str(workers * each),
        workers=workers,
    )
    content = OrderContent(
        addressee=f"{NAME} (invented)", demand=DEMAND, second=DEMAND_ARABIC, second_language="ar"
    )
    order = orders.issue_order(by, row.pk, violation.pk, details, content, request=tale.request())
    _listed(tale, order, each)
    return order


def _listed(tale: StoryRun, order: InspectionOrder, each: int) -> None:
    """List the workers by their numbers in the pay book, and open their claims."""
    tale.minutes()
    listed = ListedWorkers.from_text(
        "\n".join(f"Worker {number}; {each}" for number in range(1, (order.workers or 0) + 1)),
        order.currency,
        order.issued_on - dt.timedelta(days=60),
        order.issued_on - dt.timedelta(days=1),
    )
    list_workers(tale.who("inspect"), order.pk, listed, request=tale.request())
    order_claims.open_claims()


def _reported(tale: StoryRun, row: Visit) -> Visit:
    tale.minutes()
    row.refresh_from_db()
    return verbs.move_visit(
        tale.who("inspect"), row.pk, "report", seen=row.version, request=tale.request()
    )


def _plan(tale: StoryRun) -> None:
    _planned(tale, tale.draw.randint(1, 24))


def _under_way(tale: StoryRun) -> None:
    _made(tale, 0)


def _waits_for_review(tale: StoryRun) -> None:
    row = _made(tale, 1)
    _found(tale, row, "written_terms", "notice", tale.draw.randint(4, 30))
    _reported(tale, row)


def _reviewed(tale: StoryRun) -> None:
    row = _reported(tale, _made(tale, 0))
    tale.days(1, 3)
    verbs.move_visit(
        tale.colleague("inspect"), row.pk, "review", seen=row.version, request=tale.request()
    )


def _ordered_to_pay(tale: StoryRun) -> None:
    row = _made(tale, 1)
    _ordered(tale, row, 30)
    _reported(tale, row)


def _overdue(tale: StoryRun) -> None:
    row = _made(tale, 1)
    _ordered(tale, row, 7)
    _reported(tale, row)
    tale.days(9, 12)
    orders.mark_overdue()


def _paid(tale: StoryRun) -> None:
    row = _made(tale, 1)
    order = _ordered(tale, row, 14)
    _reported(tale, row)
    tale.days(6, 12)
    _confirmed(tale, order)
    orders.move_order(
        tale.who("inspect"),
        order.pk,
        "comply",
        seen=order.version,
        request=tale.request(),
        reason="workers_confirmed",
    )


def _confirmed(tale: StoryRun, order: InspectionOrder) -> None:
    """The employer says that it paid, and each worker confirms it in private."""
    by = tale.who("inspect")
    paid = OrderPaid(on_day=tale.today, channel="bank", waiver="no")
    order_claims.report_order_paid(by, order.pk, paid, request=tale.request())
    tale.days(1, 3)
    asked = ContactDetails(answer="received", asked_on=tale.today, alone="yes", safe="yes")
    for payment in Payment.objects.filter(claim__order=order).order_by("pk"):
        tale.minutes(5, 20)
        claims.record_contact(by, payment.pk, asked, request=tale.request())


def _refused(tale: StoryRun) -> None:
    row = _planned(tale)
    tale.minutes()
    verbs.record_refused_entry(
        tale.who("inspect"), row.pk, tale.today, "penalty", seen=row.version, request=tale.request()
    )


STORIES = (
    Story("visit_planned", "inspections", _plan, 60, open=True, person=False),
    Story("visit_under_way", "inspections", _under_way, 10, open=True, person=False),
    Story("visit_to_review", "inspections", _waits_for_review, 15, open=True, person=False),
    Story("visit_reviewed", "inspections", _reviewed, 60, person=False),
    Story("visit_with_order", "inspections", _ordered_to_pay, 25, open=True, person=False),
    Story("visit_order_overdue", "inspections", _overdue, 15, open=True, person=False),
    Story("visit_order_paid", "inspections", _paid, 40, person=False),
    Story("visit_refused_entry", "inspections", _refused, 8, open=True, person=False),
)
