"""Penalties that follow an inspection (C81 art. 17, R-39): from the finding to the penalty.

Who may do what is written by hand, from domain.md, section 2: an inspectorate's office works on its
orders, visits and penalties together; other offices read orders and no penalty; everybody else
finds nothing.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponseBase

import inspections_world as iw
import justice_world as jw
import penalties_world as pw
from cases_world import Body, request
from everybody import done_by_everybody
from inspections_world import World, world
from manumit.errors import InputError
from manumit.web.inspection_penalties.reading import GROUNDS
from manumit.web.inspections import orders
from manumit.web.inspections.lists import AREAS
from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.justice import services as justice
from manumit.web.justice.lists import LISTS
from manumit.web.justice.models import Penalty
from manumit.web.justice.policies import penalty_policy
from manumit.web.kernel.days import today
from manumit.web.tasks.sources import due_items
from office import routes, signed_in
from registers_world import FIRM, NUMBER, actor
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "other_office", "other", "intake", "shelter", "court", "admin",
       "stranger")  # fmt: skip
NOBODY = (404, 404, 404, 404, 404, 303)
SHOWS: Mapping[str, tuple[int, ...]] = {
    "of_order": (200, 200, 403, *NOBODY),
    "of_violation": (200, 200, 403, *NOBODY),
}
DOES: Mapping[str, tuple[int, ...]] = {
    "of_order": (303, 303, 403, *NOBODY),
    "of_violation": (303, 303, 403, *NOBODY),
}


@dataclass(frozen=True, slots=True)
class Rows:
    """An overdue order to pay, and a refused entry, at a hall whose employer is known."""

    order: InspectionOrder
    violation: Violation

    def address(self, name: str) -> str:
        """Where a penalty is recorded."""
        return "/en/office/" + (
            routes("inspection_penalties")[name]
            .replace("<uuid:order>", str(self.order.pk))
            .replace("<uuid:visit>", str(self.violation.visit_id))
            .replace("<uuid:violation>", str(self.violation.pk))
        )

    @property
    def page_of_order(self) -> str:
        """Where the order is."""
        return f"/en/office/orders/{self.order.pk}/"

    @property
    def page_of_visit(self) -> str:
        """Where the visit is."""
        return f"/en/office/visits/{self.violation.visit_id}/"


def made(w: World) -> Rows:
    hall = pw.hall(w)
    return Rows(pw.overdue(w, hall), pw.refused(w, hall))


_begun, _rows, _who = begun(world, made)


def form() -> dict[str, object]:
    """Return what is sent."""
    return {
        "request": uuid.uuid4(), "name": FIRM, "country": "KE", "number": NUMBER,
        "kind": "penalty_fine", "ground": "wages", "on_day": f"{today()}", "currency": "KES",
        "amount": "50000",
    }  # fmt: skip


def page(w: World, who: str, address: str) -> str:
    return signed_in(actor(w, who)).get(address).content.decode()


def test_every_page_has_a_row_in_the_tables() -> None:
    assert routes("inspection_penalties").keys() == SHOWS.keys() == DOES.keys()


@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = signed_in(actor(w, who))
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[WHO.index(who)] for name, answers in SHOWS.items()}


@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    def send(who: str) -> HttpResponseBase:
        return signed_in(actor(w, who)).post(rows.address(name), form())

    def standing() -> object:
        return Penalty.objects.count(), iw.now(rows.order).state

    assert done_by_everybody(WHO, send, standing) == dict(zip(WHO, DOES[name], strict=True))


def test_an_overdue_order_leads_to_its_penalty_and_ends_with_it(w: World, rows: Rows) -> None:
    before = page(w, "owner", rows.page_of_order)
    assert f'href="{rows.address("of_order")}"' in before
    assert "steps/penalise" not in before
    sent = signed_in(w.inspector).post(rows.address("of_order"), form())
    penalty = Penalty.objects.get(order=rows.order)
    assert sent["Location"] == f"/en/office/penalties/{penalty.pk}/"
    assert (penalty.article, penalty.violation) == (rows.order.article, None)
    assert iw.now(rows.order).state == "penalised"
    after = page(w, "owner", rows.page_of_order)
    assert sent["Location"] in after
    assert rows.address("of_order") not in after
    shown = page(w, "owner", sent["Location"])
    assert rows.order.article in shown
    assert rows.page_of_order in shown


def test_the_step_is_not_taken_without_the_penalty(w: World, rows: Rows) -> None:
    address = f"{rows.page_of_order}steps/penalise/"
    answer = signed_in(w.inspector).post(address, {"request": uuid.uuid4(), "seen": 2})
    assert answer.status_code == 404
    assert iw.now(rows.order).state == "overdue"


def test_the_form_knows_employer_and_ground_from_the_register_and_the_finding(
    w: World, rows: Rows
) -> None:
    for name, ground in (("of_order", "wages"), ("of_violation", "obstruction")):
        shown = page(w, "owner", rows.address(name))
        values = dict(re.findall(r'name="(name|country|number)" value="([^"]*)"', shown))
        assert values == {"name": FIRM, "country": "KE", "number": NUMBER}
        assert f'<option value="{ground}" selected' in shown
        assert 'name="article"' not in shown


def test_without_an_employer_in_the_register_the_order_names_one(w: World, rows: Rows) -> None:
    late = pw.overdue(w, iw.place(w.inspector))
    shown = page(w, "owner", rows.address("of_order").replace(str(rows.order.pk), str(late.pk)))
    assert f'value="{iw.EMPLOYER}"' in shown


def test_every_area_of_a_checklist_has_a_ground() -> None:
    assert GROUNDS.keys() == set(AREAS)
    assert set(GROUNDS.values()) <= set(LISTS["ground"].codes())


def test_a_violation_has_one_penalty_until_that_is_annulled(w: World, rows: Rows) -> None:
    assert f'href="{rows.address("of_violation")}"' in page(w, "owner", rows.page_of_visit)
    first = pw.penalised(w.inspector, rows.violation)
    assert first.article == "C081 art. 18"
    after = page(w, "owner", rows.page_of_visit)
    assert f"/en/office/penalties/{first.pk}/" in after
    assert rows.address("of_violation") not in after
    with pytest.raises(InputError, match="T202"):
        pw.penalised(w.inspector, rows.violation)
    jw.annulled(w.inspector, first)
    second = pw.penalised(w.inspector, rows.violation)
    assert Penalty.objects.filter(violation=rows.violation).count() == 2
    assert rows.page_of_visit in page(w, "owner", f"/en/office/penalties/{second.pk}/")


def test_a_penalty_that_was_chosen_is_due_until_it_is_recorded(w: World, rows: Rows) -> None:
    """For the office of the visit; one that was annulled is not due again."""

    def due(who: str) -> list[str]:
        member = actor(w, who)
        assert member is not None
        found = due_items(member, today(), 50)
        return [one.turn for one in found if one.kind == "penalty_of_visit"]

    assert {who: due(who) for who in WHO if who != "stranger"} == {
        "owner": ["to_do"], "colleague": ["office"], "other_office": [], "other": [],
        "intake": [], "shelter": [], "court": [], "admin": [],
    }  # fmt: skip
    penalty = pw.penalised(w.inspector, rows.violation)
    assert due("owner") == due("colleague") == []
    jw.annulled(w.inspector, penalty)
    assert due("owner") == []


def test_a_form_sent_twice_records_one_penalty_and_serves_nothing_else(
    w: World, rows: Rows
) -> None:
    for row in (rows.order, rows.violation):
        key = request()
        assert pw.penalised(w.inspector, row, key=key) == pw.penalised(w.inspector, row, key=key)
    key, other = request(), pw.refused(w, iw.place(w.inspector))
    pw.penalised(w.inspector, other, key=key)
    another = pw.refused(w, iw.place(w.inspector))
    with pytest.raises(InputError, match="J501"):
        pw.penalised(w.inspector, another, key=key)


@pytest.mark.parametrize(("ago", "code"), [(6, "J104"), (-2, "J104")])
def test_a_penalty_follows_the_last_day_to_comply(
    w: World, rows: Rows, ago: int, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        pw.penalised(w.inspector, rows.order, ago=ago)
    assert iw.now(rows.order).state == "overdue"
    assert not Penalty.objects.exists()


def test_an_order_that_is_appealed_meanwhile_gets_no_penalty(w: World, rows: Rows) -> None:
    """C81 art. 13(2): who appeals waits for the decision, and the form leaves nothing."""
    orders.move_order(
        w.inspector, rows.order.pk, "appeal", seen=iw.now(rows.order).version, request=request()
    )
    answer = signed_in(w.inspector).post(rows.address("of_order"), form())
    assert answer.status_code == 422
    assert not Penalty.objects.exists()
    assert rows.address("of_order") not in page(w, "owner", rows.page_of_order)


def test_another_measure_than_a_penalty_leads_to_none(w: World, rows: Rows) -> None:
    assert rows.order.visit_id is not None
    warned = iw.found(w.inspector, rows.order.visit_id, "own_papers", "warning")
    with pytest.raises(InputError, match="T202"):
        pw.penalised(w.inspector, warned)
    address = rows.address("of_violation").replace(str(rows.violation.pk), str(warned.pk))
    assert signed_in(w.inspector).get(address).status_code == 404


def test_the_database_keeps_one_penalty_in_force_for_each(w: World, rows: Rows) -> None:
    pw.penalised(w.inspector, rows.violation)
    one = "justice_one_penalty_of_violation"
    with pytest.raises(IntegrityError, match=one), transaction.atomic():
        justice.record_penalty(
            w.inspector, pw.AGAINST, pw.fine(), request=request(), follows=rows.violation
        )


def test_who_is_passed_the_penalty_reads_its_article_and_no_inspection(
    w: World, rows: Rows
) -> None:
    penalty = pw.penalised(w.inspector, rows.order)
    prosecution = Body.made("prosecution", "justice")
    justice.pass_on(
        w.inspector, penalty_policy, penalty.pk, prosecution.office.pk, request=request()
    )
    shown = signed_in(prosecution.first).get(f"/en/office/penalties/{penalty.pk}/")
    assert rows.order.article in shown.content.decode()
    assert rows.page_of_order not in shown.content.decode()


def test_another_office_is_not_led_to_a_penalty_that_it_may_not_read(w: World, rows: Rows) -> None:
    penalty = pw.penalised(w.inspector, rows.order)
    assert str(penalty.pk) not in page(w, "other_office", rows.page_of_order)


def test_a_penalty_that_follows_no_inspection_may_cite_an_article_too(w: World) -> None:
    sent = form() | {"article": "  Employment Act, s. 17(1) "}
    signed_in(w.inspector).post("/en/office/penalties/new/", sent)
    penalty = Penalty.objects.get()
    assert penalty.article == "Employment Act, s. 17(1)"
    shown = page(w, "owner", f"/en/office/penalties/{penalty.pk}/")
    assert "Employment Act, s. 17(1)" in shown
    with pytest.raises(InputError, match="J111"):
        justice.record_penalty(
            w.inspector,
            pw.AGAINST,
            justice.PenaltyDetails(kind="notice", ground="hours", on_day=today(), article="x" * 81),
            request=request(),
        )


def test_the_timeline_of_the_workplace_names_the_article(w: World, rows: Rows) -> None:
    pw.penalised(w.inspector, rows.order)
    address = f"/en/office/workplaces/{rows.order.workplace_id}/visits/"
    shown = page(w, "owner", address)
    assert re.search(rf"50,000.00 KES · {re.escape(rows.order.article)}", shown)
