"""Invented organisations and workplaces, and everybody who might look at them.

``inspector`` enters; ``inspectorate.second`` is a colleague in the same office, ``elsewhere`` is in
another office; there are another inspectorate, an intake, an advice centre, a shelter, a licensing
authority, a union, an identification body, a firm, a court, and an administrator.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction

from cases_world import Body, person, request
from manumit.assessment import Answer, Informant
from manumit.web.cases import services as cases
from manumit.web.cases.employments import EmployerRole, EmploymentDetails, NamedEntry
from manumit.web.cases.models import CaseFile
from manumit.web.group_cases import services as grouping
from manumit.web.group_cases.contents import WorkplaceFact
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.registers import services
from manumit.web.registers.contents import OrganisationDetails, WorkplaceDetails
from manumit.web.registers.models import Organisation, Workplace
from manumit.web.registers.services import OrganisationInput, WorkplaceInput
from manumit.web.registers.services.entries import ClearDetails
from manumit.web.workplaces.models import NearMatch

FIRM, ARABIC, NUMBER = "Golden Threadzq Garments Ltd", "الخيط الذهبي زق", "PVT-77431ZQ"
HOUSEHOLD, ADDRESS = "Mrs Planted Householdzq", "12 Plantedzq Lane"
GROUP_PAGES = frozenset(
    ("employments", "employment_new", "employment_correct", "worked_at", "group_new", "groups",
     "group", "group_join", "group_leave", "fact_new", "fact_take", "same_person")
)  # fmt: skip
"""Pages of cases that are asked in a table of their own: ``test_groups_pages``."""
SECRETS = (FIRM, ARABIC, NUMBER, HOUSEHOLD, ADDRESS, "Sylhet-zq", "passports in the safe-zq")


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    inspectorate: Body
    other_inspectorate: Body
    intake: Body
    advice: Body
    shelter: Body
    licensing: Body
    union: Body
    ident: Body
    firm: Body
    court: Body
    elsewhere: Actor
    admin: Actor
    stranger: None = None

    @property
    def inspector(self) -> Actor:
        """Who enters."""
        return self.inspectorate.first

    @property
    def without(self) -> tuple[Actor | None, ...]:
        """Those who have no register at all."""
        bodies = (self.union, self.ident, self.firm, self.court)
        return (*(one.first for one in bodies), self.admin, None)


def world() -> World:
    """Makes all of them."""
    inspectorate = Body.made("inspectorate", "inspect")
    second = Office.objects.create(institution=inspectorate.institution, names={"en": "Two"})
    return World(
        inspectorate,
        Body.made("inspectorate", "inspect"),
        Body.made("intake", "intake"),
        Body.made("advice_centre", "advice"),
        Body.made("shelter", "support"),
        Body.made("licensing", "licence"),
        Body.made("union", "union"),
        Body.made("identification", "ident"),
        Body.made("employers", "business"),
        Body.made("court", "court"),
        person(second, "inspect"),
        admin=person(inspectorate.office, "admin"),
    )


def organisation_input(
    name: str = FIRM, *, natural: str = "no", kind: str = "employer", number: str = "",
    country: str = "KE", sector: str = "C", aliases: tuple[str, ...] = (),
) -> OrganisationInput:  # fmt: skip
    """An organisation as it is entered."""
    return OrganisationInput(
        kind=kind,
        natural_person=natural,
        called=OrganisationDetails(name=name, aliases=aliases, number=number),
        about=ClearDetails(source="public_register", country=country, sector=sector),
    )


def firm(who: Actor | None, name: str = FIRM, **fields: str) -> Organisation:
    """A firm, whether or not there is one like it."""
    entry = organisation_input(name, **fields)  # type: ignore[arg-type] # texts alone
    return services.record_organisation(who, entry, another=True, request=request())


def household(who: Actor | None) -> Organisation:
    """A natural person who employs."""
    return firm(who, HOUSEHOLD, natural="yes", sector="T")


def place(
    who: Actor | None,
    kind: str = "premises",
    name: str = "Hall threezq",
    runs: Organisation | None = None,
) -> Workplace:
    """A workplace."""
    entry = WorkplaceInput(
        place=kind,
        located=WorkplaceDetails(name=name, address=ADDRESS),
        about=ClearDetails(source="own_knowledge", country="KE", sector="C"),
        organisation=None if runs is None else runs.pk,
    )
    return services.record_workplace(who, entry, another=True, request=request())


def near_match(who: Actor, one: Workplace, other: Workplace) -> NearMatch:
    """Two entries that may be one workplace."""
    with transaction.atomic():
        record_act(who, "change", "workplace", one.pk, purpose="merge")
        found: NearMatch = NearMatch.objects.create(
            institution_id=who.institution,
            office_id=who.office,
            one=one,
            other=other,
            reasons=["other_spelling"],
            score=90,
        )
    return found


def employed(by: Organisation, at: Workplace | None = None) -> EmploymentDetails:
    """An employment as it is told."""
    return EmploymentDetails(
        organisations={
            EmployerRole.EMPLOYER: NamedEntry("", by.pk),
            EmployerRole.RECRUITER: NamedEntry("Agentzq, no more"),
        },
        workplace=None if at is None else NamedEntry("", at.pk),
        occupation="75",
        sector="C",
        from_country="BD",
        from_region="Sylhet-zq",
        to_country="KE",
        begins="2025",
        until="2026-03",
        source="told_by_worker",
    )


FACT = WorkplaceFact(
    code="CD01", answer=Answer.YES, informant=Informant.OFFICER, note="passports in the safe-zq"
)


def planted(who: Actor, file: CaseFile) -> tuple[uuid.UUID, ...]:
    """An organisation, a workplace, a link, an employment, a group and a fact of somebody's file.

    Returns:
        their keys, in this order.
    """
    one, other = firm(who), household(who)
    hall = place(who, runs=one)
    link = services.link(who, other.pk, one.pk, "owner_of", source="advert", request=request())
    work = cases.record_employment(who, file.pk, employed(one, hall), request=request())
    group = grouping.open_group(who, file.pk, "organisation", one.pk, request=request())
    fact = grouping.add_fact(who, group.pk, FACT, request=request())
    return one.pk, hall.pk, link.pk, work.pk, group.pk, fact.pk


def actor(w: World, who: str) -> Actor | None:
    """Somebody by the name that a table of answers gives them."""
    return {
        "owner": w.inspector,
        "colleague": w.inspectorate.second,
        "other_office": w.elsewhere,
        "other": w.other_inspectorate.first,
        "intake": w.intake.first,
        "shelter": w.shelter.first,
        "court": w.court.first,
        "admin": w.admin,
        "stranger": None,
    }[who]
