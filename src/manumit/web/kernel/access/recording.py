"""Shared helpers for acts: the actor, the ledger entry, and what a mask hides."""

import uuid

from django.db.models import Model

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.events import record_refusal
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.verdicts import AccessReason, AccessVerdict, Refused
from manumit.web.kernel.ledger.services import Act, record


def require_actor(actor: Actor | None, resource: str, action: str) -> Actor:
    """Return the actor, who must be signed in.

    Raises:
        Refused: a stranger; the ledger has it.
    """
    if actor is None:
        verdict = AccessVerdict(allowed=False, reason=AccessReason.NO_ACTOR)
        record_refusal(None, resource, action, verdict)
        raise Refused(verdict)
    return actor


def record_act(
    actor: Actor,
    act: str,
    kind: str,
    row: uuid.UUID | None,
    *,
    purpose: str = "",
    reason: str = "",
) -> uuid.UUID:
    """Record an act in its transaction, before the change.

    Args:
        actor: who.
        act: of the ledger's ``acts.yaml``.
        kind: a resource of ``grants.yaml``.
        row: on what.
        purpose: an action of the resource.
        reason: a code.

    Returns:
        the event's id.
    """
    made = record(
        Act(
            act=act,
            institution=actor.institution,
            role=actor.role,
            actor=actor.person,
            kind=kind,
            resource=row,
            purpose=purpose,
            reason=reason,
        )
    )
    return made.uuid


def check_column_visible[Row: Model](
    who: Actor, policy: Policy[Row], row: Row, column: str
) -> None:
    """Check that the actor may see an encrypted column: seeing the row is not enough.

    Raises:
        Refused: the mask hides it; the ledger has it.
    """
    if column not in policy.mask(who, row):
        verdict = AccessVerdict(allowed=False, reason=AccessReason.NOT_OF_RELATION)
        record_refusal(who, policy.resource, SEE, verdict, row.pk)
        raise Refused(verdict)
