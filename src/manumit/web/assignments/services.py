"""Proposing an assignment, and its steps; ``running`` carries it out."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.assignments.codes import AssignmentCode
from manumit.web.assignments.files import files_of, receivers_for
from manumit.web.assignments.models import Assigned, Assignment
from manumit.web.assignments.policies import assignment_policy
from manumit.web.assignments.process import APPROVED, ASSIGNMENT, REASONS, UNFINISHED
from manumit.web.assignments.queue import order
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import move

MOST = 10_000
"""Files of one assignment. Ours."""
STEP_ACTIONS = {
    "approve": "approve", "refuse": "approve", "withdraw": "propose", "stop": "stop",
}  # fmt: skip
"""What the grants call each step."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody proposes.

    Attributes:
        holder: whose files.
        files: which; None for all of them.
        receivers: colleagues among whom they are shared, file by file in turn.
        reason: a code of the list ``assigned``.
    """

    holder: uuid.UUID
    files: Collection[uuid.UUID] | None
    receivers: Collection[uuid.UUID]
    reason: str


@transaction.atomic
def propose(actor: Actor | None, wish: Wish, *, request: uuid.UUID) -> Assignment:
    """Keeps what somebody proposes; nothing changes hands before a second person approves it.

    Args:
        actor: who; of the office and role of the files.
        wish: which files, to whom, why.
        request: of the form; sent again with the same content it gives the same assignment.

    Raises:
        Refused: not for this actor.
        InputError: Z501 to Z505.
    """
    assignment_policy.check_new(actor, "propose")
    who = acting(actor, assignment_policy.resource, "propose")
    known = _known(who, wish, request)
    if known is not None:
        return known
    receivers = _receivers(who, wish)
    if not REASONS["assigned"].has(wish.reason, today()):
        raise AssignmentCode.NO_REASON.error(Place(field="reason"))
    files = _files(who, wish)
    try:
        return _made(who, wish, _in_turn(files, receivers), request)
    except IntegrityError:
        # Of two copies of one form that arrive together the second finds what the first has made.
        known = _known(who, wish, request)
        if known is None:
            raise
        return known


def _known(who: Actor, wish: Wish, request: uuid.UUID) -> Assignment | None:
    """What the same form has proposed before.

    Raises:
        InputError: Z505, it was sent by somebody else or with other content.
    """
    found = Assignment.objects.filter(request=request).first()
    if found is None:
        return None
    then = (found.proposed_by, found.holder, found.reason)
    if then != (who.person, wish.holder, wish.reason) or not _is_of(found, who, wish):
        raise AssignmentCode.REQUEST_USED.error(Place(field="request"))
    return found


def _is_of(made: Assignment, who: Actor, wish: Wish) -> bool:
    """Whether somebody wishes the files and receivers that an assignment has.

    Who wishes all files wished for all that there were then.
    """
    files = set(made.lines.values_list("file", flat=True))
    if wish.files is None:
        rows = files_of(who, wish.holder).filter(opened_at__lte=made.proposed_at)
        same = set(rows.values_list("pk", flat=True)) <= files
    else:
        same = set(wish.files) == files
    return same and made.receivers() == set(sorted(set(wish.receivers))[: len(files)])


@transaction.atomic
def _made(
    who: Actor, wish: Wish, files: Sequence[tuple[uuid.UUID, uuid.UUID]], request: uuid.UUID
) -> Assignment:
    """Keeps files with who is to hold each, or nothing of it."""
    made = Assignment(
        institution_id=who.institution,
        office_id=who.office,
        role=who.role,
        holder=wish.holder,
        reason=wish.reason,
        proposed_by=who.person,
        request=request,
    )
    tell(who, "create", assignment_policy.resource, made.pk, purpose="propose")
    made.save(force_insert=True)
    Assigned.objects.bulk_create(_lines(made, files), batch_size=1_000)
    return made


def _receivers(who: Actor, wish: Wish) -> list[uuid.UUID]:
    possible = receivers_for(who, wish.holder)
    if not wish.receivers or not set(wish.receivers) <= set(possible):
        raise AssignmentCode.NO_RECEIVER.error(Place(field="receivers"))
    return [one for one in possible if one in set(wish.receivers)]


def _files(who: Actor, wish: Wish) -> list[uuid.UUID]:
    rows = files_of(who, wish.holder)
    if wish.files is not None:
        rows = rows.filter(pk__in=wish.files)
    found = list(rows.values_list("pk", flat=True)[: MOST + 1])
    if not found or (wish.files is not None and set(found) != set(wish.files)):
        raise AssignmentCode.NO_FILES.error(Place(field="files"))
    if len(found) > MOST:
        raise AssignmentCode.TOO_MANY.error(Place(field="files"), most=MOST)
    return found


def _in_turn(
    files: Sequence[uuid.UUID], receivers: Sequence[uuid.UUID]
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Files with who is to hold them: nobody gets more than one file more than another."""
    return [(file, receivers[place % len(receivers)]) for place, file in enumerate(files)]


def _lines(made: Assignment, files: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> list[Assigned]:
    return [
        Assigned(
            institution_id=made.institution_id,
            assignment=made,
            place=place,
            file_id=file,
            receiver=receiver,
        )
        for place, (file, receiver) in enumerate(files)
    ]


@transaction.atomic
def take_step(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Assignment:
    """Takes a step: ``approve``, ``refuse``, ``withdraw`` or ``stop``.

    What was handed over before it is stopped stays so. Whoever stops it does so whatever the
    platform has begun or done since the page was made.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    action = STEP_ACTIONS[name]
    row = assignment_policy.load(actor, key, action)
    who = acting(actor, assignment_policy.resource, action)
    if name == "stop":
        seen = _version_to_stop(row.pk, seen)
    move(ASSIGNMENT, row, name, who, seen_version=seen, request=request, reason=reason)
    if row.state == APPROVED:
        order(row.pk)
    return row


def _version_to_stop(key: uuid.UUID, seen: int) -> int:
    """The version that stands now, locked, where it can still be stopped; else the one seen."""
    rows = Assignment.objects.select_for_update().filter(pk=key, state__in=UNFINISHED)
    return rows.values_list("version", flat=True).first() or seen


@transaction.atomic
def mark_read(actor: Actor | None, key: uuid.UUID) -> None:
    """Says that whoever proposed an assignment has read how it ended: it is their work no more.

    Raises:
        Refused: not for this actor.
    """
    row = assignment_policy.load(actor, key, "propose")
    who = acting(actor, assignment_policy.resource, "propose")
    tell(who, "change", assignment_policy.resource, row.pk, purpose="propose")
    ended = Assignment.objects.filter(pk=row.pk, state__in=ASSIGNMENT.ends, read_at=None)
    ended.update(read_at=timezone.now())
