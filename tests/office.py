"""Invented institutions and the people who work there, for tests of the office."""

import datetime as dt
import functools
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import Signer
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from manumit.web.institutions.models import Institution, Member, Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.ui.languages import languages
from manumit.web.ui.room.asked import ListRequest
from manumit.web.ui.room.declared import RoomList
from manumit.web.ui.room.lists import reader_of
from manumit.web.ui.room.rows import page_of_rows, scoped

COOKIE = "office"
PASSWORD = "four quiet rivers under glass"  # noqa: S105 - of nobody
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody


@dataclass(frozen=True, slots=True)
class World:
    """A shelter with two offices and an inspectorate.

    ``owner`` and ``colleague`` administer the shelter, ``worker`` supports people in its first
    office, ``elsewhere`` in its second; ``other`` administers the inspectorate.
    """

    shelter: Institution
    office: Office
    second: Office
    inspectorate: Institution
    owner: Member
    colleague: Member
    worker: Member
    elsewhere: Member
    other: Member

    def post(self, member: Member) -> Post:
        """The only post of a member."""
        found: Post = Post.objects.get(member=member)
        return found


def with_key_ring(folder: Path, settings: pytest.FixtureRequest) -> None:
    """A key ring for one test."""
    path = folder / "ring.json"
    make_ring(path)
    settings.MANUMIT_KEY_RING = path  # type: ignore[attr-defined] # pytest-django's settings


@functools.cache
def _hashed() -> str:
    return make_password(PASSWORD)  # takes as long as it takes an attacker


def member(email: str) -> Member:
    """An account with a password."""
    made = Member(email=email, password=_hashed())
    made.save()
    return made


def post(of: Member, office: Office, role: str, days: float = 30) -> Post:
    """A post that began an hour ago, approved from the beginning."""
    now = timezone.now()
    begins = now - dt.timedelta(hours=1)
    made: Post = Post.objects.create(
        member=of, office=office, role=role, begins=begins, until=now + dt.timedelta(days=days),
        approved_at=begins,
    )  # fmt: skip
    return made


def world() -> World:
    """Makes all of them."""
    shelter = Institution.objects.create(kind="shelter", country="KE", names={"en": "Haven"})
    office = Office.objects.create(institution=shelter, names={"en": "Coast"})
    second = Office.objects.create(institution=shelter, names={"en": "Hills", "ar": "التلال"})
    inspectorate = Institution.objects.create(
        kind="inspectorate", country="KE", names={"en": "Labour"}
    )
    there = Office.objects.create(institution=inspectorate, names={"en": "Port"})
    people = {
        name: member(f"{name}@example.org")
        for name in ("owner", "colleague", "worker", "elsewhere", "other")
    }
    post(people["owner"], office, "admin")
    post(people["colleague"], second, "admin")
    post(people["worker"], office, "support")
    post(people["elsewhere"], second, "support")
    post(people["other"], there, "admin")
    return World(shelter, office, second, inspectorate, **people)


def enrol(of: Member) -> None:
    """Gives a member an app with :data:`SECRET`, and recovery codes."""
    TOTP.activate(of, SECRET)
    RecoveryCodes.activate(of)


def code(secret: str = SECRET, at: float | None = None) -> str:
    """What the app shows."""
    counter = int((time.time() if at is None else at) // 30)
    return str(format_hotp_value(hotp_value(secret, counter)))


def signed_in(of: Member | Actor | None, *, csrf: bool = False) -> Client:
    """A browser of a member who has given both factors; of a stranger for None."""
    client = Client(enforce_csrf_checks=csrf)
    if isinstance(of, Actor):
        of = Member.objects.get(pk=of.person)
    if of is None:
        return client
    if not Authenticator.objects.filter(user=of).exists():
        enrol(of)
    client.force_login(of, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["second_factor"] = str(of.pk)
    session.save()
    UserSession.objects.create(user=of, ip="127.0.0.1", session_key=session.session_key)
    client.cookies[COOKIE] = Signer(salt="manumit.office.session").sign(str(session.session_key))
    return client


def session_of(client: Client) -> SessionStore:
    """What the server keeps of a browser; its cookie is the key with a signature behind it."""
    return SessionStore(client.cookies[COOKIE].value.partition(":")[0])


def steps(client: Client, email: str, password: str = PASSWORD, typed: str | None = None) -> str:
    """Signs in as a person does; gives the address that they end at."""
    first = client.post("/en/office/sign-in/", {"login": email, "password": password})
    if first.status_code != 302 or typed is None:
        return str(first.headers.get("Location", first.status_code))
    second = client.post("/en/office/second-factor/", {"code": typed})
    return str(second.headers.get("Location", second.status_code))


def routes(room: str, within: URLResolver | None = None) -> dict[str, str]:
    """Names and routes of the pages of a room."""
    found: dict[str, str] = {}
    for one in (within or get_resolver()).url_patterns:
        if not isinstance(one, URLResolver):
            continue
        if one.app_name == room:
            pages = (page for page in one.url_patterns if isinstance(page, URLPattern))
            found |= {str(page.name): str(page.pattern) for page in pages}
        else:
            found |= routes(room, one)
    return found


def listed(who: Actor, wanted: RoomList) -> list[uuid.UUID]:
    """The keys of the first page of a list, without view and filters, in its order."""
    reader = reader_of(who, languages()[0], wanted.policy.resource)
    found = page_of_rows(scoped(wanted, reader), wanted, ListRequest("", "", {}, {}), reader)
    return [row.pk for row in found.rows]
