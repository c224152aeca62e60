"""Carrying out an assignment: each file in a transaction of its own, by the service for one file.

Killed at any moment, it goes on where it was: a file was handed over and that is said, or neither.
"""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from manumit.errors import InputError
from manumit.web.assignments.files import is_closed
from manumit.web.assignments.models import Assigned, Assignment
from manumit.web.assignments.outcomes import Outcome
from manumit.web.assignments.process import APPROVED, ASSIGNMENT, RUNNING, UNFINISHED
from manumit.web.cases import services as cases
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.holders import without_holder
from manumit.web.cases.models import CaseFile, Keeper
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

OTHERWISE = "holder_left"
"""The reason for taking a file over where the one of the assignment is none for that."""


def unfinished() -> list[uuid.UUID]:
    """Assignments of which something is still to be done, the oldest first."""
    rows = Assignment.objects.filter(state__in=UNFINISHED).order_by("proposed_at", "pk")
    return list(rows.values_list("pk", flat=True))


def is_unfinished(key: uuid.UUID) -> bool:
    """Whether something is still to be done of an assignment."""
    return Assignment.objects.filter(pk=key, state__in=UNFINISHED).exists()


def carry_out(
    key: uuid.UUID, *, stop: Callable[[], bool] = lambda: False, most: int | None = None
) -> int:
    """Hands over what is still to be handed over of an assignment, and ends it.

    May be called again at any time, also beside another call.

    Args:
        key: of the assignment.
        stop: whether to end now, since the worker ends; the next call goes on.
        most: of how many files at most, so that other work has its turn; all if not given.

    Returns:
        of how many files it was said what became of them.
    """
    _step(key, "begin", APPROVED)
    lines = Assigned.objects.filter(assignment=key, outcome="").order_by("place")
    said = 0
    for line in list(lines.values_list("pk", flat=True)[:most]):
        if stop() or not _one(key, line):
            return said
        said += 1
    if not lines.exists():
        _step(key, "finish", RUNNING)
    return said


def _step(key: uuid.UUID, name: str, source: str) -> None:
    """A step of the platform, where it can still be taken.

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
def _one(key: uuid.UUID, line_key: uuid.UUID) -> bool:
    """One file, wholly or not at all.

    Returns:
        False where the assignment runs no more.
    """
    # Locked: whoever stops it waits for this file, and no other begins after that.
    row = Assignment.objects.select_for_update().filter(pk=key, state=RUNNING).first()
    if row is None:
        return False
    line = Assigned.objects.select_for_update().get(pk=line_key)
    if not line.outcome:
        outcome = _handed_over(row, line)
        if outcome is not Outcome.HANDED_OVER:
            _tell_left_alone(row)
        line.outcome, line.ended_at = outcome, timezone.now()
        line.save(update_fields=["outcome", "ended_at"])
    return True


def _tell_left_alone(row: Assignment) -> None:
    clock = Clock(row.institution_id)
    record(
        Act(
            act="change", institution=clock.institution, role=clock.role, actor=clock.person,
            kind=ASSIGNMENT.resource, resource=row.pk,
        )
    )  # fmt: skip


def _handed_over(row: Assignment, line: Assigned) -> Outcome:
    # Locked, so that somebody who hands over or closes the file meanwhile comes first or second.
    locked_file(line.file_id)
    if not Keeper.objects.filter(file=line.file_id, member=row.holder, until=None).exists():
        return Outcome.NOT_HELD
    if CaseFile.objects.filter(is_closed(), pk=line.file_id).exists():
        return Outcome.CLOSED
    try:
        with transaction.atomic():
            return _by_the_service(row, line)
    except Refused:
        return Outcome.NOT_ALLOWED
    except InputError as problems:
        return _why(row, line, problems)


def _by_the_service(row: Assignment, line: Assigned) -> Outcome:
    """By the same service as a single file: its rules are asked anew, at this moment."""
    spoke = (row.proposed_by, row.approved_by())
    if without_holder(timezone.now()).filter(pk=line.file_id).exists():
        speaker = next(filter(None, (_actor(row, one) for one in spoke)), None)
        if speaker is None:
            return Outcome.RIGHT_ENDED
        cases.take_over_file(
            speaker, line.file_id, reason=_taken_over(row.reason), request=line.pk,
            member=line.receiver,
        )  # fmt: skip
        return Outcome.HANDED_OVER
    if row.holder not in spoke:
        return _not_asked(row, line)
    holder = _actor(row, row.holder)
    if holder is None:
        return Outcome.RIGHT_ENDED
    cases.hand_over_file(holder, line.file_id, line.receiver)
    return Outcome.HANDED_OVER


def _not_asked(row: Assignment, line: Assigned) -> Outcome:
    """Why nobody who spoke may give a file that has not been left by all."""
    file = CaseFile.objects.filter(pk=line.file_id, subject__erased_at=None)
    here = row.holder_is_here() and file.exists()
    return Outcome.HOLDER_BACK if here else Outcome.NOT_ALLOWED


def _actor(row: Assignment, member: uuid.UUID | None) -> Actor | None:
    """Somebody in the post in which they proposed, approved or hold; None where it has ended."""
    found = None if member is None else row.posts_of(member).select_related("office").first()
    return None if found is None else actor_in(found)


def _taken_over(reason: str) -> str:
    return reason if CASES_REASONS["taken_over"].has(reason, today()) else OTHERWISE


def _why(row: Assignment, line: Assigned, problems: InputError) -> Outcome:
    codes = {one.code for one in problems.problems}
    if CaseCode.NO_COLLEAGUE.value.code in codes:
        return _why_not(row, line.receiver)
    if CaseCode.OTHER_ROLE.value.code in codes:
        return Outcome.OTHER_ROLE
    return Outcome.NOT_ALLOWED


def _why_not(row: Assignment, member: uuid.UUID) -> Outcome:
    """What whoever reads the report can mend of somebody who may not hold a file."""
    if not Member.objects.filter(pk=member, is_active=True).exists():
        return Outcome.RECEIVER_INACTIVE
    posts = Post.objects.valid().filter(member=member)
    if posts.filter(office=row.office_id).exists():
        return Outcome.RECEIVER_OTHER_ROLE
    return Outcome.RECEIVER_ELSEWHERE if posts.exists() else Outcome.RECEIVER_ENDED
