"""May this person see or do this? One answer, with its reason."""

import datetime as dt
import enum
from collections.abc import Collection
from dataclasses import dataclass

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Classes, Relation, grants
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.register.special import special_allowed


class Reason(enum.StrEnum):
    """Why a verdict is as it is: the code that the ledger keeps."""

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
class Verdict:
    """An answer; true if it is yes.

    Attributes:
        reason: why.
        classes: of the fields of the row that the actor sees.
    """

    allowed: bool
    reason: Reason
    classes: Classes = frozenset()

    def __bool__(self) -> bool:
        """Whether it is allowed."""
        return self.allowed

    @property
    def hidden(self) -> bool:
        """Whether the row has to look as if it did not exist: nothing of it may be seen (404)."""
        return not self.allowed and not self.classes


class Refused(Exception):  # noqa: N818 - named after what happened
    """Somebody asked for what they may not see or do; already in the ledger.

    Attributes:
        verdict: why; ``verdict.hidden`` says whether a page answers 404 or 403.
    """

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(verdict.reason)


def decide(
    actor: Actor | None,
    resource: str,
    action: str,
    relations: Collection[Relation],
    now: dt.datetime,
) -> Verdict:
    """The one place where it is decided.

    Args:
        actor: who asks; None for a stranger.
        resource: of ``grants.yaml``.
        action: the same.
        relations: how the actor stands to the row: one relation, and with it
            ``BROKEN_GLASS`` where the file was opened in an emergency.
        now: when.

    Raises:
        KeyError: there is no such resource or action.
    """
    if actor is None:
        return Verdict(allowed=False, reason=Reason.NO_ACTOR)
    granted = grants().of(actor.role, resource, action)
    if actor.until <= now:
        return Verdict(allowed=False, reason=Reason.ROLE_ENDED)
    if Relation.ERASED in relations:
        return Verdict(allowed=False, reason=Reason.ERASED)
    seen = _seen(actor, resource, relations)
    held = [relation for relation in relations if relation in granted]
    if held == [Relation.BROKEN_GLASS]:
        return Verdict(allowed=True, reason=Reason.BROKEN_GLASS, classes=seen)
    if held:
        return Verdict(allowed=True, reason=Reason.GRANTED, classes=seen)
    return Verdict(allowed=False, reason=_why_not(granted, relations), classes=seen)


def _seen(actor: Actor, resource: str, relations: Collection[Relation]) -> Classes:
    granted = grants().of(actor.role, resource, SEE)
    seen = frozenset(one for relation in relations for one in granted.get(relation, ()))
    return seen if special_allowed(actor.role) else seen - {FieldClass.SPECIAL}


def _why_not(granted: Collection[Relation], relations: Collection[Relation]) -> Reason:
    if Relation.WITHDRAWN in relations:
        return Reason.WITHDRAWN
    return Reason.NOT_OF_RELATION if granted else Reason.NOT_OF_ROLE
