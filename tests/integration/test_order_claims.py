"""Claims from an order to pay: C95, R-03, R-35, R-40, R-46; the worker confirms in private."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponseBase
from pytest_django import Settings

import rounds_world as rw
from cases_world import request
from everybody import done_by_everybody
from manumit.errors import InputError, Place
from manumit.web.inspections import orders as inspection_orders
from manumit.web.inspections.models import PaymentList
from manumit.web.inspections.payment_lists import PaymentLine, lines_of
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.order_claims import reading
from manumit.web.order_claims import services as order_services
from manumit.web.remedies import selectors, services
from manumit.web.remedies.due import make_due
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimTotal,
    ContactDue,
    Payment,
    RemedyOrder,
)
from manumit.web.statistics import counting
from manumit.web.statistics.releasing import working_tables
from manumit.web.tasks.sources import due_items
from order_claims_world import (
    WHO,
    Rows,
    asked,
    browser,
    claims,
    counted,
    made_rows,
    order_paid,
    ordered,
    paid_form,
)
from rounds_world import World, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
_begun, _who, _rows = begun(world, made_rows)


def reported(w: World, rows: Rows, form: uuid.UUID | None = None) -> int:
    """Report that the employer paid, and return for how many workers."""
    return order_services.report_order_paid(
        w.inspector, rows.order.pk, order_paid(), request=form or request()
    )


# Opening


def test_each_worker_of_the_order_has_a_claim_that_the_order_decides(w: World, rows: Rows) -> None:
    """Those who left too (R-03); no residence right and no conviction is asked (R-35, R-40)."""
    found = claims(rows)
    assert {(one.state, one.route, one.held_by, one.by_mandate) for one in found} == {
        ("decided", "wage_claim", w.inspector.person, False)
    }
    view = reading.order_claims(w.inspector, rows.order.pk)
    assert {(one.worker, one.amount) for one in view.shown.object_list} == {
        ("W-1zq", "278.07 XXD"),
        ("W-2zq", "405.46 XXD"),
    }
    assert (view.workers, view.opened, view.paid, view.unreported) == (2, 2, 0, 2)
    assert all(one.child for one in found)  # nobody knows their ages
    assert len({one.subject_id for one in found}) == 2  # each under a key of their own
    items, entered = selectors.items(w.inspector, found[0].pk), rw.round_input()
    assert [(one.item.head, one.item.begins, one.item.ends) for one in items] == [
        ("wages", entered.first_day, entered.last_day)
    ]


def test_a_second_sweep_opens_nothing_and_a_cut_one_is_finished(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert order_services.open_claims() == 0
    assert len(claims(rows)) == 2
    monkeypatch.setattr(order_services, "AT_ONCE", 1)
    ordered(w, 1)
    assert order_services._open_some(order_services._unfinished().get().pk) == 1  # then it dies
    assert order_services.open_claims() == 1
    assert order_services.open_claims() == 0


@pytest.mark.usefixtures("rows")
def test_an_order_that_was_annulled_opens_nothing(w: World) -> None:
    before = Claim.objects.count()
    order = ordered(w, 2)
    inspection_orders.move_order(
        w.inspector,
        order.pk,
        "annul",
        seen=order.version,
        request=request(),
        reason="issued_by_mistake",
    )
    assert order_services.open_claims() == 0
    assert Claim.objects.count() == before


@pytest.mark.usefixtures("rows")
def test_an_order_that_is_annulled_while_its_claims_open_opens_no_more(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_services, "AT_ONCE", 1)
    order = ordered(w, 2)
    paid = order_services._unfinished().get()
    assert order_services._open_some(paid.pk) == 1
    inspection_orders.move_order(
        w.inspector, order.pk, "annul", seen=order.version, request=request(),
        reason="issued_by_mistake",
    )  # fmt: skip
    assert order_services._open_some(paid.pk) == 0
    assert not reading.order_claims(w.inspector, order.pk).waiting


@pytest.mark.usefixtures("rows")
def test_an_order_that_cannot_be_read_stops_no_other(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = ordered(w, 1), ordered(w, 2)

    def lines(kept: PaymentList) -> list[PaymentLine]:
        if kept.order_id == bad.pk:
            raise VaultCode.NO_KEY.error(Place())
        return lines_of(kept)

    monkeypatch.setattr(order_services, "lines_of", lines)
    assert order_services.open_claims() == 2
    assert {one.order_id for one in Claim.objects.filter(order__in=[bad, good])} == {good.pk}


# Paid, and confirmed


def test_what_the_employer_reports_counts_once_each_worker_confirms_it(
    w: World, rows: Rows
) -> None:
    assert reported(w, rows) == 2
    assert {one.state for one in claims(rows)} == {"decided"}
    first, second = (Payment.objects.get(claim=one) for one in claims(rows))
    services.record_contact(w.inspector, first.pk, asked(), request=request())
    services.record_contact(w.inspector, second.pk, asked(alone="unknown"), request=request())
    view = reading.order_claims(w.inspector, rows.order.pk)
    assert view.paid == 1  # who may have been overheard has confirmed nothing
    assert view.confirmed == f"{first.amount:.2f} XXD"
    services.record_contact(w.inspector, second.pk, asked("taken_back"), request=request())
    assert [one.state for one in claims(rows)] == ["paid", "unpaid_enforcement"]


def test_a_payment_reported_alone_keeps_its_own_sum_and_the_form_twice_reports_once(
    w: World, rows: Rows
) -> None:
    one = claims(rows)[0]
    less = services.ReportedPayment(
        currency="XXD",
        amount="10.00",
        on_day=today(),
        channel="cash",
        payer="employer",
        waiver="no",
    )
    services.report_payment(w.inspector, one.pk, less, request=request())
    form = request()
    assert [reported(w, rows, form), reported(w, rows, form)] == [1, 0]
    assert Payment.objects.filter(claim__order=rows.order).count() == 2
    assert f"{Payment.objects.get(claim=one).amount:.2f}" == "10.00"


def test_a_payment_for_a_waiver_is_refused_for_all(w: World, rows: Rows) -> None:
    """R-66."""
    demanded = order_paid(waiver="yes")
    with pytest.raises(InputError, match="Q306"):
        order_services.report_order_paid(w.inspector, rows.order.pk, demanded, request=request())
    assert not Payment.objects.filter(claim__order=rows.order).exists()


def test_the_workers_of_an_order_are_one_line_of_work_and_are_asked_again(
    w: World, rows: Rows
) -> None:
    over = [one.kind for one in due_items(w.inspector, rows.order.due_on, 50)]
    assert over.count("order_claims_report") == 1  # whatever becomes of the order itself
    reported(w, rows)
    make_due()
    later = today() + dt.timedelta(days=60)
    kinds = [one.kind for one in due_items(w.inspector, later, 50)]
    assert kinds.count("order_claims_ask") == 1
    assert not {"payment", "order", "payment_ask"} & set(kinds)
    for payment in Payment.objects.filter(claim__order=rows.order):
        services.record_contact(w.inspector, payment.pk, asked(), request=request())
    assert "order_claims_ask" not in [one.kind for one in due_items(w.inspector, today(), 50)]
    make_due()
    due = ContactDue.objects.filter(claim__order=rows.order, contact=None)
    assert {(one.kind, one.due_on) for one in due} == {
        ("ask_again", today() + dt.timedelta(days=30))
    }


def test_acts_and_what_they_leave_agree_and_names_stand_in_no_plain_column(
    w: World, rows: Rows
) -> None:
    reported(w, rows)
    reading.order_claims(w.inspector, rows.order.pk)
    assert list(disagreements({}, w.inspectorate.institution.pk)) == []
    opened = Event.objects.filter(act="create", kind="claim")
    assert {one.role for one in opened} == {"clock"}
    kept = (Claim, ClaimItem, ClaimFact, ClaimTotal, RemedyOrder, Event)
    plain = [repr(one) for model in kept for one in model._default_manager.values()]
    assert not [one for one in plain if "W-1zq" in one]


def test_each_name_that_is_shown_is_in_the_ledger_and_a_colleague_hears_no_answer(
    w: World, rows: Rows
) -> None:
    keys = [one.pk for one in claims(rows)]
    read = Event.objects.filter(act="read_file", kind="claim", resource__in=keys)
    reported(w, rows)
    payment = Payment.objects.get(claim=keys[0])
    services.record_contact(w.inspector, payment.pk, asked(), request=request())
    before = read.count()
    colleague = reading.order_claims(w.inspectorate.second, rows.order.pk)
    assert read.count() == before
    assert (colleague.paid, colleague.confirmed) == (None, None)
    assert {(one.worker, one.answer) for one in colleague.shown.object_list} == {(None, None)}
    own = reading.order_claims(w.inspector, rows.order.pk)
    assert read.count() == before + 2
    assert (own.paid, sorted(one.answer or "" for one in own.shown.object_list)) == (
        1,
        ["", "received"],
    )
    services.hand_over(w.inspector, keys[1], w.inspectorate.second.person)
    shared = reading.order_claims(w.inspector, rows.order.pk)
    assert (shared.paid, shared.confirmed) == (1, own.confirmed)  # of the claims still held


# Everybody

SHOWS: Mapping[str, tuple[int, ...]] = {
    "": (200, 200, *(404,) * 6, 303),
    "paid/": (200, 403, *(404,) * 6, 303),
    "hand-over/": (200, 403, *(404,) * 6, 303),
}


@pytest.mark.parametrize("who", WHO)
def test_what_the_pages_show_to_everybody(w: World, rows: Rows, who: str) -> None:
    client, place = browser(w, who), WHO.index(who)
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[place] for name, answers in SHOWS.items()}
    if who in ("owner", "colleague"):
        page = client.get(rows.address("")).content.decode()
        assert ("W-1zq" in page) is (who == "owner")  # a colleague does not read what is sealed
        listed = client.get("/en/office/order-claims/").content.decode()
        assert rows.order.reference in listed


def test_who_reports_that_the_employer_paid(w: World, rows: Rows) -> None:
    def send(who: str) -> HttpResponseBase:
        form = {"request": uuid.uuid4(), **paid_form()}
        return browser(w, who).post(rows.address("paid/"), form)

    def standing() -> object:
        return Payment.objects.filter(claim__order=rows.order).count()

    assert done_by_everybody(WHO, send, standing) == dict(
        zip(WHO, (303, 403, *(404,) * 6, 303), strict=True)
    )


def test_the_order_leads_to_its_claims_and_each_claim_back(w: World, rows: Rows) -> None:
    client = browser(w, "owner")
    link = f"/en/office/order-claims/{rows.order.pk}/"
    order = client.get(f"/en/office/orders/{rows.order.pk}/")
    assert link in order.content.decode()
    claim = client.get(f"/en/office/claims/{claims(rows)[0].pk}/").content.decode()
    assert link in claim
    other = browser(w, "other_office").get(f"/en/office/orders/{rows.order.pk}/")
    assert link not in other.content.decode()


def test_nobody_else_learns_by_a_service_that_there_are_claims(w: World, rows: Rows) -> None:
    for actor in (w.elsewhere, w.other_inspectorate.first, w.court.first, w.admin, None):
        with pytest.raises(Refused):
            reading.order_claims(actor, rows.order.pk)
        with pytest.raises(Refused):
            order_services.report_order_paid(actor, rows.order.pk, order_paid(), request=request())
        assert not reading.orders_with_claims(actor).object_list if actor else True


# Counting


def payments(found: Any) -> dict[str, int]:
    """Workers of orders by what is known of the payment; the tables agree with each other."""
    tables = {one.name: one for one in working_tables(found["populations"]["workers"])}
    by_year, by_age = tables["payment_by_year"], tables["payment_by_age"]
    numbers = {one: by_year.value({"payment": one}) for one in counting.PAYMENTS}
    assert numbers == {one: by_age.value({"payment": one}) for one in counting.PAYMENTS}
    # A worker without a recorded age is unknown.
    assert by_age.value({"worker_age": "unknown"}) == found["populations"]["workers"]["total"]
    return {one: number for one, number in numbers.items() if number}


def sums(found: Any) -> dict[str, tuple[int, str]]:
    return {kind: (one["n"], one["sum"]) for kind, one in found["money"].get("XXD", {}).items()}


def test_workers_of_an_order_are_counted_once_with_their_own_sums(
    w: World, rows: Rows, settings: Settings
) -> None:
    """R-40: what an employer reports is not yet in anybody's hand."""
    found = counted(w, settings)
    assert payments(found) == {"not_reported": 2}
    # Once: the claims' sum is the order's, and nothing of it is a person's with a file.
    rows.order.refresh_from_db()
    assert sums(found) == {"workers_ordered": (2, f"{rows.order.amount:f}")}
    assert found["populations"]["persons"]["total"] == 0
    reported(w, rows)
    first, second = (Payment.objects.get(claim=one) for one in claims(rows))
    services.record_contact(w.inspector, first.pk, asked(), request=request())
    services.record_contact(w.inspector, second.pk, asked(alone="unknown"), request=request())
    found = counted(w, settings)
    assert payments(found) == {"reported": 1, "confirmed": 1}
    assert sums(found)["workers_confirmed"] == (1, f"{first.amount:f}")
    assert sums(found)["workers_reported"][0] == 2
    services.record_contact(w.inspector, second.pk, asked("taken_back"), request=request())
    assert payments(counted(w, settings)) == {"denied": 1, "confirmed": 1}


def test_workers_without_consent_and_of_an_annulled_order_are_not_counted(
    w: World, rows: Rows, settings: Settings
) -> None:
    """On the basis of consent nobody of them may be counted: none was asked (R-52)."""
    found = counted(w, settings, "consent")
    assert found["populations"]["workers"]["total"] == 0
    assert not found["money"]
    assert not found["excluded"]  # who is left out is another population
    inspection_orders.move_order(
        w.inspector, rows.order.pk, "annul", seen=rows.order.version, request=request(),
        reason="issued_by_mistake",
    )  # fmt: skip
    found = counted(w, settings)
    assert payments(found) == {}
    assert not found["money"]
