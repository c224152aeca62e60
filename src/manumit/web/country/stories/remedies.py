"""Stories of claims: orders, parts that are paid, payments that the worker denies, long delays."""

import datetime as dt
from collections.abc import Mapping

from manumit.assessment import Age
from manumit.web.cases import services as cases
from manumit.web.country.acting import NAME, Story, StoryRun
from manumit.web.country.stories.cases import (
    MIXED,
    SYNTHETIC,
    InterviewedFile,
    give_consent,
    interviewed_file,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.models import ReadingMode
from manumit.web.remedies import services
from manumit.web.remedies.items import Item
from manumit.web.remedies.models import Claim, Payment
from manumit.web.remedies.services import (
    ConsentDetails,
    ContactDetails,
    MandateDetails,
    NewClaim,
    OrderDetails,
    ReportedPayment,
    WorkerMandate,
)

WEEKS_OF_WORK = 26
BY_MANDATE = {"union": "union_mandate", "law_office": "assigned_as_legal_aid"}
FOR_A_CHILD = {"guardianship": "guardian_appointed"}
TO_CLAIM = dt.timedelta(3 * 365)
REPRESENTATIVE = "Representative in Meridia (invented)"


def _drafted(tale: StoryRun, by: Actor) -> tuple[Claim, int]:
    """Draft a claim for wages and for the agency's fee; return it with its amount."""
    return _claimed(tale, by, interviewed_file(tale, by, MIXED))


def _claimed(tale: StoryRun, by: Actor, this: InterviewedFile) -> tuple[Claim, int]:
    file = this.file
    tale.days(1, 9)
    route = tale.draw.choice(("wage_claim", "civil_claim"))
    claim = cases.open_claim(by, file.pk, route=route, request=tale.request())
    sums = {"wages": tale.draw.randrange(800, 6000, 50)}
    if tale.draw.random() < 0.6:  # noqa: PLR2004 - of those who were recruited for a fee
        sums["recruitment_fees"] = tale.draw.randrange(300, 3000, 50)
    for head, claimed in sums.items():
        tale.minutes()
        services.add_item(by, claim.pk, _item(tale, head, claimed), request=tale.request())
    for kind, text in (("claimant", NAME), ("debtor", tale.agency.name)):
        services.add_fact(by, claim.pk, kind, text, request=tale.request())
    services.set_lodge_by(by, claim.pk, tale.ago(7 * WEEKS_OF_WORK) + TO_CLAIM)
    return claim, sum(sums.values())


def _item(tale: StoryRun, head: str, claimed: int) -> Item:
    return Item(
        head=head,
        currency=tale.country.currency,
        claimed=f"{claimed}.00",
        least=f"{claimed * 3 // 4}.00",
        most=f"{claimed * 5 // 4}.00",
        begins=tale.ago(7 * WEEKS_OF_WORK),
        ends=tale.ago(7),
        article="Labour Act xx, art. 12 (invented)",
        statement=tale.request(),
        digest="00" * 32,
    )


def _lodged(tale: StoryRun, by: Actor, this: InterviewedFile | None = None) -> tuple[Claim, int]:
    claim, claimed = _claimed(tale, by, this or interviewed_file(tale, by, MIXED))
    tale.days(1, 20)
    return services.lodge(by, claim.pk, seen=1, request=tale.request()), claimed


def _represented(
    tale: StoryRun, by: Actor, this: InterviewedFile, claim: Claim, bases: Mapping[str, str]
) -> None:
    """Record the worker's consents, and a mandate for each institution."""
    for kind, basis in bases.items():
        give_consent(tale, by, this, kind, "claim")
        given = MandateDetails(
            name=REPRESENTATIVE, basis=basis, begins=tale.at(-1), office=tale.office(kind)
        )
        services.give_mandate(by, claim.pk, given, request=tale.request())
        tale.minutes()


def _passed_on(
    tale: StoryRun, by: Actor, this: InterviewedFile, claim: Claim, kind: str, capacity: str
) -> None:
    give_consent(tale, by, this, kind, "claim")
    services.submit(
        by, claim.pk, office=tale.office(kind), capacity=capacity, request=tale.request()
    )


def _ordered(tale: StoryRun, by: Actor, this: InterviewedFile | None = None) -> tuple[Claim, int]:
    """Record a decision by a body without an account here, after weeks or after a year."""
    claim, claimed = _lodged(tale, by, this)
    tale.days(40, 380)
    amount = claimed * tale.draw.choice((10, 10, 8, 5)) // 10
    order = OrderDetails(
        head="wages", currency=tale.country.currency, amount=f"{amount}.00",
        made_on=tale.ago(3), due_on=tale.today + dt.timedelta(days=30),
    )  # fmt: skip
    decided = services.decide(
        by, claim.pk, order, reason="judgment", seen=claim.version, request=tale.request()
    )
    return decided, amount


def _paid(tale: StoryRun, by: Actor, claim: Claim, amount: int) -> Payment:
    reported = ReportedPayment(
        currency=tale.country.currency, amount=f"{amount}.00", on_day=tale.ago(2),
        channel=tale.draw.choice(("bank", "mobile_money", "cash")), payer="employer", waiver="no",
    )  # fmt: skip
    return services.report_payment(by, claim.pk, reported, request=tale.request())


def _asked(tale: StoryRun, by: Actor, payment: Payment, answer: str) -> None:
    tale.days(3, 20)
    answered = ContactDetails(
        answer=answer, asked_on=tale.today, alone="yes", safe="yes", note=SYNTHETIC
    )
    services.record_contact(by, payment.pk, answered, request=tale.request())


# The stories


def _draft(tale: StoryRun) -> None:
    _drafted(tale, tale.who("advice"))


def _pending(tale: StoryRun) -> None:
    _lodged(tale, tale.who("advice"))


def _paid_in_full(tale: StoryRun) -> None:
    by = tale.who("advice")
    claim, amount = _ordered(tale, by)
    tale.days(5, 40)
    _asked(tale, by, _paid(tale, by, claim, amount), "received")


def _paid_in_parts(tale: StoryRun) -> None:
    by = tale.who("advice")
    claim, amount = _ordered(tale, by)
    for part in (amount // 2, amount - amount // 2):
        tale.days(10, 90)
        _asked(tale, by, _paid(tale, by, claim, part), "received")


def _half_paid(tale: StoryRun) -> None:
    by = tale.who("advice")
    claim, amount = _ordered(tale, by)
    tale.days(10, 60)
    _asked(tale, by, _paid(tale, by, claim, amount // 2), "received")


def _denied(tale: StoryRun) -> None:
    by = tale.who("advice")
    claim, amount = _ordered(tale, by)
    tale.days(5, 40)
    answer = tale.draw.choice(("taken_back", "not_received"))
    _asked(tale, by, _paid(tale, by, claim, amount), answer)


def _irrecoverable(tale: StoryRun) -> None:
    by = tale.who("advice")
    claim, _ = _ordered(tale, by)
    for step, reason in (("enforce", "deadline_passed"), ("write_off", "debtor_gone")):
        tale.days(45, 200)
        claim.refresh_from_db()
        services.take_step(
            by, claim.pk, step, seen=claim.version, request=tale.request(), reason=reason
        )


def _settled(tale: StoryRun) -> None:
    by = tale.who("advice")
    claim, claimed = _lodged(tale, by)
    tale.days(10, 60)
    services.take_step(by, claim.pk, "mediate", seen=2, request=tale.request())
    tale.days(10, 60)
    amount = claimed * 7 // 10
    order = OrderDetails(
        head="wages", currency=tale.country.currency, amount=f"{amount}.00", made_on=tale.ago(1)
    )
    services.settle(by, claim.pk, order, waiver="no", seen=3, request=tale.request())
    tale.days(5, 30)
    _asked(tale, by, _paid(tale, by, claim, amount), "received")


def _at_court(tale: StoryRun) -> None:
    by = tale.who("advice")
    this = interviewed_file(tale, by, MIXED)
    claim, _ = _lodged(tale, by, this)
    _passed_on(tale, by, this, claim, "court", "decider")


def _by_mandate(tale: StoryRun) -> None:
    by = tale.who("advice")
    this = interviewed_file(tale, by, MIXED)
    claim, _ = _lodged(tale, by, this)
    _represented(tale, by, this, claim, BY_MANDATE)


def _owed(tale: StoryRun) -> None:
    by = tale.who("advice")
    this = interviewed_file(tale, by, MIXED)
    claim, _ = _ordered(tale, by, this)
    _represented(tale, by, this, claim, BY_MANDATE)
    _passed_on(tale, by, this, claim, "employers", "debtor")


def _of_a_child(tale: StoryRun) -> None:
    by = tale.who("advice")
    this = interviewed_file(tale, by, MIXED, Age.CHILD)
    claim, _ = _lodged(tale, by, this)
    _represented(tale, by, this, claim, FOR_A_CHILD)


def _of_a_member(tale: StoryRun) -> None:
    _client(tale, "union", "union_mandate")


def _of_a_client(tale: StoryRun) -> None:
    _client(tale, "lawyer", "power_of_attorney")


def _client(tale: StoryRun, role: str, basis: str) -> None:
    """A worker comes to the office itself, some days before the last day to lodge."""
    by = tale.who(role)
    words = ConsentDetails(
        text_version=1, language="eng", asked=ReadingMode.READ_ALOUD, until=tale.at(300)
    )
    given = WorkerMandate(
        age=Age.ADULT,
        basis=basis,
        given_on=tale.today,
        mandate_for=SYNTHETIC,
        alone="yes",
        understood="yes",
        words=words,
    )
    opened = NewClaim(
        route="wage_claim",
        claimant=NAME,
        safe_contact=SYNTHETIC,
        debtor=tale.agency.name,
        lodge_by=tale.today + dt.timedelta(8),  # within a week of the last day: see ``recent``
    )
    claim = services.open_by_mandate(by, given, opened, request=tale.request())
    tale.minutes()
    claimed = tale.draw.randrange(800, 6000, 50)
    services.add_item(by, claim.pk, _item(tale, "wages", claimed), request=tale.request())


STORIES = (
    Story("claim_draft", "remedies", _draft, 10, open=True),
    Story("claim_pending", "remedies", _pending, 20, open=True),
    Story("claim_paid", "remedies", _paid_in_full, 45),
    Story("claim_paid_in_parts", "remedies", _paid_in_parts, 30),
    Story("claim_half_paid", "remedies", _half_paid, 25, open=True),
    Story("claim_denied", "remedies", _denied, 25, open=True),
    Story("claim_irrecoverable", "remedies", _irrecoverable, 25),
    Story("claim_settled", "remedies", _settled, 25),
    Story("claim_at_court", "remedies", _at_court, 10, open=True),
    Story("claim_by_mandate", "remedies", _by_mandate, 10, open=True),
    Story("claim_owed", "remedies", _owed, 10, open=True),
    Story("claim_of_a_child", "remedies", _of_a_child, 5, open=True),
    Story("claim_of_a_member", "remedies", _of_a_member, 10, open=True, recent=2),
    Story("claim_of_a_client", "remedies", _of_a_client, 5, open=True, recent=2),
)
