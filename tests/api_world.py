"""Invented institutions whose programs ask, with a token of each kind.

An advice centre has referred somebody to a shelter and holds a claim of hers; both have a second
office. A procurement office asks for sanctions. Everything that a program must not learn is a word
that stands nowhere else.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

import cases_world
import remedies_world
from cases_world import Body, person, request
from manumit.web.api import tokens
from manumit.web.api.models import ApiToken
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.remedies.models import Claim

SECRETS = (*cases_world.SECRETS, *remedies_world.SECRETS)
OF_CASES = ("referrals", "claims")
EVERYWHERE = ("rules", "assess", "owed")
DESK = "contacts"


@dataclass(frozen=True, slots=True)
class Programs:
    """One institution with an administrator, a second person, and a token for all it may have."""

    body: Body
    admin: Actor
    second: Actor
    word: str
    token: uuid.UUID

    @classmethod
    def of(cls, body: Body, *scopes: str) -> "Programs":
        """A body that has approved a token."""
        admin, second = person(body.office, "admin"), person(body.office, "admin")
        word, token = approved(admin, second, body.office, *scopes)
        return cls(body, admin, second, word, token)


def approved(admin: Actor, second: Actor, office: Office, *scopes: str) -> tuple[str, uuid.UUID]:
    """A token that holds: its word and its key."""
    made = tokens.make_token(admin, office.pk, scopes, 30, request=request())
    tokens.approve_token(second, made.token.pk)
    return made.word, made.token.pk


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    advice: Programs
    shelter: Programs
    elsewhere: Programs
    other_office: str
    procurement: Programs
    file: CaseFile
    referral: Referral
    claim: Claim


def world() -> World:
    """Makes all of them."""
    advice = Programs.of(Body.made("advice_centre", "advice"), *EVERYWHERE, *OF_CASES, DESK)
    shelter = Programs.of(Body.made("shelter", "support"), *EVERYWHERE, *OF_CASES)
    elsewhere = Programs.of(Body.made("advice_centre", "advice"), *EVERYWHERE, *OF_CASES)
    second = Office.objects.create(institution=advice.body.institution, names={"en": "Two"})
    word, _ = approved(advice.admin, advice.second, second, *OF_CASES)
    procurement = Programs.of(Body.made("procurement", "procure"), "sanctions")
    holder = advice.body.first
    file = cases_world.file_of(holder)
    cases_world.agreed(holder, file, shelter.body)
    parts = (FilePart.IDENTITY, FilePart.SAFE_CONTACT)
    referral = cases_world.referred(holder, file, shelter.body, parts=parts)
    return World(
        advice,
        shelter,
        elsewhere,
        word,
        procurement,
        file,
        referral,
        remedies_world.decided(holder, file),
    )


def ask(word: str | None, path: str, body: Any = None, **headers: str) -> Any:
    """What a program is answered."""
    sent = dict(headers) if word is None else {"Authorization": f"Bearer {word}", **headers}
    client, address = Client(), f"/api/v1{path}"
    if body is None:
        return client.get(address, headers=sent)
    return client.post(address, body, content_type="application/json", headers=sent)


def ended(token: uuid.UUID, how: str) -> None:
    """Ends a token in one of the ways in which it can end."""
    rows, now = ApiToken.objects.filter(pk=token), timezone.now()
    if how == "revoked":
        rows.update(revoked_at=now)
    elif how == "expired":
        rows.update(made_at=now - dt.timedelta(days=9), expires_at=now - dt.timedelta(days=1))
    else:
        rows.update(approved_by=None, approved_at=None)


EVIDENCE = {
    "schema": "manumit/evidence/1",
    "list": "adult_labour",
    "age": "adult",
    "evidence": [{"code": "DR01", "answer": "yes"}],
}
ACCOUNT = {
    "schema": "manumit/account/1",
    "worker": "W-17",
    "law": "xx",
    "asked_on": "2025-06-30",
    "about": {"age": "adult"},
    "employment": {
        "from": "2025-03-03",
        "until": "still",
        "pay_period": "month",
        "rest_day": "sunday",
    },
    "complete": {"work": True, "pay": True},
    "wages": [{"amount": "1300", "per": "month", "hours_per_week": "48"}],
    "work": [
        {
            "from": "2025-03-03",
            "until": "2025-06-30",
            "days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
            "hours": "8",
        }
    ],
}
FIRM = {"country": "KE", "number": "C-4711"}
CONTACT = {
    "request": "0f0c3a4e-7a52-4b5d-9a3c-5b8f0f5d7e11",
    "channel": "telephone",
    "topics": ["minimum_wage"],
    "danger": "no",
    "done": "advised",
}
CALLS: dict[str, tuple[str, Any]] = {
    "own_token": ("/token", None),
    "lists": ("/lists", None),
    "one_list": ("/lists/adult_labour", None),
    "laws": ("/laws", None),
    "findings": ("/findings", EVIDENCE),
    "owed": ("/owed", ACCOUNT),
    "referrals": ("/referrals", None),
    "claims": ("/claims", None),
    "register": ("/register", None),
    "look_up": ("/register/look-up", FIRM),
    "contacts": ("/contacts", CONTACT),
}
"""One call of each operation, by its name."""
