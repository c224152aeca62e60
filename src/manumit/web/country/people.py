"""Institutions, offices and people of the invented country; everybody who can sign in."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.country.codes import CountryCode
from manumit.web.country.data import Country, country
from manumit.web.institutions.demo import Account, account_of, demo_key
from manumit.web.institutions.models import Institution, Member, Office, Post
from manumit.web.kernel.access.actors import Actor

INVENTED = "+999555"
"""Telephone numbers begin with it: no country has the code 999 (ITU-T E.164)."""
YEARS = dt.timedelta(days=6 * 365)  # since when invented people hold their posts
FAR_FUTURE = dt.datetime(
    2100, 1, 1, tzinfo=dt.UTC
)  # while stories are acted, in a time of their own


@dataclass(frozen=True, slots=True)
class Circle:
    """Offices and people of one region, who work together.

    Attributes:
        offices: by kind of institution; of those that are in the first region alone, that one.
        people: by role, those of the region, or of the only office; each acts in the role alone.
    """

    offices: Mapping[str, uuid.UUID]
    people: Mapping[str, tuple[Actor, ...]]

    def replaced_by(self, other: "Circle", turn: int) -> dict[str, str]:
        """Whose ids stand in place of ours where a story goes on in another circle.

        Args:
            other: the circle.
            turn: by how many places people of one role are moved on among themselves.
        """
        found = {str(ours): str(other.offices[kind]) for kind, ours in self.offices.items()}
        for role, ours in self.people.items():
            theirs = other.people[role]
            for place, one in enumerate(ours):
                found[str(one.person)] = str(theirs[(place + turn) % len(theirs)].person)
        return found


@dataclass(frozen=True, slots=True)
class Card:
    """How one invented person signs in.

    Attributes:
        kind: of the institution; ``region``: place of the region, 0 for the first.
    """

    email: str
    role: str
    kind: str
    region: int


def cards() -> Iterator[Card]:
    """Yield everybody who can sign in, institution by institution."""
    given = country()
    for kind, staff in given.institutions.items():
        for region in range(len(given.regions)):
            for role, many in staff.people.items():
                for number in range(1, many + 1):
                    yield Card(_email(kind, region, role, number), role, kind, region)
            for role, many in staff.once.items() if region == 0 else ():
                for number in range(1, many + 1):
                    yield Card(_email(kind, region, role, number), role, kind, region)


def _email(kind: str, region: int, role: str, number: int) -> str:
    return f"{role}{number}.r{region + 1}@{kind.replace('_', '-')}.example"


@transaction.atomic
def make_people() -> list[Account]:
    """Create institutions, offices and people who can sign in; repeating it creates the same.

    Raises:
        InputError: Y901 in production.
    """
    if settings.MANUMIT.production:
        raise CountryCode.NOT_DEMO.error(Place(field="MANUMIT_MODE"))
    since = timezone.now() - YEARS
    return [
        account_of(one.email, one.role, office_of(one.kind, one.region), since=since)
        for one in cards()
    ]


def circles(many: int) -> list[Circle]:
    """Return circles with their people: those of the regions first, then more without accounts.

    Args:
        many: how many; at least as many as the country has regions.
    """
    given = country()
    regions = len(given.regions)
    with transaction.atomic():
        return [_circle(given, number) for number in range(max(many, regions))]


def _circle(given: Country, number: int) -> Circle:
    offices: dict[str, uuid.UUID] = {}
    people: dict[str, tuple[Actor, ...]] = {}
    for kind, staff in given.institutions.items():
        office = office_of(kind, number if staff.people else 0)
        offices[kind] = office.pk
        # An institution with one office has the same people for every circle.
        for role, count in (staff.people or staff.once).items():
            region = number if staff.people else 0
            emails = [_email(kind, region, role, place) for place in range(1, count + 1)]
            people[role] = tuple(_actor(email, role, office) for email in emails)
    return Circle(offices, people)


def office_of(kind: str, number: int) -> Office:
    """Return the office of a kind of institution in a circle; create it if missing."""
    given = country()
    names = given.institutions[kind].names
    made, _ = Institution.objects.get_or_create(
        pk=demo_key(f"country {kind}"),
        defaults={"kind": kind, "country": given.code, "names": names},
    )
    region = given.regions[number % len(given.regions)]
    more = number // len(given.regions)
    named = region if not more else {tag: f"{name} {more + 1}" for tag, name in region.items()}
    telephone = f"{INVENTED}{sorted(given.institutions).index(kind):02d}{number:04d}"
    office, _ = Office.objects.get_or_create(
        pk=demo_key(f"country {kind} {number}"),
        defaults={"institution": made, "names": named, "telephone": telephone},
    )
    return office


def _actor(email: str, role: str, office: Office) -> Actor:
    """Return an actor in stories; somebody without an account gets only a post."""
    member, _ = Member.objects.get_or_create(pk=demo_key(email), defaults={"email": email})
    begins = timezone.now() - YEARS
    Post.objects.get_or_create(
        pk=demo_key(f"{email} post"),
        defaults={
            "member": member, "office": office, "role": role, "begins": begins,
            "until": timezone.now() + dt.timedelta(days=365), "waits_since": begins,
            "approved_at": begins,
        },
    )  # fmt: skip
    return Actor(member.pk, office.institution_id, office.pk, role, FAR_FUTURE, begins)
