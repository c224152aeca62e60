"""What somebody wrote survives the end of their session: sealed, for the same member alone."""

import re
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.test import Client, RequestFactory
from pytest_django import Settings

import cases_world
from cases_world import World, file_of, key_ring
from manumit.web.institutions import kept
from manumit.web.institutions.acting import SESSION_POST
from manumit.web.institutions.kept import SECONDS_KEPT, SESSION_KEPT, URLENCODED
from manumit.web.institutions.middleware import SECONDS_IDLE
from manumit.web.institutions.models import Member
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.tasks.models import Task
from office import COOKIE, PASSWORD, code, enrol, session_of, signed_in, steps

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
NOTE = "ring the shelter about the second bed zq"
OVER, KEPT, HOME = "/en/office/over/", "/en/office/kept/", "/en/office/"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return cases_world.world()


def member(who: Actor) -> Member:
    found: Member = Member.objects.get(pk=who.person)
    found.set_password(PASSWORD)
    found.save(update_fields=["password"])
    return found


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let time pass for sessions and kept forms."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)


def form(w: World, note: str = NOTE) -> dict[str, str]:
    return {
        "request": str(uuid.uuid4()), "note": note, "due_on": f"{today()}",
        "member": str(w.owner.person),
    }  # fmt: skip


def address(w: World) -> str:
    return f"/en/office/work/about/case_file/{file_of(w.owner).pk}/new/"


def expired(w: World, monkeypatch: pytest.MonkeyPatch, path: str, sent: dict[str, str]) -> Client:
    """A browser in which a form was sent after 31 minutes without use."""
    client = signed_in(member(w.owner))
    assert client.get(HOME).status_code == 200
    later(monkeypatch, SECONDS_IDLE + 60)
    answer = client.post(path, urlencode(sent), content_type=URLENCODED)
    assert (answer.status_code, answer["Location"]) == (303, OVER)
    assert not Task.objects.exists()
    return client


def signs_in(client: Client, who: Actor) -> None:
    """Signs in in the same browser, as a person does."""
    found = member(who)
    if not Authenticator.objects.filter(user=found).exists():
        enrol(found)
    assert steps(client, found.email, typed=code()) == HOME


def test_what_was_written_is_back_after_signing_in_again(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sent = address(w), form(w)
    client = expired(w, monkeypatch, path, sent)
    assert "kept on the server for one hour" in client.get(OVER).content.decode()
    assert client.get(KEPT)["Location"].endswith("/sign-in/"), "not before signing in"
    signs_in(client, w.owner)
    led = client.get(HOME)
    assert (led.status_code, led["Location"]) == (303, KEPT)
    page = client.get(KEPT).content.decode()
    assert f"<bdi>{NOTE}</bdi>" in page
    assert client.get(HOME).status_code == 200, "led there once"
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    again = {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}
    assert again == sent
    assert client.post(path, again).status_code == 303
    assert Task.objects.count() == 1
    assert SESSION_KEPT not in session_of(client)
    assert client.get(KEPT)["Location"] == HOME, "sent, so it is gone"


def test_a_form_that_is_wrong_comes_back_with_its_text(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sent = address(w), form(w) | {"due_on": "1999-01-01"}
    client = expired(w, monkeypatch, path, sent)
    signs_in(client, w.owner)
    answer = client.post(path, sent)
    assert answer.status_code == 422
    assert NOTE in answer.content.decode()


def test_nobody_else_gets_it_in_the_same_browser(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = expired(w, monkeypatch, address(w), form(w))
    signs_in(client, w.colleague)
    answer = client.get(HOME)
    assert answer.status_code == 200
    assert NOTE not in answer.content.decode()
    assert client.get(KEPT)["Location"] == HOME
    assert SESSION_KEPT not in session_of(client)


def test_it_is_sealed_and_not_in_the_browser(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = expired(w, monkeypatch, address(w), form(w))
    assert NOTE not in "".join(one.value for one in client.cookies.values())
    assert set(client.cookies) <= {COOKIE, "csrftoken"}
    stored = session_of(client)
    assert SESSION_KEPT in stored
    assert NOTE not in str(dict(stored.items()))
    assert "note" not in str(dict(stored.items()))
    moved = stored[SESSION_KEPT] | {"path": "/en/office/"}
    stored[SESSION_KEPT] = moved
    stored.save()
    signs_in(client, w.owner)
    assert client.get(KEPT)["Location"] == HOME, "bound to its address"


@pytest.mark.parametrize("how", ["late", "leaves"])
def test_it_ends_after_an_hour_and_when_somebody_leaves_quickly(
    w: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    client = expired(w, monkeypatch, address(w), form(w))
    if how == "leaves":
        client.post("/en/office/leave/")
        assert not any(SESSION_KEPT in one.get_decoded() for one in Session.objects.all())
    else:
        later(monkeypatch, SECONDS_KEPT + 60)
    signs_in(client, w.owner)
    assert client.get(HOME).status_code == 200
    assert client.get(KEPT)["Location"] == HOME


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/en/office/search/", {"query": "Amina of the harbour"}),
        ("/en/office/people/invite/", {"email": "somebody@example.org"}),
        ("/en/office/work/", {}),
        # A search for a firm, which may be called by a person's name.
        ("/en/office/organisations/find/", {"name": "Amina of the harbour"}),
        # The press of a button; an export, whose rows the address says.
        ("/en/office/work/", {"request": str(uuid.uuid4()), "reason": "other"}),
        ("/en/office/work/?view=mine", {"request": str(uuid.uuid4()), "note": NOTE}),
    ],
)
def test_searches_exports_and_forms_without_a_text_are_not_kept(
    w: World, monkeypatch: pytest.MonkeyPatch, path: str, sent: dict[str, str]
) -> None:
    client = expired(w, monkeypatch, path, sent)
    assert SESSION_KEPT not in session_of(client)
    assert "kept on the server" not in client.get(OVER).content.decode()


def test_in_another_post_it_is_not_there_and_waits_for_its_own(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = expired(w, monkeypatch, address(w), form(w))
    stored = session_of(client)[SESSION_KEPT]
    asked = RequestFactory().get(HOME)
    asked.session = {SESSION_KEPT: stored, SESSION_POST: str(uuid.uuid4())}  # type: ignore[assignment]
    assert kept.open_form(asked, member(w.owner)) is None
    assert not kept.offer_form(asked, member(w.owner))
    asked.session[SESSION_POST] = stored["post"]
    found = kept.open_form(asked, member(w.owner))
    assert found is not None
    assert found.texts == [NOTE]


def test_what_was_written_in_a_post_that_has_ended_is_not_kept(w: World) -> None:
    path, client = address(w), signed_in(member(w.owner))
    assert client.get(HOME).status_code == 200
    session = session_of(client)
    session[SESSION_POST] = str(uuid.uuid4())  # one that was revoked meanwhile
    session.save()
    answer = client.post(path, urlencode(form(w)), content_type=URLENCODED)
    assert (answer.status_code, answer["Location"]) == (303, OVER)
    assert SESSION_KEPT not in session_of(client)


def test_it_can_be_discarded(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = expired(w, monkeypatch, address(w), form(w))
    signs_in(client, w.owner)
    assert client.post(KEPT).status_code == 303
    assert SESSION_KEPT not in session_of(client)
    assert not Task.objects.exists()


def test_only_text_is_shown_as_what_somebody_wrote() -> None:
    sent = QueryDict("note=a+long+sentence&day=2026-01-01&request=1&tick=a&tick=b")
    found = kept.KeptForm("/x/", sent)
    assert found.texts == ["a long sentence"]
    assert found.pairs.count(("tick", "b")) == 1
    assert "sentence" not in repr(found)
