"""Invented applicants for a licence, and everybody who might look at them.

``owner`` records; ``colleague`` works in the same office, ``other_office`` in another office of the
authority, ``other`` at another authority.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cases_world import Body, person, request
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.recruitment import verbs
from manumit.web.recruitment.content import AgencyContent
from manumit.web.recruitment.lists import FAILED, MET, licensing_rules
from manumit.web.recruitment.models import LicenceApplication, RecruiterLicence

TELEPHONE = "+254 700 555 611"
REVOKED_OWNER = "Baraka Otieno Zq"
TO_INSPECTED = ("complete", "vet", "inspect")


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    authority: Body
    other: Body
    inspectorate: Body
    other_office: Actor
    admin: Actor

    @property
    def owner(self) -> Actor:
        """Who records."""
        return self.authority.first

    @property
    def colleague(self) -> Actor:
        """Who works in the same office."""
        return self.authority.second


def world() -> World:
    """Everybody."""
    authority = Body.made("licensing", "licence")
    second = Office.objects.create(institution=authority.institution, names={"en": "Two"})
    return World(
        authority,
        Body.made("licensing", "licence"),
        Body.made("inspectorate", "inspect"),
        other_office=person(second, "licence"),
        admin=person(authority.office, "admin"),
    )


def agency(name: str = "Quiet River Agency Zq", **more: object) -> AgencyContent:
    """An applicant."""
    known: dict[str, object] = {
        "officers": ("Achieng Wanjiru Zq",),
        "telephones": ("+254 700 555 100",),
        "address": "1 Harbour Road, Portzq",
    }
    return AgencyContent(name=name, **{**known, **more})  # type: ignore[arg-type] # texts and tuples


def recorded(who: Actor | None, content: AgencyContent | None = None) -> LicenceApplication:
    """An application."""
    return verbs.record_application(who, content or agency(), request=request())


def moved(
    who: Actor | None, row: LicenceApplication, *names: str, reason: str = "", **more: object
) -> LicenceApplication:
    """An application after steps; the reason is of the last."""
    for name in names:
        row.refresh_from_db()
        last = name == names[-1]
        row = verbs.move_application(
            who, row.pk, name, seen=row.version, request=request(),
            reason=reason if last else "", **(more if last else {}),  # type: ignore[arg-type] # a day and a text
        )  # fmt: skip
    return row


def results(*failed: str, **more: str) -> Mapping[str, str]:
    """All standards met but those that failed."""
    return {
        **{one: FAILED if one in failed else MET for one in licensing_rules().points},
        **more,
    }


def assessed(who: Actor | None, row: LicenceApplication, *failed: str, **more: str) -> None:
    """Assess an application."""
    verbs.assess_application(who, row.pk, results(*failed, **more), request=request())


def inspected(who: Actor | None, content: AgencyContent | None = None) -> LicenceApplication:
    """An application that was inspected."""
    return moved(who, recorded(who, content), *TO_INSPECTED)


def licensed(who: Actor | None, content: AgencyContent | None = None) -> RecruiterLicence:
    """A licence."""
    row = inspected(who, content)
    assessed(who, row)
    return RecruiterLicence.objects.get(application=moved(who, row, "grant"))


def stepped(
    who: Actor | None, licence: RecruiterLicence, name: str, reason: str = ""
) -> RecruiterLicence:
    """A licence after a step."""
    licence.refresh_from_db()
    return verbs.move_licence(
        who, licence.pk, name, seen=licence.version, request=request(), reason=reason
    )


def revoked_agency(who: Actor | None) -> RecruiterLicence:
    """A recruiter whose licence was revoked."""
    content = agency(
        "Bright Shore Manpower Zq",
        officers=(REVOKED_OWNER,),
        telephones=(TELEPHONE,),
        address="9 Market Street, Portzq",
    )
    return revoked(who, licensed(who, content))


def revoked(who: Actor | None, licence: RecruiterLicence) -> RecruiterLicence:
    """A licence that was suspended, and revoked after a hearing."""
    stepped(who, licence, "suspend", "evidence")
    verbs.set_hearing(who, licence.application_id, today())
    return stepped(who, licence, "revoke", "final_judgment")
