"""Who may do what on the pages of complaints: every page against everybody.

Written by hand, from domain.md, section 2, and R-30: an office of intake works on its complaints
together; another office of the same intake, another intake, an inspectorate and everybody else find
nothing (404); a stranger is led to sign in (303).
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

import complaints_world as cw
from cases_world import request
from complaints_world import World, world
from everybody import done_by_everybody
from manumit.web.complaints import receiving, reprisals, verbs
from manumit.web.complaints.models import (
    Briefing,
    Complaint,
    ComplaintAttachment,
    ComplaintMessage,
    Reprisal,
    SourceOpening,
)
from manumit.web.complaints.receiving import ComplaintReport
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from office import routes, signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "other_office", "other_intake", "inspector", "shelter", "admin",
       "stranger")  # fmt: skip
NOBODY = (404, 404, 404, 404, 404, 303)
LISTED = (200, 200, 200, 200, 404, 404, 404, 303)
"""An intake has its own, empty list."""
SHOWS: Mapping[str, tuple[int, ...]] = {
    "index":    LISTED,
    "counted":  LISTED,
    "complaint": (200, 200, *NOBODY),
    "finding":  (200, 200, *NOBODY),
    "step":     (200, 200, *NOBODY),
    "urgency":  (200, 200, *NOBODY),
    "postpone": (200, 200, *NOBODY),
    "message":  (200, 200, *NOBODY),
    "brief":    (200, 200, *NOBODY),
    "read":     (200, 200, *NOBODY),
    "reprisal": (200, 200, *NOBODY),
    "reprisal_step": (200, 200, *NOBODY),
    "attach":   (200, 200, *NOBODY),
    "attachment": (*(405,) * 7, 303),  # a download is asked for with a form
    "briefing": (200, 200, *NOBODY),
    "ask_source": (200, 200, *NOBODY),
    # Approved by a second person, read by who asked.
    "decide_source": (403, 200, *NOBODY),
    "source":   (200, 403, *NOBODY),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "step":     (303, 303, *NOBODY),
    "urgency":  (303, 303, *NOBODY),
    "postpone": (303, 303, *NOBODY),
    "message":  (303, 303, *NOBODY),
    "brief":    (303, 303, *NOBODY),
    "read":     (303, 303, *NOBODY),
    "reprisal": (303, 303, *NOBODY),
    "reprisal_step": (303, 303, *NOBODY),
    "attach":   (303, 303, *NOBODY),
    "ask_source": (303, 303, *NOBODY),
    "decide_source": (403, 303, *NOBODY),
}  # fmt: skip
ROUTES = routes("complaints")
STEPS = {"decide_source": "approve", "reprisal_step": "act"}


@dataclass(frozen=True, slots=True)
class Rows:
    """An assessed complaint, a request for a source, and one that was approved."""

    complaint: Complaint
    briefing: Briefing
    asked: SourceOpening
    approved: SourceOpening
    reprisal: Reprisal

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        opening = self.asked if name == "decide_source" else self.approved
        return "/en/office/" + (
            ROUTES[name]
            .replace("<uuid:complaint>", str(self.complaint.pk))
            .replace("<uuid:briefing>", str(self.briefing.pk))
            .replace("<uuid:attachment>", str(self.complaint.pk))
            .replace("<uuid:opening>", str(opening.pk))
            .replace("<uuid:reprisal>", str(self.reprisal.pk))
            .replace("<str:name>", STEPS.get(name, "withdraw"))
        )


def made_rows(w: World) -> Rows:
    row = cw.triaged(
        w.officer, ComplaintReport(topics=("wages",), text=cw.TEXT, finding='{"labour_law":"no"}')
    )
    others = [cw.received()[0] for _ in range(2)]
    openings = [
        verbs.ask_source(w.officer, one.pk, "take_a_statement", request=request()) for one in others
    ]
    verbs.decide_source(w.colleague, openings[1].pk, "approve", seen=1, request=request())
    openings[1].refresh_from_db()
    cw.written(w.officer, row, "How many months?", "question")
    receiving.record_reply(row.lead.pk, "Three", request=request())
    reprisals.report_reprisal(row.lead.pk, kind="dismissed", text="", request=request())
    row.refresh_from_db()
    asked, approved = openings
    return Rows(row, cw.briefed(w.officer, row), asked, approved, row.reprisals.get())


_begun, _who, _rows = begun(world, made_rows)


def actor(w: World, who: str) -> Actor | None:
    return {
        "owner": w.officer,
        "colleague": w.colleague,
        "other_office": w.elsewhere,
        "other_intake": w.other,
        "inspector": w.base.inspector,
        "shelter": w.base.shelter.first,
        "admin": w.base.admin,
        "stranger": None,
    }[who]


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def form(rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    words: dict[str, dict[str, object]] = {
        "step": {"seen": rows.complaint.version, "reason": "worker_asked"},
        "urgency": {"danger": "yes", "child": "no"},
        "postpone": {"until": f"{today() + dt.timedelta(days=120)}"},
        "message": {"kind": "question", "text": "How many months?"},
        "brief": {
            "route": "send_letter", "sector": "garments", "knowable_by": 30, "facts": ["wages"],
            "agreed": "not_asked",
        },
        "ask_source": {"purpose": "call_back_as_asked"},
        "decide_source": {"seen": 1},
        "attach": {"file": SimpleUploadedFile("a", b"paper")},
        "read": {},
        "reprisal": {"reprisal": "threatened", "reprisal_text": cw.TEXT},
        "reprisal_step": {"seen": 1, "reason": "court_or_union"},
    }  # fmt: skip
    return {"request": uuid.uuid4(), **words[name]}


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    changing = ("state", "version", "danger", "answer_by", "reply_on")
    return (
        tuple(Complaint.objects.order_by("pk").values_list(*changing)),
        tuple(SourceOpening.objects.order_by("pk").values_list("state", "until")),
        tuple(Reprisal.objects.order_by("pk").values_list("state", "version")),
        tuple(one.objects.count() for one in (ComplaintMessage, Briefing, ComplaintAttachment)),
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
    if name == "ask_source":
        rows = dataclass_with_contact(rows)

    def send(who: str) -> HttpResponseBase:
        return browser(actor(w, who)).post(rows.address(name), form(rows, name))

    assert done_by_everybody(WHO, send, standing) == dict(zip(WHO, DOES[name], strict=True))


def dataclass_with_contact(rows: Rows) -> Rows:
    """The rows with a complaint whose source was approved once and can be asked for again."""
    return replace(rows, complaint=rows.approved.complaint)


def test_a_form_from_elsewhere_is_refused_and_one_sent_twice_is_done_once(
    w: World, rows: Rows
) -> None:
    before = standing()
    for name, answers in DOES.items():
        of = dataclass_with_contact(rows) if name == "ask_source" else rows
        who = actor(w, WHO[answers.index(303)])
        strict, client = browser(who, csrf=True), browser(who)
        assert strict.post(of.address(name), form(of, name)).status_code == 403, name
        assert standing() == before
        with transaction.atomic():
            sent = form(of, name)
            assert client.post(of.address(name), sent).status_code == 303, name
            once = standing()
            for file in (value for value in sent.values() if isinstance(value, SimpleUploadedFile)):
                file.seek(0)
            assert client.post(of.address(name), sent).status_code == 303, name
            assert standing() == once, name
            transaction.set_rollback(True)


def test_a_contact_is_shown_on_sending_a_form_and_on_no_other_page(w: World, rows: Rows) -> None:
    client = browser(w.officer)
    pages = [client.get(rows.address(name)).content.decode() for name in SHOWS]
    of = dataclass_with_contact(rows)
    pages.append(client.get(of.address("complaint")).content.decode())
    assert not [one for one in pages if cw.CONTACT in one]
    shown = client.post(rows.address("source")).content.decode()
    assert cw.CONTACT in shown


def test_a_briefing_leads_back_to_no_complaint(w: World, rows: Rows) -> None:
    page = browser(w.officer).get(rows.address("briefing")).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    shown = main.replace(f"/en/office/complaints/{rows.complaint.pk}/", "")
    for hidden in (rows.complaint.reference, str(rows.complaint.pk), str(today()), cw.TEXT):
        assert hidden not in shown


def test_the_page_says_that_danger_is_exposed(w: World) -> None:
    row = cw.triaged(w.officer, ComplaintReport(topics=("movement",), danger="held"))
    cw.briefed(w.officer, row, "ask_visit", knowable_by=1)
    page = browser(w.officer).get(f"/en/office/complaints/{row.pk}/steps/ask_visit/")
    text = page.content.decode()
    assert "The employer will guess that somebody complained." in text
    assert "100 %" in text


def test_a_list_costs_the_same_for_more_complaints(w: World, rows: Rows) -> None:
    client = browser(w.officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(rows.address("index")).status_code == 200
        return len(queries)

    asked()  # the first page of a session asks more
    few = asked()
    for _ in range(12):
        cw.received()
    assert asked() == few
