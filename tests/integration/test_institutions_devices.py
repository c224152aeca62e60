"""Nothing of the device that somebody signs in with is kept: neither address nor browser."""

from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from office import World, code, enrol, steps, with_key_ring, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHERE, WITH = "203.0.113.77", "Planted/7.7 (of nobody)"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: pytest.FixtureRequest) -> World:
    with_key_ring(tmp_path, settings)
    return world()


def everything() -> dict[str, str]:
    """Every row of every table as text, and what sessions hold, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t")  # noqa: S608 - names of our own tables
            found[table] = cursor.fetchone()[0]
    found["sessions opened"] = repr([one.get_decoded() for one in Session.objects.all()])
    return found


def tells(*words: str) -> set[str]:
    """Tables in which any of these stands."""
    return {table for table, text in everything().items() if any(word in text for word in words)}


def come_and_go(w: World) -> Client:
    """Wrong and right attempts, a sign-in with both steps, a session that is listed."""
    enrol(w.worker)
    client = Client(REMOTE_ADDR=WHERE, headers={"user-agent": WITH})
    assert steps(client, "worker@example.org", "wrong") == "200"
    assert steps(client, "nobody@example.org", "wrong") == "200"
    client.post("/en/office/password/forgotten/", {"email": "worker@example.org"})
    client.get("/en/office/invitation/of-nobody/")
    assert steps(client, "worker@example.org", typed=code()) == "/en/office/"
    client.post("/en/office/posts/", {"post": str(w.post(w.worker).pk)})
    return client


@pytest.mark.proves("no-device-data")
def test_no_table_tells_where_somebody_was_and_with_what(w: World) -> None:
    client = come_and_go(w)
    kept = everything()
    assert str(w.worker.pk) in kept["usersessions_usersession"]
    assert kept["institutions_attempts"]  # attempts are counted, under a name that tells nothing
    assert tells(WHERE, WITH, "Planted") == set()
    assert "UTC" in client.get("/en/office/sessions/").content.decode()


@pytest.mark.proves("no-device-data")
def test_what_is_planted_is_found(w: World) -> None:
    come_and_go(w)
    UserSession.objects.update(ip=WHERE, user_agent=WITH)  # past the listener, as a leak would be
    one = Session.objects.get()
    one.session_data = SessionStore().encode({"browser": WITH})
    one.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO institutions_attempts VALUES (%s, '', now())", [f":1:allauth:ip:{WHERE}"]
        )
    assert tells(WHERE) == {"usersessions_usersession", "institutions_attempts"}
    assert tells(WITH) == {"usersessions_usersession", "sessions opened"}


def test_links_are_counted_too(w: World) -> None:
    del w
    client = Client(REMOTE_ADDR=WHERE)
    statuses = [client.get(f"/en/office/invitation/guess-{n}/").status_code for n in range(25)]
    assert statuses[0] == 303
    assert statuses[-1] == 429
