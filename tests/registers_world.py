"""Invented organisations and workplaces, and everybody who might look at them.

``inspector`` enters; ``inspectorate.second`` is a colleague in the same office, ``elsewhere`` is in
another office; there are another inspectorate, an intake, an advice centre, a shelter, a licensing
authority, a union, an identification body, a firm, a court, and an administrator.
"""

import uuid
from dataclasses import dataclass

from cases_world import Body, person, request
from manumit.assessment import Answer, Informant
from manumit.web.cases import services as cases
from manumit.web.cases.employments import Employed, Named, Part
from manumit.web.cases.groups import Fact
from manumit.web.cases.models import CaseFile
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.registers import services
from manumit.web.registers.contents import Called, Located
from manumit.web.registers.models import Organisation, Workplace
from manumit.web.registers.services import Place, ToRecord
from manumit.web.registers.services.entries import About

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


def told(
    name: str = FIRM, *, natural: str = "no", kind: str = "employer", number: str = "",
    country: str = "KE", sector: str = "C", aliases: tuple[str, ...] = (),
) -> ToRecord:  # fmt: skip
    """An organisation as it is entered."""
    return ToRecord(
        kind=kind,
        natural_person=natural,
        called=Called(name=name, aliases=aliases, number=number),
        about=About(source="public_register", country=country, sector=sector),
    )


def firm(who: Actor | None, name: str = FIRM, **said: str) -> Organisation:
    """A firm, whether or not there is one like it."""
    return services.record_organisation(who, told(name, **said), another=True, request=request())  # type: ignore[arg-type] # texts alone


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
    said = Place(
        place=kind,
        located=Located(name=name, address=ADDRESS),
        about=About(source="own_knowledge", country="KE", sector="C"),
        organisation=None if runs is None else runs.pk,
    )
    return services.record_workplace(who, said, another=True, request=request())


def employed(by: Organisation, at: Workplace | None = None) -> Employed:
    """An employment as it is told."""
    return Employed(
        organisations={Part.EMPLOYER: Named("", by.pk), Part.RECRUITER: Named("Agentzq, no more")},
        workplace=None if at is None else Named("", at.pk),
        occupation="75",
        sector="C",
        from_country="BD",
        from_region="Sylhet-zq",
        to_country="KE",
        begins="2025",
        until="2026-03",
        source="told_by_worker",
    )


FACT = Fact(
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
    group = cases.open_group(who, file.pk, "organisation", one.pk, request=request())
    fact = cases.add_fact(who, group.pk, FACT, request=request())
    return one.pk, hall.pk, link.pk, work.pk, group.pk, fact.pk
