"""Who may do what on the pages of the line: every page against everybody.

The expectations are written by hand, from domain.md, section 2: a desk works on its contacts
together; another desk of the institution, an inspectorate, an intake, a shelter and everybody else
find nothing (404); a union has a desk of its own; a stranger is led to sign in (303).
"""

import csv
import io
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import openpyxl
import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

import line_world as lw
from everybody import done_by_everybody
from line_world import World, world
from manumit.web.cases.models import CaseFile
from manumit.web.complaints.models import Complaint
from manumit.web.complaints.receipts import WORDS
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from manumit.web.line.counts import CountMonth
from manumit.web.line.models import Contact
from manumit.web.ui.languages import library
from office import routes, signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "other_office", "other", "union", "inspector", "intake", "shelter",
       "admin", "stranger")  # fmt: skip
NOBODY = (404, 404, 404, 404, 303)
"""An inspector, an intake, a shelter, an administrator, a stranger."""
OF_THE_DESK = (200, 200, 404, 404, 404, *NOBODY)
EVERY_DESK = (200, 200, 200, 200, 200, *NOBODY)

SHOWS: Mapping[str, tuple[int, ...]] = {
    "contacts": EVERY_DESK,
    "queue": EVERY_DESK,
    "new": EVERY_DESK,
    "count_now": EVERY_DESK,
    "count": EVERY_DESK,
    "count_file": EVERY_DESK,
    "contact": OF_THE_DESK,
    "postpone": OF_THE_DESK,
    "step": OF_THE_DESK,
    "open_file": OF_THE_DESK,
    "send_complaint": OF_THE_DESK,
    "correct": (200, 403, 404, 404, 404, *NOBODY),
}
DOES: Mapping[str, tuple[int, ...]] = {
    "new": (303, 303, 303, 303, 303, *NOBODY),
    "postpone": (303, 303, 404, 404, 404, *NOBODY),
    "step": (303, 303, 404, 404, 404, *NOBODY),
    "open_file": (303, 303, 404, 404, 404, *NOBODY),
    "send_complaint": (200, 200, 404, 404, 404, *NOBODY),
    "correct": (303, 403, 404, 404, 404, *NOBODY),
}
MOST_BYTES = 30_000


@dataclass(frozen=True, slots=True)
class Rows:
    """A call-back in danger that a child asked for, and a call that was answered."""

    promised: Contact
    answered: Contact

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        month = CountMonth.now().before
        return "/en/office/" + (
            ROUTES[name]
            .replace("<uuid:contact>", str(self.promised.pk))
            .replace("<int:year>", str(month.year))
            .replace("<int:month>", str(month.number))
            .replace("<str:kind>", "csv")
            .replace("<str:name>", "call_back")
        )


ROUTES = routes("line")


def made_rows(w: World) -> Rows:
    promised = lw.promised(w.owner, danger="yes", caller="child")
    return Rows(lw.now(promised), lw.recorded(w.colleague))


_begun, _who, _rows = begun(world, made_rows)


def actor(w: World, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "other_office": w.other_office,
        "other": w.other.first,
        "union": w.union.first,
        "inspector": w.inspectorate.first,
        "intake": w.intake.first,
        "shelter": w.shelter.first,
        "admin": w.admin,
        "stranger": None,
    }[who]


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def form(rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    if name == "new":
        return lw.form()
    words: dict[str, object] = {"wait": "week"} if name == "postpone" else {}
    if name == "open_file":
        words = {"file_request": uuid.uuid4(), "basis": "person_agrees", "age": "unsure"}
    if name == "send_complaint":
        words = {"complaint_request": uuid.uuid4(), "basis": "person_agrees", "text": "No payzq"}
    if name == "correct":
        words = {**lw.form(sector="F", number=lw.NUMBER)}
    return {"request": uuid.uuid4(), "seen": rows.promised.version, **words}


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    contacts = Contact.objects.order_by("pk").values_list("pk", "state", "call_back_at", "sector")
    return (*contacts, CaseFile.objects.count(), Complaint.objects.count())


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

    # The words of a receipt wait nowhere for a redirect.
    done = 200 if name == "send_complaint" else 303
    found = done_by_everybody(WHO, send, standing, done=done)
    assert found == dict(zip(WHO, DOES[name], strict=True))


def test_a_form_from_elsewhere_is_refused_and_one_sent_twice_is_done_once(
    w: World, rows: Rows
) -> None:
    before = standing()
    for name in ("new", "step", "open_file", "send_complaint", "correct"):
        strict, client = browser(w.owner, csrf=True), browser(w.owner)
        assert strict.post(rows.address(name), form(rows, name)).status_code == 403, name
        assert standing() == before
        with transaction.atomic():
            sent = form(rows, name)
            first = client.post(rows.address(name), sent)
            assert first.status_code == DOES[name][0], name
            once = standing()
            again = client.post(rows.address(name), sent)
            assert again.status_code == DOES[name][0], name
            assert standing() == once, name
            assert receipts(first) == receipts(again)
            transaction.set_rollback(True)


def receipts(answer: HttpResponseBase) -> list[str]:
    """The words that a page shows."""
    return re.findall(r"<li><strong><bdi>([^<]+)</bdi>", getattr(answer, "content", b"").decode())


def test_the_receipt_of_a_complaint_is_shown_once_and_kept_nowhere(
    w: World, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither words nor what was typed are in a log or a session; number and note are gone."""
    client, address = browser(w.owner), rows.address("send_complaint")
    before = client.get(address).content.decode()
    for text in (lw.NOTE, lw.NUMBER, "It goes to:"):
        assert text in before
    sent = {**form(rows, "send_complaint"), "others": "by the unionzq\n-\n"}
    with caplog.at_level("DEBUG"):
        answer = client.post(address, sent)
    words = receipts(answer)
    assert len(words) == 3 * WORDS
    assert "no-store" in answer["Cache-Control"]
    session = str({**client.session})
    for text in (*(one for one in words if len(one) > 4), "No payzq", "by the unionzq"):
        assert text not in caplog.text
        assert text not in session
    shown = client.get(rows.address("contact")).content.decode()
    assert "Became a complaint" in shown
    for text in (lw.NOTE, lw.NUMBER, "No payzq"):
        assert text not in shown
    assert client.get(address).status_code == 303  # nothing is left to send


def test_what_is_missing_in_a_complaint_is_said_at_its_field(w: World, rows: Rows) -> None:
    address = rows.address("send_complaint")
    sent = {**form(rows, "send_complaint"), "text": "", "basis": ""}
    answer = browser(w.owner).post(address, sent)
    assert answer.status_code == 422
    assert str(sent["complaint_request"]) in answer.content.decode()
    assert not Complaint.objects.exists()


def test_a_correction_begins_with_what_was_recorded_and_shows_what_was_before(
    w: World, rows: Rows
) -> None:
    client = browser(w.owner)
    page = client.get(rows.address("correct")).content.decode()
    for text in (lw.NOTE, lw.NUMBER, '<option value="yes" selected>'):
        assert text in page
    assert 'name="done"' not in page
    client.post(rows.address("correct"), {**form(rows, "correct"), "note": ""})
    shown = client.get(rows.address("contact")).content.decode()
    assert lw.NOTE in shown.partition("Corrected")[2]


def test_a_file_is_offered_to_a_role_that_opens_files_alone(w: World, rows: Rows) -> None:
    """A union records contacts, and opens no file."""
    of_union = lw.recorded(w.union.first)
    for who, row, offered in ((w.owner, rows.answered, True), (w.union.first, of_union, False)):
        address = f"/en/office/contacts/{row.pk}/"
        page = browser(who).get(address).content.decode()
        assert (f"{address}file/" in page) is offered
        assert browser(who).get(f"{address}file/").status_code == (200 if offered else 404)
    assert (
        browser(w.owner).get(f"/en/office/contacts/{rows.answered.pk}/steps/open_file/").status_code
        == 404
    )


@pytest.mark.parametrize("tag", ["en", "fr", "es", "ar"])
def test_the_form_of_a_file_shows_and_hands_over_nothing_of_the_contact(
    w: World, rows: Rows, tag: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither note nor number is on the page, in an address, or in a log."""
    client, address = browser(w.owner), rows.address("open_file").replace("/en/", f"/{tag}/")
    page = client.get(address).content.decode()
    assert len(page.encode()) <= MOST_BYTES
    assert page.count(" checked") == 0
    sent = form(rows, "open_file")
    with caplog.at_level("DEBUG"):
        answer = client.post(address, sent)
    assert answer.status_code == 303
    file = CaseFile.objects.get()
    assert answer["Location"] == f"/{tag}/office/files/{file.pk}/contact/"
    assert answer["Referrer-Policy"] == "no-referrer"
    after = client.get(answer["Location"]).content.decode()
    for text in (lw.NOTE, lw.DIGITS, lw.NUMBER):
        for place in (page, after, str(answer.headers), caplog.text):
            assert text not in place
    for text in (str(rows.promised.pk), rows.promised.reference):
        assert text not in after
    contact = client.get(rows.address("contact")).content.decode()
    for text in (str(file.pk), file.pseudonym):
        assert text not in contact


def test_a_child_or_danger_comes_first_on_the_form_of_a_file(w: World, rows: Rows) -> None:
    page = browser(w.owner).get(rows.address("open_file")).content.decode()
    order = ("Danger: do this first", "A child: call child protection", "<h1>",
             "A call-back is promised.", "<form method=")  # fmt: skip
    places = [page.index(one) for one in order]
    assert places == sorted(places)
    # Somebody who may be under 18 is offered as no adult.
    assert 'value="unsure"' in page
    assert 'value="adult"' not in page
    address = f"/en/office/contacts/{rows.answered.pk}/file/"
    calm = browser(w.owner).get(address).content.decode()
    assert not [one for one in (order[0], order[1], order[3]) if one in calm]
    assert 'value="adult"' in calm


def test_what_is_wrong_with_a_file_is_said_at_its_field(w: World, rows: Rows) -> None:
    address = f"/en/office/contacts/{rows.answered.pk}/file/"
    sent = {**form(rows, "open_file"), "seen": rows.answered.version, "age": "adult"}
    wrong = {**sent, "basis": "child_in_danger"}
    answer = browser(w.owner).post(address, wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This file cannot be for an adult" in page.partition("Age group")[2]
    assert str(sent["file_request"]) in page  # the next attempt opens the same file
    assert (
        "Why you may do this"
        in browser(w.owner).post(address, {**sent, "basis": ""}).content.decode()
    )
    assert not CaseFile.objects.exists()


def test_another_desk_sees_none_of_the_contacts_in_its_own_lists(w: World, rows: Rows) -> None:
    for who in (w.other_office, w.other.first, w.union.first):
        for name in ("contacts", "queue"):
            page = browser(who).get(rows.address(name)).content.decode()
            assert rows.promised.reference not in page
            assert rows.answered.reference not in page
    mine = browser(w.colleague).get(rows.address("queue")).content.decode()
    assert rows.promised.reference in mine
    assert rows.answered.reference not in mine


def test_search_finds_a_contact_by_its_reference_for_its_desk_alone(w: World, rows: Rows) -> None:
    asked = {"q": rows.answered.reference}
    address = f"/en/office/contacts/{rows.answered.pk}/"
    assert address in browser(w.owner).post("/en/office/find/", asked).content.decode()
    assert address not in browser(w.other_office).post("/en/office/find/", asked).content.decode()


@pytest.mark.parametrize("tag", ["en", "fr", "es", "ar"])
def test_the_screen_has_nine_fields_and_is_small(w: World, rows: Rows, tag: str) -> None:
    answer = browser(w.owner).get(rows.address("new").replace("/en/", f"/{tag}/"))
    assert len(answer.content) <= MOST_BYTES
    page = answer.content.decode()
    assert "<script" not in page.partition("<main")[2].partition("</main>")[0]
    typed = re.findall(r'<(?:select|input type="text"|textarea)[^>]* name="(\w+)"', page)
    # Three topics are one field, and so is a call-back with its time and number.
    assert [one for one in typed if one != "q"] == [
        "danger", "channel", "language", "caller", "sector", "area", "topic", "topic_2", "topic_3",
        "done", "wait", "number", "note",
    ]  # fmt: skip


def test_the_next_contact_begins_with_the_channel_and_language_of_the_last(
    w: World, rows: Rows
) -> None:
    client = browser(w.owner)
    client.post(rows.address("new"), lw.form(channel="walk_in", language="nep"))
    page = client.get(rows.address("new")).content.decode()
    for code in ("walk_in", "nep"):
        assert f'<option value="{code}" selected>' in page
    # And with nothing else of it.
    assert 'value="C" selected' not in page


def test_danger_shows_the_protocol_first_and_a_child_the_child_help_line(
    w: World, rows: Rows
) -> None:
    page = browser(w.colleague).get(rows.address("contact")).content.decode()
    danger, child = (
        page.index("Danger: do this first"),
        page.index("A child: call child protection"),
    )
    assert danger < child < page.index("<h1>")
    calm = browser(w.owner).get(f"/en/office/contacts/{rows.answered.pk}/").content.decode()
    assert "Danger: do this first" not in calm
    assert "A child: call" not in calm


def test_who_called_before_is_shown_without_a_name(w: World, rows: Rows) -> None:
    address = f"/en/office/contacts/{lw.recorded(w.owner, number=lw.NUMBER).pk}/"
    page = browser(w.owner).get(address).content.decode()
    assert "Earlier contacts from this number: 1." in page
    assert rows.promised.reference in page


def test_what_is_wrong_is_said_on_the_form_and_nothing_typed_is_lost(w: World, rows: Rows) -> None:
    sent = lw.form(done="call_back", note="call at noon", topic_2="hours")
    answer = browser(w.owner).post(rows.address("new"), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A call-back needs a number and a time." in page
    assert "call at noon" in page
    assert '<option value="hours" selected>' in page


def test_a_list_costs_the_same_for_more_contacts(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    for name in ("contacts", "queue"):

        def asked(name: str = name) -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(rows.address(name)).status_code == 200
            return len(queries)

        asked()  # the first page of a session asks more
        few = asked()
        for _ in range(4):
            lw.promised(w.owner)
        assert asked() == few


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("state=open", ("promised",)),
        ("channel=letter", ()),
        ("topic=minimum_wage", ("promised", "answered")),
        ("topic=debt", ()),
        ("danger=yes&danger=unsure", ("promised",)),
        ("made_until=2001-01-01", ()),
        ("view=mine", ("promised",)),
    ],
)
def test_filters_narrow_the_list(w: World, rows: Rows, query: str, seen: tuple[str, ...]) -> None:
    page = browser(w.owner).get(f"{rows.address('contacts')}?{query}").content.decode()
    found = [one for one in ("promised", "answered") if getattr(rows, one).reference in page]
    assert found == [*seen]


def test_the_home_shows_who_waits_for_a_call_to_the_whole_desk(w: World, rows: Rows) -> None:
    for who in (w.owner, w.colleague):
        page = browser(who).get("/en/office/").content.decode()
        assert "In danger: 1" in page
        assert "Act now" in page
        assert rows.promised.reference in page
    assert (
        rows.promised.reference not in browser(w.other_office).get("/en/office/").content.decode()
    )


def test_the_count_leaves_as_csv_and_xlsx_and_the_ledger_has_it(w: World, rows: Rows) -> None:
    client, address = browser(w.owner), rows.address("count_file")
    text = client.get(address).content.decode()
    assert next(iter(csv.reader(io.StringIO(text)))) == ["Division", "Answer", "Contacts"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(address.replace("csv", "xlsx")).content))
    assert book.worksheets[0]["A1"].value == "Division"
    assert client.get(address.replace("csv", "exe")).status_code == 404
    exports = Event.objects.filter(act="export", kind="contact", actor=w.owner.person)
    assert exports.count() == 2


def test_this_month_is_no_file_and_a_month_to_come_no_page(w: World) -> None:
    now = CountMonth.now()
    client = browser(w.owner)
    this = f"/en/office/contacts/count/{now.year}/{now.number}/"
    assert client.get(f"{this}count.csv").status_code == 409
    page = client.get(this).content.decode()
    assert "A file can be downloaded when the month is over." in page
    later = now.next
    assert client.get(f"/en/office/contacts/count/{later.year}/{later.number}/").status_code == 404
    assert client.get("/en/office/contacts/count/2026/13/").status_code == 404


def test_every_text_of_the_room_is_in_every_language() -> None:
    strings = library().texts.strings
    own = {(text, kind) for tag, text, kind in strings if tag == "en" and text.startswith("line")}
    assert own
    for tag in ("fr", "es", "ar"):
        assert not [one for one in own if (tag, *one) not in strings]
