"""Compares acts with what they left.

A seal covers all rows, also forged ones. This finds what the platform never writes: a version
without the act of its change, a row that is not what its last version says, an act that left
nothing, an act on what never was. Each of the four holds for every act that ends, so a difference
is never a matter of luck; an act that can end without a change is not asked for one.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Count, Exists, F, Min, OuterRef, Value
from django.db.models.functions import Coalesce
from psycopg import sql

from manumit.errors import Place, Problem
from manumit.web.kernel.ledger.codes import LedgerCode
from manumit.web.kernel.ledger.history import ACT_COLUMN
from manumit.web.kernel.ledger.models import INSTALLATION, Event, Outcome, Tombstone

type Model = type[models.Model]
EVENT_COLUMN = "event"
"""The column by which a row that is only ever added names its act."""
ERASE = frozenset({"erase"})
"""The act that names a person, by whichever kind of record it is known."""


@dataclass(frozen=True, slots=True)
class TraceRule:
    """The rows that events of one kind are about, and what they leave.

    Attributes:
        kind: of the events.
        about: one of these models has, or had, the row that an event names; none: not asked.
        but: acts that name something else by this kind.
        leaving: acts that always leave something, with the models of which one then has a row that
            names the act: a version of a tracked one, or a row with a column ``event``.
    """

    kind: str
    about: tuple[Model, ...] = ()
    but: frozenset[str] = frozenset()
    leaving: Mapping[str, tuple[Model, ...]] = field(default_factory=dict)


_rules: list[TraceRule] = []
_further: list[TraceRule] = []


def register_traces(*kinds: TraceRule) -> None:
    """Register the traces of acts for verification; call it once from ``AppConfig.ready``."""
    _rules.extend(kinds)


def extend_traces(*kinds: TraceRule) -> None:
    """Add tables of a room above to the rule of the same kind of a room below.

    An act of the kind is about a row of any of the tables, and leaves one in any of them. Called
    once from ``AppConfig.ready``, before or after the rule itself is registered.
    """
    _further.extend(kinds)


def _joined() -> list[TraceRule]:
    """Return the rules with the tables that rooms above added."""
    return [_extended(one) for one in _rules]


def _extended(rule: TraceRule) -> TraceRule:
    for more in _further:
        if more.kind == rule.kind:
            about = rule.about + more.about if rule.about else ()
            leaving = {
                act: left + tuple(more.leaving.get(act, ())) for act, left in rule.leaving.items()
            }
            rule = replace(rule, about=about, leaving=leaving)
    return rule


def disagreements(erased: Mapping[str, int], only: uuid.UUID | None = None) -> Iterator[Problem]:
    """L109 to L112, in the transaction that is open: one for each table or act, with the first.

    Args:
        erased: how many sealed rows of a table were erased on record; each may be all that an act
            had left.
        only: one institution; all, if not given.
    """
    # Most tables of an installation are empty and most acts never happened: they are asked once.
    filled, happened = _filled_tables(), _happened(only)
    for history in histories():
        if _table(history) in filled:
            yield from _without_act(history, ACT_COLUMN, only)
        if {_table(history), _table(history.pgh_tracked_model)} & filled:  # type: ignore[attr-defined] # pghistory adds it
            yield from _not_their_versions(history, only)
    for model in _named_by_event():
        if _table(model) in filled:
            yield from _without_act(model, EVENT_COLUMN, only)
    for rule in _joined():
        for act, left in rule.leaving.items():
            if (rule.kind, act) in happened:
                yield from _left_nothing(rule.kind, act, left, erased, only)
        if rule.about and any(kind == rule.kind for kind, _ in happened):
            yield from _about_nothing(rule, only)


def _filled_tables() -> set[str]:
    """Return the tables with versions, with what has versions, or with acts, that have a row."""
    asked = {*histories(), *_named_by_event()}
    asked |= {one.pgh_tracked_model for one in histories()}  # type: ignore[attr-defined] # pghistory adds it
    query = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
            sql.Literal(table), sql.Identifier(table)
        )
        for table in sorted({_table(one) for one in asked})
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(cursor.cursor))
        return {table for (table,) in cursor.fetchall()}


def _happened(only: uuid.UUID | None) -> set[tuple[str, str]]:
    """Return kind and act of every allowed event."""
    return set(_allowed(only).order_by().values_list("kind", "act").distinct())


def histories() -> list[Model]:
    """Return all history models, by table."""
    found = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    return sorted(found, key=_table)


def _named_by_event() -> list[Model]:
    found: set[Model] = {Tombstone}
    for rule in _joined():
        for left in rule.leaving.values():
            found |= {model for model in left if _history(model) is None}
    return sorted(found, key=_table)


def _without_act(model: Model, column: str, only: uuid.UUID | None) -> Iterator[Problem]:
    """Yield problems of rows that name no act, or one of another transaction."""
    acts = Event.objects.filter(outcome=Outcome.ALLOWED, uuid=OuterRef(column))
    if column == ACT_COLUMN:
        # An act of an earlier transaction was recorded before this one began.
        acts = acts.filter(at__gte=OuterRef("pgh_created_at"))
    rows = _of(model, only).exclude(Exists(acts))
    count, first = _counted(rows)
    if count:
        yield _problem(LedgerCode.WITHOUT_ACT, only, count=count, table=_table(model), row=first)


def _not_their_versions(history: Model, only: uuid.UUID | None) -> Iterator[Problem]:
    """Yield problems of rows that differ from their last version, or have none, and vice versa."""
    model: Model = history.pgh_tracked_model  # type: ignore[attr-defined] # pghistory adds it
    with connection.cursor() as cursor:
        cursor.execute(_compared(model, history).as_string(cursor.cursor), {"only": only})
        count, first = cursor.fetchone()
    if count:
        table = _table(model)
        yield _problem(LedgerCode.NOT_ITS_VERSION, only, count=count, table=table, row=first)


def _compared(model: Model, history: Model) -> sql.Composed:
    kept = _columns(history)
    columns = [name for name in _columns(model) if name in kept]
    of: sql.Composable = sql.SQL("{}::uuid").format(sql.Literal(str(INSTALLATION)))
    if (chain := _chain_column(history)) is not None:
        ours, theirs = sql.Identifier("t", chain), sql.Identifier("h", chain)
        of = sql.SQL("coalesce({}, {}, {})").format(ours, theirs, of)
    return sql.SQL("""
        WITH last AS (
            SELECT DISTINCT ON (pgh_obj_id) * FROM {history} ORDER BY pgh_obj_id, pgh_id DESC
        )
        SELECT count(*), min(coalesce(t.{key}, h.pgh_obj_id)::text)
        FROM {table} t FULL JOIN last h ON h.pgh_obj_id = t.{key}
        WHERE (%(only)s::uuid IS NULL OR {of} = %(only)s) AND CASE
            WHEN t.{key} IS NULL THEN h.pgh_label <> 'delete'
            ELSE h.pgh_id IS NULL OR h.pgh_label = 'delete'
                OR ({ours}) IS DISTINCT FROM ({theirs})
        END
    """).format(
        history=sql.Identifier(_table(history)),
        table=sql.Identifier(_table(model)),
        key=sql.Identifier(str(model._meta.pk.column)),  # noqa: SLF001 - Django's public name
        of=of,
        ours=sql.SQL(", ").join(sql.Identifier("t", name) for name in columns),
        theirs=sql.SQL(", ").join(sql.Identifier("h", name) for name in columns),
    )


def _left_nothing(
    kind: str, act: str, left: Collection[Model], erased: Mapping[str, int], only: uuid.UUID | None
) -> Iterator[Problem]:
    """Yield problems of acts that have to leave something, and have not."""
    events = _allowed(only).filter(kind=kind, act=act)
    explained = 0
    for model in left:
        where, column = _history(model) or model, ACT_COLUMN if _history(model) else EVENT_COLUMN
        rows = where._default_manager.filter(**{column: OuterRef("uuid")})  # noqa: SLF001
        events = events.exclude(Exists(rows))
        explained += erased.get(_table(where), 0)
    count, first = _counted(events)
    if count > explained:
        yield _problem(LedgerCode.LEFT_NOTHING, only, count=count, kind=kind, act=act, row=first)


def _about_nothing(rule: TraceRule, only: uuid.UUID | None) -> Iterator[Problem]:
    """Yield problems of acts on rows that never existed."""
    events = _allowed(only).filter(kind=rule.kind, resource__isnull=False)
    events = events.exclude(act__in=rule.but)
    for model in rule.about:
        rows = model._default_manager.filter(pk=OuterRef("resource"))  # noqa: SLF001
        events = events.exclude(Exists(rows))
        if (history := _history(model)) is not None:
            past = history._default_manager.filter(pgh_obj_id=OuterRef("resource"))  # noqa: SLF001
            events = events.exclude(Exists(past))
    count, first = _counted(events)
    if count:
        yield _problem(LedgerCode.ABOUT_NOTHING, only, count=count, kind=rule.kind, row=first)


def _allowed(only: uuid.UUID | None) -> models.QuerySet[Event]:
    return _of(Event, only).filter(outcome=Outcome.ALLOWED)


def _of(model: Model, only: uuid.UUID | None) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = model._default_manager.all()  # noqa: SLF001 - documented by Django
    if only is None:
        return rows
    installation = Value(INSTALLATION, models.UUIDField())
    column = _chain_column(model)
    chain = installation if column is None else Coalesce(F(column), installation)
    of_one: models.QuerySet[Any] = rows.alias(chain=chain).filter(chain=only)
    return of_one


def _counted(rows: models.QuerySet[Any]) -> tuple[int, int | None]:
    found = rows.aggregate(count=Count("pk"), first=Min("pk"))
    return found["count"], found["first"]


def _history(model: Model) -> Model | None:
    found: Model | None = getattr(model, "pgh_event_model", None)
    return found


def _chain_column(model: Model) -> str | None:
    """Return the column that names the chain of a row; None for the installation's chain."""
    found: str | None = getattr(model, "institution_column", None)
    return found


def _columns(model: Model) -> list[str]:
    return [str(one.column) for one in model._meta.concrete_fields]  # noqa: SLF001 - as below


def _table(model: Model) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's public name for it


def _problem(code: LedgerCode, only: uuid.UUID | None, **values: object) -> Problem:
    place = "ledger" if only is None else f"ledger of {only}"
    return code.problem(Place(field=place), **values)
