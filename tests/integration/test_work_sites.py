"""A line of work names the workplace where it is done, to members who may see it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

import inspections_world as iw
import registers_world
from cases_world import key_ring, request
from inspections_world import World, world
from manumit.web.inspections import verbs
from manumit.web.institutions.models import Member
from manumit.web.kernel.access.actors import Actor
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
COLD_STORE, HOME = "Cold Storezq", "House of Adazq"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def office_page(who: Actor, path: str = "") -> str:
    member = Member.objects.get(pk=who.person)
    return signed_in(member).get(f"/en/office/{path}").content.decode()


def visited(w: World, name: str = COLD_STORE) -> None:
    iw.planned(w.inspector, registers_world.place(w.inspector, name=name))


def test_a_home_page_and_all_tasks_name_the_workplace_of_a_visit(w: World) -> None:
    visited(w)
    for path in ("", "work/"):
        assert COLD_STORE in office_page(w.inspector, path)


def test_a_colleague_who_is_to_review_reads_where_the_visit_was(w: World) -> None:
    row = iw.begun(w.inspector, registers_world.place(w.inspector, name=COLD_STORE))
    verbs.answer_checklist(w.inspector, row.pk, {"pay_on_time": "yes"}, request=request())
    seen = iw.now(row).version
    verbs.move_visit(w.inspector, row.pk, "report", seen=seen, request=request())
    assert COLD_STORE in office_page(w.inspectorate.second)


def test_a_home_is_named_to_nobody(w: World) -> None:
    """R-36: the name of a home is that of a person. Its visit is due without it."""
    home = registers_world.place(w.inspector, "private_home", name=HOME)
    row = iw.planned(w.inspector, home, home="meeting_outside")
    shown = office_page(w.inspector)
    assert row.reference in shown
    assert HOME not in shown


def test_an_order_without_its_list_of_workers_names_its_workplace(w: World) -> None:
    row = iw.begun(w.inspector, registers_world.place(w.inspector, name=COLD_STORE))
    order = iw.ordered(w.inspector, row.pk, iw.found(w.inspector, row.pk).pk)
    shown = office_page(w.inspector)
    assert order.reference in shown
    about = shown[shown.index(order.reference) :]
    assert COLD_STORE in about[: about.index("</p>")]


def test_the_names_of_many_places_are_asked_at_once(w: World) -> None:
    visited(w)
    office_page(w.inspector)  # what the process keeps is read
    with CaptureQueriesContext(connection) as one:
        office_page(w.inspector)
    for number in range(4):
        visited(w, f"{COLD_STORE} {number}")
    with CaptureQueriesContext(connection) as five:
        shown = office_page(w.inspector)
    assert shown.count(COLD_STORE) == 5
    assert len(five) == len(one)
