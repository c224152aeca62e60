"""Read work that is due, and tasks."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, When

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.tasks.models import Task
from manumit.web.tasks.policies import task_policy
from manumit.web.tasks.process import TASK, WAITING
from manumit.web.tasks.services import STEP_ACTIONS
from manumit.web.tasks.sources import (
    ASSIGNEE,
    DUE,
    VARIANT,
    DueItem,
    DueSource,
    ListStep,
    Turn,
    due_items,
    has_work,
)
from manumit.web.tasks.subjects import TaskSubject, task_subjects

HORIZONS: Mapping[str, int] = {"late": -1, "week": 7, "month": 31, "year": 366}
"""Numbers of days to look ahead; the first shows only overdue work."""
TURNS: Mapping[str, tuple[Turn, ...]] = {
    "to_do": (Turn.TO_DO,),
    "waiting": (Turn.WAITING,),
    "office": (Turn.OFFICE,),
    "later": (Turn.TO_DO,),
    "all": tuple(Turn),
}
"""Whose turn it is in a list, or what was put off; a page offers all but the last."""
ON_A_PAGE, MOST_PAGES = 25, 40
"""A list of more than a thousand things is no list of what to do next."""


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of work that is due.

    Attributes:
        number: of the page.
        more: whether another follows.
    """

    lines: tuple[DueItem, ...]
    number: int
    more: bool


@transaction.atomic
def my_work(actor: Actor | None, *, horizon: str, turn: str, number: int) -> WorkPage:
    """Return what is due for the actor and their office, from every room, late first.

    Args:
        actor: the member who acts.
        horizon: a key of :data:`HORIZONS`.
        turn: a key of :data:`TURNS`.
        number: of the page, from 1.

    Raises:
        Refused: nothing is ever due for the role; the ledger records it.
    """
    if not has_work(actor):
        task_policy.check_new(actor, SEE)
    who = require_actor(actor, task_policy.resource, SEE)
    record_act(who, "list_files", task_policy.resource, None, purpose=SEE)
    page = min(max(number, 1), MOST_PAGES)
    until = today() + dt.timedelta(days=HORIZONS[horizon])
    put_off = {"later": True, "all": None}.get(turn, False)
    found = due_items(who, until, page * ON_A_PAGE + 1, TURNS[turn], postponed=put_off)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return WorkPage(tuple(shown), page, page < MOST_PAGES and len(found) > page * ON_A_PAGE)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task in a list, without its sealed note."""

    id: uuid.UUID
    due_on: dt.date
    state: str
    given_to: uuid.UUID
    relation: Relation

    @property
    def late(self) -> bool:
        """Return whether the task is open and overdue."""
        return self.state in WAITING and self.due_on < today()


@dataclass(frozen=True, slots=True, repr=False)
class TaskView:
    """One task, opened; its ``repr`` hides the content.

    Attributes:
        note: what is to be done; None where the mask hides it.
        reason: why it was given back; empty where it was not.
        steps: steps that are possible now for the actor.
    """

    line: TaskLine
    about: TaskSubject
    row: uuid.UUID
    called: str
    version: int
    given_by: uuid.UUID
    note: str | None
    reason: str
    steps: tuple[str, ...]


@transaction.atomic
def tasks_of(actor: Actor | None, about: TaskSubject, key: uuid.UUID) -> list[TaskLine]:
    """Return the tasks about a row that the actor may open: open ones first, then by day.

    Raises:
        Refused: the actor may not do this.
    """
    about.policy.load(actor, key)
    task_policy.check_new(actor, SEE, of=key)
    who = require_actor(actor, task_policy.resource, SEE)
    record_act(who, "list_files", task_policy.resource, key, purpose=SEE)
    rows = task_policy.scope(who).filter(kind=about.kind, row=key)
    found = [_line(row) for row in rows.order_by("due_on", "pk")]
    return sorted(found, key=lambda one: one.state not in WAITING)


def ledger_keys(about: TaskSubject, key: uuid.UUID) -> Iterator[tuple[str, uuid.UUID]]:
    """Yield resource and key of tasks about a row, to find their acts in the ledger."""
    rows = Task.objects.filter(kind=about.kind, row=key).values_list("pk", flat=True)
    yield from ((task_policy.resource, one) for one in (key, *rows))


def _line(row: Task) -> TaskLine:
    relation = Relation(getattr(row, RELATION))
    return TaskLine(row.pk, row.due_on, row.state, row.given_to, relation)


@transaction.atomic
def task(actor: Actor | None, key: uuid.UUID) -> TaskView:
    """Return one task.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    task_policy.load(actor, key)
    who = require_actor(actor, task_policy.resource, SEE)
    row = task_policy.scope(who).get(pk=key)
    opens = "note" in task_policy.mask(who, row)
    record_act(
        who, "read_statement" if opens else "read_file", task_policy.resource, key, purpose=SEE
    )
    back = Move.objects.filter(resource=TASK.resource, row=key, name="give_back").first()
    return TaskView(
        line=_line(row),
        about=task_subjects()[row.kind],
        row=row.row,
        called=row.called,
        version=row.version,
        given_by=row.given_by,
        note=open_text(row, "note") if opens else None,
        reason="" if back is None else back.reason,
        steps=_steps(who, row),
    )


def _steps(who: Actor, row: Task) -> tuple[str, ...]:
    """Return the steps that the guards allow the actor; the page shows no other button."""
    person = {"finish": row.given_to, "give_back": row.given_to, "withdraw": row.given_by}
    return tuple(
        one.name
        for one in TASK.leaving(row.state)
        if person[one.name] == who.person and task_policy.can(who, STEP_ACTIONS[one.name], row)
    )


def task_source() -> DueSource:
    """Return the source of due tasks: open and returned ones."""
    return DueSource(
        kind="task",
        policy=task_policy,
        waiting=lambda rows, until: rows.filter(state__in=WAITING, due_on__lte=until).annotate(
            **{
                DUE: F("due_on"),
                VARIANT: F("state"),
                ASSIGNEE: Case(When(state="returned", then=F("given_by")), default=F("given_to")),
            }
        ),
        tells=((Task, "due_on"), (Task, "called"), (Task, "state")),
        view="tasks:task",
        argument="task",
        called="called",
        varies=True,
        assigned=True,
        place="files",
        step=ListStep(
            "done", "tasks:step", "task", frozenset({"open"}), "do", fixed=(("name", "finish"),)
        ),
    )
