"""Who may do what on the pages of assignments: every page against everybody who might come.

By hand, from domain.md, section 2, and tests/spec/access_expectations.txt ("assignment"): whoever
works in the office and role of the files proposes one and reads it, somebody else of them approves
it; another role of the same office, another office and another institution find nothing (404), a
stranger is led to sign in (303). Pseudonyms stand there only for whoever may see the files.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cases_world import SECRETS, World, file_of, key_ring, leaves, person, request, world
from erasing import erase
from manumit.web.cases.models import CaseFile, CaseHolder
from manumit.web.cases.timeline import access_log
from manumit.web.institutions.desk import member_sign
from manumit.web.kernel.access.actors import Actor
from manumit.web.reassignment import selectors
from manumit.web.reassignment.models import AssignedFile, Assignment
from manumit.web.tasks import selectors as work
from office import routes, signed_in
from reassignment_world import Team, approved, carried_out, files_of, proposed, stepped

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WHO = ("owner", "colleague", "intake", "other_office", "shelter", "ident", "admin", "dpo",
       "stranger")  # fmt: skip
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name        owner coll intake oth  shel ident admin dpo stranger
    "index":      (200, 200, 200, 200, 200, 200, 404, 404, 303),
    "holders":    (200, 200, 200, 200, 200, 200, 404, 404, 303),
    # Of nobody that one may not see is there anything to choose, known or not.
    "new":        (200, 200, 200, 200, 200, 200, 404, 404, 303),
    "assignment": (200, 200, 404, 404, 404, 404, 404, 404, 303),
    "read":       (405, 405, 405, 405, 405, 405, 405, 405, 303),
    "approve":    (403, 200, 404, 404, 404, 404, 404, 404, 303),
    "refuse":     (403, 200, 404, 404, 404, 404, 404, 404, 303),
    "withdraw":   (200, 403, 404, 404, 404, 404, 404, 404, 303),
    "stop":       (200, 200, 404, 404, 404, 404, 404, 404, 303),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "new":        (303, 303, 422, 422, 422, 422, 404, 404, 303),
    "read":       (303, 403, 404, 404, 404, 404, 404, 404, 303),
    "approve":    (403, 303, 404, 404, 404, 404, 404, 404, 303),
    "refuse":     (403, 303, 404, 404, 404, 404, 404, 404, 303),
    "withdraw":   (303, 403, 404, 404, 404, 404, 404, 404, 303),
    # Nothing is under way yet: whoever may stop it is told so.
    "stop":       (422, 422, 404, 404, 404, 404, 404, 404, 303),
}  # fmt: skip
STEPS = ("approve", "refuse", "withdraw", "stop")
ROUTES = routes("reassignment")


@dataclass(frozen=True, slots=True)
class Rows:
    """An assignment that ``owner`` has proposed of own files for ``third``."""

    w: World
    team: Team
    file: CaseFile
    assignment: Assignment
    others: Mapping[str, Actor]

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        route = ROUTES["step" if name in STEPS else name]
        for key, value in (
            ("<uuid:holder>", self.w.owner.person),
            ("<uuid:assignment>", self.assignment.pk),
            ("<slug:name>", name),
        ):
            route = route.replace(key, str(value))
        return f"/en/office/{route}"

    def actor(self, who: str) -> Actor | None:
        """One of everybody."""
        return None if who == "stranger" else self.others[who]


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="rows")
def _rows(w: World) -> Rows:
    file, team = file_of(w.owner), Team.of(w)
    office = w.inspectorate.office
    others = {
        "owner": w.owner,
        "colleague": w.colleague,
        "intake": person(office, "intake"),
        "other_office": w.other_office,
        "shelter": w.shelter.first,
        "ident": w.ident.first,
        "admin": w.admin,
        "dpo": person(office, "dpo"),
    }
    return Rows(w, team, file, proposed(w.owner, w.owner, team.third), others)


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def sent(rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    forms: dict[str, dict[str, object]] = {
        "new": {
            "which": "ticked",
            "ticked": [rows.file.pk],
            "receivers": [rows.team.fourth.person],
            "reason": "holder_left",
        },
        **{name: {"seen": 1, "reason": "wrong_files"} for name in STEPS},
    }
    return {"request": uuid.uuid4(), **forms.get(name, {})}


def standing() -> list[object]:
    """What the pages may change, and nobody without a right to."""
    return [
        list(Assignment.objects.order_by("pk").values_list("pk", "state", "version", "read_at")),
        list(AssignedFile.objects.order_by("pk").values_list("pk", "outcome")),
        list(CaseHolder.objects.order_by("pk").values_list("pk", "until")),
    ]


def test_every_page_has_a_row() -> None:
    assert {*ROUTES} - {"step"} | {*STEPS} == SHOWS.keys()
    assert ROUTES.keys() & SHOWS.keys() == ROUTES.keys() - {"step"}


@pytest.mark.proves("reassignment")
@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(rows: Rows, who: str) -> None:
    client, place = browser(rows.actor(who)), WHO.index(who)
    before = standing()
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[place] for name, answers in SHOWS.items()}
    assert standing() == before


@pytest.mark.proves("reassignment")
@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(rows: Rows, name: str) -> None:
    if name == "read":
        stepped(rows.w.colleague, rows.assignment, "refuse", "wrong_files")
    before = standing()
    found = {}
    for who in WHO:
        with transaction.atomic():  # undone: everybody finds it as it was
            answer = browser(rows.actor(who)).post(rows.address(name), sent(rows, name))
            found[who] = answer.status_code
            changed = standing() != before
            transaction.set_rollback(True)
        assert changed is (answer.status_code == 303 and who != "stranger"), who
    assert found == dict(zip(WHO, DOES[name], strict=True))


def test_a_form_from_elsewhere_is_refused(rows: Rows) -> None:
    before, client = standing(), browser(rows.w.owner, csrf=True)
    for name in DOES:
        assert client.post(rows.address(name), sent(rows, name)).status_code == 403, name
    assert standing() == before


def test_no_page_has_a_word_of_a_file(rows: Rows) -> None:
    for who in ("owner", "colleague"):
        client = browser(rows.actor(who))
        for name in SHOWS:
            text = client.get(rows.address(name)).content.decode()
            assert [one for one in SECRETS if one in text] == [], name


@pytest.mark.proves("reassignment")
def test_pseudonyms_stand_there_for_whoever_may_see_the_files(rows: Rows) -> None:
    client = browser(rows.w.colleague)
    for name in ("assignment", "new"):
        assert rows.file.pseudonym in client.get(rows.address(name)).content.decode()
    for who in ("intake", "other_office", "shelter", "ident", "admin", "dpo"):
        other = browser(rows.actor(who))
        for name in SHOWS:
            assert rows.file.pseudonym not in other.get(rows.address(name)).content.decode()
    # Who was erased is called by nothing any more, in an old report either.
    erase(rows.file.subject_id, "time_is_over", None)
    text = client.get(rows.address("assignment")).content.decode()
    assert rows.file.pseudonym not in text
    assert "A file that you may not see" in text


@pytest.mark.proves("reassignment")
def test_only_who_receives_a_file_opens_what_stands_in_it(rows: Rows) -> None:
    """Who proposes and who approves see of it what a colleague sees, before and after."""
    w, team = rows.w, rows.team
    approved(w.colleague, rows.assignment)
    opens = {
        who.person: browser(who).get(f"/en/office/files/{rows.file.pk}/identity/").status_code
        for who in (w.owner, w.colleague, team.third)
    }
    assert opens == {w.owner.person: 200, w.colleague.person: 404, team.third.person: 404}
    assert carried_out(rows.assignment) == ["handed_over"]
    opens = {
        who.person: browser(who).get(f"/en/office/files/{rows.file.pk}/identity/").status_code
        for who in (w.owner, w.colleague, team.third)
    }
    assert opens == {w.owner.person: 404, w.colleague.person: 404, team.third.person: 200}


def test_the_worker_s_file_tells_who_gave_it_to_whom(rows: Rows) -> None:
    approved(rows.w.colleague, rows.assignment)
    carried_out(rows.assignment)
    acts = [one.act for one in access_log(rows.team.third, rows.file.pk)]
    assert acts.count("assign") == 2


# By hand, page by page


def test_all_of_a_colleague_who_has_left(rows: Rows) -> None:
    w, team = rows.w, rows.team
    files_of(team.third, 3)
    leaves(team.third)
    client = browser(w.colleague)
    text = client.get("/en/office/assignments/new/").content.decode()
    assert f"/assignments/new/{team.third.person}/" in text
    address = f"/en/office/assignments/new/{team.third.person}/"
    form = {
        "request": uuid.uuid4(), "which": "all", "receivers": [w.owner.person, w.colleague.person],
        "reason": "holder_left",
    }  # fmt: skip
    assert client.post(address, form).status_code == 303
    made = Assignment.objects.get(holder=team.third.person)
    assert made.lines.count() == 3
    # Whoever would hold some does not approve it; somebody else does.
    step = f"/en/office/assignments/{made.pk}/approve/"
    answer = browser(w.owner).post(step, {"request": uuid.uuid4(), "seen": 1})
    assert answer.status_code == 422
    assert "Somebody else must approve it" in answer.content.decode()
    answer = browser(team.fourth).post(step, {"request": uuid.uuid4(), "seen": 1})
    assert answer.status_code == 303
    carried_out(made)
    report = client.get(f"/en/office/assignments/{made.pk}/").content.decode()
    assert "Handed over: 3 of 3" in report


def test_what_is_missing_is_said_beside_its_field(rows: Rows) -> None:
    client = browser(rows.w.owner)
    for form in (
        {"which": "ticked", "receivers": [rows.team.third.person], "reason": "holder_left"},
        {"which": "all", "reason": "holder_left"},
        {"which": "all", "receivers": [rows.w.owner.person], "reason": "holder_left"},
        {"which": "all", "receivers": [rows.team.third.person], "reason": "because"},
        {},
    ):
        answer = client.post(rows.address("new"), {"request": uuid.uuid4(), **form})
        assert answer.status_code == 422, form
        assert 'class="error"' in answer.content.decode(), form
    assert Assignment.objects.filter(office=rows.w.owner.office).count() == 1


def test_the_officer_reads_who_holds_it_since(rows: Rows) -> None:
    w, team = rows.w, rows.team
    leaves(w.owner)
    approved(team.fourth, row := proposed(w.colleague, w.owner, team.third))
    assert carried_out(row) == ["handed_over"]
    text = browser(rows.actor("dpo")).get("/en/office/takeovers/").content.decode()
    assert member_sign(w.colleague.person) in text
    assert f"now held by <bdi>{member_sign(team.third.person)}</bdi>" in text


# My work


def due(actor: Actor) -> list[tuple[str, uuid.UUID]]:
    found = work.my_work(actor, horizon="month", turn="all", number=1)
    return [(one.kind, one.row) for one in found.lines if one.kind.startswith("assignment")]


def test_my_work_of_who_approves_and_of_who_proposed(rows: Rows) -> None:
    w, row = rows.w, rows.assignment
    decide, done = ("assignment_decide", row.pk), ("assignment_done", row.pk)
    assert due(w.colleague) == due(rows.team.third) == [decide]
    for who in ("owner", "intake", "other_office", "shelter"):
        assert due(rows.others[who]) == [], who
    assert "Approve or refuse" in browser(w.colleague).get("/en/office/work/").content.decode()
    approved(w.colleague, row)
    assert due(w.colleague) == due(w.owner) == []
    carried_out(row)
    assert due(w.owner) == [done]
    assert due(w.colleague) == []
    browser(w.owner).post(rows.address("read"), {"request": uuid.uuid4()})
    assert due(w.owner) == []


@pytest.mark.parametrize(("step", "kind"), [("refuse", "refused"), ("stop", "stopped")])
def test_my_work_says_how_else_it_ended(rows: Rows, step: str, kind: str) -> None:
    if step == "stop":
        approved(rows.w.colleague, rows.assignment)
    stepped(rows.w.colleague, rows.assignment, step, "wrong_files")
    assert due(rows.w.owner) == [(f"assignment_{kind}", rows.assignment.pk)]


# As often, whatever there is


def test_each_page_asks_as_often_however_many_files_there_are(rows: Rows) -> None:
    w = rows.w
    client = browser(w.owner)

    def asked(address: str) -> tuple[int, str]:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            text = client.get(address).content.decode()
        return len(caught), text

    names = ("index", "holders", "new", "assignment")
    few = {name: asked(rows.address(name))[0] for name in names}
    files_of(w.owner, 30)
    files_of(w.colleague, 5)
    more = proposed(w.owner, w.owner, w.colleague, rows.team.third)
    approved(w.colleague, rows.assignment)
    many = {name: asked(rows.address(name))[0] for name in names[:3]}
    count, text = asked(f"/en/office/assignments/{more.pk}/")
    assert len(set(re.findall(r"/office/files/[0-9a-f-]{36}/", text))) == 31
    # One more statement at most: of an approved one it is asked by whom.
    assert {**many, "assignment": count} == few


def test_a_long_list_has_pages_and_ticks_of_each(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "FILES_ON_A_PAGE", 2)
    files = files_of(rows.w.owner, 2)
    address = f"{rows.address('new')}?page=2"
    client = browser(rows.w.owner)
    text = client.get(address).content.decode()
    assert files[1].pseudonym in text
    assert rows.file.pseudonym not in text
    sent_once = request()
    form = {
        "request": sent_once, "which": "ticked", "ticked": [files[1].pk],
        "receivers": [rows.w.colleague.person], "reason": "too_much_work",
    }  # fmt: skip
    assert client.post(address, form).status_code == 303
    made = Assignment.objects.get(request=sent_once)
    assert [one.file_id for one in made.lines.all()] == [files[1].pk]
