"""Contacts that a telephone system records: same rules, once, and nothing is read."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

import cases_world
import line_world as lw
from api_world import CONTACT, Programs, approved, ask
from cases_world import Body, person
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.line import reading
from manumit.web.line.models import Contact

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, settings: Any) -> Programs:
    cases_world.key_ring(tmp_path, settings)
    return Programs.of(Body.made("union", "union"), "contacts", "rules")


def new(**more: Any) -> dict[str, Any]:
    return {**CONTACT, "request": str(uuid.uuid4()), **more}


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in json.loads(answer.content)["problems"]]


def test_a_system_records_what_the_desk_calls_back(desk: Programs) -> None:
    sent = new(done="call_back", danger="yes", number=lw.NUMBER, note=lw.NOTE)
    answer = ask(desk.word, "/contacts", sent)
    assert answer.status_code == 200
    row = Contact.objects.get()
    assert answer.json()["reference"] == row.reference
    assert answer.json()["state"] == "open"
    assert (row.office, row.made_by) == (desk.body.office, desk.token)
    for secret in (lw.NOTE, lw.NUMBER):
        assert secret not in answer.content.decode()
    # The desk works on it like on its own.
    seen = reading.contact(desk.body.first, row.pk)
    assert (seen.note, seen.number) == (lw.NOTE, lw.NUMBER)
    assert "call_back" in seen.steps
    made = Event.objects.get(act="create", kind="contact")
    assert (made.role, made.actor) == ("program", desk.token)


def test_the_same_request_is_recorded_once_for_each_token(desk: Programs) -> None:
    sent = new()
    first, again = ask(desk.word, "/contacts", sent), ask(desk.word, "/contacts", sent)
    assert first.json() == again.json()
    assert Contact.objects.count() == 1
    other, _ = approved(desk.admin, desk.second, desk.body.office, "contacts")
    assert ask(other, "/contacts", sent).status_code == 200
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"channel": "pigeon"}, "H601"),
        ({"topics": ["hours", "hours"]}, "H602"),
        ({"topics": []}, "Y607"),
        ({"done": "call_back", "wait": "hour"}, "H603"),
        ({"number": "unknown"}, "H604"),
        ({"request": "once"}, "Y607"),
        ({"note": "\ud800"}, "Y607"),
    ],
)
def test_what_is_wrong_is_said_with_a_code_and_what_to_do(
    desk: Programs, more: dict[str, Any], expected: str
) -> None:
    answer = ask(desk.word, "/contacts", json.dumps(new(**more)))
    assert (answer.status_code in (400, 422), codes(answer)) == (True, [expected])
    (problem,) = json.loads(answer.content)["problems"]
    assert problem["what"]
    assert problem["do"]
    assert not Contact.objects.exists()


def test_a_token_records_for_its_own_office_and_reads_nothing(desk: Programs) -> None:
    elsewhere = Office.objects.create(institution=desk.body.institution, names={"en": "Two"})
    word, _ = approved(desk.admin, desk.second, elsewhere, "contacts")
    assert ask(word, "/contacts", new()).status_code == 200
    assert Contact.objects.get().office == elsewhere
    assert ask(word, "/contacts").status_code in (404, 405)
    without, _ = approved(desk.admin, desk.second, desk.body.office, "rules")
    assert codes(ask(without, "/contacts", new())) == ["Y602"]
    member = person(desk.body.office, "union")
    with pytest.raises(Refused):
        reading.contact(member, Contact.objects.get().pk)
