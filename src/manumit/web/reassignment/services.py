"""Proposing an assignment, and its steps; ``running`` carries it out."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import move
from manumit.web.reassignment.codes import AssignmentCode
from manumit.web.reassignment.files import files_of, receivers_for
from manumit.web.reassignment.models import AssignedFile, Assignment
from manumit.web.reassignment.policies import assignment_policy
from manumit.web.reassignment.process import APPROVED, ASSIGNMENT, REASONS, UNFINISHED
from manumit.web.reassignment.queue import enqueue

MOST = 10_000
"""Files of one assignment. Ours."""
STEP_ACTIONS = {
    "approve": "approve", "refuse": "approve", "withdraw": "propose", "stop": "stop",
}  # fmt: skip
"""What the grants call each step."""


@dataclass(frozen=True, slots=True)
class AssignmentProposal:
    """A proposal as entered.

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
def propose(actor: Actor | None, wish: AssignmentProposal, *, request: uuid.UUID) -> Assignment:
    """Propose to reassign files; nothing changes before a second person approves.

    Args:
        actor: who; of the office and role of the files.
        wish: which files, to whom, why.
        request: of the form; sent again with the same content it gives the same assignment.

    Raises:
        Refused: not for this actor.
        InputError: Z501 to Z505.
    """
    assignment_policy.check_new(actor, "propose")
    who = require_actor(actor, assignment_policy.resource, "propose")
    known = _existing_assignment(who, wish, request)
    if known is not None:
        return known
    receivers = _receivers(who, wish)
    if not REASONS["assigned"].has(wish.reason, today()):
        raise AssignmentCode.NO_REASON.error(Place(field="reason"))
    files = _files(who, wish)
    try:
        return _create(who, wish, _distribute(files, receivers), request)
    except IntegrityError:
        # Of two copies of one form that arrive together the second finds what the first has made.
        known = _existing_assignment(who, wish, request)
        if known is None:
            raise
        return known


def _existing_assignment(
    who: Actor, wish: AssignmentProposal, request: uuid.UUID
) -> Assignment | None:
    """Return the assignment that the same form proposed before, or None.

    Raises:
        InputError: Z505, it was sent by somebody else or with other content.
    """
    found = Assignment.objects.filter(request=request).first()
    if found is None:
        return None
    then = (found.proposed_by, found.holder, found.reason)
    if then != (who.person, wish.holder, wish.reason) or not _has_same_content(found, who, wish):
        raise AssignmentCode.REQUEST_USED.error(Place(field="request"))
    return found


def _has_same_content(made: Assignment, who: Actor, wish: AssignmentProposal) -> bool:
    """Return whether an assignment has the wished files and receivers.

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
def _create(
    who: Actor,
    wish: AssignmentProposal,
    files: Sequence[tuple[uuid.UUID, uuid.UUID]],
    request: uuid.UUID,
) -> Assignment:
    """Save files with the receiver of each, or nothing of it."""
    made = Assignment(
        institution_id=who.institution,
        office_id=who.office,
        role=who.role,
        holder=wish.holder,
        reason=wish.reason,
        proposed_by=who.person,
        request=request,
    )
    record_act(who, "create", assignment_policy.resource, made.pk, purpose="propose")
    made.save(force_insert=True)
    AssignedFile.objects.bulk_create(_lines(made, files), batch_size=1_000)
    return made


def _receivers(who: Actor, wish: AssignmentProposal) -> list[uuid.UUID]:
    possible = receivers_for(who, wish.holder)
    if not wish.receivers or not set(wish.receivers) <= set(possible):
        raise AssignmentCode.NO_RECEIVER.error(Place(field="receivers"))
    return [one for one in possible if one in set(wish.receivers)]


def _files(who: Actor, wish: AssignmentProposal) -> list[uuid.UUID]:
    rows = files_of(who, wish.holder)
    if wish.files is not None:
        rows = rows.filter(pk__in=wish.files)
    found = list(rows.values_list("pk", flat=True)[: MOST + 1])
    if not found or (wish.files is not None and set(found) != set(wish.files)):
        raise AssignmentCode.NO_FILES.error(Place(field="files"))
    if len(found) > MOST:
        raise AssignmentCode.TOO_MANY.error(Place(field="files"))
    return found


def _distribute(
    files: Sequence[uuid.UUID], receivers: Sequence[uuid.UUID]
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Pair files with receivers in turn, so that shares differ by at most one file."""
    return [(file, receivers[place % len(receivers)]) for place, file in enumerate(files)]


def _lines(made: Assignment, files: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> list[AssignedFile]:
    return [
        AssignedFile(
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
    """Take a step: ``approve``, ``refuse``, ``withdraw`` or ``stop``.

    What was handed over before it is stopped stays so. Stopping works whatever the platform has
    begun or done since the page was made.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    action = STEP_ACTIONS[name]
    row = assignment_policy.load(actor, key, action)
    who = require_actor(actor, assignment_policy.resource, action)
    if name == "stop":
        seen = _version_to_stop(row.pk, seen)
    move(ASSIGNMENT, row, name, who, seen_version=seen, request=request, reason=reason)
    if row.state == APPROVED:
        enqueue(row.pk)
    return row


def _version_to_stop(key: uuid.UUID, seen: int) -> int:
    """Return the current version, locked, if it can still be stopped; else the one seen."""
    rows = Assignment.objects.select_for_update().filter(pk=key, state__in=UNFINISHED)
    return rows.values_list("version", flat=True).first() or seen


@transaction.atomic
def mark_read(actor: Actor | None, key: uuid.UUID) -> None:
    """Mark the outcome as read by the proposer, which removes it from their tasks.

    Raises:
        Refused: not for this actor.
    """
    row = assignment_policy.load(actor, key, "propose")
    who = require_actor(actor, assignment_policy.resource, "propose")
    record_act(who, "change", assignment_policy.resource, row.pk, purpose="propose")
    ended = Assignment.objects.filter(pk=row.pk, state__in=ASSIGNMENT.ends, read_at=None)
    ended.update(read_at=timezone.now())
