"""Invented contacts of a hotline, and everybody who might look at them.

``owner`` records; ``colleague`` works at the same desk, ``other_office`` at another desk of the
institution, ``other`` at another institution's; a union has a desk of its own.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cases_world import Body, person, request
from manumit.assessment import Age
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.line import handover, verbs
from manumit.web.line.models import Contact
from manumit.web.line.verbs import ContactEntry

NUMBER, NOTE = "+254 700 555 7431", "sleeps-behind-the-shop-zq"
DIGITS = "05557431"


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    desk: Body
    other: Body
    union: Body
    inspectorate: Body
    intake: Body
    shelter: Body
    other_office: Actor
    admin: Actor

    @property
    def owner(self) -> Actor:
        """Who records."""
        return self.desk.first

    @property
    def colleague(self) -> Actor:
        """Who works at the same desk."""
        return self.desk.second


def world() -> World:
    """Everybody."""
    desk = Body.made("advice_centre", "advice")
    second = Office.objects.create(institution=desk.institution, names={"en": "Two"})
    return World(
        desk,
        Body.made("advice_centre", "advice"),
        Body.made("union", "union"),
        Body.made("inspectorate", "inspect"),
        Body.made("intake", "intake"),
        Body.made("shelter", "support"),
        other_office=person(second, "advice"),
        admin=person(desk.office, "admin"),
    )


def entry(topics: Sequence[str] = ("minimum_wage",), **more: str) -> ContactEntry:
    """A call that is answered."""
    known = {"channel": "telephone", "danger": "no", "done": "advised", "language": "ben", **more}
    return ContactEntry(topics=topics, **known)


def recorded(who: Actor | None, topics: Sequence[str] = ("minimum_wage",), **more: str) -> Contact:
    """A contact."""
    return verbs.record_contact(who, entry(topics, **more), request=request())


def promised(
    who: Actor | None,
    topics: Sequence[str] = ("minimum_wage",),
    *,
    danger: str = "no",
    wait: str = "hour",
    **more: str,
) -> Contact:
    """A call-back."""
    known = {"number": NUMBER, "note": NOTE, **more}
    return recorded(who, topics, danger=danger, wait=wait, done="call_back", **known)


def opened_file(who: Actor | None, row: Contact) -> Contact:
    """A contact that became a file."""
    handover.open_file(
        who, row.pk, age=Age.ADULT, reason="person_agrees", seen=row.version,
        request=request(), file_request=request(),
    )  # fmt: skip
    return now(row)


def now(row: Contact) -> Contact:
    """A contact as it is now."""
    row.refresh_from_db()
    return row


def form(**more: object) -> dict[str, object]:
    """The form of a contact, sent for the first time."""
    known: dict[str, object] = {
        "danger": "no", "channel": "telephone", "language": "ben", "caller": "worker",
        "sector": "C", "area": "town", "topic": "minimum_wage", "done": "advised",
    }  # fmt: skip
    return {"request": uuid.uuid4(), **known, **more}
