"""Assign a task, finish it, return it, or take it back."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from manumit.errors import Place
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import latest_day, today
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.tasks.codes import TaskCode
from manumit.web.tasks.models import Task
from manumit.web.tasks.policies import task_policy
from manumit.web.tasks.process import TASK
from manumit.web.tasks.subjects import TaskSubject, task_subjects

LONGEST_NOTE = 500
FARTHEST = dt.timedelta(days=730)
"""A day beyond is a slip of the pen. Ours."""
STEP_ACTIONS = {"finish": "do", "give_back": "do", "withdraw": "write"}
"""What the grants call each step."""


@dataclass(frozen=True, slots=True, repr=False)
class NewTask:
    """A task to be written; its ``repr`` hides the content.

    Attributes:
        note: in words; sealed.
        due_on: until when.
        member: the assignee: of the office, with the right to open the subject.
    """

    note: str
    due_on: dt.date | None
    member: uuid.UUID


def subject_of(kind: str) -> TaskSubject | None:
    """Return the kind of subject for a word in a URL, or None."""
    return task_subjects().get(kind)


@transaction.atomic
def write_task(
    actor: Actor | None, about: TaskSubject, key: uuid.UUID, wish: NewTask, *, request: uuid.UUID
) -> Task:
    """Save a task about a row, sealed under the key of the row's person.

    Args:
        actor: who may change the row.
        about: the kind of the row.
        key: the row.
        wish: what, until when, by whom.
        request: idempotency key of the form; a repeat returns the same task.

    Raises:
        Refused: the actor may not do this.
        InputError: Y502 to Y506; V101 to V107, V201, V301.
    """
    row = about.policy.load(actor, key, about.action)
    task_policy.check_new(actor, "write", of=key)
    who = require_actor(actor, task_policy.resource, "write")
    # So that of two copies of a form at once the second finds what the first wrote.
    type(row).objects.select_for_update().get(pk=key)
    known: Task | None = Task.objects.filter(request=request).first()
    if known is not None:
        if (known.row, known.given_by) != (key, who.person):
            raise TaskCode.REQUEST_USED.error(Place(field="request"))
        return known
    note, day = _checked_note(wish.note), _checked_day(wish.due_on)
    if not _may_take_on(about, row, who, wish.member):
        raise TaskCode.NO_COLLEAGUE.error(Place(field="member"))
    task = Task(
        subject_id=row.subject_id,
        institution_id=who.institution,
        office_id=who.office,
        kind=about.kind,
        row=key,
        called=getattr(row, about.called),
        due_on=day,
        given_by=who.person,
        given_to=wish.member,
        request=request,
    )
    record_act(who, "assign", task_policy.resource, task.pk, purpose="write")
    seal_text(task, "note", note)
    task.save(force_insert=True)
    return task


def _checked_note(text: str) -> str:
    found = text.strip()
    if not found:
        raise TaskCode.NO_NOTE.error(Place(field="note"))
    if len(found) > LONGEST_NOTE:
        raise TaskCode.TOO_LONG.error(Place(field="note"))
    return found


def _checked_day(day: dt.date | None) -> dt.date:
    if day is None or not today() <= day <= latest_day() + FARTHEST:
        raise TaskCode.NO_DAY.error(Place(field="due_on"))
    return day


def members_for(about: TaskSubject, who: Actor) -> list[uuid.UUID]:
    """Return members who can be given a task about such a row, the actor first.

    Only their roles are asked here; whether somebody may open the very row is asked when the task
    is written.
    """
    known = grants()
    roles = [
        role
        for role in known.by_role
        if Relation.OWN in known.of(role, task_policy.resource, "do")
        and Relation.COLLEAGUE in known.of(role, about.policy.resource, SEE)
    ]
    posts = Post.objects.valid().filter(office=who.office, role__in=roles)
    found = posts.order_by("member").values_list("member", flat=True).distinct()
    return sorted(found, key=lambda one: one != who.person)


def _may_take_on(about: TaskSubject, row: Any, who: Actor, member: uuid.UUID) -> bool:
    """Return whether a member may do tasks in this office and open the row, in one post."""
    posts = Post.objects.valid().filter(office=who.office, member=member).select_related("office")
    return any(
        task_policy.can_new(acts, "do") and about.policy.can(acts, SEE, row)
        for acts in map(actor_in, posts)
    )


@transaction.atomic
def move_task(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Task:
    """Take a step of a task: ``finish``, ``give_back`` with a reason, or ``withdraw``.

    Raises:
        Refused: the actor may not do this.
        InputError: T101 to T108.
    """
    action = STEP_ACTIONS[name]
    task = task_policy.load(actor, key, action)
    who = require_actor(actor, task_policy.resource, action)
    move(TASK, task, name, who, seen_version=seen, request=request, reason=reason)
    return task
