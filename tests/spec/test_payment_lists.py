"""Workers of an order to pay that was issued at a visit: domain.md R-03, R-30, R-40."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection

import inspections_world as iw
from cases_world import request
from inspections_world import World, world
from manumit.errors import InputError
from manumit.web.inspections import order_reading, orders, payment_lists
from manumit.web.inspections.models import InspectionOrder, PaymentList
from manumit.web.inspections.orders import InspectionOrderDetails
from manumit.web.inspections.payment_lists import ListedWorkers
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.order_claims import reading
from manumit.web.order_claims import services as order_claims
from manumit.web.remedies import selectors
from manumit.web.remedies.models import Claim
from manumit.web.tasks.sources import due_items
from office import signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WORKERS = "Rina Devi-zq; 1200.50\n\nNo 17-zq\t99.50\nAmina-zq 100"
"""Two columns that were pasted, and lines as somebody types them on a telephone."""


def to_three() -> InspectionOrderDetails:
    return replace(iw.payment(), amount="1400.00", workers=3)


@dataclass(frozen=True, slots=True)
class Rows:
    """An order to pay three workers, issued at a visit."""

    order: InspectionOrder


def made_rows(w: World) -> Rows:
    visit = iw.begun(w.inspector, iw.place(w.inspector))
    violation = iw.found(w.inspector, visit.pk)
    return Rows(iw.ordered(w.inspector, visit.pk, violation.pk, to_three()))


_begun, _who, _rows = begun(world, made_rows)


@pytest.fixture(name="order")
def _order(rows: Rows) -> InspectionOrder:
    return iw.now(rows.order)


def entered(text: str = WORKERS) -> ListedWorkers:
    return ListedWorkers.from_text(text, "KES", today() - dt.timedelta(days=31), today())


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(InputError) as wrong:
        act()
    (problem,) = wrong.value.problems
    return problem.code


# From the list to the claims


def test_each_worker_of_an_order_of_a_visit_has_a_claim(w: World, order: InspectionOrder) -> None:
    assert order_claims.open_claims() == 0  # nobody is listed
    iw.listed(w.inspector, order, WORKERS)
    assert order_claims.open_claims() == 3
    assert order_claims.open_claims() == 0
    seen = reading.order_claims(w.inspector, order.pk)
    assert {(one.worker, one.amount) for one in seen.shown.object_list} == {
        ("Rina Devi-zq", "1200.50 KES"),
        ("No 17-zq", "99.50 KES"),
        ("Amina-zq", "100.00 KES"),
    }
    first = Claim.objects.filter(order=order).first()
    assert first is not None
    (item,) = selectors.items(w.inspector, first.pk)
    assert (item.item.begins, item.item.ends) == (
        order.issued_on - dt.timedelta(days=31),
        order.issued_on - dt.timedelta(days=1),
    )
    assert item.item.article == order.article


def test_an_order_without_a_list_is_due_work_of_its_office(
    w: World, order: InspectionOrder
) -> None:
    def due(who: Actor) -> bool:
        return "order_unlisted" in [one.kind for one in due_items(who, today(), 50)]

    assert due(w.inspector)
    assert due(w.inspectorate.second)
    assert not due(w.other_inspectorate.first)
    iw.listed(w.inspector, order, WORKERS)
    assert not due(w.inspector)


def test_the_list_is_printed_in_the_languages_of_the_order(
    w: World, order: InspectionOrder
) -> None:
    assert order_reading.payment_paper(w.inspector, order.pk) is None
    iw.listed(w.inspector, order, WORKERS)
    paper = order_reading.payment_paper(w.inspector, order.pk)
    assert paper is not None
    assert paper.startswith(b"%PDF-")


# What cannot be right


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("Rina Devi-zq 1,400.00\nAmina-zq\n100\nNo 17-zq 1", "H219", {"lines": "1, 2, 3"}),
        ("Rina-zq -5", "H219", {"lines": "1"}),
        (f"{'z' * 201} 5", "H219", {"lines": "1"}),
        ("Rina-zq 1400", "H220", {"listed": 1, "workers": 3}),
        ("", "H220", {"listed": 0, "workers": 3}),
        (
            "Rina-zq 1200.50\nNo-17-zq 99.50\nAmina-zq 101",
            "H221",
            {"total": "1401.00 KES", "amount": "1400.00 KES"},
        ),
    ],
)
def test_a_list_that_does_not_fit_the_order_is_refused_with_what_is_wrong(
    w: World, order: InspectionOrder, text: str, code: str, values: dict[str, object]
) -> None:
    with pytest.raises(InputError) as wrong:
        iw.listed(w.inspector, order, text)
    (problem,) = wrong.value.problems
    assert (problem.code, dict(problem.values)) == (code, values)
    assert "zq" not in str(problem)  # no message names a worker
    assert not PaymentList.objects.exists()


@pytest.mark.parametrize(("tag", "words"), [("en", "1401.00"), ("fr", "1401.00"), ("ar", "1401")])
def test_the_page_says_the_sums_and_keeps_what_was_typed(
    w: World, order: InspectionOrder, tag: str, words: str
) -> None:
    typed = WORKERS.replace("100", "101")
    sent = {
        "request": request(),
        "first_day": f"{today()}",
        "last_day": f"{today()}",
        "pay_list": typed,
    }
    address = f"/{tag}/office/orders/{order.pk}/workers/"
    answer = signed_in(w.inspector).post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "{total}" not in page
    assert "Rina Devi-zq; 1200.50" in page


def test_a_list_needs_days_before_the_order(w: World, order: InspectionOrder) -> None:
    tomorrow = today() + dt.timedelta(days=1)
    for days in ((None, today()), (today(), None), (tomorrow, tomorrow), (today(), dt.date.min)):
        wrong = replace(entered(), first_day=days[0], last_day=days[1])
        assert code_of(lambda: listed(w, order, wrong)) == "H202"  # noqa: B023 - called at once


def listed(w: World, order: InspectionOrder, workers: ListedWorkers) -> PaymentList:
    return payment_lists.list_workers(w.inspector, order.pk, workers, request=request())


def test_an_order_has_one_list_and_the_form_sent_twice_keeps_one(
    w: World, order: InspectionOrder
) -> None:
    form = request()
    once = payment_lists.list_workers(w.inspector, order.pk, entered(), request=form)
    again = payment_lists.list_workers(w.inspector, order.pk, entered(), request=form)
    assert once == again
    assert code_of(lambda: listed(w, order, entered())) == "H218"
    assert sum(one.least for one in payment_lists.lines_of(once)) == Decimal(1400)


def test_an_order_that_is_no_order_to_pay_or_was_annulled_has_no_list(
    w: World, order: InspectionOrder
) -> None:
    other = iw.found(w.inspector, order.visit_id or order.pk, "own_papers")
    details = InspectionOrderDetails(kind="remedy", issued_on=today(), days=14)
    remedy = iw.ordered(w.inspector, other.visit_id, other.pk, details)
    assert code_of(lambda: listed(w, remedy, entered())) == "H214"
    client = signed_in(w.inspector)
    assert client.get(f"/en/office/orders/{remedy.pk}/workers/").status_code == 404
    orders.move_order(
        w.inspector, order.pk, "annul", seen=1, request=request(), reason="issued_by_mistake"
    )
    assert code_of(lambda: listed(w, order, entered())) == "T202"
    assert not order_reading.order(w.inspector, order.pk).lists


# Who else


def test_another_office_neither_lists_workers_nor_reads_the_list(
    w: World, order: InspectionOrder
) -> None:
    for who in (w.elsewhere, w.other_inspectorate.first, w.intake.first, None):
        with pytest.raises(Refused):
            payment_lists.list_workers(who, order.pk, entered(), request=request())
    iw.listed(w.inspector, order, WORKERS)
    order_claims.open_claims()
    with pytest.raises(Refused):
        order_reading.payment_paper(w.elsewhere, order.pk)
    with pytest.raises(Refused):
        reading.order_claims(w.elsewhere, order.pk)


def test_no_table_of_the_room_holds_a_worker_in_clear(w: World, order: InspectionOrder) -> None:
    """Planted first: what is not sealed is found in the same way."""
    iw.listed(w.inspector, order, WORKERS)
    kept = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("inspections").get_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608 - our names
            kept += [line for (line,) in cursor.fetchall()]
    everything = "\n".join(kept)
    assert order.reference in everything
    assert "zq" not in everything
