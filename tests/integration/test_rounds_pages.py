"""Who may do what on the pages of rounds: every page against everybody.

The expectations are written by hand, from domain.md, section 2, and R-30: an inspectorate's office
works on its rounds together; other offices of the inspectorate, another inspectorate, an intake and
everybody else find nothing (404); a stranger is led to sign in (303).
"""

import datetime as dt
import io
import re
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

import rounds_world as rw
from cases_world import request
from everybody import done_by_everybody
from manumit.web.inspections.models import InspectionOrder
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.rounds import payrolls
from manumit.web.rounds.models import (
    LetterAnswer,
    LetterPayroll,
    PayrollResult,
    Round,
    RoundLetter,
    RoundOrder,
)
from manumit.web.tasks import selectors
from office import routes, signed_in
from registers_world import actor
from rounds_world import World, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
FIRMS = 10

WHO = ("owner", "colleague", "other_office", "other", "intake", "shelter", "court", "admin",
       "stranger")  # fmt: skip
NOBODY = (404, 404, 404, 404, 404, 404, 303)
"""Another office, another inspectorate, an intake, a shelter, a court, an administrator, a
stranger."""

SHOWS: Mapping[str, tuple[int, ...]] = {
    "rounds": (200, 200, 200, 200, *NOBODY[2:]),
    "new": (200, 200, 200, 200, *NOBODY[2:]),
    "round": (200, 200, *NOBODY),
    "step": (200, 200, *NOBODY),
    "preview": (200, 200, *NOBODY),
    "all_letters": (200, 200, *NOBODY),
    "answer": (200, 200, *NOBODY),
    "letter": (200, 200, *NOBODY),
    "payroll_new": (200, 200, *NOBODY),
    "payroll": (200, 200, *NOBODY),
    "pay": (200, 200, *NOBODY),
}
DOES: Mapping[str, tuple[int, ...]] = {
    # Elsewhere there are too few workplaces for a round.
    "new": (303, 303, 422, 422, *NOBODY[2:]),
    "step": (303, 303, *NOBODY),
    "answer": (303, 303, *NOBODY),
    "payroll_new": (303, 303, *NOBODY),
    "pay": (303, 303, *NOBODY),
}


@dataclass(frozen=True, slots=True)
class Rows:
    """A round under way: the letter to its first workplace, and payrolls of two others.

    One was worked out; for the other an order to pay was issued.
    """

    round: Round
    letter: RoundLetter
    payroll: LetterPayroll
    paid: LetterPayroll

    def address(self, name: str, step: str = "close", tag: str = "en") -> str:
        """Where a page is."""
        return f"/{tag}/office/" + (
            ROUTES[name]
            .replace("<uuid:round>", str(self.round.pk))
            .replace("<uuid:letter>", str(self.letter.pk))
            .replace("<uuid:payroll>", str(self.payroll.pk))
            .replace("<str:name>", step)
        )


ROUTES = routes("rounds")
WORKERS = [
    {"worker": "W-1zq", "left": True, "least": "278.07", "most": "300.00"},
    {"worker": "W-2zq", "left": False, "least": "405.46", "most": "405.46"},
]
OUTCOME = {
    "currency": "XXD",
    "workers": WORKERS,
    "left_out": 1,
    "refused": [{"row": "3", "code": "W504", "column": "hours", "what": "No.", "do": "Mend it."}],
    "views": {
        tag: {
            "file": "Payroll (invented)",
            "head": [["Workers", "2"]],
            "totals": [["You can claim", ["683.53", "705.46"]]],
            "currency": "XXD",
            "between": "–",
            "left": "has left",
            "more": "",
            "warnings_title": "What is not known",
            "warnings": ["The age of 2 workers."],
            "workers_title": "Each worker",
            "worker_columns": ["Worker", "Order", "Claim"],
            "workers": [
                {
                    "worker": one["worker"],
                    "order": "JO-1",
                    "left": one["left"],
                    "counts": [],
                    "cells": [[one["least"], one["most"]]],
                }
                for one in WORKERS
            ],
        }
        for tag in ("en", "fr", "es", "ar")
    },
}
"""As the process of its own gives it."""


def made_rows(w: World) -> Rows:
    rw.firms(w.inspector, FIRMS)
    row = rw.sent(w.inspector)
    first, *others = row.letters.order_by("place")[:3]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payrolls, "run_isolated", lambda *_: OUTCOME)
        made = [rw.taken(w.inspector, one, b"no\n1\n") for one in others]
        payrolls.read_due_payrolls()
    payrolls.order_payment(w.inspector, row.pk, made[1].pk, request=request())
    return Rows(row, first, *made)


_begun, _who, _rows = begun(world, made_rows)


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def form(rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    days = {"first_day": -90, "last_day": -1, "letters_on": 8, "answer_by": 30}
    words: dict[str, dict[str, object]] = {
        "new": {
            "area": "office",
            "records": ["pay_book"],
            "second_language": "ar",
            **{key: f"{today() + dt.timedelta(days=one)}" for key, one in days.items()},
        },
        "step": {"seen": rows.round.version},
        "answer": {"answer": "received", "answered_on": f"{today()}"},
        "payroll_new": {
            "payroll_file": SimpleUploadedFile("of somebody.csv", b"no\n1\n"),
            "mapping": SimpleUploadedFile("m.yaml", b"schema: x\n"),
            "law": "xx",
            "asked_on": f"{today()}",
            "answered_on": f"{today()}",
        },
        "pay": {"seen": rows.round.version},
    }
    return {"request": uuid.uuid4(), **words[name]}


COUNTED = (LetterAnswer, LetterPayroll, PayrollResult, RoundOrder, InspectionOrder)


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    return (
        tuple(Round.objects.order_by("pk").values_list("state", "version", "reminded_on")),
        tuple(one.objects.count() for one in COUNTED),
    )


def test_every_page_has_a_row_in_the_tables() -> None:
    assert ROUTES.keys() == SHOWS.keys()
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = browser(actor(w, who))
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[WHO.index(who)] for name, answers in SHOWS.items()}


@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    def send(who: str) -> HttpResponseBase:
        return browser(actor(w, who)).post(rows.address(name), form(rows, name))

    assert done_by_everybody(WHO, send, standing) == dict(zip(WHO, DOES[name], strict=True))


def test_a_form_from_elsewhere_is_refused_and_one_sent_twice_is_done_once(
    w: World, rows: Rows
) -> None:
    before, client = standing(), browser(w.inspector)
    names = [*DOES, "remind", "produce"]
    for name in names:
        page = name if name in DOES else "step"
        address = rows.address(page, name if page == "step" and name != "step" else "close")
        strict = browser(w.inspector, csrf=True)
        assert strict.post(address, form(rows, page)).status_code == 403, name
        assert standing() == before
        with transaction.atomic():
            sent = form(rows, page)
            assert client.post(address, sent).status_code == 303, name
            once = standing()
            assert once != before, name
            assert client.post(address, sent).status_code == 303, name
            assert standing() == once, name
            transaction.set_rollback(True)


def test_no_other_step_has_a_page(w: World, rows: Rows) -> None:
    assert browser(w.inspector).get(rows.address("step", "nonsense")).status_code == 404


def test_the_page_of_a_round_leads_to_the_overdue_and_to_every_letter(w: World, rows: Rows) -> None:
    client = browser(w.inspector)
    assert client.post(rows.address("answer"), form(rows, "answer")).status_code == 303
    page = client.get(rows.address("round")).content.decode()
    assert "10 of 10" in page
    assert "Order to produce records (9)" in page
    late = client.get(rows.address("round") + "?show=overdue").content.decode()
    assert late.count("Record the answer") == 9
    assert client.post(rows.address("step", "produce"), form(rows, "step")).status_code == 303
    after = client.get(rows.address("round")).content.decode()
    assert "Order to produce records (" not in after  # nobody is left
    assert len(set(re.findall("/office/orders/[0-9a-f-]{36}/", after))) == 9 + 1  # one to pay


def test_letters_are_documents_whose_names_say_nothing(w: World, rows: Rows) -> None:
    client = browser(w.inspector)
    packed = client.get(rows.address("all_letters"))
    assert packed["Content-Disposition"] == 'attachment; filename="letters.zip"'
    names = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert names == [f"{one:04}.pdf" for one in range(1, FIRMS + 1)]
    for name in ("letter", "preview"):
        found = client.get(rows.address(name))
        assert found.content.startswith(b"%PDF-")
        assert found["Content-Disposition"] == 'attachment; filename="document.pdf"'


def test_the_calendar_shows_rounds_of_the_office_alone(w: World, rows: Rows) -> None:
    assert rows.round.reference in browser(w.inspector).get(rows.address("rounds")).content.decode()
    for who in (w.elsewhere, w.other_inspectorate.first):
        assert rows.round.reference not in browser(who).get(rows.address("rounds")).content.decode()


def test_what_is_due_of_a_round_is_a_task_of_its_planner(w: World, rows: Rows) -> None:
    def due(who: Actor) -> list[tuple[str, uuid.UUID]]:
        shown = selectors.my_work(who, horizon="year", turn="all", number=1).lines
        return [(one.kind, one.key) for one in shown if one.kind.startswith("round")]

    assert due(w.inspector) == [("round_follow", rows.round.pk)]
    assert due(w.inspectorate.second) == [("round_follow", rows.round.pk)]
    assert due(w.elsewhere) == []


def test_what_is_wrong_is_said_on_the_form(w: World, rows: Rows) -> None:
    sent = form(rows, "new") | {"letters_on": f"{today()}"}
    answer = browser(w.inspector).post(rows.address("new"), sent)
    assert answer.status_code == 422
    assert "These days do not fit" in answer.content.decode()


@pytest.mark.parametrize("tag", ["en", "fr", "es", "ar"])
def test_no_page_of_the_room_speaks_of_a_complaint(w: World, rows: Rows, tag: str) -> None:
    """R-30: nothing here can show why a workplace is in a round, and no rule id is on a page."""
    client = browser(w.inspector)
    for name in ("rounds", "new", "round", "step", "answer", "payroll_new", "payroll", "pay"):
        page = client.get(rows.address(name, tag=tag)).content.decode()
        main = page[page.index("<main") :]
        assert not re.search("origin|complain|R-[0-9]{2}|rounds_[a-z]+/", main), (tag, name)


def test_a_round_costs_the_same_for_more_answers(w: World, rows: Rows) -> None:
    client = browser(w.inspector)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(rows.address("round")).status_code == 200
        return len(queries)

    asked()  # the first page of a session asks more
    few = asked()
    for letter in rows.round.letters.order_by("place")[1:6]:
        address = rows.address("answer").replace(str(rows.letter.pk), str(letter.pk))
        client.post(address, form(rows, "answer"))
    asked()  # says once that something was saved
    assert asked() == few


def test_the_page_of_a_payroll_shows_each_worker_what_is_refused_and_the_order(
    w: World, rows: Rows
) -> None:
    client = browser(w.inspector)
    page = client.get(rows.address("payroll")).content.decode()
    for part in ("W-1zq", "has left", "278.07", "300.00", "[W504] row 3, hours", "The age of 2"):
        assert part in page
    assert "Order to pay all workers" in page
    assert client.post(rows.address("pay"), form(rows, "pay")).status_code == 303
    after = client.get(rows.address("payroll")).content.decode()
    assert "Order to pay all workers" not in after
    assert "List of workers and sums" in after


def test_a_payroll_that_waits_is_looked_at_again(w: World, rows: Rows) -> None:
    waiting = rw.taken(w.inspector, rows.letter, b"no\n1\n")
    address = rows.address("payroll").replace(str(rows.payroll.pk), str(waiting.pk))
    found = browser(w.inspector).get(address)
    assert "Being worked out" in found.content.decode()
    assert found["Refresh"] == "5"


def test_a_file_of_another_kind_is_refused_on_the_form(w: World, rows: Rows) -> None:
    sent = form(rows, "payroll_new") | {"payroll_file": SimpleUploadedFile("scan.pdf", b"%PDF")}
    answer = browser(w.inspector).post(rows.address("payroll_new"), sent)
    assert answer.status_code == 422
    assert "Send CSV" in answer.content.decode()
