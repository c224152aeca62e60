"""Work that is due: each room registers sources of dated work in ``AppConfig.ready``.

The mechanism asks the room's own policy for every row and looks at the classes that the relation
shows, so that a source which forgets either can't show anything to anyone.
"""

import datetime as dt
import enum
import functools
import operator
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION, Policy
from manumit.web.kernel.days import today
from manumit.web.kernel.register import FieldClass, classes_of
from manumit.web.tasks.models import Postponement
from manumit.web.ui.rooms import room_shown

DUE, VARIANT, ASSIGNEE, URGENT = "work_due", "work_variant", "work_assignee", "work_urgent"
CODE = "work_code"
KEPT_FOR, MOST_KEPT = dt.timedelta(minutes=1), 200
"""Annotations of a source's rows: the day, what of several things is due, the one member whose
turn it is, and whether it can't wait."""
MINE = (Relation.OWN, Relation.MANDATE)
OFFICES = (Relation.COLLEAGUE, Relation.REFERRED)
"""Relations in which work is the member's own, and in which it is the office's. An emergency
opening is none of them: it allows reading one file, and assigns no work."""


class Turn(enum.StrEnum):
    """Who has to do something, seen from the reader."""

    TO_DO = "to_do"
    """The reader, or the first of their office."""
    WAITING = "waiting"
    """Somebody else; the reader waits for it."""
    OFFICE = "office"
    """A colleague of the reader's office."""


_TURNS = {
    Relation.OWN: Turn.TO_DO,
    Relation.MANDATE: Turn.TO_DO,
    Relation.COLLEAGUE: Turn.OFFICE,
    Relation.REFERRED: Turn.OFFICE,
}

type TurnRule = tuple[str, Relation, Turn]


@dataclass(frozen=True, slots=True)
class ListStep:
    """A step that a list takes at once, because it needs nothing but a press.

    Attributes:
        text: the text ``tasks_act/<text>`` is the label of the button.
        view, argument: where it is sent, with fields ``request``, ``seen`` and ``back``; the
            argument is the row, which has a column ``version``.
        variants: those of the source in which it is offered, if the actor may do the action.
        action: what the grants call it.
        fixed: further arguments of the address.
        prefix: of the fields.
        instead: label and view of another answer, which needs more; the label is the text
            ``tasks_act/<label>``, and the view has the same argument.
    """

    text: str
    view: str
    argument: str
    variants: frozenset[str]
    action: str
    fixed: tuple[tuple[str, str], ...] = ()
    prefix: str = ""
    instead: tuple[str, str] | None = None

    def address(self, language: str, row: uuid.UUID) -> str:
        """Return the URL that takes the step."""
        return reverse(
            self.view, kwargs={"language": language, self.argument: row, **dict(self.fixed)}
        )

    def other_address(self, language: str, row: uuid.UUID) -> str:
        """Return the URL of the page of another answer; empty where there is none."""
        if self.instead is None:
            return ""
        return reverse(self.instead[1], kwargs={"language": language, self.argument: row})

    @property
    def before(self) -> str:
        """Return what the names of the fields begin with."""
        return f"{self.prefix}-" if self.prefix else ""


@dataclass(frozen=True, slots=True)
class WorkSite:
    """Where the work of a source is to be done.

    Attributes:
        key: path to the id of the place.
        names: returns the names of those places that an actor may see, by id.
    """

    key: str
    names: Callable[[Actor, Sequence[uuid.UUID]], Mapping[uuid.UUID, str]]


@dataclass(frozen=True, slots=True)
class DueSource:
    """A kind of work that is due on a day.

    Attributes:
        kind: a code; a text with the id ``work_kind/<kind>`` says what is to be done.
        policy: of the rows.
        waiting: those of some rows that wait for a day until then, with :data:`DUE`.
        tells: columns shown in a line; an actor who may not see all of them sees no line.
        view, argument: the page on which it is done, and what its address calls the row.
        key: path to the key of that row.
        called: path to the pseudonym or reference by which it is called; empty where there is none.
        varies: whether the rows have :data:`VARIANT`; the text is then ``<kind>_<variant>``.
        first: whether its lines precede all others, whatever their days, also where a list is
            cut off; the list of overdue work includes those of today too.
        place: key of the place in the navigation that counts it; empty where none does.
        turns: where it is not the holder's turn: variant (empty: each), relation, and whose.
        assigned: whether the rows have :data:`ASSIGNEE`; another member's turn is then waited for.
        urgent: whether the rows have :data:`URGENT`.
        urgent_as: of such a row, where it is the reader's turn: the text ``tasks_urgent/<code>``
            says what cannot wait.
        party: path to the institution on the other side; empty where there is none.
        office: path to its office, whose telephone number a line shows; empty where there is none.
        record: what a line names; the text ``tasks_record/<record>`` says it.
        unnamed: the same, for rows that have nothing under ``called``.
        act: the text ``tasks_act/<act>`` is the label of the button.
        step: what a list can do at once; rows have a column ``version`` then.
        site: where the work is; None where a line names no place.
    """

    kind: str
    policy: Policy[Any]
    waiting: Callable[[QuerySet[Any], dt.date], QuerySet[Any]]
    tells: tuple[tuple[type[Model], str], ...]
    view: str
    argument: str
    key: str = "pk"
    called: str = ""
    varies: bool = False
    first: bool = False
    place: str = ""
    turns: tuple[TurnRule, ...] = ()
    assigned: bool = False
    urgent: bool = False
    urgent_as: str = ""
    party: str = ""
    office: str = ""
    record: str = "file"
    unnamed: str = ""
    act: str = "open"
    step: ListStep | None = None
    site: WorkSite | None = None

    def turn(self, variant: str, relation: Relation) -> Turn:
        """Return whose turn it is, for a reader in a relation to the row."""
        for wanted in (variant, ""):
            for one, held, turn in self.turns:
                if (one, held) == (wanted, relation):
                    return turn
        return _TURNS[relation]

    @property
    def classes(self) -> frozenset[FieldClass]:
        """Return the data classes of a line's columns; a column without a class is an error."""
        return frozenset(classes_of(model)[column] for model, column in self.tells)


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing to do. It contains no person's name and no statement.

    Attributes:
        kind: the id of its text ends with it.
        row: id of the row; unique together with the kind.
        key: of the row of the page ``view``.
        called: a pseudonym or reference; empty where there is none.
        first: whether it precedes others, whatever their days.
        turn: who has to do it.
        party: the institution on the other side: it is waited for, or it has sent the work.
        office: of that institution.
        source: the kind of its source, without a variant.
        place, record, act: as the source has them.
        step: what the list can do at once; None: nothing.
        version: of such a row; None of others.
        site: id of the place where it is done; None where its source names none.
    """

    due: dt.date
    kind: str
    row: uuid.UUID
    key: uuid.UUID
    called: str
    relation: Relation
    view: str
    argument: str
    first: bool
    turn: Turn
    party: uuid.UUID | None
    office: uuid.UUID | None
    place: str
    record: str
    act: str
    source: str
    step: ListStep | None
    version: int | None
    site: uuid.UUID | None

    @property
    def order(self) -> tuple[bool, dt.date, str, uuid.UUID]:
        """Return the sort key."""
        return (not self.first, self.due, self.kind, self.row)

    def late(self, on: dt.date) -> bool:
        """Return whether it is overdue on a day."""
        return self.due < on

    def address(self, language: str) -> str:
        """Return the URL of the page where it is done."""
        return reverse(self.view, kwargs={"language": language, self.argument: self.key})


_sources: dict[str, DueSource] = {}


def register_sources(*sources: DueSource) -> None:
    """Register sources, so that a room's rows appear as work.

    Raises:
        ValueError: another source has the kind.
    """
    for one in sources:
        if _sources.setdefault(one.kind, one) is not one:
            raise ValueError(f"two sources are called '{one.kind}'")


def due_sources() -> Mapping[str, DueSource]:
    """Return every source by its kind."""
    return {key: one for key, one in sorted(_sources.items()) if room_shown(one.view)}


def has_work(actor: Actor | None) -> bool:
    """Return whether anything could ever be due for the actor's role."""
    return actor is not None and any(
        _visible_relations(actor.role, one) for one in _sources.values()
    )


def due_items(
    actor: Actor,
    until: dt.date,
    most: int,
    turns: tuple[Turn, ...] = tuple(Turn),
    *,
    postponed: bool | None = False,
) -> list[DueItem]:
    """Return what is due for the actor, soonest first, with one query for all sources.

    Args:
        actor: who; what they may not see is not there.
        until: the last day that is looked at.
        most: how many lines at the most.
        turns: only work of these.
        postponed: False: without what the actor does not want to see yet; True: that alone; None:
            both.
    """
    rows = _rows_due(actor, until, most, turns, postponed)
    return _items(() if rows is None else rows, actor, turns)[:most]


def due_now(actor: Actor, until: dt.date, most: int, turns: tuple[Turn, ...]) -> list[DueItem]:
    """Return the same as :func:`due_items`, for the navigation of every page.

    To write the statement takes Python ten times as long as the database to answer it, so that it
    is kept for a minute. What it finds is as it is now; what it asks about the reader may be a
    minute old: it only counts.
    """
    return _items(_statement(actor, until, most, turns).rows(), actor, turns)[:most]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A compiled statement of what is due for one actor; made from ``begun`` to ``ended``."""

    begun: dt.datetime
    ended: dt.datetime
    sql: str = ""
    parameters: tuple[Any, ...] = ()

    def rows(self) -> list[tuple[Any, ...]]:
        """Return its rows, with the present moment in place of that of its making."""
        if not self.sql:
            return []
        now = timezone.now()
        parameters = [
            now if isinstance(one, dt.datetime) and self.begun <= one <= self.ended else one
            for one in self.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return list(cursor.fetchall())


_kept: dict[tuple[object, ...], _Statement] = {}


def _statement(actor: Actor, until: dt.date, most: int, turns: tuple[Turn, ...]) -> _Statement:
    """Return the statement of what is due for an actor, made within the last minute."""
    key, now = (actor, until, most, turns), timezone.now()
    made = _kept.get(key)
    if made is None or not made.begun <= now < made.begun + KEPT_FOR:
        made = _compiled(_rows_due(actor, until, most, turns, postponed=False), now)
        _kept.pop(key, None)
        if len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = made
    return made


def _compiled(rows: QuerySet[Any, tuple[Any, ...]] | None, begun: dt.datetime) -> _Statement:
    if rows is None:
        return _Statement(begun, begun)
    try:
        sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return _Statement(begun, begun)
    return _Statement(begun, timezone.now(), sql, tuple(parameters))


def _rows_due(
    actor: Actor, until: dt.date, most: int, turns: tuple[Turn, ...], postponed: bool | None
) -> QuerySet[Any, tuple[Any, ...]] | None:
    """Return the rows of all sources in one query; None where the role sees none."""
    parts = [
        rows
        for source in due_sources().values()
        if (rows := _rows_of(source, actor, until, most, turns, postponed)) is not None
    ]
    if not parts:
        return None
    return parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]


def _items(rows: Iterable[tuple[Any, ...]], actor: Actor, turns: tuple[Turn, ...]) -> list[DueItem]:
    known = due_sources()
    items = [_item(known[row[0]], row, actor) for row in rows]
    return sorted((one for one in items if one.turn in turns), key=operator.attrgetter("order"))


def _rows_of(
    source: DueSource,
    actor: Actor,
    until: dt.date,
    most: int,
    turns: tuple[Turn, ...],
    postponed: bool | None,
) -> QuerySet[Any, tuple[Any, ...]] | None:
    """Return the columns of a source's lines, alike for all sources; None where none is shown."""
    shown = _visible_relations(actor.role, source) & _turned(source, turns)
    if not shown or (postponed and source.first):
        return None
    until = max(until, today()) if source.first else until
    rows = source.policy.scope(actor, SEE, within=shown)
    rows = source.waiting(rows, until).filter(**{f"{DUE}__lte": until})
    if postponed is not None:
        rows = _by_postponement(rows, source, actor, postponed=postponed)
    # Each column has a type of its own: a union of columns without one is none to the database.
    columns = {
        "work_source": _text(Value(source.kind)),
        "work_at": F(DUE),
        "work_kind": _text(F(VARIANT) if source.varies else Value("")),
        "work_row": F("pk"),
        "work_key": F(source.key),
        "work_called": _text(F(source.called) if source.called else Value("")),
        "work_relation": _text(F(RELATION)),
        "work_by": Cast(F(ASSIGNEE) if source.assigned else Value(None), UUIDField()),
        "work_party": Cast(F(source.party) if source.party else Value(None), UUIDField()),
        "work_office": Cast(F(source.office) if source.office else Value(None), UUIDField()),
        "work_version": Cast(F("version") if source.step else Value(None), IntegerField()),
        "work_site": Cast(F(source.site.key) if source.site else Value(None), UUIDField()),
        "work_now": Cast(F(URGENT) if source.urgent else Value(source.first), BooleanField()),
    }
    found: QuerySet[Any, tuple[Any, ...]] = rows.annotate(**columns).values_list(*columns)
    return found.order_by("work_at", "work_row")[:most]


def _by_postponement(
    rows: QuerySet[Any], source: DueSource, actor: Actor, *, postponed: bool
) -> QuerySet[Any]:
    """Return the rows that the actor put off until a later day, or all others.

    What can't wait is never put off.
    """
    if source.first:
        return rows
    code = Concat(Value(f"{source.kind}_"), F(VARIANT)) if source.varies else Value(source.kind)
    later = Postponement.objects.filter(
        made_by=actor.person, row=OuterRef("pk"), kind=OuterRef(CODE), until__gt=today()
    )
    put_off = Q(Exists(later))
    if source.urgent:
        put_off &= Q(**{URGENT: False})
    found: QuerySet[Any] = rows.alias(**{CODE: _text(code)})
    return found.filter(put_off if postponed else ~put_off)


def _text(column: Any) -> Any:
    return Cast(column, CharField())


def _item(source: DueSource, row: tuple[Any, ...], actor: Actor) -> DueItem:
    _, day, variant, key, page, called, relation, by, party, office, version, site, now = row
    held = Relation(relation)
    turn = source.turn(variant, held)
    if by is not None and by != actor.person and turn is Turn.TO_DO:
        turn = Turn.WAITING
    kind = f"{source.kind}_{variant}" if source.varies else source.kind
    step = step_in_list(source, variant, held, actor) if turn is Turn.TO_DO else None
    record = source.record if called or not source.unnamed else source.unnamed
    return DueItem(
        day, kind, key, page, called, held, source.view, source.argument, bool(now), turn, party,
        office, source.place, record, source.act, source.kind, step,
        None if step is None else version, site,
    )  # fmt: skip


def step_in_list(source: DueSource, variant: str, held: Relation, actor: Actor) -> ListStep | None:
    """Return the step of a line that the actor may take at once."""
    step = source.step
    if step is None or variant not in step.variants:
        return None
    allowed = grants().of(actor.role, source.policy.resource, step.action)
    return step if held in allowed else None


@functools.cache
def _turned(source: DueSource, turns: tuple[Turn, ...]) -> frozenset[Relation]:
    """Return the relations in which a reader could see work of these turns."""
    found = {held for held, turn in _TURNS.items() if turn in turns}
    found |= {held for _, held, turn in source.turns if turn in turns}
    return frozenset(found | (set(MINE) if source.assigned and Turn.WAITING in turns else set()))


@functools.cache
def _visible_relations(role: str, source: DueSource) -> frozenset[Relation]:
    """Return the relations in which a role sees everything that a line contains."""
    given = grants().of(role, source.policy.resource, SEE)
    return frozenset(
        one for one in (*MINE, *OFFICES) if one in given and source.classes <= given[one]
    )
