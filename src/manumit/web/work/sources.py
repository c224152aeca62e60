"""What is due: each room says once, from its ``AppConfig.ready``, what of its rows waits for a day.

The mechanism asks the room's own policy for every row and looks at the classes that the relation
shows, so that a source which forgets either can't show anything to anybody.
"""

import datetime as dt
import functools
import operator
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet, Value
from django.urls import reverse

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION, Policy
from manumit.web.kernel.days import today
from manumit.web.kernel.register import FieldClass, classes_of

DUE, VARIANT = "work_due", "work_variant"
"""Annotations of a source's rows: the day, and what of several things is due."""
MINE = (Relation.OWN, Relation.MANDATE)
OFFICES = (Relation.COLLEAGUE, Relation.REFERRED)
"""Relations in which work is somebody's own, and in which it is their office's. An emergency
opening gives none: it lets somebody read one file, and makes nobody its worker."""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of day by which something is to be done.

    Attributes:
        kind: a code; a text with the id ``work_kind/<kind>`` says what is to be done.
        policy: of the rows.
        waiting: those of some rows that wait for a day until then, with :data:`DUE`.
        tells: columns from which a line is made: whoever may not see one of them sees no line.
        view, argument: the page on which it is done, and what its address calls the row.
        key: path to the key of that row.
        called: path to the pseudonym or reference by which it is called; empty where there is none.
        varies: whether the rows have :data:`VARIANT`; the text is then ``<kind>_<variant>``.
        first: whether its lines stand before all others, whatever their days, also where a list is
            cut off, and whoever asks for what is late alone sees those of today too.
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

    @property
    def classes(self) -> frozenset[FieldClass]:
        """The classes of what a line tells; a column without a class stops whoever asks."""
        return frozenset(classes_of(model)[column] for model, column in self.tells)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be done. It has no name of a person, and nothing that was said.

    Attributes:
        kind: the id of its text ends with it.
        row: of which row; with the kind it stands once.
        key: of the row of the page ``view``.
        called: a pseudonym or reference; empty where there is none.
        first: whether it stands before others, whatever their days.
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

    @property
    def place(self) -> tuple[bool, dt.date, str, uuid.UUID]:
        """Where it stands in a list."""
        return (not self.first, self.due, self.kind, self.row)

    def late(self, on: dt.date) -> bool:
        """Whether its day is over on another."""
        return self.due < on

    def address(self, language: str) -> str:
        """Where it is done."""
        return reverse(self.view, kwargs={"language": language, self.argument: self.key})


_sources: dict[str, Source] = {}


def wait_for(*sources: Source) -> None:
    """Lets rows of a room appear as work.

    Raises:
        ValueError: another source has the kind.
    """
    for one in sources:
        if _sources.setdefault(one.kind, one) is not one:
            raise ValueError(f"two sources are called '{one.kind}'")


def sources() -> Mapping[str, Source]:
    """Every source, by its kind."""
    return dict(sorted(_sources.items()))


def has_work(actor: Actor | None) -> bool:
    """Whether anything could ever be due for the role of somebody."""
    return actor is not None and any(_shown_to(actor.role, one) for one in _sources.values())


def due(
    actor: Actor, until: dt.date, most: int, relations: Collection[Relation] = (*MINE, *OFFICES)
) -> list[Line]:
    """What is due for somebody, soonest first: one question to the database for each source.

    Args:
        actor: who; what they may not see is not there.
        until: the last day that is looked at.
        most: how many lines at the most.
        relations: how they have to stand to a row.
    """
    found = [
        line
        for source in sources().values()
        for line in _lines(source, actor, until, most, relations)
    ]
    found.sort(key=operator.attrgetter("place"))
    return found[:most]


def _lines(
    source: Source, actor: Actor, until: dt.date, most: int, relations: Collection[Relation]
) -> Iterator[Line]:
    shown = _shown_to(actor.role, source) & set(relations)
    if not shown:
        return
    until = max(until, today()) if source.first else until
    rows = source.policy.scope(actor, SEE).filter(**{f"{RELATION}__in": sorted(shown)})
    rows = source.waiting(rows, until).filter(**{f"{DUE}__lte": until}).order_by(DUE, "pk")
    called = F(source.called) if source.called else Value("")
    variant = F(VARIANT) if source.varies else Value("")
    columns = rows.annotate(
        work_key=F(source.key), work_called=called, work_kind=variant
    ).values_list(DUE, "work_kind", "pk", "work_key", "work_called", RELATION)
    for day, varied, row, key, name, relation in columns[:most]:
        kind = f"{source.kind}_{varied}" if source.varies else source.kind
        stands = Relation(relation)
        yield Line(day, kind, row, key, name, stands, source.view, source.argument, source.first)


@functools.cache
def _shown_to(role: str, source: Source) -> frozenset[Relation]:
    """Relations in which a role sees everything that a line tells."""
    given = grants().of(role, source.policy.resource, SEE)
    return frozenset(
        one for one in (*MINE, *OFFICES) if one in given and source.classes <= given[one]
    )
