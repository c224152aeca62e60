"""A union to which workers come first, and everybody who might look at what becomes of it."""

from dataclasses import dataclass

from django.test import Client

from cases_world import Body, person, request
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.remedies import services
from manumit.web.remedies.models import Claim, ClaimMandate
from office import signed_in
from remedies_world import record_consent, represented


@dataclass(frozen=True, slots=True)
class World:
    """Everybody: a union with two officers and a second office, and all who have no part."""

    union: Body
    second_office: Actor
    admin: Actor
    other_union: Body
    lawyer: Body
    guardian: Body
    court: Body
    firm: Body
    inspectorate: Body
    advice: Body
    prosecution: Body

    @property
    def officer(self) -> Actor:
        """To whom the worker came."""
        return self.union.first

    def who(self, name: str) -> Actor | None:
        """By name."""
        found: dict[str, Actor | None] = {
            "officer": self.officer,
            "fellow": self.union.second,
            "second_office": self.second_office,
            "admin": self.admin,
            "other_union": self.other_union.first,
            "lawyer": self.lawyer.first,
            "court": self.court.first,
            "firm": self.firm.first,
            "inspectorate": self.inspectorate.first,
            "advice": self.advice.first,
            "prosecution": self.prosecution.first,
            "stranger": None,
        }
        return found[name]


def world() -> World:
    """Makes all of them."""
    union = Body.made("union", "union")
    second = Office.objects.create(institution=union.institution, names={"en": "Two"})
    return World(
        union,
        person(second, "union"),
        person(union.office, "admin"),
        Body.made("union", "union"),
        Body.made("law_office", "lawyer"),
        Body.made("guardianship", "guardian"),
        Body.made("court", "court"),
        Body.made("employers", "business"),
        Body.made("inspectorate", "inspect"),
        Body.made("advice_centre", "advice"),
        Body.made("prosecution", "justice"),
    )


def browser(w: World, who: str) -> Client:
    """Somebody signed in."""
    actor = w.who(who)
    return signed_in(actor)


def lodged(w: World) -> Claim:
    """A claim by mandate that is lodged."""
    claim = represented(w.officer)
    return services.lodge(w.officer, claim.pk, seen=1, request=request())


def before_a_court(w: World) -> Claim:
    """The same, passed on to the court as the worker agreed."""
    claim = lodged(w)
    record_consent(w.officer, claim, w.court)
    services.submit(
        w.officer, claim.pk, office=w.court.office.pk, capacity="decider", request=request()
    )
    return claim


def own_mandate(claim: Claim) -> ClaimMandate:
    """That of the office that opened it."""
    return ClaimMandate.objects.get(claim=claim, given_to=claim.institution, ended_at=None)


def takes_back(w: World, claim: Claim, by: Actor | None = None) -> None:
    """The worker takes that mandate back."""
    services.end_mandate(by or w.officer, own_mandate(claim).pk)
