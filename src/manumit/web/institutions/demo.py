"""Invented institutions and people, for a demonstration only.

Passwords and secrets of apps are derived from the secret key of the demonstration's folder, so that
they stay the same there, differ everywhere else, and are kept nowhere.
"""

import base64
import dataclasses
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
    "court": {
        "en": "Labour Court (invented)",
        "fr": "Tribunal du travail (inventé)",
        "es": "Tribunal laboral (inventado)",
        "ar": "محكمة العمل (مختلقة)",
    },
    "employers": {
        "en": "Golden Thread Ltd (invented)",
        "fr": "Golden Thread SARL (inventée)",
        "es": "Golden Thread S.L. (inventada)",
        "ar": "شركة الخيط الذهبي (مختلقة)",
    },
    "union": {
        "en": "Workers' Union (invented)",
        "fr": "Syndicat des travailleurs (inventé)",
        "es": "Sindicato de trabajadores (inventado)",
        "ar": "نقابة العمال (مختلقة)",
    },
    "statistics": {
        "en": "Statistics Office (invented)",
        "fr": "Office statistique (inventé)",
        "es": "Oficina de estadística (inventada)",
        "ar": "مكتب الإحصاء (مختلق)",
    },
}
PEOPLE = {
    "inspectorate": ("inspect", "admin", "dpo"),
    "shelter": ("support", "admin"),
    "identification": ("ident",),
    "prosecution": ("justice",),
    "court": ("court",),
    "employers": ("business",),
    "union": ("union",),
    "statistics": ("stats",),
}


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What is needed to sign in; its ``repr`` hides the content."""

    email: str
    password: str
    secret: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoRemains:
    """What a demonstration has left in a database: counts of institutions and accounts."""

    institutions: int
    accounts: int

    def __bool__(self) -> bool:
        """Return whether there is anything."""
        return bool(self.institutions or self.accounts)


def demo_remains() -> DemoRemains:
    """Count institutions of no country and accounts of invented people, also closed ones."""
    emails = [_email(kind, role) for kind, roles in PEOPLE.items() for role in roles]
    posts = Post.objects.filter(office__institution__country=COUNTRY).values("member")
    members = Member.objects.filter(
        Q(email__in=emails) | Q(pk__in=map(demo_key, emails)) | Q(pk__in=posts)
    )
    return DemoRemains(Institution.objects.filter(country=COUNTRY).count(), members.count())


@transaction.atomic
def make_demo_accounts() -> list[Account]:
    """Create missing demo accounts, and reset passwords and apps to the derived ones.

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
        made, _ = Institution.objects.get_or_create(pk=demo_key(kind), defaults=given)
        office, _ = Office.objects.get_or_create(
            pk=demo_key(f"{kind} office"), defaults={"institution": made, "names": names}
        )
        for role in roles:
            yield account_of(_email(kind, role), role, office, since=timezone.now() - LONG_AGO)


def account_of(email: str, role: str, office: Office, *, since: dt.datetime) -> Account:
    """Create or reset an invented member with a post, derived password and derived app.

    Args:
        email: the sign-in address; every id is derived from it.
        role: of the post.
        office: of the post.
        since: from when the post holds.
    """
    member, _ = Member.objects.get_or_create(pk=demo_key(email), defaults={"email": email})
    until = timezone.now() + dt.timedelta(days=365)
    Post.objects.update_or_create(
        pk=demo_key(f"{email} post"),
        defaults={
            "member": member, "office": office, "role": role, "begins": since, "until": until,
            "waits_since": since, "approved_at": since,
        },
    )  # fmt: skip
    derived = sign_in_of(email)
    if not (member.is_active and member.check_password(derived.password)):
        member.is_active = True
        member.set_password(derived.password)
        member.save()
    Authenticator.objects.filter(user=member, type__in=("totp", "recovery_codes")).delete()
    TOTP.activate(member, derived.secret)
    codes = RecoveryCodes.activate(member).get_unused_codes()
    return dataclasses.replace(derived, codes=tuple(codes[:CODES_SHOWN]))


def sign_in_of(email: str) -> Account:
    """Return how an invented member signs in, without one-time codes; creates nothing.

    Raises:
        InputError: O112 outside a demonstration.
    """
    if settings.MANUMIT.production:
        raise InstitutionCode.NOT_DEMO.error(Place(field="MANUMIT_MODE"))
    password, secret = _derived(f"{email} password")[:20].lower(), _derived(f"{email} app")
    return Account(email, password, secret, ())


def _email(kind: str, role: str) -> str:
    return f"{role}@{kind}.example"


def demo_key(name: str) -> uuid.UUID:
    """Return the id of a demonstration object: the same in every installation."""
    return uuid.uuid5(SPACE, name)


def _derived(purpose: str) -> str:
    """Return 32 letters and digits derived from the folder's secret."""
    key = settings.SECRET_KEY.encode()
    digest = hmac.digest(key, f"manumit demo {purpose}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:20]).decode()
