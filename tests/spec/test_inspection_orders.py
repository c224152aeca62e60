"""Orders of a labour inspectorate: C81 arts 13, 17; domain.md R-39, R-40."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

import inspections_world as iw
from cases_world import key_ring, request
from inspections_world import CONTENT, World, payment, world
from manumit.errors import InputError
from manumit.web.inspections import order_reading, orders, verbs
from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.inspections.orders import InspectionOrderDetails, mark_overdue
from manumit.web.inspections.process import ORDER
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import MoveRefused

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="found")
def _found(w: World) -> Violation:
    row = iw.begun(w.inspector, iw.place(w.inspector), ago=30)
    return iw.found(w.inspector, row.pk)


def remedy(ago: int = 0) -> InspectionOrderDetails:
    """Return an order to put something right within 14 days, issued some days ago."""
    return InspectionOrderDetails(
        kind="remedy", issued_on=today() - dt.timedelta(days=ago), days=14
    )


def stop() -> InspectionOrderDetails:
    """Return an order to stop at once, issued today."""
    return InspectionOrderDetails(kind="stop", issued_on=today(), days=0)


def issued(
    w: World, found: Violation, details: InspectionOrderDetails | None = None
) -> InspectionOrder:
    return iw.ordered(w.inspector, found.visit_id, found.pk, details)


def moved(w: World, row: InspectionOrder, name: str, reason: str = "", **more: dt.date) -> str:
    made = orders.move_order(
        w.inspector, row.pk, name, seen=iw.now(row).version, request=request(), reason=reason,
        **more,
    )  # fmt: skip
    return made.state


def test_an_order_takes_the_ways_of_the_specification() -> None:
    assert set(ORDER.pairs()) >= {
        ("issued", "complied"), ("issued", "extended"), ("issued", "overdue"),
        ("overdue", "penalised"), ("issued", "appealed"), ("appealed", "confirmed"),
        ("appealed", "varied"), ("appealed", "annulled"),
    }  # fmt: skip
    assert ORDER.ends == {"complied", "penalised", "annulled"}


def test_one_order_pays_all_workers_and_names_none(w: World, found: Violation) -> None:
    """R-40, R-03: also those who have left."""
    row = issued(w, found)
    assert (row.workers, f"{row.amount:.2f}", row.currency) == (311, "311000.00", "KES")
    assert row.due_on == today() + dt.timedelta(days=14)
    raw = InspectionOrder.objects.get().content.raw
    assert iw.EMPLOYER.encode() not in raw
    assert order_reading.order(w.inspector, row.pk).content == CONTENT.checked()


def test_there_is_one_order_for_a_violation(w: World, found: Violation) -> None:
    issued(w, found)
    with pytest.raises(InputError, match="H210"):
        issued(w, found)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (lambda: replace(payment(), amount=""), "H212"),
        (lambda: replace(payment(), workers=None), "H212"),
        (lambda: replace(payment(), amount="0"), "Q103"),
        (lambda: replace(payment(), currency="shillings"), "Q104"),
        (lambda: replace(remedy(), amount="5", currency="KES", workers=1), "H212"),
        (lambda: replace(remedy(), days=0), "H211"),
        (lambda: replace(remedy(), days=999), "H211"),
        (lambda: replace(stop(), days=3), "H211"),
        (lambda: replace(remedy(), issued_on=None), "H202"),
        (lambda: remedy(ago=-1), "H202"),
        (lambda: remedy(ago=60), "H202"),
        (lambda: replace(remedy(), kind="advice"), "H201"),
    ],
)
def test_an_order_that_is_not_whole_is_refused_and_leaves_nothing(
    w: World, found: Violation, details: Callable[[], InspectionOrderDetails], code: str
) -> None:
    with pytest.raises(InputError) as wrong:
        issued(w, found, details())
    assert [one.code for one in wrong.value.problems] == [code]
    assert not InspectionOrder.objects.exists()


def test_no_order_follows_a_warning(w: World, found: Violation) -> None:
    warned = iw.found(w.inspector, found.visit_id, "normal_hours", "warning")
    with pytest.raises(InputError, match="H214"):
        issued(w, warned, remedy())


def test_a_colleague_issues_an_order_and_another_office_does_not(
    w: World, found: Violation
) -> None:
    with pytest.raises(Refused):
        iw.ordered(w.elsewhere, found.visit_id, found.pk)
    assert iw.ordered(w.inspectorate.second, found.visit_id, found.pk).state == "issued"


def test_the_clock_marks_what_is_overdue_once_and_only_then_a_penalty_follows(
    w: World, found: Violation
) -> None:
    row = issued(w, found, remedy(ago=20))
    with pytest.raises(MoveRefused):
        moved(w, row, "penalise")
    assert mark_overdue() == 1
    assert mark_overdue() == 0
    assert iw.now(row).state == "overdue"
    assert moved(w, row, "penalise") == "penalised"


def test_the_clock_leaves_an_order_whose_last_day_is_today(w: World, found: Violation) -> None:
    issued(w, found, remedy(ago=14))
    assert mark_overdue() == 0


def test_more_time_is_given_with_a_reason_and_a_new_last_day(w: World, found: Violation) -> None:
    row, later = issued(w, found, remedy()), today() + dt.timedelta(days=30)
    with pytest.raises(InputError, match="T105"):
        moved(w, row, "extend", due_on=later)
    assert iw.now(row).due_on == today() + dt.timedelta(days=14)
    with pytest.raises(InputError, match="H202"):
        moved(w, row, "extend", "partly_done")
    assert moved(w, row, "extend", "partly_done", due_on=later) == "extended"
    assert iw.now(row).due_on == later


def test_an_appeal_is_decided_and_the_order_runs_again_or_ends(w: World, found: Violation) -> None:
    row = issued(w, found)
    moved(w, row, "appeal")
    with pytest.raises(MoveRefused):
        moved(w, row, "comply", "workers_confirmed")
    moved(w, row, "confirm", "appeal_dismissed")
    assert moved(w, row, "comply", "workers_confirmed") == "complied"


def test_refused_entry_can_be_followed_by_its_own_order(w: World) -> None:
    """Sentence 13 of the specification: C81 art. 18, with its own order."""
    row = iw.planned(w.inspector, iw.place(w.inspector))
    verbs.record_refused_entry(w.inspector, row.pk, today(), "order", seen=1, request=request())
    violation = Violation.objects.get(visit=row)
    made = iw.ordered(w.inspector, row.pk, violation.pk, remedy())
    assert made.article == "C081 art. 18"
