"""Report payments, and record what the worker answers in private about them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.ledger.services import Act, record_refused
from manumit.web.kernel.money import check_currency, parse_amount, to_decimal
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.due import fulfils
from manumit.web.remedies.lists import CONFIRMATION, YES_NO_UNKNOWN, is_listed
from manumit.web.remedies.models import Claim, Payment, PaymentContact
from manumit.web.remedies.policies import contact_policy, new_contact_policy, new_payment_policy
from manumit.web.remedies.process import CLAIM, PAYABLE, all_paid
from manumit.web.remedies.services.claims import clean_text, lock_claim, sent_before

DEMANDS_WAIVER = "demands_waiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPayment:
    """A reported payment as entered.

    Attributes:
        on_day: day of payment.
        channel, payer: codes of the lists of the same names.
        waiver: whether it demands that other claims are given up: yes, no or unknown.
    """

    currency: str
    amount: str
    on_day: dt.date
    channel: str
    payer: str
    waiver: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ContactDetails:
    """A contact with the worker about a payment, as entered; its ``repr`` shows nothing.

    Attributes:
        answer: a code of the list ``answer``.
        asked_on: day of the contact.
        alone: whether nobody of the employer's side was present or could listen: yes, no, unknown.
        safe: whether the worker considers this way of contact safe: yes, no, unknown.
        note: free text; will be sealed.
    """

    answer: str
    asked_on: dt.date
    alone: str
    safe: str
    note: str = ""


@transaction.atomic
def report_payment(
    actor: Actor | None, claim_id: uuid.UUID, paid: ReportedPayment, *, request: uuid.UUID
) -> Payment:
    """Record a reported payment. It counts as paid only once the worker confirms it.

    A debtor may report in every state once something was ordered in the currency: a refusal that
    depends on the state would tell the debtor what the worker answered.

    Args:
        actor: who acts for the worker, or the debtor.
        claim_id: the claim.
        paid: the payment.
        request: id of the form; a repeated submission returns the same payment.

    Raises:
        Refused: not for this actor.
        InputError: Q103, Q104, Q302 to Q306, Q501.
    """
    claim, who = lock_claim(actor, new_payment_policy, claim_id, "report")
    known = sent_before(Payment, request, claim_id=claim.pk, reported_by=who.person)
    if known is not None:
        return known
    if paid.waiver not in YES_NO_UNKNOWN:
        raise ClaimCode.NO_ANSWER.error(Place(field="waiver"))
    if paid.waiver == "yes":
        _refuse_waiver(who, claim)
    number = _check_payment(who, claim, paid)
    row = Payment(
        claim=claim,
        institution_id=claim.institution_id,
        currency=paid.currency,
        amount=to_decimal(number),
        on_day=paid.on_day,
        channel=paid.channel,
        payer=paid.payer,
        waiver=paid.waiver,
        reported_by=who.person,
        reported_in=who.institution,
        request=request,
    )
    record_act(who, "create", "claim_payment", row.pk, purpose="report")
    row.save(force_insert=True)
    return row


def _refuse_waiver(who: Actor, claim: Claim) -> None:
    """Refuse a payment that demands a waiver (R-66) and record the attempt in the ledger."""
    record_refused(
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


def _check_payment(who: Actor, claim: Claim, paid: ReportedPayment) -> Fraction:
    check_currency(paid.currency)
    number = parse_amount(paid.amount, paid.currency, "amount")
    if claim.state not in PAYABLE and _may_hear_worker(who, claim):
        raise ClaimCode.NOTHING_DUE.error(Place(field="claim"))
    if paid.currency not in claim.ordered():
        raise ClaimCode.OTHER_CURRENCY.error(Place(field="currency"))
    if paid.on_day > latest_day():
        raise ClaimCode.NOT_YET.error(Place(field="on_day"))
    for listed in ("channel", "payer"):
        if not is_listed(listed, getattr(paid, listed)):
            raise ClaimCode.NO_CHANNEL.error(Place(field=listed))
    return number


def _may_hear_worker(who: Actor, claim: Claim) -> bool:
    """Return whether the actor may know the worker's private answers; a debtor never may.

    The state depends on these answers, so an error that depends on the state would reveal them.
    """
    held = new_payment_policy.relations_to(who, claim)
    return any(contact_policy.can_new(who, "record", one) for one in held)


@transaction.atomic
def record_contact(
    actor: Actor | None, payment_id: uuid.UUID, asked: ContactDetails, *, request: uuid.UUID
) -> PaymentContact:
    """Record a contact with the worker about a payment and update the state of the claim.

    A confirmation counts only if given alone and in a safe way. A denial always counts and reopens
    the claim. If the worker was not reached, or answered differently on a later day, nothing
    changes.

    Args:
        actor: who asked the worker.
        payment_id: the payment.
        asked: the answer and its circumstances.
        request: id of the form; a repeated submission returns the same contact.

    Raises:
        Refused: not for this actor.
        InputError: Q107, Q305, Q401, Q402, Q501; T101 to T108; V101 to V107, V201, V301.
    """
    payment = new_contact_policy.load(actor, payment_id, "record")
    who = require_actor(actor, "claim_contact", "record")
    claim = Claim.objects.select_for_update().get(pk=payment.claim_id)
    known = sent_before(PaymentContact, request, payment_id=payment.pk, asked_by=who.person)
    if known is not None:
        return known
    note = _check_contact(asked, payment)
    row = PaymentContact(
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
    record_act(who, "create", "claim_contact", row.pk, purpose="record", reason=asked.answer)
    seal_text(row, "note", note)
    row.save(force_insert=True)
    for due in payment.dues.filter(contact=None):
        if fulfils(row, due):
            due.contact = row
            due.save(update_fields=["contact"])
    if payment.latest_contact() == row:
        _update_state(who, claim, row)
    return row


def _check_contact(asked: ContactDetails, payment: Payment) -> str:
    """Validate a contact and return the note to store.

    Raises:
        InputError: Q107, Q305, Q401, Q402.
    """
    if not is_listed("answer", asked.answer):
        raise ClaimCode.NO_ANSWER.error(Place(field="answer"))
    for field in ("alone", "safe"):
        if getattr(asked, field) not in YES_NO_UNKNOWN:
            raise ClaimCode.NO_ANSWER.error(Place(field=field))
    if asked.asked_on > latest_day():
        raise ClaimCode.NOT_YET.error(Place(field="asked_on"))
    if asked.answer == CONFIRMATION and asked.asked_on < payment.on_day:
        raise ClaimCode.TOO_EARLY.error(Place(field="asked_on"))
    return clean_text(asked.note, "note")


def _update_state(who: Actor, claim: Claim, contact: PaymentContact) -> None:
    """Take the step that follows from the latest answer, if the state allows it."""
    if contact.answer != CONFIRMATION:
        name, reason = "deny", contact.answer
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
            request=contact.request,
            reason=reason,
        )
