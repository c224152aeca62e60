"""What the worker of a claim from an order says: their age, and who else may have the claim.

Such a claim has no case file and begins with an unknown age, which is treated as a child's (R-46).
The member who holds it asks in private; nothing here is asked of, or shown to, the employer.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.assessment import Age
from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.consent.models import Consent
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.lists import GUARDIAN
from manumit.web.remedies.models import Claim
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.services import ConsentDetails, set_child_rules
from manumit.web.remedies.services.claims import lock_claim
from manumit.web.remedies.services.representing import YES, record_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAnswer:
    """What the worker of a claim from an order answered, as entered.

    Attributes:
        recipient: the institution that was asked about.
        agrees: whether it may have the claim. For a child the guardian consents.
        alone: whether nobody of the employer's side was present: yes, no or unknown.
        understood: whether the worker understood it: yes, no or unknown.
        words: how it was asked.
    """

    recipient: uuid.UUID
    agrees: bool
    alone: str
    understood: str
    words: ConsentDetails


@transaction.atomic
def record_worker_age(actor: Actor | None, claim_id: uuid.UUID, age: Age) -> Claim:
    """Record whether the rules for children apply to the worker of a claim from an order (R-46).

    What a person under 18 agreed to alone counts no more from then on.

    Args:
        actor: who holds the claim.
        claim_id: a claim from an order.
        age: adult, child, or unsure, which is treated as a child.

    Raises:
        Refused: not for this actor.
        InputError: Q702 once a guardian was named; Q706 if the claim is of no order.
    """
    claim = _load(actor, claim_id, "change")
    if age is Age.ADULT and claim.mandates.filter(basis=GUARDIAN).exists():
        raise ClaimCode.NOT_A_CHILD.error(Place(field="age"))
    child = age is not Age.ADULT
    if child != claim.child:
        who = require_actor(actor, "claim", "change")
        record_act(who, "change", "claim", claim.pk, purpose="change")
        set_child_rules(claim.subject_id, child=child)
        claim.refresh_from_db()
    return claim


@transaction.atomic
def record_worker_consent(
    actor: Actor | None, claim_id: uuid.UUID, answer: WorkerAnswer
) -> Consent:
    """Record consent or refusal that another institution has a claim from an order (R-52).

    Args:
        actor: who holds the claim.
        claim_id: a claim from an order.
        answer: of the worker; for a child, of the guardian.

    Raises:
        Refused: not for this actor.
        InputError: Q201, Q701 without a guardian of a child, Q703 to Q706; N102, N103.
    """
    claim = _load(actor, claim_id, "pass_on")
    if answer.alone != YES:
        raise ClaimCode.NOT_ALONE.error(Place(field="alone"))
    if answer.understood != YES:
        raise ClaimCode.NOT_UNDERSTOOD.error(Place(field="understood"))
    who = require_actor(actor, "claim", "pass_on")
    return record_answer(who, claim, answer.recipient, agrees=answer.agrees, words=answer.words)


def _load(actor: Actor | None, claim_id: uuid.UUID, action: str) -> Claim:
    claim, _ = lock_claim(actor, claim_policy, claim_id, action)
    if claim.order_id is None:
        raise ClaimCode.IN_FILE.error(Place(field="claim"))
    return claim
