"""What is said to have been paid, and what the worker says of it in private."""

import datetime as dt
import uuid
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.ledger.services import Act, refused
from manumit.web.kernel.money import amount, check_currency, kept
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.due import closes
from manumit.web.remedies.lists import CONFIRMS, KNOWN, has
from manumit.web.remedies.models import Claim, Contact, Payment
from manumit.web.remedies.policies import (
    contact_of_payment_policy,
    contact_policy,
    payment_of_claim_policy,
)
from manumit.web.remedies.process import CLAIM, PAYABLE, all_paid
from manumit.web.remedies.services.claims import changed, stripped

DEMANDS_WAIVER = "demands_waiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One part that somebody says was paid.

    Attributes:
        on_day: when.
        channel, payer: codes of the lists.
        waiver: whether the worker was to give up other claims for it: yes, no or unknown.
    """

    currency: str
    amount: str
    on_day: dt.date
    channel: str
    payer: str
    waiver: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Asked:
    """What the worker said when asked about a payment; its ``repr`` shows nothing.

    Attributes:
        answer: a code of the list ``answer``.
        asked_on: the day.
        alone: whether nobody of the employer's side was there or could hear: yes, no or unknown.
        safe: whether the way was one that the worker calls safe.
        note: in words; sealed.
    """

    answer: str
    asked_on: dt.date
    alone: str
    safe: str
    note: str = ""


@transaction.atomic
def report_payment(
    actor: Actor | None, claim_id: uuid.UUID, paid: Paid, *, request: uuid.UUID
) -> Payment:
    """Records that somebody says that a part was paid. Nothing counts as paid by it.

    Whoever owes may say so in every state, once something was ordered in the currency.

    Args:
        actor: who acts for the worker, or who owes.
        claim_id: the claim.
        paid: what.
        request: of the form; sent again it gives the same payment.

    Raises:
        Refused: not for this actor.
        InputError: Q103, Q104, Q302 to Q306, Q501.
    """
    claim = changed(actor, payment_of_claim_policy, claim_id, "report")
    who = acting(actor, "claim_payment", "report")
    known = Payment.objects.filter(request=request).first()
    if known is not None:
        if (known.claim_id, known.reported_by) != (claim.pk, who.person):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    if paid.waiver not in KNOWN:
        raise ClaimCode.NO_ANSWER.error(Place(field="waiver"))
    if paid.waiver == "yes":
        _refuse_waiver(who, claim)
    number = _checked(who, claim, paid)
    row = Payment(
        claim=claim,
        institution_id=claim.institution_id,
        currency=paid.currency,
        amount=kept(number),
        on_day=paid.on_day,
        channel=paid.channel,
        payer=paid.payer,
        reported_by=who.person,
        reported_in=who.institution,
        request=request,
    )
    tell(who, "create", "claim_payment", row.pk, purpose="report")
    row.save(force_insert=True)
    return row


def _refuse_waiver(who: Actor, claim: Claim) -> None:
    """A payment that demands a waiver is none (R-66); the ledger has that it was tried."""
    refused(
        Act(
            act="create",
            institution=who.institution,
            role=who.role,
            actor=who.person,
            kind="claim",
            resource=claim.pk,
            purpose="report",
            reason=DEMANDS_WAIVER,
        )
    )
    raise ClaimCode.WAIVER.error(Place(field="waiver"))


def _checked(who: Actor, claim: Claim, paid: Paid) -> Fraction:
    check_currency(paid.currency)
    number = amount(paid.amount, paid.currency, "amount")
    if claim.state not in PAYABLE and _asks_the_worker(who, claim):
        raise ClaimCode.NOTHING_DUE.error(Place(field="claim"))
    if paid.currency not in claim.ordered():
        raise ClaimCode.OTHER_CURRENCY.error(Place(field="currency"))
    if paid.on_day > latest_day():
        raise ClaimCode.NOT_YET.error(Place(field="on_day"))
    for listed in ("channel", "payer"):
        if not has(listed, getattr(paid, listed)):
            raise ClaimCode.NO_CHANNEL.error(Place(field=listed))
    return number


def _asks_the_worker(who: Actor, claim: Claim) -> bool:
    """Whether somebody may know what the worker says in private; whoever owes never does.

    The state follows from what the worker says, so that an answer that follows from it tells that.
    """
    held = payment_of_claim_policy.relations_to(who, claim)
    return any(contact_policy.can_new(who, "record", one) for one in held)


@transaction.atomic
def record_contact(
    actor: Actor | None, payment_id: uuid.UUID, asked: Asked, *, request: uuid.UUID
) -> Contact:
    """Records what the worker said of a payment, and moves the claim on by it.

    A yes counts where nobody of the employer's side was there and the way was a safe one; a no
    counts always, and opens the claim again. Whoever was not reached has said nothing.

    Args:
        actor: who asked.
        payment_id: about which payment.
        asked: what was said, and how.
        request: of the form; sent again it gives the same contact.

    Raises:
        Refused: not for this actor.
        InputError: Q107, Q305, Q401, Q402, Q501; T101 to T108; V101 to V107, V201, V301.
    """
    payment = contact_of_payment_policy.load(actor, payment_id, "record")
    who = acting(actor, "claim_contact", "record")
    claim = Claim.objects.select_for_update().get(pk=payment.claim_id)
    known = Contact.objects.filter(request=request).first()
    if known is not None:
        if (known.payment_id, known.asked_by) != (payment.pk, who.person):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    note = _heard(asked, payment)
    row = Contact(
        claim=claim,
        payment=payment,
        subject_id=claim.subject_id,
        institution_id=claim.institution_id,
        answer=asked.answer,
        asked_on=asked.asked_on,
        alone=asked.alone,
        safe=asked.safe,
        asked_by=who.person,
        request=request,
    )
    tell(who, "create", "claim_contact", row.pk, purpose="record", reason=asked.answer)
    seal_text(row, "note", note)
    row.save(force_insert=True)
    for due in payment.dues.filter(contact=None):
        if closes(row, due):
            due.contact = row
            due.save(update_fields=["contact"])
    if row.counts:
        _move_on(who, claim, row)
    return row


def _heard(asked: Asked, payment: Payment) -> str:
    """The note as it is kept.

    Raises:
        InputError: Q107, Q305, Q401, Q402.
    """
    if not has("answer", asked.answer):
        raise ClaimCode.NO_ANSWER.error(Place(field="answer"))
    for field in ("alone", "safe"):
        if getattr(asked, field) not in KNOWN:
            raise ClaimCode.NO_ANSWER.error(Place(field=field))
    if asked.asked_on > latest_day():
        raise ClaimCode.NOT_YET.error(Place(field="asked_on"))
    if asked.answer == CONFIRMS and asked.asked_on < payment.on_day:
        raise ClaimCode.TOO_EARLY.error(Place(field="asked_on"))
    return stripped(asked.note, "note")


def _move_on(who: Actor, claim: Claim, said: Contact) -> None:
    """The step that follows from what counts now; none where the claim stands there already."""
    if said.answer != CONFIRMS:
        name, reason = "deny", said.answer
    else:
        name, reason = ("pay_all" if all_paid(claim) else "pay_part"), ""
    taken = CLAIM.transition(name)
    if taken is not None and claim.state in taken.sources:
        move(
            CLAIM,
            claim,
            name,
            who,
            seen_version=claim.version,
            request=said.request,
            reason=reason,
        )
