"""What is due for somebody, and tasks as somebody sees them."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.work.abouts import About, abouts
from manumit.web.work.models import Task
from manumit.web.work.policies import task_policy
from manumit.web.work.process import TASK, WAITING
from manumit.web.work.services import STEP_ACTIONS
from manumit.web.work.sources import DUE, MINE, OFFICES, VARIANT, Line, Source, due, has_work

HORIZONS: Mapping[str, int] = {"late": -1, "week": 7, "month": 31, "year": 366}
"""How many days ahead somebody looks; the first is what is late already."""
WHOSE: Mapping[str, tuple[Relation, ...]] = {"all": (*MINE, *OFFICES), "mine": MINE}
ON_A_PAGE, MOST_PAGES = 25, 40
"""A list of more than a thousand things is no list of what to do next."""


@dataclass(frozen=True, slots=True)
class Work:
    """One page of what is due.

    Attributes:
        number: of the page.
        more: whether another follows.
    """

    lines: tuple[Line, ...]
    number: int
    more: bool


@transaction.atomic
def my_work(actor: Actor | None, *, horizon: str, whose: str, number: int) -> Work:
    """What is due for somebody and their office, from every room, late first.

    Args:
        actor: who.
        horizon: a key of :data:`HORIZONS`.
        whose: a key of :data:`WHOSE`.
        number: of the page, from 1.

    Raises:
        Refused: nothing is ever due for the role; the ledger has it.
    """
    if not has_work(actor):
        task_policy.check_new(actor, SEE)
    who = acting(actor, task_policy.resource, SEE)
    tell(who, "list_files", task_policy.resource, None, purpose=SEE)
    page = min(max(number, 1), MOST_PAGES)
    until = today() + dt.timedelta(days=HORIZONS[horizon])
    found = due(who, until, page * ON_A_PAGE + 1, WHOSE[whose])
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return Work(tuple(shown), page, page < MOST_PAGES and len(found) > page * ON_A_PAGE)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One line of a list of tasks; what is to be done is sealed and not in it."""

    id: uuid.UUID
    due_on: dt.date
    state: str
    given_to: uuid.UUID
    relation: Relation

    @property
    def late(self) -> bool:
        """Whether its day is over and it is still to be done."""
        return self.state in WAITING and self.due_on < today()


@dataclass(frozen=True, slots=True, repr=False)
class TaskView:
    """One task, opened; its ``repr`` shows nothing.

    Attributes:
        note: what is to be done; None where the mask hides it.
        reason: why it was given back; empty where it was not.
        steps: steps that are possible now for whoever asks.
    """

    line: TaskLine
    about: About
    row: uuid.UUID
    called: str
    version: int
    given_by: uuid.UUID
    note: str | None
    reason: str
    steps: tuple[str, ...]


@transaction.atomic
def tasks_of(actor: Actor | None, about: About, key: uuid.UUID) -> list[TaskLine]:
    """The tasks about a row that somebody may open, those to be done first, then by day.

    Raises:
        Refused: not for this actor.
    """
    about.policy.load(actor, key)
    task_policy.check_new(actor, SEE, of=key)
    who = acting(actor, task_policy.resource, SEE)
    tell(who, "list_files", task_policy.resource, key, purpose=SEE)
    rows = task_policy.scope(who).filter(kind=about.kind, row=key)
    found = [_line(row) for row in rows.order_by("due_on", "pk")]
    return sorted(found, key=lambda one: one.state not in WAITING)


def acts_of(about: About, key: uuid.UUID) -> Iterator[tuple[str, uuid.UUID]]:
    """Kinds and keys by which the ledger tells of tasks about a row; who may look is asked."""
    rows = Task.objects.filter(kind=about.kind, row=key).values_list("pk", flat=True)
    yield from ((task_policy.resource, one) for one in (key, *rows))


def _line(row: Task) -> TaskLine:
    relation = Relation(getattr(row, RELATION))
    return TaskLine(row.pk, row.due_on, row.state, row.given_to, relation)


@transaction.atomic
def task(actor: Actor | None, key: uuid.UUID) -> TaskView:
    """One task.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    task_policy.load(actor, key)
    who = acting(actor, task_policy.resource, SEE)
    row = task_policy.scope(who).get(pk=key)
    opens = "note" in task_policy.mask(who, row)
    tell(who, "read_statement" if opens else "read_file", task_policy.resource, key, purpose=SEE)
    back = Move.objects.filter(resource=TASK.resource, row=key, name="give_back").first()
    return TaskView(
        line=_line(row),
        about=abouts()[row.kind],
        row=row.row,
        called=row.called,
        version=row.version,
        given_by=row.given_by,
        note=open_text(row, "note") if opens else None,
        reason="" if back is None else back.reason,
        steps=_steps(who, row),
    )


def _steps(who: Actor, row: Task) -> tuple[str, ...]:
    """Steps whose guards are about who it is; the page shows no button that would be refused."""
    person = {"finish": row.given_to, "give_back": row.given_to, "withdraw": row.given_by}
    return tuple(
        one.name
        for one in TASK.leaving(row.state)
        if person[one.name] == who.person and task_policy.can(who, STEP_ACTIONS[one.name], row)
    )


def waiting_tasks() -> Source:
    """Tasks as a source of what is due: open ones, and those that were given back."""
    return Source(
        kind="task",
        policy=task_policy,
        waiting=lambda rows, until: rows.filter(state__in=WAITING, due_on__lte=until).annotate(
            **{DUE: F("due_on"), VARIANT: F("state")}
        ),
        tells=((Task, "due_on"), (Task, "called"), (Task, "state")),
        view="work:task",
        argument="task",
        called="called",
        varies=True,
    )
