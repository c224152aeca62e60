"""Signing in as a person does, and the ways around it that an attacker would try."""

import datetime as dt
import re
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from manumit.errors import InputError
from manumit.web.institutions import services
from manumit.web.institutions.account_pages import PAGES
from manumit.web.institutions.kinds import kinds
from manumit.web.institutions.middleware import SECONDS_IDLE, SECONDS_IN_ALL
from manumit.web.institutions.models import Institution, Invitation, Member, Office, Post
from manumit.web.institutions.urls import urlpatterns
from manumit.web.kernel.ledger.models import Event
from office import (
    PASSWORD,
    SECRET,
    World,
    code,
    enrol,
    member,
    post,
    session_of,
    signed_in,
    steps,
    with_key_ring,
    world,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

HOME = "/en/office/"
NEW = "seven slow trains to the harbour"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: pytest.FixtureRequest) -> World:
    with_key_ring(tmp_path, settings)
    return world()


def plain(answer: object) -> str:
    """A page without what differs each time."""
    text = answer.content.decode()  # type: ignore[attr-defined] # a response of the test client
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text)


def link(w: World, role: str = "support", email: str = "new@example.org") -> str:
    made = services._invite(w.office, role, email, 30, None)
    return f"/en/office/invitation/{made.token}/"


def new_secret(client: Client) -> str:
    """The secret on the page that adds an app."""
    page = client.get("/en/office/security/app/").content.decode()
    found = re.search(r'class="once">([A-Z2-7]+)<', page)
    assert found is not None
    return found[1]


# Pages without an account stay as they are


@pytest.mark.proves("second-factor")
@pytest.mark.parametrize("path", ["/en/", "/en/questions/", "/en/figures/", "/en/no/such/", "/"])
def test_no_other_page_opens_reads_or_sets_a_session(
    w: World, path: str, django_assert_num_queries: object
) -> None:
    client = signed_in(w.worker)
    del client.cookies["office"]
    with django_assert_num_queries(0):  # type: ignore[operator] # pytest-django's own
        assert "office" not in client.get(path).cookies
    held = signed_in(w.worker)
    with django_assert_num_queries(0):  # type: ignore[operator] # also where one is signed in
        answer = held.get(path)
    assert "office" not in answer.cookies
    assert "Cookie" not in answer.get("Vary", "") or path == "/en/questions/"
    assert Event.objects.count() == 0


# Both steps


def test_both_steps_lead_in_and_are_in_the_ledger(w: World) -> None:
    enrol(w.worker)
    client = Client()
    assert steps(client, "Worker@Example.org", typed=code()) == HOME
    acts = set(Event.objects.filter(actor=w.worker.pk).values_list("act", "outcome"))
    assert acts == {("sign_in", "allowed"), ("second_factor", "allowed")}
    assert "Support worker" in client.get(HOME).content.decode()


@pytest.mark.proves("second-factor")
def test_a_password_alone_opens_nothing(w: World) -> None:
    enrol(w.worker)
    client = Client()
    assert steps(client, "worker@example.org") == "/en/office/second-factor/"
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if "<" in route:
            continue
        answer = client.get(f"/en/office/{route}")
        opens = answer.status_code == 200 and f"institutions:{pattern.name}" not in OPEN
        assert not opens, route


OPEN = {
    f"institutions:{name}"
    for name in ("sign_in", "second_factor", "forgotten", "forgotten_done", "over", "password_done")
}  # fmt: skip


@pytest.mark.proves("second-factor")
def test_the_first_sign_in_leads_to_the_second_factor_and_nowhere_else(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The transaction around a test never commits, and allauth tells of a new factor when it does.
    monkeypatch.setattr(transaction, "on_commit", lambda tell: tell())
    client = Client()
    assert steps(client, "worker@example.org") == HOME
    for path in ("", "posts/", "sessions/", "people/", "offices/", "password/"):
        assert client.get(f"/en/office/{path}")["Location"] == "/en/office/security/", path
    assert client.post("/en/office/posts/", {"post": str(w.post(w.worker).pk)}).status_code == 303
    secret = new_secret(client)
    wrong = client.post("/en/office/security/app/", {"code": "000000"})
    assert "The code is wrong or has expired." in wrong.content.decode()
    answer = client.post("/en/office/security/app/", {"code": code(secret)})
    assert answer["Location"] == "/en/office/security/codes/"
    codes = re.findall(
        r'dir="ltr">(\d{8})<', client.get("/en/office/security/codes/").content.decode()
    )
    assert len(codes) == 10
    again = client.get("/en/office/security/codes/")  # they are seen once, and never in passing
    assert again["Location"].startswith("/en/office/confirm/password/")
    assert client.get(HOME).status_code == 200


@pytest.mark.proves("second-factor")
def test_a_session_that_began_before_the_second_factor_does_not_pass_by_it(w: World) -> None:
    early = Client()
    steps(early, "worker@example.org")
    enrol(w.worker)  # by the person, in another session
    assert early.get(HOME)["Location"] == "/en/office/over/"
    assert early.get("/en/office/security/app/").status_code == 303


def test_a_role_that_never_sees_a_person_may_do_without() -> None:
    planner = member("planner@example.org")
    committee = Institution.objects.create(kind="coordination", country="KE", names={"en": "C"})
    post(planner, Office.objects.create(institution=committee, names={"en": "C"}), "plan")
    client = Client()
    assert steps(client, "planner@example.org") == HOME
    assert client.get(HOME).status_code == 200


def test_a_wrong_or_an_old_code_is_refused_and_the_refusal_stays(w: World) -> None:
    enrol(w.worker)
    client = Client()
    steps(client, "worker@example.org")
    for typed in ("000000", code(at=time.time() - 300), "", "x" * 500):
        answer = client.post("/en/office/second-factor/", {"code": typed})
        assert answer.status_code == 200
    assert client.get(HOME).status_code == 303
    assert Event.objects.using("ledger").filter(act="second_factor", outcome="refused").exists()


@pytest.mark.proves("second-factor")
def test_a_code_works_once(w: World) -> None:
    enrol(w.worker)
    typed = code()
    assert steps(Client(), "worker@example.org", typed=typed) == HOME
    assert steps(Client(), "worker@example.org", typed=typed) != HOME


@pytest.mark.proves("second-factor")
def test_a_code_works_once_for_as_long_as_it_is_valid(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(w.worker)
    typed = code(at=time.time() + 30)  # of a telephone whose clock is ahead: valid for a minute yet
    assert steps(Client(), "worker@example.org", typed=typed) == HOME
    later = timezone.now() + dt.timedelta(seconds=59)
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: later)
    for again in (typed, f"{typed[:3]} {typed[3:]}"):
        assert steps(Client(), "worker@example.org", typed=again) != HOME
    client = signed_in(w.worker)
    client.post("/en/office/confirm/code/", {"code": typed})
    assert Event.objects.using("ledger").filter(act="second_factor", outcome="refused").count() == 3


@pytest.mark.proves("second-factor")
def test_the_code_that_sets_up_an_app_does_not_sign_in(w: World) -> None:
    client = Client()
    steps(client, "worker@example.org")
    typed = code(new_secret(client))
    client.post("/en/office/security/app/", {"code": typed})
    assert Authenticator.objects.filter(user=w.worker, type="totp").exists()
    assert steps(Client(), "worker@example.org", typed=typed) != HOME


def test_a_recovery_code_works_once_and_is_told_apart(w: World) -> None:
    enrol(w.worker)
    held = Authenticator.objects.get(user=w.worker, type="recovery_codes")
    one = held.wrap().get_unused_codes()[0]
    assert steps(Client(), "worker@example.org", typed=one) == HOME
    assert steps(Client(), "worker@example.org", typed=one) != HOME
    assert Event.objects.filter(act="recover", actor=w.worker.pk).count() == 1


@pytest.mark.proves("second-factor")
def test_the_secret_of_an_app_lies_sealed(w: World) -> None:
    enrol(w.worker)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert "k-" in kept
    assert SECRET not in kept


def test_the_last_second_factor_cannot_be_removed(w: World) -> None:
    client = signed_in(w.worker)
    client.post("/en/office/confirm/password/", {"password": PASSWORD})
    answer = client.post("/en/office/security/app/remove/")
    assert "This is your last second factor." in answer.content.decode()
    assert Authenticator.objects.filter(user=w.worker, type="totp").exists()


# Guessing


@pytest.mark.proves("second-factor")
def test_after_five_wrong_passwords_the_right_one_is_refused_too(w: World) -> None:
    client = Client()
    for _ in range(5):
        assert steps(client, w.worker.email, "wrong") == "200"
    answer = client.post(
        "/en/office/sign-in/", {"login": "worker@example.org", "password": PASSWORD}
    )
    assert "Too many attempts." in answer.content.decode()
    # From elsewhere too, and for an address that has no account alike.
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert steps(elsewhere, "worker@example.org") == "200"


@pytest.mark.proves("second-factor")
def test_after_five_wrong_codes_the_right_one_is_refused_too(w: World) -> None:
    enrol(w.worker)
    client = Client()
    steps(client, "worker@example.org")
    for _ in range(5):
        client.post("/en/office/second-factor/", {"code": "000000"})
    answer = client.post("/en/office/second-factor/", {"code": code()})
    assert answer.status_code == 200
    assert client.get(HOME).status_code == 303


def test_an_attacker_without_any_account_is_slowed_by_address(w: World) -> None:
    del w
    client = Client(REMOTE_ADDR="192.0.2.9")
    statuses = [
        client.post("/en/office/sign-in/", {"login": f"a{n}@example.org", "password": "wrong"})
        for n in range(11)
    ]
    assert "Too many attempts." in statuses[-1].content.decode()
    assert "Too many attempts." not in statuses[0].content.decode()


@pytest.mark.proves("second-factor")
def test_an_unknown_address_is_answered_as_a_known_one(w: World) -> None:
    enrol(w.worker)
    answers = [
        Client().post("/en/office/sign-in/", {"login": email, "password": "wrong"})
        for email in ("worker@example.org", "stranger@example.org")
    ]
    known, unknown = (plain(one).replace("worker@", "stranger@") for one in answers)
    assert known == unknown
    asked = [
        Client().post("/en/office/password/forgotten/", {"email": email})
        for email in ("worker@example.org", "nobody@example.org")
    ]
    assert [one.status_code for one in asked] == [303, 303]
    assert asked[0]["Location"] == asked[1]["Location"]


@pytest.mark.proves("second-factor")
def test_an_unknown_address_takes_as_long_as_a_known_one(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts the work and not the seconds: one hash each, by the same program."""
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415

    done: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def counted(*given: object, real: Any = real, **more: object) -> object:
            done.append("hash")
            return real(*given, **more)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    for email in ("worker@example.org", "nobody@example.org"):
        done.clear()
        Client().post("/en/office/sign-in/", {"login": email, "password": "wrong"})
        assert len(done) == 1, email
    del w


# Sessions


@pytest.mark.proves("second-factor")
def test_the_key_of_a_session_changes_with_the_sign_in(w: World) -> None:
    enrol(w.worker)
    client = Client()
    steps(client, "worker@example.org")
    planted = session_of(client).session_key
    client.post("/en/office/second-factor/", {"code": code()})
    assert session_of(client).session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_session_cookie_is_for_the_server_alone(w: World) -> None:
    enrol(w.worker)
    client = Client()
    steps(client, "worker@example.org", typed=code())
    cookie = client.cookies["office"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


@pytest.mark.proves("second-factor")
@pytest.mark.parametrize(
    ("name", "seconds"), [("seen", SECONDS_IDLE + 1), ("began", SECONDS_IN_ALL + 1)]
)
def test_a_session_ends_by_itself(w: World, name: str, seconds: int) -> None:
    client = signed_in(w.worker)
    assert client.get(HOME).status_code == 200
    session = session_of(client)
    session[name] -= seconds - 10
    session.save()
    assert client.get(HOME).status_code == 200
    session = session_of(client)
    session[name] -= seconds
    session.save()
    assert client.get(HOME)["Location"] == "/en/office/over/"
    assert client.get(HOME)["Location"] == "/en/office/sign-in/"


@pytest.mark.proves("second-factor")
def test_a_new_password_ends_the_other_sessions(w: World) -> None:
    here, there = signed_in(w.worker), signed_in(w.worker)
    answer = here.post(
        "/en/office/password/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    assert answer.status_code == 302
    assert here.get(HOME).status_code == 200
    assert there.get(HOME)["Location"] == "/en/office/sign-in/"


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("short", "Too short"),
        ("password1234", "Many people use this password"),
        ("839201748392", "Do not use digits only"),
        ("worker@example.org", "Too similar to your e-mail address"),
    ],
)
def test_a_weak_password_is_refused(w: World, password: str, error: str) -> None:
    answer = signed_in(w.worker).post(
        "/en/office/password/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )
    assert error in answer.content.decode()


def test_signing_out_ends_the_session(w: World) -> None:
    client = signed_in(w.worker)
    key = session_of(client).session_key
    assert client.get("/en/office/sign-out/").status_code == 200
    assert client.get(HOME).status_code == 200
    client.post("/en/office/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()


# Invitations


def test_an_invitation_is_taken_up_once(w: World) -> None:
    path, client = link(w), Client()
    answer = client.get(path)
    assert answer["Location"] == "/en/office/invitation/"
    page = client.get("/en/office/invitation/").content.decode()
    assert "new@example.org" in page
    assert path.split("/")[-2] not in page
    weak = client.post("/en/office/invitation/", {"password1": "short", "password2": "short"})
    assert "Too short" in weak.content.decode()
    done = client.post("/en/office/invitation/", {"password1": NEW, "password2": NEW})
    assert done["Location"] == "/en/office/security/"
    made = Member.objects.get(email="new@example.org")
    assert w.post(made).role == "support"
    assert client.get(HOME)["Location"] == "/en/office/security/"
    again = Client()
    again.get(path)
    assert again.get("/en/office/invitation/").status_code == 409


@pytest.mark.parametrize("change", ["expires_at", "revoked_at"])
def test_an_invitation_that_is_over_or_withdrawn_opens_nothing(w: World, change: str) -> None:
    path = link(w)
    Invitation.objects.update(**{change: timezone.now() - dt.timedelta(seconds=1)})
    client = Client()
    client.get(path)
    answer = client.post("/en/office/invitation/", {"password1": NEW, "password2": NEW})
    assert answer.status_code == 409
    assert not Member.objects.filter(email="new@example.org").exists()


def test_the_token_of_an_invitation_is_kept_nowhere(w: World) -> None:
    token = link(w).split("/")[-2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM institutions_invitation i")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert "new@example.org" in kept
    assert token not in kept


@pytest.mark.proves("administrators-see-no-case")
def test_an_invitation_cannot_take_over_an_account(w: World) -> None:
    """An administrator of another institution invites the worker and keeps the link."""
    path, attacker = link(w, email="worker@example.org"), Client()
    attacker.get(path)
    assert attacker.get("/en/office/invitation/").status_code == 409
    answer = attacker.post("/en/office/invitation/", {"password1": NEW, "password2": NEW})
    assert answer.status_code == 409
    w.worker.refresh_from_db()
    assert w.worker.check_password(PASSWORD)
    other = signed_in(w.other)
    other.get(path)
    assert other.post("/en/office/invitation/").status_code == 409
    mine = signed_in(w.worker)
    mine.get(path)
    assert mine.post("/en/office/invitation/").status_code == 303
    assert Post.objects.filter(member=w.worker).count() == 2


def test_roles_that_exclude_each_other_are_refused(w: World) -> None:
    path, mine = link(w, role="admin", email="worker@example.org"), signed_in(w.worker)
    mine.get(path)
    assert mine.post("/en/office/invitation/").status_code == 409
    assert Post.objects.filter(member=w.worker).count() == 1


def test_whoever_lost_everything_begins_anew_and_nothing_old_opens(w: World) -> None:
    old = signed_in(w.worker)
    page = signed_in(w.owner).post(f"/en/office/people/{w.worker.pk}/renew/").content.decode()
    found = re.search(r"http://testserver(/en/office/invitation/[^<]+)", page)
    assert found is not None
    assert old.get(HOME).status_code == 303
    assert steps(Client(), "worker@example.org", typed=code()) == "200"
    client = Client()
    client.get(found[1])
    client.post("/en/office/invitation/", {"password1": NEW, "password2": NEW})
    assert client.get(HOME)["Location"] == "/en/office/sign-in/"
    held = w.post(w.worker)  # a second person, whom the worker told that it was they
    seen = {"seen": str(held.waits_since)}
    signed_in(w.colleague).post(f"/en/office/people/waiting/{held.pk}/approve/", seen)
    assert steps(client, "worker@example.org", NEW) == HOME
    assert client.get(HOME)["Location"] == "/en/office/security/"
    assert Post.objects.filter(member=w.worker).count() == 1


# Immigration (scenario 2)


@pytest.mark.proves("no-session-for-immigration")
@pytest.mark.parametrize("kind", kinds())
def test_immigration_obtains_no_session_in_any_institution(w: World, kind: str) -> None:
    Institution.objects.filter(pk=w.shelter.pk).update(kind=kind)
    office = Office.objects.get(pk=w.office.pk)
    with pytest.raises(InputError, match="O105"):
        services._invite(office, "immig", "i@example.org", 30, None)
    page = signed_in(w.owner).get("/en/office/people/invite/").content.decode()
    assert 'value="admin"' in page
    assert "immig" not in page


@pytest.mark.proves("no-session-for-immigration")
def test_the_database_itself_gives_immigration_no_post(w: World) -> None:
    with pytest.raises(IntegrityError, match="no_post_for_immigration"), transaction.atomic():
        post(w.worker, w.office, "immig")
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            digest=b"x", email="i@example.org", office=w.office, role="immig",
            post_until=timezone.now(), expires_at=timezone.now(),
        )  # fmt: skip


@pytest.mark.proves("no-session-for-immigration")
def test_no_address_lets_anybody_make_an_account_for_themselves() -> None:
    routes = {str(one.pattern) for one in urlpatterns}
    assert not {one for one in routes if "sign-up" in one or "signup" in one}
    for path in ("no-account/", "signup/", "sign-up/", "accounts/signup/"):
        assert Client().get(f"/en/office/{path}").status_code == 404
    assert len({page.plain for page in PAGES}) == len(PAGES)


# The command


def test_the_command_prints_the_link_once() -> None:
    output, aside = StringIO(), StringIO()
    call_command(
        "make_institution", kind="shelter", country="KE", name="Haven",
        administrator="a@example.org", stdout=output, stderr=aside,
    )  # fmt: skip
    for_whom, _, link = output.getvalue().strip().rpartition(": ")
    assert for_whom == "admin, a@example.org"
    client = Client()
    client.get("/" + link.split("/", 3)[3])
    page = client.get("/en/office/invitation/").content.decode()
    assert "Administrator, Haven, Haven" in page


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"kind": "shelter", "country": "Kenya"}, "O102"),
        ({"country": "QX"}, "O102"),
        ({"name": "  "}, "O103"),
        ({"administrator": "nobody"}, "O104"),
    ],
)
def test_the_command_says_what_is_wrong_and_makes_nothing(
    given: dict[str, str], wrong: str
) -> None:
    sound = {"kind": "shelter", "country": "KE", "name": "H", "administrator": "a@example.org"}
    with pytest.raises(CommandError, match=wrong):
        call_command("make_institution", **sound | given, stdout=StringIO(), stderr=StringIO())
    assert not Institution.objects.exists()


def test_the_quick_exit_ends_the_session_on_the_server_too(w: World) -> None:
    browser = signed_in(w.worker)
    page = browser.get(HOME).content.decode()
    assert 'class="quick" method="post" action="/en/office/leave/"' in page
    key = session_of(browser).session_key
    assert Session.objects.filter(pk=key).exists()
    left = Client(enforce_csrf_checks=True)
    left.cookies = browser.cookies
    answer = left.post("/en/office/leave/")
    assert answer.status_code == 303
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.filter(pk=key).exists()
    assert browser.get(HOME).status_code == 303


def test_the_quick_exit_works_for_whoever_is_not_signed_in() -> None:
    assert Client().post("/en/office/leave/").status_code == 303
