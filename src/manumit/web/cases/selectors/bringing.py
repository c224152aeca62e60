"""A sheet on its way in, as whoever brought it sees it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Problem
from manumit.web.cases.imports_sealed import Found, opened_found
from manumit.web.cases.models import Bringing
from manumit.web.cases.models.bringing import GOING_ON, WORKED_ON
from manumit.web.cases.policies import bringing_policy
from manumit.web.cases.services.imports import Plan, may_import
from manumit.web.kernel.access.actors import Actor

SHOWN = 20
"""Numbers of rows that are shown of one kind of problem; the list to fetch has all."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is wrong in the same way with one or more rows.

    Attributes:
        where: column or part of the mapping.
        what, do: of the first of them.
        rows: their numbers, at most :data:`SHOWN`; none for what is wrong with the whole.
        more: how many others there are.
    """

    code: str
    where: str
    what: str
    do: str
    rows: Sequence[int]
    more: int


@dataclass(frozen=True, slots=True)
class BringingView:
    """How far a sheet is.

    Attributes:
        stage, ending: of the row.
        works: the platform has something to do, or has begun.
        begun: it has begun.
        until: until when it is kept at most.
        plan: what would become of it; None until it was looked through.
        kinds: what is wrong.
        origin: the import that made the files.
    """

    id: uuid.UUID
    stage: str
    ending: str
    works: bool
    begun: bool
    until: dt.datetime
    plan: Plan | None
    kinds: Sequence[Kind]
    origin: uuid.UUID | None


@transaction.atomic
def bringing(actor: Actor | None, key: uuid.UUID) -> BringingView:
    """One sheet, for whoever brought it and nobody else.

    Raises:
        Refused: there is none, or it is not for this actor.
        InputError: V101 to V107, V201.
    """
    row = _loaded(actor, key)
    found = _found(row)
    return BringingView(
        id=row.pk,
        stage=row.stage,
        ending=row.ending,
        works=row.stage in WORKED_ON,
        begun=row.begun_at is not None,
        until=row.until,
        plan=found.plan,
        kinds=_kinds(found.problems),
        origin=row.origin_id,
    )


def rejected(actor: Actor | None, key: uuid.UUID) -> Sequence[Problem]:
    """Every row with a problem; nothing once the sheet is gone.

    Raises:
        Refused: as :func:`bringing`.
        InputError: V101 to V107, V201.
    """
    return _found(_loaded(actor, key)).problems


def brought(actor: Actor | None) -> uuid.UUID | None:
    """The sheet that somebody has on its way in; None where there is none."""
    rows = bringing_policy.scope(actor, "make")
    going_on = rows.filter(stage__in=GOING_ON, until__gt=timezone.now())
    return going_on.values_list("pk", flat=True).first()


def _loaded(actor: Actor | None, key: uuid.UUID) -> Bringing:
    row = bringing_policy.load(actor, key, "make")
    may_import(actor)
    return row


def _found(row: Bringing) -> Found:
    kept = row.found is not None and row.until > timezone.now()
    return opened_found(row) if kept else Found(None, ())


def _kinds(problems: Sequence[Problem]) -> list[Kind]:
    """Problems by code and place, in the order in which they were found."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for one in problems:
        where = one.place.column or one.place.field or ""
        kinds.setdefault((one.code, where), []).append(one)
    return [_kind(code, where, these) for (code, where), these in kinds.items()]


def _kind(code: str, where: str, these: Sequence[Problem]) -> Kind:
    rows = sorted({one.place.row for one in these if one.place.row is not None})
    return Kind(code, where, these[0].what, these[0].do, rows[:SHOWN], len(rows[SHOWN:]))
