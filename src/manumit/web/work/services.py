"""Writing a task, doing it, giving it back, taking it back."""

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
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.days import latest_day, today
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.work.abouts import About, abouts
from manumit.web.work.codes import WorkCode
from manumit.web.work.models import Task
from manumit.web.work.policies import task_policy
from manumit.web.work.process import TASK

LONGEST_NOTE = 500
FARTHEST = dt.timedelta(days=730)
"""A day beyond is a slip of the pen. Ours."""
STEP_ACTIONS = {"finish": "do", "give_back": "do", "withdraw": "write"}
"""What the grants call each step."""


@dataclass(frozen=True, slots=True, repr=False)
class Wish:
    """What is to be done; its ``repr`` shows nothing.

    Attributes:
        note: in words; sealed.
        due_on: until when.
        member: by whom: of the office, and somebody who may open what it is about.
    """

    note: str
    due_on: dt.date | None
    member: uuid.UUID


def about_of(kind: str) -> About | None:
    """What a word in an address stands for."""
    return abouts().get(kind)


@transaction.atomic
def write_task(
    actor: Actor | None, about: About, key: uuid.UUID, wish: Wish, *, request: uuid.UUID
) -> Task:
    """Keeps a task about a row, sealed under the key of its person.

    Args:
        actor: who may change the row.
        about: of which kind it is.
        key: which.
        wish: what, until when, by whom.
        request: of the form; sent again it gives the same task.

    Raises:
        Refused: not for this actor.
        InputError: Y502 to Y506; V101 to V107, V201, V301.
    """
    row = about.policy.load(actor, key, about.action)
    task_policy.check_new(actor, "write", of=key)
    who = acting(actor, task_policy.resource, "write")
    # So that of two copies of a form at once the second finds what the first wrote.
    type(row).objects.select_for_update().get(pk=key)
    known: Task | None = Task.objects.filter(request=request).first()
    if known is not None:
        if (known.row, known.given_by) != (key, who.person):
            raise WorkCode.REQUEST_USED.error(Place(field="request"))
        return known
    note, day = _note(wish.note), _day(wish.due_on)
    if not _able(about, row, who, wish.member):
        raise WorkCode.NO_COLLEAGUE.error(Place(field="member"))
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
    tell(who, "assign", task_policy.resource, task.pk, purpose="write")
    seal_text(task, "note", note)
    task.save(force_insert=True)
    return task


def _note(text: str) -> str:
    found = text.strip()
    if not found:
        raise WorkCode.NO_NOTE.error(Place(field="note"))
    if len(found) > LONGEST_NOTE:
        raise WorkCode.TOO_LONG.error(Place(field="note"), longest=LONGEST_NOTE)
    return found


def _day(day: dt.date | None) -> dt.date:
    if day is None or not today() <= day <= latest_day() + FARTHEST:
        raise WorkCode.NO_DAY.error(Place(field="due_on"), days=FARTHEST.days)
    return day


def members_for(about: About, who: Actor) -> list[uuid.UUID]:
    """Members of the office to whom a task about such a row can be given; oneself first.

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


def _able(about: About, row: Any, who: Actor, member: uuid.UUID) -> bool:
    """Whether somebody may do tasks in this office, and open the row in the same post."""
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
    """Takes a step of a task: ``finish``, ``give_back`` with a reason, or ``withdraw``.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    action = STEP_ACTIONS[name]
    task = task_policy.load(actor, key, action)
    who = acting(actor, task_policy.resource, action)
    move(TASK, task, name, who, seen_version=seen, request=request, reason=reason)
    return task
