"""Nobody makes a person, and nobody becomes one: a second person approves (ADR 16).

The attacks are those that a second reader of the code proved in November 2026. The expectations are
written by hand.
"""

import datetime as dt
import re
import uuid
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from manumit.errors import InputError
from manumit.web.institutions import policies, services
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.kinds import needs_approval
from manumit.web.institutions.models import Invitation, Member, Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.roles import roles
from manumit.web.kernel.ledger.models import Event
from office import PASSWORD, World, member, post, signed_in, steps, with_key_ring, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

NEW = "five green kettles over sand"
WHO = ("owner", "colleague", "worker", "elsewhere", "dpo", "new", "other", "nobody")


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: pytest.FixtureRequest) -> World:
    with_key_ring(tmp_path, settings)
    return world()


def acting(of: Member) -> Actor:
    return actor_in(Post.objects.select_related("office").get(member=of))


def link_in(page: str) -> str:
    found = re.search(r"http://testserver(/en/office/invitation/[^<]+)", page)
    assert found is not None
    return found[1]


def invite(w: World, role: str = "support", email: str = "new@example.org") -> str:
    """The owner of the shelter's accounts invites, and sees the link."""
    made = signed_in(w.owner).post(
        "/en/office/people/invite/",
        {"email": email, "office": w.office.pk, "role": role, "days": "30"},
    )
    return link_in(made.content.decode())


def take_up(path: str) -> str:
    client = Client()
    client.get(path)
    return client.post(
        "/en/office/invitation/", {"password1": NEW, "password2": NEW}
    ).content.decode()


def puppet(w: World, role: str = "support") -> Post:
    """A person whom the administrator invented, with the link that they kept."""
    page = take_up(invite(w, role))
    assert "A second person must approve this" in page
    return Post.objects.select_related("office", "member").get(member__email="new@example.org")


def send(client: Client, waiting: Post, do: str = "approve", seen: str | None = None) -> int:
    waiting.refresh_from_db()
    moment = str(waiting.waits_since or "")
    path = f"/en/office/people/waiting/{waiting.pk}/{do}/"
    return client.post(path, {"seen": moment if seen is None else seen}).status_code


# Attacks


@pytest.mark.proves("second-person-admits")
def test_an_administrator_who_lets_a_member_begin_anew_does_not_become_them(w: World) -> None:
    page = signed_in(w.owner).post(f"/en/office/people/{w.worker.pk}/renew/").content.decode()
    assert "A second person must approve this" in take_up(link_in(page))
    thief = Client()
    steps(thief, "worker@example.org", NEW)
    assert thief.get("/en/office/")["Location"] in ("/en/office/over/", "/en/office/sign-in/")
    assert not Post.objects.valid().filter(member=w.worker).exists()
    # Neither the administrator nor the one who took the link up is the second person.
    held = w.post(w.worker)
    assert send(signed_in(w.owner), held) == 404
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Post.objects.filter(pk=held.pk).update(approved_by=w.owner, approved_at=timezone.now())


@pytest.mark.proves("second-person-admits")
@pytest.mark.parametrize("role", ["support", "admin", "dpo"])
def test_an_invented_person_holds_no_post(w: World, role: str) -> None:
    made = puppet(w, role)
    assert not Post.objects.valid().filter(pk=made.pk).exists()
    client = signed_in(made.member)
    assert client.get("/en/office/")["Location"] == "/en/office/over/"
    assert send(signed_in(w.owner), made) == 404
    assert not Post.objects.valid().filter(pk=made.pk).exists()


@pytest.mark.proves("second-person-admits")
def test_two_invented_people_do_not_approve_each_other(w: World) -> None:
    first = puppet(w, "admin")
    take_up(invite(w, "support", "second@example.org"))
    second = Post.objects.select_related("office", "member").get(member__email="second@example.org")
    for made, by in ((first, second), (second, first)):
        assert send(signed_in(by.member), made) == 303  # to the door: a post that waits is none
    assert not Post.objects.valid().filter(pk__in=[first.pk, second.pk]).exists()


@pytest.mark.proves("second-person-admits")
def test_nobody_gives_prolongs_or_renews_their_own(w: World) -> None:
    client = signed_in(w.owner)
    sent = {"email": "Owner@example.org", "office": w.office.pk, "role": "admin", "days": "366"}
    assert client.post("/en/office/people/invite/", sent).status_code == 409
    assert not Invitation.objects.exists()
    assert client.post(f"/en/office/people/{w.owner.pk}/renew/").status_code == 404
    with pytest.raises(InputError, match="O113"):
        services.reset_access(acting(w.owner), w.owner)
    with pytest.raises(IntegrityError, match="somebody_else"), transaction.atomic():
        Post.objects.filter(member=w.owner).update(given_by=w.owner)


@pytest.mark.proves("second-person-admits")
def test_an_approval_is_for_what_was_seen(w: World) -> None:
    """The administrator takes a second link up between the question and the approval."""
    page = signed_in(w.owner).post(f"/en/office/people/{w.worker.pk}/renew/").content.decode()
    take_up(link_in(page))
    held = w.post(w.worker)
    seen = str(held.waits_since)
    again = signed_in(w.owner).post(f"/en/office/people/{w.worker.pk}/renew/").content.decode()
    assert send(signed_in(w.colleague), held, seen=seen) == 404  # the link is not taken up
    take_up(link_in(again))
    for moment in (seen, "", "no moment", "2026-01-01"):
        assert send(signed_in(w.colleague), held, seen=moment) == 409, moment
    assert not Post.objects.valid().filter(pk=held.pk).exists()
    assert send(signed_in(w.colleague), held) == 303
    assert Post.objects.valid().filter(pk=held.pk).exists()


def test_an_older_link_does_not_make_its_holder_the_second_person(w: World) -> None:
    """The administrator keeps one link, another one lets the member begin anew as they asked."""
    kept = services.reset_access(acting(w.owner), w.worker).token
    with pytest.raises(InputError, match="O116"):
        services.reset_access(acting(w.colleague), w.worker)
    later = services.reset_access(acting(w.owner), w.worker).token
    with pytest.raises(InputError, match="O108"):
        services.accept(kept, member=None, password=NEW, language="en")
    services.accept(later, member=None, password=NEW, language="en")
    assert w.post(w.worker).waits_since is not None


def test_a_kept_link_opens_no_account_that_was_closed_since(w: World) -> None:
    kept = services.reset_access(acting(w.owner), w.worker).token
    services.deactivate(acting(w.colleague), w.worker)
    made = services.invite(acting(w.colleague), w.office, "support", "worker@example.org", 30)
    services.accept(made.token, member=None, password=NEW, language="en")
    with pytest.raises(InputError, match="O108"):
        services.accept(kept, member=None, password=PASSWORD, language="en")
    w.worker.refresh_from_db()
    assert w.worker.check_password(NEW)


def test_nobody_is_talked_into_giving_what_an_inventor_then_approves(w: World) -> None:
    """The invented person asks the other administrator to be let begin anew."""
    made = puppet(w)
    answer = signed_in(w.colleague).post(f"/en/office/people/{made.member_id}/renew/")
    assert answer.status_code == 409
    made.refresh_from_db()
    assert made.given_by_id == w.owner.pk
    assert send(signed_in(w.owner), made) == 404


def test_waiting_posts_exclude_each_other_too(w: World) -> None:
    made = puppet(w, "admin")
    path = invite(w, "support", made.member.email)
    with pytest.raises(InputError, match="O106"):
        services.accept(path.split("/")[-2], member=made.member, language="en")
    assert Post.objects.filter(member=made.member).count() == 1


@pytest.mark.proves("second-person-admits")
def test_a_closed_account_is_not_opened_again_by_whoever_closed_it(w: World) -> None:
    signed_in(w.owner).post(f"/en/office/people/{w.worker.pk}/close/")
    take_up(invite(w, "support", "worker@example.org"))
    assert Post.objects.running().filter(member=w.worker).count() == 1
    assert not Post.objects.valid().filter(member=w.worker).exists()


# Everybody, by hand. A person of the shelter approves; never who gave, never who gets.

EXPECTED = {
    "owner": 404,  # gave it
    "colleague": 303,  # administers too
    "worker": 303,  # holds a post that sees cases
    "elsewhere": 303,  # the same, in the other office
    "dpo": 404,  # watches, and decides on nothing
    "new": 303,  # to the door: holds nothing yet
    "other": 404,  # another institution
    "nobody": 303,  # to the door
}
MAY = {"colleague", "worker", "elsewhere"}


def somebody(w: World, who: str, made: Post) -> Member | None:
    if who == "dpo":
        found = member("dpo@example.org")
        post(found, w.office, "dpo")
        return found
    return {"new": made.member, "nobody": None}.get(who) or getattr(w, who, None)


@pytest.mark.proves("second-person-admits")
@pytest.mark.parametrize("do", ["approve", "refuse"])
@pytest.mark.parametrize("who", WHO)
def test_who_approves_and_refuses(w: World, who: str, do: str) -> None:
    made = puppet(w)
    by = somebody(w, who, made)
    assert send(signed_in(by), made, do) == EXPECTED[who]
    made.refresh_from_db()
    valid = Post.objects.valid().filter(pk=made.pk).exists()
    assert valid is (who in MAY and do == "approve")
    assert (made.until <= timezone.now()) is (who in MAY and do == "refuse")
    events = Event.objects.filter(act=f"{do}_role", resource=made.pk)
    assert [one.actor for one in events] == ([by.pk] if by is not None and who in MAY else [])
    if EXPECTED[who] == 404:
        refused = Event.objects.using("ledger").filter(act="refuse")
        assert [one.actor for one in refused] == [by.pk if by is not None else None]


@pytest.mark.parametrize("who", WHO)
def test_who_sees_what_waits(w: World, who: str) -> None:
    made = puppet(w)
    answer = signed_in(somebody(w, who, made)).get("/en/office/people/waiting/")
    expected = {"dpo": 404, "new": 303, "nobody": 303}.get(who, 200)
    assert answer.status_code == expected
    assert ("new@example.org" in answer.content.decode()) is (who in MAY)


@pytest.mark.parametrize("do", ["approve", "refuse"])
def test_what_does_not_wait_is_neither_approved_nor_refused(w: World, do: str) -> None:
    assert send(signed_in(w.colleague), w.post(w.worker), do) == 404
    made = puppet(w)
    assert send(signed_in(w.colleague), made) == 303
    assert send(signed_in(w.worker), made, do) == 404


def test_a_form_from_elsewhere_is_refused(w: World) -> None:
    made = puppet(w)
    assert send(signed_in(w.colleague, csrf=True), made) == 403


# What holds


def test_a_colleague_who_was_asked_lets_the_member_work_again(w: World) -> None:
    page = signed_in(w.owner).post(f"/en/office/people/{w.worker.pk}/renew/").content.decode()
    take_up(link_in(page))
    held = w.post(w.worker)
    assert send(signed_in(w.elsewhere), held) == 303
    client = Client()
    assert steps(client, "worker@example.org", NEW) == "/en/office/"
    assert client.get("/en/office/")["Location"] == "/en/office/security/"
    acts = list(Event.objects.filter(resource=held.pk).values_list("act", "actor"))
    assert ("approve_role", w.elsewhere.pk) in acts


def test_a_role_that_reaches_nobody_needs_no_second_person(w: World) -> None:
    w.shelter.kind = "employment_service"
    w.shelter.save()
    take_up(invite(w, "pes"))
    assert Post.objects.valid().filter(member__email="new@example.org").exists()


def test_which_roles_need_one() -> None:
    """By hand, from domain.md section 2: whoever is granted more than their own account."""
    free = {"pes", "assoc", "finance"}
    accounts = {key for key, role in roles().by_key.items() if role.account}
    assert {key for key in accounts if not needs_approval(key)} == free
    assert needs_approval("no such role")


@pytest.mark.proves("second-person-admits")
def test_the_data_protection_officer_sees_who_let_whom_in_and_changes_nothing(w: World) -> None:
    made = puppet(w)
    send(signed_in(w.colleague), made)
    invite(w, "dpo", "third@example.org")
    officer = member("dpo@example.org")
    post(officer, w.second, "dpo")
    client = signed_in(officer)
    page = client.get("/en/office/people/").content.decode()
    for email in (
        "new@example.org",
        "owner@example.org",
        "colleague@example.org",
        "third@example.",
    ):
        assert email in page
    for word in ("/end/", "/renew/", "/close/", "/revoke/", "/invite/"):
        assert word not in page
    for path in (
        f"posts/{made.pk}/end/", f"{made.member_id}/renew/", f"{made.member_id}/close/", "invite/",
        f"invitations/{Invitation.objects.get(email='third@example.org').pk}/revoke/",
    ):  # fmt: skip
        assert client.post(f"/en/office/people/{path}").status_code == 404
    assert client.get("/en/office/offices/").status_code == 404
    elsewhere = Office.objects.get(institution=w.inspectorate)
    assert not policies.posts(acting(officer)).filter(office=elsewhere).exists()


# Where there is no second person: the operator, in the ledger


def test_an_institution_begins_with_two_whom_the_operator_names(w: World) -> None:
    del w
    out = StringIO()
    call_command(
        "make_institution", kind="shelter", country="KE", name="New", administrator="a@example.org",
        second="b@example.org", second_role="support", stdout=out, stderr=StringIO(),
    )  # fmt: skip
    for line in out.getvalue().splitlines():
        take_up(urlsplit(line.rpartition(": ")[2]).path)
    held = Post.objects.valid().filter(member__email__in=["a@example.org", "b@example.org"])
    assert {one.role for one in held} == {"admin", "support"}
    assert {one.given_by for one in held} == {None}


def test_the_operator_is_the_second_person_where_there_is_none(w: World) -> None:
    office = Office.objects.get(institution=w.inspectorate)
    made = services.invite(acting(w.other), office, "inspect", "i@example.org", 30)
    services.accept(made.token, member=None, password=PASSWORD, language="en")
    held = Post.objects.get(member__email="i@example.org")
    assert not Post.objects.valid().filter(pk=held.pk).exists()
    asked = {"institution": str(w.inspectorate.pk), "email": "i@example.org"}
    call_command("approve_post", **asked, stdout=StringIO())
    assert Post.objects.valid().filter(pk=held.pk).exists()
    event = Event.objects.get(act="approve_role")
    assert (event.institution, event.role, event.actor) == (w.inspectorate.pk, "operator", None)
    for wrong in (asked, asked | {"institution": str(w.shelter.pk)}, asked | {"email": "x@x.org"}):
        with pytest.raises(CommandError, match="O115"):
            call_command("approve_post", **wrong)


def test_the_operator_prolongs_the_only_administrator(w: World) -> None:
    out = StringIO()
    call_command(
        "invite_member", institution=str(w.inspectorate.pk), role="admin",
        email="other@example.org", stdout=out, stderr=StringIO(),
    )  # fmt: skip
    token = out.getvalue().strip().split("/")[-2]
    services.accept(token, member=w.other, language="en")
    assert Post.objects.valid().filter(member=w.other, role="admin").count() == 2
    event = Event.objects.get(act="invite")
    assert (event.institution, event.role, event.actor) == (w.inspectorate.pk, "operator", None)
    with pytest.raises(CommandError, match="O115"):
        call_command("invite_member", institution=str(uuid.uuid4()), role="admin", email="x@x.org")


def test_since_when_and_by_whom_an_actor_was_let_in(w: World) -> None:
    made = puppet(w)
    send(signed_in(w.colleague), made)
    made.refresh_from_db()
    actor = actor_in(made)
    assert actor.let_in_by == {w.owner.pk, w.colleague.pk}
    assert actor.since == made.approved_at
    assert actor.since is not None
    assert timezone.now() - actor.since < dt.timedelta(minutes=1)
