"""What the room tells the ledger."""

import uuid

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.events import record_refusal
from manumit.web.kernel.access.verdicts import Reason, Refused, Verdict
from manumit.web.kernel.ledger.services import Act, record


def acting(actor: Actor | None, resource: str, action: str) -> Actor:
    """Somebody who is signed in.

    Raises:
        Refused: a stranger; the ledger has it.
    """
    if actor is None:
        verdict = Verdict(allowed=False, reason=Reason.NO_ACTOR)
        record_refusal(None, resource, action, verdict)
        raise Refused(verdict)
    return actor


def tell(
    actor: Actor,
    act: str,
    kind: str,
    row: uuid.UUID | None,
    *,
    purpose: str = "",
    reason: str = "",
) -> uuid.UUID:
    """Records an act in its transaction, before the change.

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
