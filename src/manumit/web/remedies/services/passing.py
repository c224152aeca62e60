"""Submit a claim to another institution with the worker's consent, and record mandates."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.institutions.directory import local_offices
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.consent.models import Consent, ConsentStatus, Voice
from manumit.web.kernel.consent.services import ConsentQuestion, check_consent, withdraw_consent
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.lists import DEBTOR, DECIDER, GUARDIAN, MANDATE, PURPOSE, is_listed, rules
from manumit.web.remedies.models import Claim, ClaimMandate, Submission
from manumit.web.remedies.policies import claim_policy, mandate_policy
from manumit.web.remedies.process import PAYABLE
from manumit.web.remedies.services.claims import lock_claim, sent_before

LONGEST_NAME = 200
GUARDIANSHIP = "guardianship"
STATES = {DECIDER: ("lodged", "mediated"), DEBTOR: PAYABLE}
"""States in which a claim may be submitted, by capacity of the recipient."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MandateDetails:
    """A mandate as entered; its ``repr`` shows nothing.

    Attributes:
        name: name of the representative; will be sealed.
        basis: a code of the list ``basis``.
        office: office of a union, lawyer or guardian with an account here; else None.
        begins, until: period of validity; ``until`` is None if it is open.
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
    """Submit a claim to the institution that decides on it or that owes what was ordered.

    A decider gets a sealed copy of heads, amounts and selected facts as they are now; a debtor
    sees the orders. Neither gets the worker's safe contact or private answers about payments.

    Args:
        actor: who acts for the worker.
        claim_id: the claim.
        office: office of another institution.
        capacity: ``decider`` or ``debtor``.
        request: id of the form; a repeated submission returns the same row.

    Raises:
        Refused: not for this actor.
        InputError: Q201, Q202, Q205, Q501; N201 if the worker does not consent.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "pass_on")
    known = sent_before(Submission, request, claim_id=claim.pk, made_by=who.person)
    if known is not None:
        return known
    if capacity not in STATES:
        raise ClaimCode.NO_RECIPIENT.error(Place(field="office"))
    if claim.state not in STATES[capacity]:
        raise ClaimCode.NOT_NOW.error(Place(field="office"))
    to = office_for(claim, office, capacity)
    if claim.submissions.filter(sent_to=to.institution_id).exists():
        raise ClaimCode.THERE_ALREADY.error(Place(field="office"))
    _require_consent(who, claim, to)
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
    record_act(who, "disclose", "claim", claim.pk, purpose="pass_on")
    if capacity == DECIDER:
        seal_text(row, "passed", _snapshot_for_decider(claim))
    row.save(force_insert=True)
    return row


def office_for(claim: Claim, office_id: uuid.UUID, capacity: str) -> Office:
    """Return the office if a claim can be submitted to it in this capacity.

    Raises:
        InputError: Q201.
    """
    found = local_offices().filter(pk=office_id).first()
    if found is None or not can_receive(claim, found, capacity):
        raise ClaimCode.NO_RECIPIENT.error(Place(field="office"))
    return found


def can_receive(claim: Claim, office: Office, capacity: str) -> bool:
    """Return whether an office could receive a claim, or a mandate for it, in this capacity.

    The institution where a claim by mandate was opened is not its holder: a worker who left it can
    give it a mandate again. An institution that keeps the file needs none.
    """
    other = office.institution_id != claim.institution_id
    return (other or (capacity == MANDATE and claim.by_mandate)) and (
        office.institution.kind in rules().kinds[capacity]
    )


def _require_consent(who: Actor, claim: Claim, to: Office) -> None:
    question = ConsentQuestion(
        subject=claim.subject_id, purpose=PURPOSE, recipient=to.institution_id, child=claim.child
    )
    check_consent(who, question)


def _snapshot_for_decider(claim: Claim) -> str:
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
    actor: Actor | None, claim_id: uuid.UUID, mandated: MandateDetails, *, request: uuid.UUID
) -> ClaimMandate:
    """Record a mandate to act for the worker, here or abroad, also after return (R-65).

    Args:
        actor: who has seen the document that the mandate is based on.
        claim_id: the claim; the mandate covers no other.
        mandated: the mandate.
        request: id of the form; a repeated submission returns the same mandate.

    Raises:
        Refused: not for this actor.
        InputError: Q201, Q203, Q501; N201 if the worker does not consent that an institution
            here has the claim; V101 to V107, V201, V301.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "pass_on")
    known = sent_before(ClaimMandate, request, claim_id=claim.pk, recorded_by=who.person)
    if known is not None:
        return known
    name = _clean_name(mandated)
    to = None if mandated.office is None else office_for(claim, mandated.office, MANDATE)
    if to is not None and (mandated.basis == GUARDIAN) != (to.institution.kind == GUARDIANSHIP):
        # A guardian consents for a child: a representative must not become one by a label.
        raise ClaimCode.NO_MANDATE.error(Place(field="basis"))
    if to is not None and claim.by_mandate and to.institution_id == who.institution:
        # An office extends its own mandate by take_up only, which asks for alone and understood.
        raise ClaimCode.NO_RECIPIENT.error(Place(field="office"))
    if to is not None:
        _require_consent(who, claim, to)
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
    record_act(who, "change", "claim", claim.pk, purpose="pass_on", reason=mandated.basis)
    seal_text(row, "name", name)
    row.save(force_insert=True)
    return row


def _clean_name(mandated: MandateDetails) -> str:
    """Validate a mandate and return the name to store.

    Raises:
        InputError: Q203.
    """
    name = mandated.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ClaimCode.NO_MANDATE.error(Place(field="name"))
    if not is_listed("basis", mandated.basis):
        raise ClaimCode.NO_MANDATE.error(Place(field="basis"))
    if mandated.until is not None and mandated.until <= mandated.begins:
        raise ClaimCode.NO_MANDATE.error(Place(field="ends"))
    return name


@transaction.atomic
def end_mandate(actor: Actor | None, mandate_id: uuid.UUID) -> ClaimMandate:
    """End a mandate.

    In a claim by mandate, the consent that the institution has the claim ends with its last
    mandate, because the worker gave both together (decision 42).

    Raises:
        Refused: not for this actor.
        InputError: Q204.
    """
    mandate_policy.load(actor, mandate_id, "pass_on")
    who = require_actor(actor, "claim", "pass_on")
    row = ClaimMandate.objects.select_for_update().get(pk=mandate_id)
    if row.ended_at is not None:
        raise ClaimCode.MANDATE_OVER.error(Place(field="mandate"))
    record_act(who, "change", "claim", row.claim_id, purpose="pass_on")
    row.ended_by, row.ended_at = who.person, timezone.now()
    row.save(update_fields=["ended_by", "ended_at"])
    if row.claim.by_mandate and row.given_to_id is not None:
        _end_consent(who, row, row.given_to_id)
    return row


def _end_consent(who: Actor, ended: ClaimMandate, institution: uuid.UUID) -> None:
    """Withdraw the consent, unless the institution has another valid mandate."""
    others = ended.claim.mandates.filter(given_to=institution, ended_at=None)
    if any(one.holds_at(timezone.now()) for one in others):
        return
    given = Consent.objects.filter(
        subject=ended.subject_id, purpose=PURPOSE, recipient=institution,
        status=ConsentStatus.GIVEN, withdrawn_at=None,
    )  # fmt: skip
    if given.exists():
        question = ConsentQuestion(
            subject=ended.subject_id, purpose=PURPOSE, recipient=institution,
            child=ended.claim.child,
        )  # fmt: skip
        withdraw_consent(who, question, Voice.PERSON)
