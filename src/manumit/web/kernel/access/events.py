"""Ledger events of access decisions."""

import uuid

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import grants
from manumit.web.kernel.access.reasons import opening_rules
from manumit.web.kernel.access.roles import roles
from manumit.web.kernel.access.verdicts import AccessReason, AccessVerdict
from manumit.web.kernel.ledger.acts import Column, declare
from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record, record_refused

STRANGER = "stranger"
"""The role of somebody who is not signed in."""


def declare_codes() -> None:
    """Declare the codes of roles, resources, actions and reasons to the ledger."""
    known = grants().actions
    declare(Column.ROLE, STRANGER, *roles().by_key)
    declare(Column.KIND, *known)
    declare(Column.PURPOSE, *(action for actions in known.values() for action in actions))
    declare(Column.REASON, *AccessReason, *opening_rules().reasons)


def record_refusal(
    actor: Actor | None, resource: str, action: str, verdict: AccessVerdict, row: object = None
) -> None:
    """Record a refusal in the ledger, where it stays even if the transaction is rolled back.

    Args:
        actor: who was refused; None for a stranger.
        resource: of what they wanted to see or do something to.
        action: what they wanted.
        verdict: why not.
        row: key of the row, kept if it is a UUID.
    """
    record_refused(
        Act(
            act="refuse",
            institution=INSTALLATION if actor is None else actor.institution,
            role=STRANGER if actor is None else actor.role,
            actor=None if actor is None else actor.person,
            kind=resource,
            resource=row if isinstance(row, uuid.UUID) else None,
            purpose=action,
            reason=verdict.reason,
        )
    )


def record_opening(actor: Actor, act: str, file: uuid.UUID, reason: str) -> None:
    """Record a step of an emergency access, in the transaction of that step.

    Args:
        actor: who takes it.
        act: of the ledger's ``acts.yaml``.
        file: the case file that is opened.
        reason: of ``data/reasons.yaml``.
    """
    record(
        Act(
            act=act,
            institution=actor.institution,
            role=actor.role,
            actor=actor.person,
            kind="case_file",
            resource=file,
            reason=reason,
        )
    )
