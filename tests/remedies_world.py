"""Invented claims, and everybody who might look at them.

The advice centre holds the claim: ``owner``, with a ``colleague`` in the same office and somebody
in ``other_office``. A court decides, a firm owes, a union has a mandate; the prosecution, another
advice centre and an administrator have no part in it.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

import cases_world
from cases_world import Body, person, request
from manumit.assessment import Age
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseFile
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent import models as consents
from manumit.web.kernel.days import today
from manumit.web.remedies import services
from manumit.web.remedies.items import Item
from manumit.web.remedies.models import Claim, Payment, PaymentContact
from manumit.web.remedies.services import (
    ConsentDetails,
    ContactDetails,
    MandateDetails,
    NewClaim,
    OrderDetails,
    ReportedPayment,
    WorkerMandate,
)

CLAIMANT, DEBTOR = "Rahima Khatunxq", "Golden Thread Ltdzq"
SAFE, ACCOUNT = "only-her-sister-on-fridays-zq", "IBAN-XX00-4711-zq"
ARTICLE, NOTE, REPRESENTATIVE = "Labour-Act-art-77-zq", "he-took-half-back-zq", "Advocate Zq"
MANDATE_FOR, GUARDIAN = "my-wages-since-march-zq", "Mwajuma-Guardian-zq"
SECRETS = (CLAIMANT, DEBTOR, SAFE, ACCOUNT, ARTICLE, NOTE, REPRESENTATIVE, MANDATE_FOR, GUARDIAN)


@dataclass(frozen=True, slots=True)
class World:
    """Everybody."""

    advice: Body
    court: Body
    firm: Body
    union: Body
    prosecution: Body
    other: Body
    other_office: Actor
    admin: Actor
    stranger: None = None

    @property
    def owner(self) -> Actor:
        """Who holds the claims."""
        return self.advice.first

    @property
    def colleague(self) -> Actor:
        """Of the same office."""
        return self.advice.second


def world() -> World:
    """Makes all of them."""
    advice = Body.made("advice_centre", "advice")
    second = Office.objects.create(institution=advice.institution, names={"en": "Two"})
    return World(
        advice,
        Body.made("court", "court"),
        Body.made("employers", "business"),
        Body.made("union", "union"),
        Body.made("prosecution", "justice"),
        Body.made("advice_centre", "advice"),
        other_office=person(second, "advice"),
        admin=person(advice.office, "admin"),
    )


def file_of(actor: Actor, age: Age = Age.ADULT) -> CaseFile:
    """A file of a person, with nothing in it."""
    return cases.open_file(actor, age=age, request=request())


def agreed(actor: Actor, file: CaseFile, to: Body) -> None:
    """The worker agrees that an institution has the claim."""
    cases_world.agreed(actor, file, to, "claim")


def item(head: str = "wages", claimed: str = "1200.00", currency: str = "KES") -> Item:
    """One head."""
    return Item(
        head=head,
        currency=currency,
        claimed=claimed,
        least="900.00",
        most="1500.00",
        begins=dt.date(2026, 1, 1),
        ends=dt.date(2026, 6, 30),
        article=ARTICLE,
        statement=uuid.UUID(int=7),
        digest="ab" * 32,
    )


def drafted(actor: Actor, file: CaseFile, route: str = "wage_claim") -> Claim:
    """A claim with one head and all facts."""
    claim = cases.open_claim(actor, file.pk, route=route, request=request())
    services.add_item(actor, claim.pk, item(), request=request())
    for kind, text in (
        ("claimant", CLAIMANT),
        ("debtor", DEBTOR),
        ("safe_contact", SAFE),
        ("account_abroad", ACCOUNT),
    ):
        services.add_fact(actor, claim.pk, kind, text, request=request())
    return claim


def lodged(actor: Actor, file: CaseFile, route: str = "wage_claim") -> Claim:
    """The same, lodged."""
    claim = drafted(actor, file, route)
    return services.lodge(actor, claim.pk, seen=1, request=request())


def order(amount: str = "1000.00", currency: str = "KES") -> OrderDetails:
    """An amount that is to be paid."""
    return OrderDetails(
        head="wages",
        currency=currency,
        amount=amount,
        made_on=today() - dt.timedelta(days=60),
        due_on=today() - dt.timedelta(days=30),
    )


def decided(actor: Actor, file: CaseFile, amount: str = "1000.00") -> Claim:
    """A claim on which a body without an account here has decided."""
    claim = lodged(actor, file)
    return services.decide(
        actor, claim.pk, order(amount), reason="judgment", seen=claim.version, request=request()
    )


def paid(
    actor: Actor, claim: Claim, amount: str = "1000.00", waiver: str = "no", *, ago: int = 20
) -> Payment:
    """A part that somebody says was paid, some days ago."""
    reported = ReportedPayment(
        currency="KES",
        amount=amount,
        on_day=today() - dt.timedelta(days=ago),
        channel="bank",
        payer="employer",
        waiver=waiver,
    )
    return services.report_payment(actor, claim.pk, reported, request=request())


def asked(
    actor: Actor,
    payment: Payment,
    answer: str = "received",
    *,
    alone: str = "yes",
    safe: str = "yes",
    on: dt.date | None = None,
) -> PaymentContact:
    """What the worker said of it."""
    contact = ContactDetails(
        answer=answer, asked_on=on or today(), alone=alone, safe=safe, note=NOTE
    )
    return services.record_contact(actor, payment.pk, contact, request=request())


def mandated(actor: Actor, claim: Claim, office: uuid.UUID | None = None) -> uuid.UUID:
    """Somebody acts for the worker."""
    begins = timezone.now() - dt.timedelta(days=1)
    one = MandateDetails(
        name=REPRESENTATIVE, basis="power_of_attorney", begins=begins, office=office
    )
    return services.give_mandate(actor, claim.pk, one, request=request()).pk


def words(days: float = 200) -> ConsentDetails:
    """How the worker came to the words of consent, and for how long they agree."""
    until = timezone.now() + dt.timedelta(days=days)
    return ConsentDetails(
        text_version=1, language="bn", asked=consents.ReadingMode.READ_ALOUD, until=until
    )


def given(age: Age = Age.ADULT, guardian: str = "", days: float = 200) -> WorkerMandate:
    """A mandate as a worker gives it."""
    return WorkerMandate(
        age=age,
        guardian=guardian,
        basis="union_mandate",
        given_on=today(),
        mandate_for=MANDATE_FOR,
        alone="yes",
        understood="yes",
        words=words(days),
    )


def to_open() -> NewClaim:
    """What a claim by mandate begins with."""
    return NewClaim(route="wage_claim", claimant=CLAIMANT, safe_contact=SAFE, debtor=DEBTOR)


def represented(actor: Actor, mandate: WorkerMandate | None = None) -> Claim:
    """A claim of a worker who came to the union first, with one head."""
    claim = services.open_by_mandate(actor, mandate or given(), to_open(), request=request())
    services.add_item(actor, claim.pk, item(), request=request())
    return claim


def record_consent(actor: Actor, claim: Claim, to: Body, *, yes: bool = True) -> None:
    """What that worker says to another institution having it."""
    recipient = to.institution.pk
    services.record_consent(actor, claim.pk, recipient, agrees=yes, words=words())


def state(claim: Claim) -> str:
    """As it stands now."""
    found: str = Claim.objects.values_list("state", flat=True).get(pk=claim.pk)
    return found
