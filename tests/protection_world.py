"""Invented people under protection, and everybody who might look.

The shelter supports: ``owner`` holds file and plan, with a ``colleague`` in the same office and
somebody in ``other_office``. The identification body grants time to reflect. The prosecution,
another shelter, an inspectorate and an administrator have no part in either.
"""

import datetime as dt
from dataclasses import dataclass

import cases_world
from cases_world import ALOUD, Body, in_days, person, request
from manumit.assessment import Age
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseFile
from manumit.web.cases.services import Judgement
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.protection import services
from manumit.web.protection.models import (
    FollowUp,
    NoteRelease,
    PlanService,
    ReflectionPeriod,
    SupportNote,
    SupportPlan,
)

NEED, SERVICE, OUTCOME = "insulin-every-morning-zq", "room-behind-the-mill-zq", "sews-at-homezq"
NOTE, SECOND_NOTE = "she-joined-the-dockers-union-zq", "weeps-at-night-zq"
COURT, REFERENCE = "High Court at Kisumuzq", "MISC-44-2026-zq"
EVIDENCE_NOTE = "padlock-outside-the-dormitory-zq"
SUPPORT_WORDS = (NEED, SERVICE, OUTCOME, NOTE, SECOND_NOTE)
SECRETS = (*SUPPORT_WORDS, COURT, REFERENCE, EVIDENCE_NOTE)


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    shelter: Body
    ident: Body
    prosecution: Body
    other: Body
    inspectorate: Body
    other_office: Actor
    admin: Actor
    stranger: None = None

    @property
    def owner(self) -> Actor:
        """Who holds files and plans."""
        return self.shelter.first

    @property
    def colleague(self) -> Actor:
        """Of the same office."""
        return self.shelter.second


def world() -> World:
    """Makes all of them."""
    shelter = Body.made("shelter", "support")
    second = Office.objects.create(institution=shelter.institution, names={"en": "Two"})
    return World(
        shelter,
        Body.made("identification", "ident"),
        Body.made("prosecution", "justice"),
        Body.made("shelter", "support"),
        Body.made("inspectorate", "inspect"),
        other_office=person(second, "support"),
        admin=person(shelter.office, "admin"),
    )


def file_of(actor: Actor, age: Age = Age.ADULT) -> CaseFile:
    """A file of a person, with nothing in it."""
    return cases.open_file(actor, age=age, request=request())


def supported(actor: Actor, file: CaseFile) -> None:
    """The person agrees to be supported by the institution of the file."""
    cases.give_consent(
        actor,
        file.pk,
        purpose="assistance",
        recipient=file.institution_id,
        until=in_days(300),
        spoken=ALOUD,
    )


def unsupported(actor: Actor, file: CaseFile) -> None:
    """The person says no to it."""
    cases.refuse_consent(
        actor, file.pk, purpose="assistance", recipient=file.institution_id, spoken=ALOUD
    )


def plan_of(actor: Actor, file: CaseFile) -> SupportPlan:
    """A plan that begins."""
    supported(actor, file)
    return cases.open_plan(actor, file.pk, request=request())


def offered(actor: Actor, plan: SupportPlan) -> PlanService:
    """A service that was offered."""
    return services.offer_service(actor, plan.pk, "housing", SERVICE, request=request())


def moved(actor: Actor, plan: SupportPlan, name: str, reason: str = "") -> SupportPlan:
    """A step of a plan as it stands now."""
    seen = SupportPlan.objects.values_list("version", flat=True).get(pk=plan.pk)
    return services.move_plan(actor, plan.pk, name, seen=seen, request=request(), reason=reason)


def running(actor: Actor, file: CaseFile) -> SupportPlan:
    """A plan that runs, with a need and a service that is given."""
    plan = plan_of(actor, file)
    services.add_need(actor, plan.pk, "health", "needed", NEED, request=request())
    moved(actor, plan, "assess")
    one = offered(actor, plan)
    one = services.move_service(actor, one.pk, "accept", seen=1, request=request())
    services.move_service(actor, one.pk, "give", seen=2, request=request())
    moved(actor, plan, "agree")
    return moved(actor, plan, "run")


def followed(
    actor: Actor, plan: SupportPlan, months: int = 3, outcomes: tuple[str, ...] = ("paid_work",)
) -> FollowUp:
    """Somebody asked how the person is."""
    seen = SupportPlan.objects.values_list("version", flat=True).get(pk=plan.pk)
    return services.record_follow_up(
        actor,
        plan.pk,
        months,
        dt.datetime.now(dt.UTC).date(),
        "spoken_to",
        outcomes,
        OUTCOME,
        seen=seen,
        request=request(),
    )


def noted(actor: Actor, plan: SupportPlan, text: str = NOTE) -> SupportNote:
    """A support note."""
    return services.write_note(actor, plan.pk, text, request=request())


def ordered(actor: Actor, plan: SupportPlan, *notes: int) -> NoteRelease:
    """A court orders some notes to be shown."""
    return services.record_order(
        actor,
        plan.pk,
        court=COURT,
        reference=REFERENCE,
        ordered_on=dt.date(2026, 11, 3),
        notes=notes,
        request=request(),
    )


def with_ident(w: World | cases_world.World, age: Age = Age.ADULT) -> CaseFile:
    """A file of the identification body, of a person whom the shelter referred."""
    file = cases_world.file_of(w.owner, age)
    if age is not Age.ADULT:
        cases_world.spoken_for(w.owner, file)
    cases_world.finding_of(w.owner, file)
    cases_world.agreed(w.owner, file, w.ident, "identification")
    sent = cases_world.referred(w.owner, file, w.ident, "identification")
    own = cases.accept(w.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    return own


def decided(actor: Actor, file: CaseFile, step: str, reason: str) -> None:
    """The competent body decides."""
    file.refresh_from_db()
    finding = file.findings.order_by("-number").first()
    assert finding is not None
    judged = Judgement(
        step=step, reason=reason, reasoning=cases_world.REASONING, finding=finding.pk
    )
    cases.decide(actor, file.pk, judged, seen=file.version, request=request())


def presumed(w: World) -> tuple[CaseFile, ReflectionPeriod]:
    """Somebody of whom it was decided today that there are reasonable grounds."""
    own = with_ident(w)
    decided(w.ident.first, own, "presume", "reasonable_grounds")
    return own, ReflectionPeriod.objects.get(subject=own.subject_id)


def state_of(plan: SupportPlan) -> str:
    """As it stands now."""
    found: str = SupportPlan.objects.values_list("state", flat=True).get(pk=plan.pk)
    return found
