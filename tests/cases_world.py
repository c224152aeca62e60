"""Invented institutions that refer people to each other, and everybody who might look.

At the inspectorate: ``owner`` holds the files, ``colleague`` sits in the same office,
``other_office`` in another; ``admin`` administers. The shelter, the identification body and the
prosecution are institutions of their own.
"""

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils import timezone

from manumit.assessment import Age, Hearing, Reply, Sitting
from manumit.assessment.sitting import Question
from manumit.errors import InputError
from manumit.instruments import shipped_library
from manumit.web.cases import selectors, services
from manumit.web.cases.accounts import WageAccount
from manumit.web.cases.clocks import Due
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.identity import (
    Contact,
    ContactKind,
    ContactWay,
    Field,
    KeptFrom,
    SafeContact,
)
from manumit.web.cases.models import (
    AccountVersion,
    CaseAttachment,
    CaseFile,
    FindingVersion,
    Mandate,
    Referral,
    ReferralReport,
    Takeover,
    WaiverNotice,
)
from manumit.web.cases.services import (
    AttachmentInput,
    ConsentStatement,
    ReferralInput,
    ReportInput,
    Speaker,
)
from manumit.web.institutions.models import Institution, Member, Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import ReadingMode, Voice
from manumit.web.kernel.days import today
from manumit.web.kernel.vault.ring import make_ring

ALOUD = ConsentStatement(text_version=1, language="ben", asked=ReadingMode.READ_ALOUD)
NAMES = ("Rahima Khatunxq", "রহিমা খাতুন")
TELEPHONE = "+880 1711 555 7431"
NOTE = "never-ring-after-dusk-zq"
MESSAGE = "bring-the-blue-folder-zq"
ANSWER = "she-sleeps-upstairs-zq"
REASONING = "locked-door-and-debt-zq"
GUARDIAN = "Mwajuma Guardianzq"
SHOWN, HANDED_BY = "paid-nothing-since-june-zq", "her-cousin-brought-it-zq"
SECRETS = (*NAMES, TELEPHONE, NOTE, MESSAGE, ANSWER, REASONING, GUARDIAN, SHOWN, HANDED_BY)


def request() -> uuid.UUID:
    """Of a form that is sent for the first time."""
    return uuid.uuid4()


def in_days(days: float) -> dt.datetime:
    """From now."""
    return timezone.now() + dt.timedelta(days=days)


def from_today(changed: Mapping[str, object]) -> dict[str, Any]:
    """Return fields of a form with spans of time as days from today, for parametrized tests.

    Parameters of tests are made when a run begins, which may be before midnight.
    """
    return {
        name: today() + value if isinstance(value, dt.timedelta) else value
        for name, value in changed.items()
    }


@dataclass(frozen=True, slots=True)
class Body:
    """One institution with one office and two people in one role."""

    institution: Institution
    office: Office
    first: Actor
    second: Actor

    @classmethod
    def made(cls, kind: str, role: str) -> "Body":
        """A new one."""
        institution = Institution.objects.create(kind=kind, country="KE", names={"en": kind})
        office = Office.objects.create(institution=institution, names={"en": "One"})
        return cls(institution, office, person(office, role), person(office, role))


def person(office: Office, role: str) -> Actor:
    """A new member with a post."""
    member = Member.objects.create(email=f"{uuid.uuid4().hex}@example.org")
    now = timezone.now()
    begins, until = now - dt.timedelta(days=30), now + dt.timedelta(days=30)
    Post.objects.create(
        member=member, office=office, role=role, begins=begins, until=until, approved_at=begins
    )
    return Actor(member.pk, office.institution_id, office.pk, role, until, begins)


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    inspectorate: Body
    shelter: Body
    ident: Body
    prosecution: Body
    other_office: Actor
    admin: Actor
    stranger: None = None

    @property
    def owner(self) -> Actor:
        """Who holds the files."""
        return self.inspectorate.first

    @property
    def colleague(self) -> Actor:
        """Of the same office."""
        return self.inspectorate.second


def world() -> World:
    """Makes all of them."""
    inspectorate = Body.made("inspectorate", "inspect")
    second = Office.objects.create(institution=inspectorate.institution, names={"en": "Two"})
    return World(
        inspectorate,
        Body.made("shelter", "support"),
        Body.made("identification", "ident"),
        Body.made("prosecution", "justice"),
        other_office=person(second, "inspect"),
        admin=person(inspectorate.office, "admin"),
    )


def key_ring(folder: Path, settings: Any) -> None:
    """A ring and a folder of sealed files for one test."""
    settings.MANUMIT_KEY_RING = folder / "ring.json"
    settings.MANUMIT_FILES = folder / "files"
    settings.MANUMIT_FILES.mkdir(mode=0o700)
    make_ring(folder / "ring.json")


def file_of(actor: Actor, age: Age = Age.ADULT) -> CaseFile:
    """A file with a person in it."""
    made = services.open_file(actor, age=age, request=request())
    services.change_identity(
        actor,
        made.pk,
        {
            Field.NAMES: NAMES,
            Field.CONTACTS: (Contact(ContactKind.TELEPHONE, TELEPHONE),),
            Field.BORN: dt.date(1999, 5, 2),
            Field.LANGUAGE: "ben",
            Field.SAFE_CONTACT: SafeContact(
                (ContactWay.TEXT,), (), (KeptFrom.EMPLOYER_SIDE,), NOTE
            ),
        },
        seen={},
        request=request(),
    )
    return made


def replied(sitting: Sitting, reply: Reply = Reply.YES, most: int = 200) -> Sitting:
    """An interview in which one reply is given to every question, up to a number of them."""
    library = shipped_library()
    sitting = sitting.with_hearing(Hearing.ALONE)
    for _ in range(most):
        step = sitting.next(library)
        if not isinstance(step, Question):
            return sitting
        sitting = sitting.reply(step.ask.code, step.question, reply, library)
    return sitting


def stated(sitting: Sitting, *codes: str) -> Sitting:
    """An interview in which a yes is given to some codes, and nothing else is said."""
    library = shipped_library()
    sitting = sitting.with_hearing(Hearing.ALONE)
    for code in codes:
        sitting = sitting.reply(code, 0, Reply.YES, library)
    return sitting


def finding_of(
    actor: Actor, file: CaseFile, reply: Reply = Reply.YES, list_id: str = "adult_labour"
) -> FindingVersion:
    """An interview from its beginning to its finding."""
    taken = services.begin_draft(actor, file.pk, list_id=list_id, request=request())
    kept = services.keep_draft(
        actor, taken.draft, replied(taken.sitting, reply), seen=taken.number, request=request()
    )
    return services.close_draft(actor, kept.draft, seen=kept.number)


def attached(actor: Actor, file: CaseFile, content: bytes = SHOWN.encode()) -> CaseAttachment:
    """A document of a file."""
    brought = AttachmentInput(
        kind="messages",
        name=f"{NAMES[0]}.txt",
        content=content,
        on_day=dt.date(2026, 6, 30),
        handed_by=HANDED_BY,
    )
    return services.add_attachment(actor, file.pk, brought, request=request())


def accounted(
    actor: Actor, file: CaseFile, stated: WageAccount, *, take: bool = True
) -> tuple[AccountVersion, FindingVersion | None]:
    """An account of a file, and the finding once every sign that it proposes was taken."""
    row = services.add_account(actor, file.pk, stated, request=request())
    return row, weighed(actor, row) if take else None


def weighed(actor: Actor, row: AccountVersion, *, take: bool = True) -> FindingVersion | None:
    """Every sign of the latest result of an account, taken or left."""
    seen = selectors.account(actor, row.pk)
    assert seen.reckoning is not None
    assert seen.result is not None
    places = frozenset(range(1, 1 + len(seen.result.proposals)))
    none: frozenset[int] = frozenset()
    return services.review_signs(
        actor,
        seen.reckoning.id,
        taken=places if take else none,
        left=none if take else places,
        seen=seen.seen,
        request=request(),
    )


def agreed(actor: Actor, file: CaseFile, to: Body, purpose: str = "referral") -> None:
    """The person agrees."""
    services.give_consent(
        actor,
        file.pk,
        purpose=purpose,
        recipient=to.institution.pk,
        until=in_days(20),
        spoken=ALOUD,
    )


def spoken_for(actor: Actor, file: CaseFile) -> Mandate:
    """A guardian who speaks for the person since yesterday."""
    guardian = Speaker(
        kind=Voice.GUARDIAN, name=GUARDIAN, basis="guardian_by_court", begins=in_days(-1)
    )
    return services.record_mandate(actor, file.pk, guardian, request=request())


def in_danger(actor: Actor, file: CaseFile, to: Body, purpose: str) -> WaiverNotice:
    """Danger to life stands in place of consent for two days."""
    made = services.waive_consent(
        actor,
        file.pk,
        purpose=purpose,
        recipient=to.institution.pk,
        reason="danger_to_life",
        until=in_days(2),
    )
    return WaiverNotice.objects.get(consent=made)


def leaves(actor: Actor, *, posts: int = 1) -> None:
    """All posts of somebody end now."""
    assert Post.objects.filter(member=actor.person).update(until=timezone.now()) == posts


def taken_over(actor: Actor, file: CaseFile) -> Takeover:
    """Somebody goes on with the file of a colleague who has left."""
    services.take_over_file(actor, file.pk, reason="holder_left", request=request())
    return Takeover.objects.get(file=file)


def referred(
    actor: Actor,
    file: CaseFile,
    to: Body,
    purpose: str = "referral",
    parts: tuple[FilePart, ...] = tuple(FilePart),
    *,
    days: float = 10,
    **asked: Any,
) -> Referral:
    """A referral that was sent; ``asked``: a need and an urgency."""
    wish = ReferralInput(
        office=to.office.pk,
        purpose=purpose,
        parts=parts,
        message=MESSAGE,
        valid_until=in_days(days),
        **asked,
    )
    return services.refer(actor, file.pk, wish, request=request())


def reported(here: World, row: Referral) -> ReferralReport:
    """The shelter takes a person on, and says that it housed them."""
    services.accept(here.shelter.first, row.pk, seen=2, request=request())
    report = ReportInput(step=Due.SERVICE, code="housing", on_day=timezone.now().date())
    return services.report(here.shelter.first, row.pk, report, request=request())


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of them gives, or raises; all begin together, each on a connection of its own."""
    found: list[object] = [None] * len(acts)
    begin = threading.Barrier(len(acts))

    def run(place: int) -> None:
        begin.wait()
        try:
            found[place] = acts[place]()
        except (InputError, Refused) as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found
