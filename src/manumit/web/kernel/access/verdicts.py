"""Verdicts on access: one answer, with its reason."""

import datetime as dt
import enum
from collections.abc import Collection
from dataclasses import dataclass

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Classes, Relation, grants
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.register.special import special_allowed


class AccessReason(enum.StrEnum):
    """The reason of a verdict: the code that the ledger keeps."""

    GRANTED = "granted"
    BROKEN_GLASS = "broken_glass"
    NO_ACTOR = "no_actor"
    ROLE_ENDED = "role_ended"
    ERASED = "erased"
    WITHDRAWN = "withdrawn"
    NOT_OF_RELATION = "not_of_relation"
    """The role may do so, but not to this row."""
    NOT_OF_ROLE = "not_of_role"
    """The role may do so to no row."""
    NOT_INDEPENDENT = "not_independent"
    """A second person who came too lately, or whom the first one let in."""


@dataclass(frozen=True, slots=True)
class AccessVerdict:
    """A verdict; true if allowed.

    Attributes:
        reason: why.
        classes: of the fields of the row that the actor sees.
    """

    allowed: bool
    reason: AccessReason
    classes: Classes = frozenset()

    def __bool__(self) -> bool:
        """Whether it is allowed."""
        return self.allowed

    @property
    def hidden(self) -> bool:
        """Return whether the row has to look as if it did not exist (404)."""
        return not self.allowed and not self.classes


class Refused(Exception):  # noqa: N818 - named after what happened
    """Raised for an act that is not allowed; it is already in the ledger.

    Attributes:
        verdict: why; ``verdict.hidden`` says whether a page answers 404 or 403.
    """

    def __init__(self, verdict: AccessVerdict) -> None:
        self.verdict = verdict
        super().__init__(verdict.reason)


def decide(
    actor: Actor | None,
    resource: str,
    action: str,
    relations: Collection[Relation],
    now: dt.datetime,
) -> AccessVerdict:
    """Decide on access; every decision is made here.

    Args:
        actor: who asks; None for a stranger.
        resource: of ``grants.yaml``.
        action: the same.
        relations: of the actor to the row: one relation, and with it
            ``BROKEN_GLASS`` where the file was opened in an emergency.
        now: when.

    Raises:
        KeyError: there is no such resource or action.
    """
    if actor is None:
        return AccessVerdict(allowed=False, reason=AccessReason.NO_ACTOR)
    granted = grants().of(actor.role, resource, action)
    if actor.until <= now:
        return AccessVerdict(allowed=False, reason=AccessReason.ROLE_ENDED)
    if Relation.ERASED in relations:
        return AccessVerdict(allowed=False, reason=AccessReason.ERASED)
    seen = _seen(actor, resource, relations)
    held = [relation for relation in relations if relation in granted]
    if held == [Relation.BROKEN_GLASS]:
        return AccessVerdict(allowed=True, reason=AccessReason.BROKEN_GLASS, classes=seen)
    if held:
        return AccessVerdict(allowed=True, reason=AccessReason.GRANTED, classes=seen)
    return AccessVerdict(allowed=False, reason=_why_not(granted, relations), classes=seen)


def _seen(actor: Actor, resource: str, relations: Collection[Relation]) -> Classes:
    granted = grants().of(actor.role, resource, SEE)
    seen = frozenset(one for relation in relations for one in granted.get(relation, ()))
    return seen if special_allowed(actor.role) else seen - {FieldClass.SPECIAL}


def _why_not(granted: Collection[Relation], relations: Collection[Relation]) -> AccessReason:
    if Relation.WITHDRAWN in relations:
        return AccessReason.WITHDRAWN
    return AccessReason.NOT_OF_RELATION if granted else AccessReason.NOT_OF_ROLE
