"""Carrying out an assignment: each file in a transaction of its own, by the service for one file.

Killed at any moment, it goes on where it was: handing over a file and recording it is atomic.
"""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from manumit.errors import InputError
from manumit.web.cases import services as cases
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.holders import without_holder
from manumit.web.cases.models import CaseFile, CaseHolder
from manumit.web.cases.process import REASONS as CASES_REASONS
from manumit.web.cases.services.files import locked_file
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.models import Member, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import MoveRefused, move
from manumit.web.reassignment.files import is_closed
from manumit.web.reassignment.models import AssignedFile, Assignment
from manumit.web.reassignment.outcomes import Outcome
from manumit.web.reassignment.process import APPROVED, ASSIGNMENT, RUNNING, UNFINISHED

DEFAULT_REASON = "holder_left"
"""The reason for taking a file over where the one of the assignment is none for that."""


def unfinished() -> list[uuid.UUID]:
    """Return unfinished assignments, the oldest first."""
    rows = Assignment.objects.filter(state__in=UNFINISHED).order_by("proposed_at", "pk")
    return list(rows.values_list("pk", flat=True))


def is_unfinished(key: uuid.UUID) -> bool:
    """Return whether an assignment is unfinished."""
    return Assignment.objects.filter(pk=key, state__in=UNFINISHED).exists()


def carry_out(
    key: uuid.UUID, *, stop: Callable[[], bool] = lambda: False, most: int | None = None
) -> int:
    """Hand over the remaining files of an assignment, and end it.

    May be called again at any time, also beside another call.

    Args:
        key: of the assignment.
        stop: whether to end now, since the worker ends; the next call goes on.
        most: of how many files at most, so that other work has its turn; all if not given.

    Returns:
        how many files got an outcome.
    """
    _step(key, "begin", APPROVED)
    lines = AssignedFile.objects.filter(assignment=key, outcome="").order_by("place")
    finished = 0
    for line in list(lines.values_list("pk", flat=True)[:most]):
        if stop() or not _process_file(key, line):
            return finished
        finished += 1
    if not lines.exists():
        _step(key, "finish", RUNNING)
    return finished


def _step(key: uuid.UUID, name: str, source: str) -> None:
    """Take a step as the platform, if it can still be taken.

    That somebody has stopped it meanwhile, or that another call was faster, is no mistake.
    """
    row = Assignment.objects.filter(pk=key, state=source).first()
    if row is None:
        return
    request = uuid.uuid5(row.pk, name)
    try:
        move(
            ASSIGNMENT, row, name, Clock(row.institution_id),
            seen_version=row.version, request=request,
        )  # fmt: skip
    except MoveRefused:
        return


@transaction.atomic
def _process_file(key: uuid.UUID, line_key: uuid.UUID) -> bool:
    """Process one file, wholly or not at all.

    Returns:
        False where the assignment runs no more.
    """
    # Locked: stopping it waits for this file, and no other begins after that.
    row = Assignment.objects.select_for_update().filter(pk=key, state=RUNNING).first()
    if row is None:
        return False
    line = AssignedFile.objects.select_for_update().get(pk=line_key)
    if not line.outcome:
        outcome = _hand_over(row, line)
        if outcome is not Outcome.HANDED_OVER:
            _log_not_handed_over(row)
        line.outcome, line.ended_at = outcome, timezone.now()
        line.save(update_fields=["outcome", "ended_at"])
    return True


def _log_not_handed_over(row: Assignment) -> None:
    clock = Clock(row.institution_id)
    record(
        Act(
            act="change", institution=clock.institution, role=clock.role, actor=clock.person,
            kind=ASSIGNMENT.resource, resource=row.pk,
        )
    )  # fmt: skip


def _hand_over(row: Assignment, line: AssignedFile) -> Outcome:
    # Locked, so that somebody who hands over or closes the file meanwhile comes first or second.
    locked_file(line.file_id)
    if not CaseHolder.objects.filter(file=line.file_id, member=row.holder, until=None).exists():
        return Outcome.NOT_HELD
    if CaseFile.objects.filter(is_closed(), pk=line.file_id).exists():
        return Outcome.CLOSED
    try:
        with transaction.atomic():
            return _hand_over_by_service(row, line)
    except Refused:
        return Outcome.NOT_ALLOWED
    except InputError as problems:
        return _outcome_of(row, line, problems)


def _hand_over_by_service(row: Assignment, line: AssignedFile) -> Outcome:
    """Hand over with the service for a single file: its rules are checked again now."""
    spoke = (row.proposed_by, row.approved_by())
    if without_holder(timezone.now()).filter(pk=line.file_id).exists():
        speaker = next(filter(None, (_actor(row, one) for one in spoke)), None)
        if speaker is None:
            return Outcome.RIGHT_ENDED
        cases.take_over_file(
            speaker, line.file_id, reason=_take_over_reason(row.reason), request=line.pk,
            member=line.receiver,
        )  # fmt: skip
        return Outcome.HANDED_OVER
    if row.holder not in spoke:
        return _holder_outcome(row, line)
    holder = _actor(row, row.holder)
    if holder is None:
        return Outcome.RIGHT_ENDED
    cases.hand_over_file(holder, line.file_id, line.receiver)
    return Outcome.HANDED_OVER


def _holder_outcome(row: Assignment, line: AssignedFile) -> Outcome:
    """Return why a file that still has a holder may not be given by others."""
    file = CaseFile.objects.filter(pk=line.file_id, subject__erased_at=None)
    here = row.holder_is_here() and file.exists()
    return Outcome.HOLDER_BACK if here else Outcome.NOT_ALLOWED


def _actor(row: Assignment, member: uuid.UUID | None) -> Actor | None:
    """Return an actor for the post of a proposer, approver or holder; None if it has ended."""
    found = None if member is None else row.posts_of(member).select_related("office").first()
    return None if found is None else actor_in(found)


def _take_over_reason(reason: str) -> str:
    return reason if CASES_REASONS["taken_over"].has(reason, today()) else DEFAULT_REASON


def _outcome_of(row: Assignment, line: AssignedFile, problems: InputError) -> Outcome:
    codes = {one.code for one in problems.problems}
    if CaseCode.NO_COLLEAGUE.code in codes:
        return _receiver_outcome(row, line.receiver)
    if CaseCode.OTHER_ROLE.code in codes:
        return Outcome.OTHER_ROLE
    return Outcome.NOT_ALLOWED


def _receiver_outcome(row: Assignment, member: uuid.UUID) -> Outcome:
    """Return what the reader of the report can correct if somebody may not hold a file."""
    if not Member.objects.filter(pk=member, is_active=True).exists():
        return Outcome.RECEIVER_INACTIVE
    posts = Post.objects.valid().filter(member=member)
    if posts.filter(office=row.office_id).exists():
        return Outcome.RECEIVER_OTHER_ROLE
    return Outcome.RECEIVER_ELSEWHERE if posts.exists() else Outcome.RECEIVER_ENDED
