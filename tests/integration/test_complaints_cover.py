"""A complaint leaves nothing with the round that it waits for: no row, no lock, no ledger, no page.

Every check finds a planted trace first, and none without it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

import complaints_world as cw
import inspections_world as iw
import rounds_world as rw
from cases_world import request
from complaints_world import World, world
from manumit.web.complaints.models import Complaint
from manumit.web.complaints.receiving import withdraw_complaint
from manumit.web.complaints.reprisals import move_reprisal, report_reprisal
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.rounds import letters
from manumit.web.rounds import models as round_models
from manumit.web.rounds import verbs as round_verbs
from manumit.web.rounds.models import Round
from office import signed_in
from round_ahead import FIRMS, planned_ahead
from round_traces import PLANTS, plant_column, seen_pages
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
DAYS = 9
ROOMS = ("rounds_", "inspections_", "registers_", "tasks_")
PAGES = ("", "work/", "rounds/", "visits/", "orders/", "annual-report/")


@dataclass(frozen=True, slots=True)
class Rows:
    """A round to come, and a visit to one of its workplaces."""

    round: Round


def made_rows(w: World) -> Rows:
    rw.firms(w.base.inspector, FIRMS)
    row = planned_ahead(w.base.inspector, DAYS)
    iw.planned(w.base.inspector, iw.place(w.base.inspector))
    return Rows(row)


_begun, _who, _rows = begun(world, made_rows)


def complained(w: World, rows: Rows) -> Complaint:
    """Everything that intake does with a complaint that waits for the round, and a reprisal."""
    row = cw.triaged(w.officer)
    cw.briefed(w.officer, row, "join_round", round=rows.round.pk, facts=("wages",))
    row = cw.moved(w.officer, row, "join_round", reason="cover_is_needed")
    report_reprisal(row.lead.pk, kind="dismissed", text="", request=request())
    move_reprisal(
        w.officer, row.reprisals.get().pk, "act", seen=1, request=request(),
        reason="follow_up_of_order",
    )  # fmt: skip
    browser = signed_in(w.officer)
    for page in ("", "counted/", f"{row.pk}/"):
        assert browser.get(f"/en/office/complaints/{page}").status_code == 200
    return row


def tables(w: World) -> dict[str, list[tuple[str, ...]]]:
    """Every row of the inspectors' rooms with its place and its locks, and their ledger."""
    with connection.cursor() as cursor:
        names = [one for one in connection.introspection.table_names(cursor)
                 if one.startswith(ROOMS)]  # fmt: skip
        assert len(names) > 20
        wanted: list[tuple[str, str, list[str]]] = [(name, "TRUE", []) for name in names]
        wanted += [
            (name, "institution = %s", [str(w.base.inspector.institution)])
            for name in ("process_move", "ledger_event")
        ]
        found = {}
        for name, which, values in wanted:
            query = SQL("SELECT ctid::text, xmin::text, xmax::text, t::text FROM {} t WHERE {}")
            cursor.execute(query.format(Identifier(name), SQL(which)), values)
            found[name] = sorted(cursor.fetchall())
    return found


def pages(w: World, rows: Rows) -> dict[str, str]:
    """What an inspector is shown; reading it leaves nothing here."""
    with transaction.atomic():
        found = seen_pages(w.base.inspector, (*PAGES, f"rounds/{rows.round.pk}/"))
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_trace_with_the_round_is_found(
    w: World, rows: Rows, plant: Callable[[World, Round], None]
) -> None:
    before = tables(w)
    assert tables(w) == before
    with transaction.atomic():
        plant(w, rows.round)
        assert tables(w) != before
        transaction.set_rollback(True)


def test_a_complaint_leaves_no_trace_with_the_round(w: World, rows: Rows) -> None:
    """C81 art. 15(c): rows, their order and locks, ledger and pages are the same, byte for byte."""
    before, shown = tables(w), pages(w, rows)
    row = complained(w, rows)
    withdraw_complaint(row.lead.pk, request=request())
    complained(w, rows)
    assert tables(w) == before
    assert pages(w, rows) == shown
    plant_column(w, rows.round)  # planted: the page shows what was changed
    assert tables(w) != before
    assert pages(w, rows) != shown


def test_a_round_takes_the_same_course_with_and_without_a_complaint(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted difference: one answer more."""
    then = today() + dt.timedelta(days=DAYS)
    for module in (round_models, round_verbs):
        monkeypatch.setattr(module, "today", lambda: then)
    monkeypatch.setattr(round_verbs, "latest_day", lambda: then)
    monkeypatch.setattr(letters, "order_pdf", lambda *_: b"%PDF-")
    without = course(w, rows, lambda: None)
    assert course(w, rows, lambda: complained(w, rows)) == without
    assert course(w, rows, lambda: None, answers=2) != without


def course(
    w: World, rows: Rows, first: Callable[[], object], *, answers: int = 1
) -> tuple[object, ...]:
    """What is left of a round from its letters to its end: rows by table, and acts in order."""
    by, key = w.base.inspector, rows.round.pk
    with transaction.atomic():
        last = max(Event.objects.values_list("number", flat=True))
        first()
        round_verbs.move_round(by, key, "send", seen=1, request=request())
        letters.make_letters(key)
        for letter in rows.round.letters.order_by("place")[:answers]:
            round_verbs.record_answer(
                by, key, letter.pk, answer="refused", answered_on=today() + dt.timedelta(days=DAYS),
                request=request(),
            )  # fmt: skip
        round_verbs.move_round(by, key, "close", seen=2, request=request())
        counted = Counter({name: len(found) for name, found in tables(w).items()})
        events = Event.objects.filter(number__gt=last, institution=by.institution)
        acts = list(
            events.order_by("number").values_list(
                "actor", "role", "act", "kind", "resource", "purpose", "outcome", "reason"
            )
        )
        positions = list(rows.round.letters.order_by("place").values_list("workplace", "place"))
        transaction.set_rollback(True)
    return counted, acts, positions
