"""The service that takes steps: the one way to set a state."""

import uuid
from dataclasses import dataclass
from typing import Protocol, cast

from django.db import models, transaction
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.kernel.acting import Acting
from manumit.web.kernel.ledger.services import Act, record, record_refused
from manumit.web.kernel.process.codes import ProcessCode
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process, Step, Transition


class InProcess(Protocol):
    """A row with the two columns of :mod:`manumit.web.kernel.process.fields`."""

    pk: uuid.UUID
    state: str
    version: int


class MoveRefused(InputError):  # noqa: N818 - what it is
    """Raised for a step that was not taken.

    Attributes:
        word: why, as the ledger says it.
    """

    def __init__(self, code: ProcessCode, *, guard: str = "", **values: object) -> None:
        self.word = guard or code.word
        super().__init__([code.problem(Place(), guard=guard, **values)])


class StaleState(MoveRefused):
    """Raised if somebody else was faster (T101)."""

    def __init__(self) -> None:
        super().__init__(ProcessCode.STALE)


@dataclass(frozen=True, slots=True)
class _Wish:
    """Actor, row and step of an attempt."""

    process: Process
    row: models.Model
    name: str
    actor: Acting
    seen: int
    request: uuid.UUID
    reason: str

    def act(self, reason: str = "") -> Act:
        step = self.process.transition(self.name)
        return Act(
            act="transition" if step is None else step.act,
            institution=self.actor.institution,
            role=self.actor.role,
            actor=self.actor.person,
            kind=self.process.resource,
            resource=self.row.pk,
            reason=reason,
        )


def move(
    process: Process,
    row: models.Model,
    name: str,
    actor: Acting,
    *,
    seen_version: int,
    request: uuid.UUID,
    reason: str = "",
) -> Move:
    """Take a step atomically; a refusal is recorded in the ledger too.

    Args:
        process: the table.
        row: what is moved; its state and version are set afterwards.
        name: of the step.
        actor: who takes it; that they may open the row is the room's policy, asked before.
        seen_version: of the row when its page was made.
        request: of that page's form; sent again by the same person it has the same result.
        reason: a code of the step's list, where it asks for one.

    Raises:
        StaleState: T101, somebody else was faster.
        MoveRefused: T102 to T108; nothing has changed.
    """
    wish = _Wish(process, row, name, actor, seen_version, request, reason)
    try:
        made = _again(wish) or _move(wish)
    except StaleState as stale:
        # Two copies of one form that arrive together: the second finds what the first has done.
        found = _again(wish)
        if found is None:
            record_refused(wish.act(stale.word))
            raise
        made = found
    except MoveRefused as problem:
        record_refused(wish.act(problem.word))
        raise
    moved = cast("InProcess", row)
    moved.state, moved.version = made.target, made.version
    return made


def _again(wish: _Wish) -> Move | None:
    """Return the step that the same request has taken before.

    Raises:
        MoveRefused: T108, it was for something else.
    """
    found = Move.objects.filter(request=wish.request).first()
    if found is None:
        return None
    then = (found.resource, found.row, found.name, found.reason, found.actor, found.institution)
    by = wish.actor
    now = (wish.process.resource, wish.row.pk, wish.name, wish.reason, by.person, by.institution)
    if then != now:
        raise MoveRefused(ProcessCode.REQUEST_USED)
    return found


@transaction.atomic
def _move(wish: _Wish) -> Move:
    rows = type(wish.row)._base_manager.filter(pk=wish.row.pk)  # noqa: SLF001 - Django's public name
    source = rows.filter(version=wish.seen).values_list("state", flat=True).first()
    if source is None:
        raise StaleState
    step = _possible(wish, source)
    event = record(wish.act(wish.reason))
    # Only one of two can find the version that both have seen; the other waits here, and loses.
    changed = rows.filter(version=wish.seen, state=source)
    if changed.update(state=step.target, version=wish.seen + 1) == 0:
        raise StaleState
    _ask_guards(step, Step(rows.get(), source, wish.actor, wish.reason))
    return Move.objects.create(
        institution=wish.actor.institution,
        actor=wish.actor.person,
        role=wish.actor.role,
        resource=wish.process.resource,
        row=wish.row.pk,
        name=step.name,
        source=source,
        target=step.target,
        version=wish.seen + 1,
        reason=wish.reason,
        request=wish.request,
        event=event.uuid,
    )


def _possible(wish: _Wish, source: str) -> Transition:
    step = wish.process.transition(wish.name)
    if step is None:
        raise MoveRefused(ProcessCode.NO_SUCH_MOVE)
    if wish.actor.role not in step.roles:
        raise MoveRefused(ProcessCode.NOT_YOUR_ROLE)
    if source not in step.sources:
        raise MoveRefused(ProcessCode.NOT_FROM_HERE, state=source)
    if step.reasons is not None and not wish.reason:
        raise MoveRefused(ProcessCode.NO_REASON)
    known = step.reasons is not None and step.reasons.has(wish.reason, timezone.now().date())
    if wish.reason and not known:
        raise MoveRefused(ProcessCode.UNKNOWN_REASON)
    return step


def _ask_guards(step: Transition, attempt: Step) -> None:
    for guard in step.guards:
        word = guard.blocks(attempt)
        if word is not None:
            raise MoveRefused(ProcessCode.HELD_BACK, guard=word)
