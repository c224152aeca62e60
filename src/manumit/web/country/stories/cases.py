"""Stories of files: interviews, consent, referrals, decisions, refusals, withdrawals, delays."""

import uuid
from dataclasses import dataclass

from manumit.assessment import Age
from manumit.web.cases import services
from manumit.web.cases.characteristics import Characteristics
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.employments import EmployerRole as For
from manumit.web.cases.employments import EmploymentDetails, NamedEntry
from manumit.web.cases.identity import (
    Contact,
    ContactHours,
    ContactKind,
    ContactWay,
    Field,
    KeptFrom,
    SafeContact,
    Value,
)
from manumit.web.cases.models import CaseFile, FindingVersion, Referral
from manumit.web.cases.policies import file_policy
from manumit.web.cases.services import ConsentStatement, Judgement, ReferralInput, Speaker
from manumit.web.country.acting import (
    BORN,
    BORN_CHILD,
    DOCUMENT,
    NAME,
    NAME_ARABIC,
    TELEPHONE,
    Story,
    StoryRun,
)
from manumit.web.directory.lists import URGENCIES
from manumit.web.directory.urgency import NO_HURRY, THIS_WEEK
from manumit.web.institutions.models import Office
from manumit.web.kernel.access import break_glass
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.models import ReadingMode, Voice

SYNTHETIC = "Invented, for a demonstration."
STRONG, MIXED, WEAK = 0.7, 0.4, 0.1
SAYS_NOTHING = 0.25  # the share of those who say no more than their sex
NEEDED = {"shelter": "housing", "health": "health"}
"""What somebody needs who is referred there; to others it is not stated."""
LONGEST = 300  # days for which somebody agrees
GUARDIAN = "Guardian of Meridia (invented)"


@dataclass(frozen=True, slots=True)
class InterviewedFile:
    """A file after the interview."""

    file: CaseFile
    finding: FindingVersion
    spoken: ConsentStatement


def open_file(tale: StoryRun, by: Actor, age: Age = Age.ADULT) -> CaseFile:
    """Open a file with a person in it, and how to reach them safely."""
    file = services.open_file(by, age=age, request=tale.request())
    name_person(tale, by, file, age)
    return file


def name_person(tale: StoryRun, by: Actor, file: CaseFile, age: Age = Age.ADULT) -> None:
    """Record the identity of a new file's person, and how to reach them safely."""
    tale.minutes()
    never = tuple(tale.draw.sample(list(KeptFrom), 2))
    safe = SafeContact(
        (ContactWay.TEXT,), (tale.draw.choice(list(ContactHours)),), never, SYNTHETIC
    )
    known: dict[Field, Value] = {
        Field.NAMES: (NAME, NAME_ARABIC),
        Field.CONTACTS: (
            Contact(ContactKind.TELEPHONE, TELEPHONE),
            Contact(ContactKind.DOCUMENT, DOCUMENT),
        ),
        Field.BORN: BORN_CHILD if age is Age.CHILD else BORN,
        Field.LANGUAGE: tale.draw.choice(tale.country.languages),
        Field.SAFE_CONTACT: safe,
    }
    services.change_identity(by, file.pk, known, seen={}, request=tale.request())


def interviewed_file(
    tale: StoryRun, by: Actor, strength: float = STRONG, age: Age = Age.ADULT
) -> InterviewedFile:
    """Open a file after a closed interview."""
    file = open_file(tale, by, age)
    tale.minutes()
    _record_characteristics(tale, by, file)
    listed = "child_labour" if age is Age.CHILD else "adult_labour"
    taken = services.begin_draft(by, file.pk, list_id=listed, request=tale.request())
    sitting = tale.interviewed(taken.sitting, age, strength)
    tale.minutes(20, 90)
    kept = services.keep_draft(by, taken.draft, sitting, seen=taken.number, request=tale.request())
    finding = services.close_draft(by, kept.draft, seen=kept.number)
    tale.minutes()
    spoken = ConsentStatement(text_version=1, language="eng", asked=ReadingMode.READ_ALOUD)
    if age is Age.CHILD:
        spoken = _by_guardian(tale, by, file)
    return InterviewedFile(file, finding, spoken)


def _record_characteristics(tale: StoryRun, by: Actor, file: CaseFile) -> None:
    """Record characteristics and work of the person; some people state nothing."""
    drawn, draw = tale.country.told_apart, tale.draw
    characteristics = Characteristics(
        sex=draw.choice(drawn.sexes),
        nationality=draw.choice(drawn.nationalities),
        forms=(draw.choice(drawn.forms),),
    )
    if draw.random() < SAYS_NOTHING:
        characteristics = Characteristics(sex=characteristics.sex)
    services.record_characteristics(by, file.pk, characteristics, seen=0, request=tale.request())
    tale.minutes()
    begins, _, ends = tale.agency.corridor.removeprefix("within ").partition(" to ")
    own = tale.country.code
    work = EmploymentDetails(
        organisations={For.EMPLOYER: NamedEntry(tale.agency.name)},
        sector=tale.agency.isic,
        from_country=begins if begins == own else characteristics.nationality,
        to_country=ends or own,
        source="told_by_worker",
    )
    services.record_employment(by, file.pk, work, request=tale.request())
    tale.minutes()


def _by_guardian(tale: StoryRun, by: Actor, file: CaseFile) -> ConsentStatement:
    speaker = Speaker(
        kind=Voice.GUARDIAN, name=GUARDIAN, basis="guardian_by_court", begins=tale.at(-1)
    )
    mandate = services.record_mandate(by, file.pk, speaker, request=tale.request())
    tale.minutes()
    return ConsentStatement(
        text_version=1, language="eng", asked=ReadingMode.READ_ALOUD, voice=Voice.GUARDIAN,
        representative=mandate.pk,
    )  # fmt: skip


def give_consent(tale: StoryRun, by: Actor, this: InterviewedFile, kind: str, purpose: str) -> None:
    """Record the person's consent to a purpose towards an institution."""
    services.give_consent(
        by, this.file.pk, purpose=purpose, recipient=_institution(tale, kind),
        until=tale.at(LONGEST), spoken=this.spoken,
    )  # fmt: skip
    tale.minutes()


def _institution(tale: StoryRun, kind: str) -> uuid.UUID:
    return Office.objects.get(pk=tale.office(kind)).institution_id


def refer(
    tale: StoryRun,
    by: Actor,
    this: InterviewedFile,
    kind: str,
    purpose: str,
    parts: tuple[FilePart, ...] = tuple(FilePart),
    urgency: str = THIS_WEEK,
) -> Referral:
    """Record the person's consent and refer them."""
    give_consent(tale, by, this, kind, purpose)
    wish = ReferralInput(
        office=tale.office(kind), purpose=purpose, parts=parts, message=SYNTHETIC,
        valid_until=tale.at(89), need=NEEDED.get(kind, ""), urgency=urgency,
    )  # fmt: skip
    return services.refer(by, this.file.pk, wish, request=tale.request())


def _decided(tale: StoryRun, by: Actor, own: CaseFile, step: str, reason: str) -> None:
    finding = FindingVersion.objects.filter(file=own).latest("number")
    own.refresh_from_db()
    judgement = Judgement(step=step, reason=reason, reasoning=SYNTHETIC, finding=finding.pk)
    services.decide(by, own.pk, judgement, seen=own.version, request=tale.request())


def presumed(tale: StoryRun, this: InterviewedFile, by: Actor) -> tuple[Referral, CaseFile]:
    """Taken on by the identification body, which finds reasonable grounds."""
    body = tale.who("ident")
    sent = refer(tale, by, this, "identification", "identification")
    tale.days(1, 12)
    own = services.accept(body, sent.pk, seen=2, request=tale.request())
    assert own is not None  # noqa: S101 - nothing has withdrawn it
    tale.days(2, 20)
    child = this.file.age == Age.CHILD
    reason = "child_with_act_and_purpose" if child else "reasonable_grounds"
    _decided(tale, body, own, "presume", reason)
    return sent, own


def identified(tale: StoryRun, this: InterviewedFile, by: Actor) -> None:
    """Found to be a victim, after the reflection period (R-48); the sender is answered."""
    sent, own = presumed(tale, this, by)
    tale.days(31, 50)
    child = this.file.age == Age.CHILD
    reason = "child_act_and_purpose" if child else "act_means_and_purpose"
    _decided(tale, tale.who("ident"), own, "identify", reason)
    tale.minutes()
    services.answer(tale.who("ident"), sent.pk, SYNTHETIC, seen=3, request=tale.request())


# The stories


def _heard_by_inspector(tale: StoryRun) -> None:
    interviewed_file(tale, tale.who("inspect"), tale.draw.choice((MIXED, STRONG)))


def _weak_signs(tale: StoryRun) -> None:
    interviewed_file(tale, tale.who("inspect"), WEAK)


def _heard_at_shelter(tale: StoryRun) -> None:
    interviewed_file(tale, tale.who("support"))


def _heard_at_advice(tale: StoryRun) -> None:
    interviewed_file(tale, tale.who("advice"), MIXED)


def _identified(tale: StoryRun) -> None:
    by = tale.who("inspect")
    identified(tale, interviewed_file(tale, by), by)


def _child_identified(tale: StoryRun) -> None:
    by = tale.who("support")
    identified(tale, interviewed_file(tale, by, age=Age.CHILD), by)


def _not_identified(tale: StoryRun) -> None:
    by = tale.who("inspect")
    sent, own = presumed(tale, interviewed_file(tale, by, MIXED), by)
    tale.days(31, 45)
    body = tale.who("ident")
    _decided(tale, body, own, "not_identify", "means_not_found_adult")
    tale.minutes()
    services.answer(body, sent.pk, SYNTHETIC, seen=3, request=tale.request())


def _in_reflection(tale: StoryRun) -> None:
    by = tale.who("inspect")
    presumed(tale, interviewed_file(tale, by), by)


def _sheltered(tale: StoryRun) -> None:
    by = tale.who("inspect")
    sent = refer(tale, by, interviewed_file(tale, by), "shelter", "assistance")
    tale.days(0, 3)
    services.accept(tale.who("support"), sent.pk, seen=2, request=tale.request())
    tale.days(2, 20)
    services.answer(tale.who("support"), sent.pk, SYNTHETIC, seen=3, request=tale.request())


def _no_place_then_one(tale: StoryRun) -> None:
    by = tale.who("inspect")
    this = interviewed_file(tale, by)
    sent = refer(tale, by, this, "shelter", "assistance")
    tale.days(1, 5)
    services.decline(
        tale.who("support"), sent.pk, reason="no_place", seen=2, request=tale.request()
    )
    tale.days(2, 10)
    again = refer(tale, by, this, "shelter", "assistance")
    tale.days(1, 9)
    services.accept(tale.who("support"), again.pk, seen=2, request=tale.request())


def _refused(tale: StoryRun) -> None:
    by = tale.who("inspect")
    this = interviewed_file(tale, by)
    services.refuse_consent(
        by, this.file.pk, purpose="referral", recipient=_institution(tale, "shelter"),
        spoken=this.spoken,
    )  # fmt: skip


def _withdrawn(tale: StoryRun) -> None:
    by = tale.who("inspect")
    this = interviewed_file(tale, by)
    sent = refer(tale, by, this, "shelter", "assistance")
    tale.days(1, 4)
    services.accept(tale.who("support"), sent.pk, seen=2, request=tale.request())
    tale.days(3, 30)
    services.withdraw_consent(
        by, this.file.pk, purpose="assistance", recipient=_institution(tale, "shelter")
    )


def _waits(tale: StoryRun) -> None:
    by = tale.who("inspect")
    this = interviewed_file(tale, by)
    refer(tale, by, this, "identification", "identification")
    tale.minutes()
    urgency = tale.draw.choice((*URGENCIES, ""))
    refer(tale, by, this, "shelter", "assistance", urgency=urgency)
    tale.days(0, 1)


def _never_answered(tale: StoryRun) -> None:
    by = tale.who("advice")
    refer(tale, by, interviewed_file(tale, by), "shelter", "assistance")
    tale.days(91, 99)
    services.end_overdue()


def _waits_for_treatment(tale: StoryRun) -> None:
    by = tale.who("support")
    refer(tale, by, interviewed_file(tale, by), "health", "assistance", ())
    tale.days(0, 1)


def _waits_at_prosecution(tale: StoryRun) -> None:
    by = tale.who("support")
    this = interviewed_file(tale, by)
    refer(tale, by, this, "prosecution", "criminal_proceedings", urgency=NO_HURRY)
    tale.days(0, 1)


def _danger_of(tale: StoryRun, by: Actor) -> None:
    """Refer a child in danger without the consent of a guardian, whom nobody has reached."""
    file = open_file(tale, by, Age.CHILD)
    tale.minutes()
    services.waive_consent(
        by, file.pk, purpose="referral", recipient=_institution(tale, "shelter"),
        reason="child_in_danger", until=tale.at(1),
    )  # fmt: skip


def _danger_seen_by_inspector(tale: StoryRun) -> None:
    _danger_of(tale, tale.who("inspect"))


def _danger_seen_at_advice(tale: StoryRun) -> None:
    _danger_of(tale, tale.who("advice"))


def _emergency(tale: StoryRun) -> None:
    """Open the file of an absent holder by emergency access."""
    file = open_file(tale, tale.who("support"))
    tale.minutes()
    break_glass.ask(tale.colleague("support"), file_policy, file, reason="danger_to_life", hours=4)


STORIES = (
    Story("weak_signs", "cases", _weak_signs, 130),
    Story("heard_by_inspector", "cases", _heard_by_inspector, 140),
    Story("heard_at_shelter", "cases", _heard_at_shelter, 60),
    Story("heard_at_advice", "cases", _heard_at_advice, 80),
    Story("identified", "cases", _identified, 70),
    Story("child_identified", "cases", _child_identified, 25),
    Story("not_identified", "cases", _not_identified, 40),
    Story("in_reflection", "cases", _in_reflection, 15, open=True),
    Story("sheltered", "cases", _sheltered, 50),
    Story("no_place_then_one", "cases", _no_place_then_one, 25),
    Story("refused", "cases", _refused, 45),
    Story("withdrawn", "cases", _withdrawn, 30),
    Story("waits", "cases", _waits, 20, open=True),
    Story("never_answered", "cases", _never_answered, 25),
    Story("waits_for_treatment", "cases", _waits_for_treatment, 8, open=True),
    Story("waits_at_prosecution", "cases", _waits_at_prosecution, 8, open=True),
    Story("danger_seen_by_inspector", "cases", _danger_seen_by_inspector, 3, open=True),
    Story("danger_seen_at_advice", "cases", _danger_seen_at_advice, 3, open=True),
    Story("emergency", "cases", _emergency, 3, open=True),
)
