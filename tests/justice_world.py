"""Invented proceedings, penalties and entries, and everybody who might look at them.

The prosecution keeps proceedings, the inspectorate penalties and entries: ``prosecutor`` and
``inspector`` open them, each with a colleague in the same office and somebody in another. A court
decides, a firm is accused, an identification body hears the outcome, procurement looks up.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from cases_world import Body, person, request
from manumit.web.institutions.models import Office
from manumit.web.justice import services
from manumit.web.justice.models import Penalty, Proceeding, Record, Sanction
from manumit.web.justice.policies import proceeding_policy
from manumit.web.justice.services import (
    IdentityAnswers,
    PenaltyDetails,
    Respondent,
    SanctionProposal,
    SentenceMeasure,
    StepDay,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today

FIRM, ACCUSED, NUMBER = "Golden Thread Ltdzq", "Accused Personzq", "PVT-77431ZQ"
EVIDENCE, INJURED, OFFENDER, AGAINST = "EV-4711-ZQ", "W-0815-ZQ", "W-0816-ZQ", "CR-2222-ZQ"
SECRETS = (FIRM, ACCUSED, NUMBER, EVIDENCE, INJURED, OFFENDER, AGAINST)
CHECK_PAGES = frozenset(
    {"non_punishments", "non_punishment_new", "non_punishment", "non_punishment_step"}
)
"""Pages of the room that test_nonpunishment_pages.py asks."""
CHECKED = IdentityAnswers(
    household="no", natural_person="no", workers=120, otherwise="no",
    reason="many_workers_over_time",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    prosecution: Body
    inspectorate: Body
    court: Body
    firm: Body
    ident: Body
    procurement: Body
    shelter: Body
    other_prosecution: Body
    other_inspectorate: Body
    prosecutor_elsewhere: Actor
    inspector_elsewhere: Actor
    admin: Actor
    stranger: None = None

    @property
    def prosecutor(self) -> Actor:
        """Who opens proceedings."""
        return self.prosecution.first

    @property
    def inspector(self) -> Actor:
        """Who records penalties and proposes entries."""
        return self.inspectorate.first


def world() -> World:
    """Makes all of them."""
    prosecution = Body.made("prosecution", "justice")
    inspectorate = Body.made("inspectorate", "inspect")
    second = Office.objects.create(institution=prosecution.institution, names={"en": "Two"})
    third = Office.objects.create(institution=inspectorate.institution, names={"en": "Two"})
    return World(
        prosecution,
        inspectorate,
        Body.made("court", "court"),
        Body.made("employers", "business"),
        Body.made("identification", "ident"),
        Body.made("procurement", "procure"),
        Body.made("shelter", "support"),
        Body.made("prosecution", "justice"),
        Body.made("inspectorate", "inspect"),
        person(second, "justice"),
        person(third, "inspect"),
        admin=person(inspectorate.office, "admin"),
    )


def day(ago: int = 0, body: str = "prosecution") -> StepDay:
    """A day some days ago, and a kind of body."""
    return StepDay(today() - dt.timedelta(days=ago), body)


def against(number: str = NUMBER, name: str = FIRM) -> Respondent:
    """An organisation."""
    return Respondent(name=name, country="KE", number=number)


def now[Row: Record](row: Row) -> Row:
    """A record as it stands now."""
    row.refresh_from_db()
    return row


def moved(
    actor: Actor | None, row: Proceeding, name: str, ago: int = 0, reason: str = ""
) -> Proceeding:
    """A step of a proceeding."""
    return services.move_proceeding(
        actor, row.pk, name, day(ago), seen=now(row).version, request=request(), reason=reason
    )


def charge(
    actor: Actor | None, row: Proceeding, offence: str = "trafficking", child: str = "no"
) -> int:
    """A charge with evidence for each of its elements.

    Returns:
        its number.
    """
    made = services.add_charge(actor, row.pk, offence, child, request=request())
    for element in made.to_show():
        rely(actor, row, made.number, element)
    return made.number


def rely(
    actor: Actor | None, row: Proceeding, number: int, element: str, kind: str = "statement"
) -> None:
    """One element of a charge rests on something."""
    services.add_evidence(
        actor, row.pk, number, element=element, kind=kind, leads_to=EVIDENCE, request=request()
    )


def opened(actor: Actor | None, number: str = NUMBER) -> Proceeding:
    """A proceeding as it was referred."""
    return services.open_proceeding(actor, against(number, ACCUSED), request=request())


def at_trial(actor: Actor, number: str = NUMBER, charges: int = 1) -> Proceeding:
    """One that is before a court."""
    row = opened(actor, number)
    moved(actor, row, "investigate", 90)
    for _ in range(charges):
        charge(actor, row)
    moved(actor, row, "charge", 60)
    services.add_hearing(
        actor, row.pk, today() - dt.timedelta(days=40), "opening", request=request()
    )
    moved(actor, row, "open_trial", 40)
    return row


def verdict(actor: Actor | None, row: Proceeding, result: str = "guilty", number: int = 1) -> None:
    """What was decided on one charge."""
    services.add_verdict(actor, row.pk, number, result, today(), request=request())


def convicted(actor: Actor, number: str = NUMBER) -> Proceeding:
    """A conviction with every measure of a sentence."""
    row = at_trial(actor, number)
    verdict(actor, row)
    moved(actor, row, "convict", 20)
    for one in (
        SentenceMeasure(kind="prison", on_day=today(), months=48),
        SentenceMeasure(kind="fine", on_day=today(), currency="KES", amount="500000"),
        SentenceMeasure(kind="confiscation", on_day=today(), currency="USD", amount="1200.50"),
        SentenceMeasure(kind="compensation", on_day=today(), currency="KES", amount="300000.25",
                owed_to=INJURED),
    ):  # fmt: skip
        services.add_sentence(actor, row.pk, one, request=request())
    return row


def final(actor: Actor, number: str = NUMBER) -> Proceeding:
    """A conviction that nobody can appeal any more."""
    return moved(actor, convicted(actor, number), "finalise", 5, "no_appeal_in_time")


def penalty(actor: Actor, number: str = NUMBER, ago: int = 30) -> Penalty:
    """A fine of the inspectorate."""
    details = PenaltyDetails(
        kind="penalty_fine", ground="wages", on_day=today() - dt.timedelta(days=ago),
        currency="KES", amount="25000",
    )  # fmt: skip
    return services.record_penalty(actor, against(number), details, request=request())


def upheld(actor: Actor, row: Penalty) -> Penalty:
    """The same, final."""
    return services.move_penalty(
        actor, row.pk, "finalise", day(10, "inspectorate"), seen=now(row).version,
        request=request(), reason="upheld",
    )  # fmt: skip


def annulled(actor: Actor, row: Penalty) -> Penalty:
    """The same, annulled when it was contested."""
    return services.move_penalty(
        actor, row.pk, "annul", day(0, "inspectorate"), seen=now(row).version,
        request=request(), reason="overturned",
    )  # fmt: skip


def proposed(actor: Actor, basis: Penalty) -> Sanction:
    """An entry that is proposed."""
    return services.propose_sanction(
        actor, FIRM, SanctionProposal("wages", penalty=basis.pk), request=request()
    )


def heard(actor: Actor, row: Sanction, ago: int = 8) -> Sanction:
    """The defence had its day."""
    return services.hear_defence(
        actor, row.pk, day(ago, "inspectorate"), how="heard_in_writing", seen=now(row).version,
        request=request(),
    )  # fmt: skip


def decided(actor: Actor, row: Sanction, ago: int = 5) -> Sanction:
    """The entry itself is decided."""
    return services.decide_sanction(
        actor, row.pk, day(ago, "inspectorate"), reason="defence_does_not_convince",
        seen=now(row).version, request=request(),
    )  # fmt: skip


def checked(actor: Actor, row: Sanction, answers: IdentityAnswers = CHECKED) -> None:
    """Whether it would identify a worker."""
    services.check_identity(actor, row.pk, answers, request=request())


def ready(actor: Actor, number: str = NUMBER) -> Sanction:
    """One that can be published."""
    row = proposed(actor, upheld(actor, penalty(actor, number)))
    heard(actor, row)
    decided(actor, row)
    checked(actor, row)
    return row


def publish(actor: Actor, row: Sanction, until: dt.date | None = None) -> Sanction:
    """Makes it public."""
    return services.publish_sanction(
        actor, row.pk, day(0, "inspectorate"), until=until, seen=now(row).version,
        request=request(),
    )  # fmt: skip


def submitted(actor: Actor | None, row: Proceeding, to: Body) -> uuid.UUID:
    """Passed on."""
    return services.pass_on(actor, proceeding_policy, row.pk, to.office.pk, request=request()).pk
