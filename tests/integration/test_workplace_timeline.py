"""What happened at one workplace, on one page: what each member sees of it, and nothing more."""

import re
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import inspections_world as iw
import justice_world as jw
import registers_world
from cases_world import request
from manumit.web.inspections.models import Visit
from manumit.web.justice.models import Penalty
from manumit.web.order_claims import services as order_services
from manumit.web.registers import services
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.models import Workplace
from manumit.web.registers.services.entries import ClearDetails
from manumit.web.registers.services.workplaces import WorkplaceInput
from order_claims_world import Rows as OrderRows
from order_claims_world import browser, claims, made_rows, order_paid
from registers_world import NUMBER
from rounds_world import World, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@dataclass(frozen=True, slots=True)
class Rows:
    """A workplace where all four kinds of event happened, and a penalty of another employer."""

    orders: OrderRows
    place: Workplace
    visit: Visit
    penalty: Penalty
    other_penalty: Penalty

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/en/office/workplaces/{self.place.pk}/visits/"


def made(w: World) -> Rows:
    orders = made_rows(w)
    place = orders.order.workplace
    run_by(w, place)
    visit = iw.begun(w.inspector, place, ago=3, origin="asked")
    penalty = jw.penalty(w.inspector, NUMBER)
    other = jw.penalty(w.inspector, "PVT-1ZQ")
    order_services.report_order_paid(w.inspector, orders.order.pk, order_paid(), request=request())
    return Rows(orders, place, visit, penalty, other)


def run_by(w: World, place: Workplace) -> None:
    """Record which employer runs a workplace."""
    firm = registers_world.firm(w.inspector, number=NUMBER)
    entry = WorkplaceInput(
        place=place.place,
        located=WorkplaceDetails(name="Hall threezq"),
        about=ClearDetails(source="own_knowledge", country="KE", sector="C"),
        organisation=firm.pk,
    )
    services.change_workplace(w.inspector, place.pk, entry, seen=place.version)
    place.refresh_from_db()


_begun, _rows, _who = begun(world, made)

# The kinds of event that each sees, by hand: the penalty of an employer is open to the office that
# recorded it, the payments to the office that holds the claims; visits and orders to every office.
SEES = {
    "owner": {"visit", "order", "penalty", "payment"},
    "colleague": {"visit", "order", "penalty", "payment"},
    "other_office": {"visit", "order"},
    "other": None,
    "intake": None,
    "shelter": None,
    "court": None,
    "admin": None,
    "stranger": None,
}
KINDS = {
    "visit": "Visit",
    "order": "Order",
    "penalty": "Penalty",
    "payment": "Payments under this order",
}


def events(page: str) -> list[str]:
    """Return the kinds of event on a page, from the top."""
    kinds = {text: kind for kind, text in KINDS.items()}
    found = re.findall(r'<th scope="row"[^>]*><a [^>]*><bdi>([^<]+)</bdi>', page)
    return [kinds[one] for one in found]


@pytest.mark.proves("registers-of-employers")
@pytest.mark.parametrize("who", SEES)
def test_each_sees_what_the_role_sees_in_its_own_room(w: World, rows: Rows, who: str) -> None:
    answer = browser(w, who).get(rows.address)
    seen = SEES[who]
    assert (answer.status_code == 200) == (seen is not None)
    if seen is not None:
        assert set(events(answer.content.decode())) == seen


def test_events_are_listed_by_day_with_where_they_lead(w: World, rows: Rows) -> None:
    page = browser(w, "owner").get(rows.address).content.decode()
    assert events(page) == ["order", "payment", "visit", "penalty"]
    for reference in (rows.visit, rows.penalty, rows.orders.order):
        assert reference.reference in page
    assert "683.53 XXD" in page  # both workers together
    assert "25,000.00 KES" in page
    assert rows.other_penalty.reference not in page


@pytest.mark.proves("registers-of-employers")
def test_it_names_no_worker_no_claim_and_not_why_a_visit_was_planned(w: World, rows: Rows) -> None:
    page = browser(w, "owner").get(rows.address).content.decode()
    hidden = ["W-1zq", "W-2zq", "278.07", "asked", *(one.reference for one in claims(rows.orders))]
    assert [one for one in hidden if one in page] == []


def test_a_penalty_needs_the_number_of_the_employer(w: World, rows: Rows) -> None:
    elsewhere = registers_world.place(
        w.inspector, runs=registers_world.firm(w.inspector, "No Numberzq Ltd")
    )
    address = rows.address.replace(str(rows.place.pk), str(elsewhere.pk))
    page = browser(w, "owner").get(address).content.decode()
    assert events(page) == []
    assert "There is nothing here that you may see" in page


def test_more_events_take_no_more_questions(w: World, rows: Rows) -> None:
    client = browser(w, "owner")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(rows.address)
        return len(queries)

    client.get(rows.address)
    before = asked()
    for ago in range(1, 6):
        iw.begun(w.inspector, rows.place, ago=ago)
        jw.penalty(w.inspector, NUMBER, ago=ago)
    assert asked() <= before
