"""Invented complaints, and everybody who might look at them.

``officer`` takes them in, ``colleague`` is in the same office, ``elsewhere`` in another office of
the same intake, ``other`` in another intake; the inspector is ``base.inspector``.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

import registers_world
from cases_world import Body, person, request
from manumit.web.complaints import verbs
from manumit.web.complaints.members import add_member
from manumit.web.complaints.models import Briefing, Complaint
from manumit.web.complaints.receipts import new_receipt
from manumit.web.complaints.receiving import ComplaintReport, receive_complaint
from manumit.web.complaints.verbs import BriefingInput
from manumit.web.institutions.models import Office, Post
from manumit.web.kernel.access.actors import Actor

TEXT, EMPLOYER, PLACE, CONTACT = (
    "They locked the gatezq", "Planted Millzq Ltd", "Needlezq Road 7", "call 0700zq after ten",
)  # fmt: skip
SECRETS = (TEXT, EMPLOYER, PLACE, CONTACT)
REPORT = ComplaintReport(
    topics=("wages", "papers"), text=TEXT, employer=EMPLOYER, place=PLACE, sector="garments",
    workers="over_twenty", danger="none", still="working", guess="perhaps",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    base: registers_world.World
    elsewhere: Actor
    other: Actor

    @property
    def officer(self) -> Actor:
        """Who takes complaints in."""
        return self.base.intake.first

    @property
    def colleague(self) -> Actor:
        """In the same office."""
        return self.base.intake.second


def world() -> World:
    """Makes all of them; the office of ``officer`` receives."""
    base = registers_world.world()
    Post.objects.filter(office=base.intake.first.office).update(
        begins=timezone.now() - dt.timedelta(days=90)
    )
    second = Office.objects.create(institution=base.intake.institution, names={"en": "Two"})
    return World(base, person(second, "intake"), Body.made("intake", "intake").first)


def received(report: ComplaintReport = REPORT, *, contact: str = CONTACT) -> tuple[Complaint, str]:
    """A complaint, and the words of its receipt."""
    words = new_receipt("en")
    row = receive_complaint(report, contact=contact, receipt=words, request=uuid.uuid4())
    return row, " ".join(words)


def moved(who: Actor | None, row: Complaint, *names: str, reason: str = "") -> Complaint:
    """The complaint after some steps; the reason is given to the last."""
    for name in names:
        row.refresh_from_db()
        verbs.move_complaint(
            who, row.pk, name, seen=row.version, request=request(),
            reason=reason if name == names[-1] else "",
        )  # fmt: skip
    row.refresh_from_db()
    return row


def triaged(who: Actor, report: ComplaintReport = REPORT) -> Complaint:
    """A complaint that was assessed."""
    return moved(who, received(report)[0], "acknowledge", "triage")


def briefed(
    who: Actor | None, row: Complaint, route: str = "send_letter", **more: object
) -> Briefing:
    """A briefing of a route."""
    values: dict[str, object] = {"sector": "garments", "knowable_by": 30, **more}
    given = BriefingInput(route=route, **values)  # type: ignore[arg-type] # of a test
    return verbs.prepare_briefing(who, row.pk, given, request=request())


def written(who: Actor | None, row: Complaint, text: str, kind: str = "answer") -> None:
    """A message to the worker."""
    verbs.write_message(who, row.pk, kind=kind, text=text, request=request())


def member(row: Complaint, *, contact: str = "") -> str:
    """The words of a person who was added to a complaint."""
    words = new_receipt("en")
    assert add_member(row.lead.pk, contact=contact, receipt=words, request=request())
    return " ".join(words)
