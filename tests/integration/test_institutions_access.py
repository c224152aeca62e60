"""Who may do what in the office: every page that changes something, against everybody.

The expectations are written by hand: administrators reach the people of their own institution, in
all of its offices; nobody else reaches anything (domain.md, section 2; peers.md, c5 and c13).
"""

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from manumit.web.institutions.models import Invitation, Member, Office, Post
from manumit.web.institutions.services import Invited, make_institution
from manumit.web.kernel.ledger.models import Event
from office import COOKIE, World, enrol, post, session_of, signed_in, with_key_ring, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "worker", "elsewhere", "other", "nobody")
NOT_FOUND, TO_SIGN_IN = 404, 303


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: pytest.FixtureRequest) -> World:
    with_key_ring(tmp_path, settings)
    return world()


def browser(w: World, who: str) -> Client:
    return signed_in(None if who == "nobody" else getattr(w, who))


def invited(w: World) -> Invitation:
    made = signed_in(w.owner).post(
        "/en/office/people/invite/",
        {"email": "new@example.org", "office": w.office.pk, "role": "support", "days": "30"},
    )
    assert made.status_code == 200
    return Invitation.objects.get(email="new@example.org")


# person: invite, end the worker's post, close the worker's account, renew, revoke, add an office,
# change an office
EXPECTED = {
    "owner": (200, 303, 303, 200, 303, 303, 303),
    "colleague": (200, 303, 303, 200, 303, 303, 303),
    "worker": (404, 404, 404, 404, 404, 404, 404),
    "elsewhere": (404, 404, 404, 404, 404, 404, 404),
    # An administrator too, but of another institution: its own pages answer, these rows are not.
    "other": (200, 404, 404, 404, 404, 303, 404),
    "nobody": (303, 303, 303, 303, 303, 303, 303),
}


@pytest.mark.proves("administrators-see-no-case")
@pytest.mark.parametrize("who", WHO)
def test_every_page_that_changes_something(w: World, who: str) -> None:
    invitation = invited(w)
    before = (Post.objects.valid().count(), Invitation.objects.count(), Office.objects.count())
    client = browser(w, who)
    worker, place = w.worker.pk, w.office.pk
    sent = {"email": "x@example.org", "office": place, "role": "support", "days": "30"}
    asked: tuple[tuple[str, dict[str, object]], ...] = (
        ("people/invite/", sent),
        (f"people/posts/{w.post(w.worker).pk}/end/", {}),
        (f"people/{worker}/close/", {}),
        (f"people/{worker}/renew/", {}),
        (f"people/invitations/{invitation.pk}/revoke/", {}),
        ("offices/", {"name": "North"}),
        (f"offices/{place}/", {"name": "Renamed", "telephone": ""}),
    )
    if who in ("owner", "colleague"):  # the first that succeeds takes the row from the next
        for (path, form), status in zip(asked, EXPECTED[who], strict=True):
            if "close" in path or "renew" in path:
                post(w.worker, w.office, "support")
                Member.objects.filter(pk=worker).update(is_active=True)
            assert client.post(f"/en/office/{path}", form).status_code == status, path
        return
    for (path, form), status in zip(asked, EXPECTED[who], strict=True):
        answer = client.post(f"/en/office/{path}", form)
        assert answer.status_code == status, path
        if who == "nobody":
            assert answer["Location"] == "/en/office/sign-in/"
    after = (Post.objects.valid().count(), Invitation.objects.count(), Office.objects.count())
    # The other institution's administrator adds an office: to their own institution.
    assert after == (before[0], before[1], before[2] + (who == "other"))
    assert not Office.objects.filter(institution=w.shelter, names__en="North").exists()
    assert not Office.objects.filter(names__en="Renamed").exists()


@pytest.mark.proves("administrators-see-no-case")
def test_an_office_of_another_institution_cannot_be_chosen(w: World) -> None:
    answer = signed_in(w.other).post(
        "/en/office/people/invite/",
        {"email": "x@example.org", "office": w.office.pk, "role": "inspect", "days": "30"},
    )
    assert answer.status_code == 200
    assert "This cannot be chosen." in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.proves("administrators-see-no-case")
@pytest.mark.parametrize("path", ["people/", "people/invite/", "offices/"])
@pytest.mark.parametrize("who", WHO)
def test_every_page_that_shows_something(w: World, path: str, who: str) -> None:
    expected = {"worker": 404, "elsewhere": 404, "nobody": 303}.get(who, 200)
    assert browser(w, who).get(f"/en/office/{path}").status_code == expected


@pytest.mark.proves("administrators-see-no-case")
def test_an_address_is_shown_to_the_own_institution_alone(w: World) -> None:
    planted = "worker@example.org"
    assert planted in signed_in(w.owner).get("/en/office/people/").content.decode()
    for who in (w.worker, w.elsewhere, w.other):
        client = signed_in(who)
        for path in ("", "people/", "posts/", "sessions/", "security/", "offices/"):
            text = client.get(f"/en/office/{path}").content.decode()
            assert planted not in text


@pytest.mark.proves("administrators-see-no-case")
def test_a_refusal_is_in_the_ledger(w: World) -> None:
    signed_in(w.worker).get("/en/office/people/")
    found = Event.objects.using("ledger").filter(act="refuse", actor=w.worker.pk)
    assert [(one.outcome, one.reason) for one in found] == [("refused", "not_yours")]


def test_what_an_administrator_does_is_in_the_ledger(w: World) -> None:
    client = signed_in(w.owner)
    client.post(f"/en/office/people/posts/{w.post(w.worker).pk}/end/")
    found = Event.objects.get(act="take_role")
    assert (found.actor, found.institution, found.role) == (w.owner.pk, w.shelter.pk, "admin")


def test_the_last_administrator_stays(w: World) -> None:
    other = w.other
    client = signed_in(other)
    answer = client.post(f"/en/office/people/posts/{w.post(other).pk}/end/")
    assert answer.status_code == 409
    # Nobody changes their own account as its administrator.
    assert client.post(f"/en/office/people/{other.pk}/close/").status_code == 404
    assert Post.objects.valid().filter(member=other).exists()


def test_an_account_that_works_elsewhere_too_can_neither_be_closed_nor_begun_anew(
    w: World,
) -> None:
    there = Office.objects.get(institution=w.inspectorate)
    post(w.worker, there, "inspect")
    client = signed_in(w.owner)
    assert client.post(f"/en/office/people/{w.worker.pk}/close/").status_code == 409
    assert client.post(f"/en/office/people/{w.worker.pk}/renew/").status_code == 409
    w.worker.refresh_from_db()
    assert w.worker.is_active
    assert w.worker.has_usable_password()


@pytest.mark.proves("administrators-see-no-case")
@pytest.mark.parametrize("who", ["colleague", "other", "nobody"])
def test_nobody_ends_somebody_elses_session(w: World, who: str) -> None:
    mine = signed_in(w.owner)
    found = UserSession.objects.get(user=w.owner)
    browser(w, who).post("/en/office/sessions/end/", {"session": str(found.pk)})
    assert UserSession.objects.filter(pk=found.pk).exists()
    assert mine.get("/en/office/").status_code == 200


def test_one_ends_ones_own(w: World) -> None:
    here, there = signed_in(w.owner), signed_in(w.owner)
    others = UserSession.objects.filter(user=w.owner).exclude(
        session_key=session_of(here).session_key
    )
    answer = here.post("/en/office/sessions/end/", {"session": str(others.get().pk)})
    assert answer.status_code == 303
    assert there.get("/en/office/")["Location"] == "/en/office/sign-in/"
    third = signed_in(w.owner)
    here.post("/en/office/sessions/end/", {"session": "others"})
    assert third.get("/en/office/").status_code == 303
    assert here.get("/en/office/").status_code == 200


@pytest.mark.parametrize("path", ["people/invite/", "offices/", "posts/", "sessions/end/"])
def test_a_form_from_elsewhere_is_refused(w: World, path: str) -> None:
    client = signed_in(w.owner, csrf=True)
    assert client.post(f"/en/office/{path}", {"name": "North"}).status_code == 403
    assert not Office.objects.filter(names__en="North").exists()


def test_a_post_of_somebody_else_cannot_be_acted_in(w: World) -> None:
    client = signed_in(w.worker)
    theirs = w.post(w.owner).pk
    assert client.post("/en/office/posts/", {"post": str(theirs)}).status_code == 404
    assert client.post("/en/office/posts/", {"post": "no-uuid"}).status_code == 404
    assert client.get("/en/office/people/").status_code == 404


def test_who_has_several_posts_chooses_and_the_choice_is_in_the_ledger(w: World) -> None:
    second = post(w.worker, w.second, "support")
    client = signed_in(w.worker)
    assert client.get("/en/office/")["Location"] == "/en/office/posts/"
    key = session_of(client).session_key
    assert client.post("/en/office/posts/", {"post": str(second.pk)}).status_code == 303
    assert session_of(client).session_key != key
    assert "Hills" in client.get("/en/office/").content.decode()
    assert Event.objects.get(act="assign").resource == second.pk


def test_a_post_that_ends_ends_the_session_at_once(w: World) -> None:
    worker = signed_in(w.worker)
    assert worker.get("/en/office/").status_code == 200
    signed_in(w.owner).post(f"/en/office/people/posts/{w.post(w.worker).pk}/end/")
    assert worker.get("/en/office/").status_code == 303
    assert worker.get("/en/office/security/").status_code == 303


def test_a_post_that_ends_by_itself_ends_the_session_too(w: World) -> None:
    worker = signed_in(w.worker)
    assert worker.get("/en/office/").status_code == 200
    held = Post.objects.filter(member=w.worker)
    held.update(until=held.get().begins)
    assert worker.get("/en/office/")["Location"] == "/en/office/over/"


def test_an_account_that_is_closed_is_out_at_once(w: World) -> None:
    worker = signed_in(w.worker)
    worker.get("/en/office/")
    signed_in(w.owner).post(f"/en/office/people/{w.worker.pk}/close/")
    assert worker.get("/en/office/")["Location"] == "/en/office/sign-in/"
    assert not Authenticator.objects.filter(user=w.worker).exists()


def test_somebody_without_a_post_gets_no_further_than_the_door(w: World) -> None:
    Post.objects.filter(member=w.worker).delete()
    enrol(w.worker)
    assert signed_in(w.worker).get("/en/office/security/")["Location"] == "/en/office/over/"


def test_the_first_administrator_of_an_institution() -> None:
    (made,) = make_institution("shelter", "KE", {"en": "Haven"}, "First@Example.org")
    assert isinstance(made, Invited)
    assert made.invitation.email == "first@example.org"
    assert made.invitation.role == "admin"
    assert made.token not in repr(made)


def test_who_reads_the_table_of_sessions_takes_none_over(w: World) -> None:
    client = signed_in(w.owner)
    assert client.get("/en/office/people/").status_code == 200
    read = Session.objects.values_list("session_key", flat=True)
    assert session_of(client).session_key in read, "the thief finds the key of the session"
    for taken in (*read, f"{read[0]}:", f"{read[0]}:{'A' * 43}"):
        thief = Client()
        thief.cookies[COOKIE] = taken
        answer = thief.get("/en/office/people/")
        assert (answer.status_code, answer["Location"]) == (303, "/en/office/sign-in/")
    again = Client()
    again.cookies[COOKIE] = client.cookies[COOKIE].value
    assert again.get("/en/office/people/").status_code == 200
