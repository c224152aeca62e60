"""Passing a claim on, with the worker's consent; and who acts for the worker."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.institutions.directory import offices_here
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.consent.models import Consent, Said, Voice
from manumit.web.kernel.consent.services import Question, check_consent, withdraw
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.lists import DEBTOR, DECIDER, MANDATE, PURPOSE, has, rules
from manumit.web.remedies.models import Claim, ClaimMandate, Submission
from manumit.web.remedies.policies import claim_policy, mandate_policy
from manumit.web.remedies.process import PAYABLE
from manumit.web.remedies.services.claims import changed

LONGEST_NAME = 200
STATES = {DECIDER: ("lodged", "mediated"), DEBTOR: PAYABLE}
"""In which states a claim is passed on, by capacity."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Mandated:
    """Somebody who is to act for the worker; its ``repr`` shows nothing.

    Attributes:
        name: who; sealed.
        basis: a code of the list ``basis``.
        office: of a union, a lawyer or a guardian with an account here; None for anybody else.
        begins, until: from and until when; no end where it has no day.
    """

    name: str
    basis: str
    begins: dt.datetime
    until: dt.datetime | None = None
    office: uuid.UUID | None = None


@transaction.atomic
def submit(
    actor: Actor | None,
    claim_id: uuid.UUID,
    *,
    office: uuid.UUID,
    capacity: str,
    request: uuid.UUID,
) -> Submission:
    """Passes a claim on to an institution that decides on it, or that owes what was ordered.

    Who decides gets a sealed copy of heads, amounts and some facts, as they are now; who owes gets
    what was ordered. Nobody gets how the worker is reached safely or what they say of a payment.

    Args:
        actor: who acts for the worker.
        claim_id: the claim.
        office: of another institution.
        capacity: ``decider`` or ``debtor``.
        request: of the form; sent again it gives the same row.

    Raises:
        Refused: not for this actor.
        InputError: Q201, Q202, Q205, Q501; N201 where the worker does not agree.
    """
    claim, who = (
        changed(actor, claim_policy, claim_id, "pass_on"),
        acting(actor, "claim", "pass_on"),
    )
    known = Submission.objects.filter(request=request).first()
    if known is not None:
        if (known.claim_id, known.made_by) != (claim.pk, who.person):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    if capacity not in STATES:
        raise ClaimCode.NO_RECIPIENT.error(Place(field="office"))
    if claim.state not in STATES[capacity]:
        raise ClaimCode.NOT_NOW.error(Place(field="office"))
    to = office_for(claim, office, capacity)
    if claim.submissions.filter(sent_to=to.institution_id).exists():
        raise ClaimCode.THERE_ALREADY.error(Place(field="office"))
    _agreed(who, claim, to)
    row = Submission(
        claim=claim,
        subject_id=claim.subject_id,
        institution_id=claim.institution_id,
        sent_to_id=to.institution_id,
        office=to,
        capacity=capacity,
        made_by=who.person,
        request=request,
    )
    tell(who, "disclose", "claim", claim.pk, purpose="pass_on")
    if capacity == DECIDER:
        seal_text(row, "passed", _collected(claim))
    row.save(force_insert=True)
    return row


def office_for(claim: Claim, office_id: uuid.UUID, capacity: str) -> Office:
    """An office that a claim can be passed on to in a capacity.

    Raises:
        InputError: Q201.
    """
    found = offices_here().filter(pk=office_id).first()
    if found is None or not serves(claim, found, capacity):
        raise ClaimCode.NO_RECIPIENT.error(Place(field="office"))
    return found


def serves(claim: Claim, office: Office, capacity: str) -> bool:
    """Whether an office of another institution is of a kind for a capacity."""
    other = office.institution_id != claim.institution_id
    return other and office.institution.kind in rules().kinds[capacity]


def _agreed(who: Actor, claim: Claim, to: Office) -> None:
    question = Question(
        subject=claim.subject_id, purpose=PURPOSE, recipient=to.institution_id, child=claim.child
    )
    check_consent(who, question)


def _collected(claim: Claim) -> str:
    key = subject_key(claim.subject_id)
    items = claim.items.filter(left_out_at=None).order_by("number")
    facts = claim.facts.filter(kind__in=rules().facts_for_decider).order_by("made_at")
    return json.dumps(
        {
            "items": [json.loads(open_text(row, "content", key=key) or "") for row in items],
            "facts": {row.kind: open_text(row, "content", key=key) for row in facts},
        }
    )


@transaction.atomic
def give_mandate(
    actor: Actor | None, claim_id: uuid.UUID, mandated: Mandated, *, request: uuid.UUID
) -> ClaimMandate:
    """Records who acts for the worker, here or abroad, also after return (R-65).

    Args:
        actor: who has seen on what it rests.
        claim_id: for which claim; the mandate is for no other.
        mandated: who.
        request: of the form; sent again it gives the same mandate.

    Raises:
        Refused: not for this actor.
        InputError: Q201, Q203, Q501; N201 where the worker does not agree that an institution here
            has the claim; V101 to V107, V201, V301.
    """
    claim, who = (
        changed(actor, claim_policy, claim_id, "pass_on"),
        acting(actor, "claim", "pass_on"),
    )
    known = ClaimMandate.objects.filter(request=request).first()
    if known is not None:
        if (known.claim_id, known.recorded_by) != (claim.pk, who.person):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    name = _checked(mandated)
    to = None if mandated.office is None else office_for(claim, mandated.office, MANDATE)
    if to is not None and claim.by_mandate and to.institution_id == who.institution:
        # Nobody prolongs their own without asking what a mandate is asked (take_up).
        raise ClaimCode.NO_RECIPIENT.error(Place(field="office"))
    if to is not None:
        _agreed(who, claim, to)
    row = ClaimMandate(
        claim=claim,
        subject_id=claim.subject_id,
        institution_id=claim.institution_id,
        given_to_id=None if to is None else to.institution_id,
        office=to,
        basis=mandated.basis,
        begins=mandated.begins,
        until=mandated.until,
        recorded_by=who.person,
        request=request,
    )
    tell(who, "change", "claim", claim.pk, purpose="pass_on", reason=mandated.basis)
    seal_text(row, "name", name)
    row.save(force_insert=True)
    return row


def _checked(mandated: Mandated) -> str:
    """The name as it is kept.

    Raises:
        InputError: Q203.
    """
    name = mandated.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ClaimCode.NO_MANDATE.error(Place(field="name"))
    if not has("basis", mandated.basis):
        raise ClaimCode.NO_MANDATE.error(Place(field="basis"))
    if mandated.until is not None and mandated.until <= mandated.begins:
        raise ClaimCode.NO_MANDATE.error(Place(field="ends"))
    return name


@transaction.atomic
def end_mandate(actor: Actor | None, mandate_id: uuid.UUID) -> ClaimMandate:
    """Records that somebody acts for the worker no more.

    Where there is no file of the person, their consent that the institution has the claim ends with
    its last mandate: both were given in one (decision 42).

    Raises:
        Refused: not for this actor.
        InputError: Q204.
    """
    mandate_policy.load(actor, mandate_id, "pass_on")
    who = acting(actor, "claim", "pass_on")
    row = ClaimMandate.objects.select_for_update().get(pk=mandate_id)
    if row.ended_at is not None:
        raise ClaimCode.MANDATE_OVER.error(Place(field="mandate"))
    tell(who, "change", "claim", row.claim_id, purpose="pass_on")
    row.ended_by, row.ended_at = who.person, timezone.now()
    row.save(update_fields=["ended_by", "ended_at"])
    if row.claim.by_mandate and row.given_to_id is not None:
        _end_consent(who, row, row.given_to_id)
    return row


def _end_consent(who: Actor, ended: ClaimMandate, institution: uuid.UUID) -> None:
    """Takes back what the worker agreed to, unless another mandate of the institution holds."""
    others = ended.claim.mandates.filter(given_to=institution, ended_at=None)
    if any(one.holds_at(timezone.now()) for one in others):
        return
    given = Consent.objects.filter(
        subject=ended.subject_id, purpose=PURPOSE, recipient=institution, said=Said.GIVEN,
        withdrawn_at=None,
    )  # fmt: skip
    if given.exists():
        question = Question(
            subject=ended.subject_id, purpose=PURPOSE, recipient=institution,
            child=ended.claim.child,
        )  # fmt: skip
        withdraw(who, question, Voice.PERSON)
