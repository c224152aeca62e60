"""Invented institutions with invented people, for a demonstration and nothing else.

Passwords and secrets of apps are derived from the secret key of the demonstration's folder, so that
they stay the same there, differ everywhere else, and are kept nowhere.
"""

import base64
import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from manumit.errors import Place
from manumit.web.institutions.codes import InstitutionCode
from manumit.web.institutions.models import Institution, Member, Office, Post

SPACE = uuid.UUID("5b1f6a0e-6d0c-4f57-9a39-6a4c0f3f7d11")  # of ids that the demonstration makes
COUNTRY = "XX"  # of no country
CODES_SHOWN = 3
LONG_AGO = dt.timedelta(days=30)  # since when they hold their posts, so that they can confirm

INSTITUTIONS = {
    "inspectorate": {
        "en": "Labour Inspectorate (invented)",
        "fr": "Inspection du travail (inventée)",
        "es": "Inspección del Trabajo (inventada)",
        "ar": "تفتيش العمل (مختلق)",
    },
    "shelter": {
        "en": "Haven Shelter (invented)",
        "fr": "Foyer Havre (inventé)",
        "es": "Refugio Haven (inventado)",
        "ar": "مأوى السلام (مختلق)",
    },
    "identification": {
        "en": "Identification Body (invented)",
        "fr": "Organe d'identification (inventé)",
        "es": "Órgano de identificación (inventado)",
        "ar": "هيئة التعرف على الضحايا (مختلقة)",
    },
    "prosecution": {
        "en": "Public Prosecution (invented)",
        "fr": "Parquet (inventé)",
        "es": "Fiscalía (inventada)",
        "ar": "النيابة العامة (مختلقة)",
    },
}
PEOPLE = {
    "inspectorate": ("inspect", "admin", "dpo"),
    "shelter": ("support", "admin"),
    "identification": ("ident",),
    "prosecution": ("justice",),
}


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What somebody needs to sign in; its ``repr`` shows nothing."""

    email: str
    password: str
    secret: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """What a demonstration has left in a database: how many institutions and accounts."""

    institutions: int
    accounts: int

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.institutions or self.accounts)


def left_of_demo() -> Left:
    """Institutions of no country and accounts of invented people, also where they are closed."""
    emails = [_email(kind, role) for kind, roles in PEOPLE.items() for role in roles]
    members = Member.objects.filter(Q(email__in=emails) | Q(pk__in=map(_key, emails)))
    return Left(Institution.objects.filter(country=COUNTRY).count(), members.count())


@transaction.atomic
def make_demo_accounts() -> list[Account]:
    """Makes what is not there yet; every account has its derived password and app again.

    Raises:
        InputError: O112 outside a demonstration.
    """
    if settings.MANUMIT.production:
        raise InstitutionCode.NOT_DEMO.error(Place(field="MANUMIT_MODE"))
    return list(_accounts())


def _accounts() -> Iterator[Account]:
    for kind, roles in PEOPLE.items():
        names = INSTITUTIONS[kind]
        given = {"kind": kind, "country": COUNTRY, "names": names}
        made, _ = Institution.objects.get_or_create(pk=_key(kind), defaults=given)
        office, _ = Office.objects.get_or_create(
            pk=_key(f"{kind} office"), defaults={"institution": made, "names": names}
        )
        for role in roles:
            yield _account(kind, role, office)


def _account(kind: str, role: str, office: Office) -> Account:
    email = _email(kind, role)
    member, _ = Member.objects.get_or_create(pk=_key(email), defaults={"email": email})
    now = timezone.now()
    since, until = now - LONG_AGO, now + dt.timedelta(days=365)
    Post.objects.update_or_create(
        pk=_key(f"{email} post"),
        defaults={
            "member": member, "office": office, "role": role, "begins": since, "until": until,
            "waits_since": since, "approved_at": since,
        },
    )  # fmt: skip
    password, secret = _derived(f"{email} password")[:20].lower(), _derived(f"{email} app")
    if not (member.is_active and member.check_password(password)):
        member.is_active = True
        member.set_password(password)
        member.save()
    Authenticator.objects.filter(user=member, type__in=("totp", "recovery_codes")).delete()
    TOTP.activate(member, secret)
    codes = RecoveryCodes.activate(member).get_unused_codes()
    return Account(email, password, secret, tuple(codes[:CODES_SHOWN]))


def _email(kind: str, role: str) -> str:
    return f"{role}@{kind}.example"


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(SPACE, name)


def _derived(purpose: str) -> str:
    """32 letters and digits from the folder's secret."""
    key = settings.SECRET_KEY.encode()
    digest = hmac.digest(key, f"manumit demo {purpose}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:20]).decode()
