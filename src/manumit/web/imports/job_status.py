"""Read an import job; only the member who uploaded the sheet may."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Problem
from manumit.web.imports.importing import ImportPlan, may_import
from manumit.web.imports.models import GOING_ON, WORKED_ON, ImportJob
from manumit.web.imports.policies import import_job_policy
from manumit.web.imports.sealed import InspectionResult, open_result
from manumit.web.kernel.access.actors import Actor

SHOWN = 20
"""Numbers of rows that are shown of one kind of problem; the list to fetch has all."""


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """The same problem in one or more rows.

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
class ImportJobView:
    """The progress of an import job.

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
    plan: ImportPlan | None
    kinds: Sequence[ProblemGroup]
    origin: uuid.UUID | None


@transaction.atomic
def import_job(actor: Actor | None, key: uuid.UUID) -> ImportJobView:
    """Return an import job of the actor.

    Raises:
        Refused: there is none, or it is not open to the actor.
        InputError: V101 to V107, V201.
    """
    row = _loaded(actor, key)
    found = _found(row)
    return ImportJobView(
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


def rejected_rows(actor: Actor | None, key: uuid.UUID) -> Sequence[Problem]:
    """Return every row problem; nothing once the sheet is destroyed.

    Raises:
        Refused: as :func:`import_job`.
        InputError: V101 to V107, V201.
    """
    return _found(_loaded(actor, key)).problems


def current_import_job(actor: Actor | None) -> uuid.UUID | None:
    """Return the id of the actor's unfinished import job, or None."""
    rows = import_job_policy.scope(actor, "make")
    going_on = rows.filter(stage__in=GOING_ON, until__gt=timezone.now())
    return going_on.values_list("pk", flat=True).first()


def _loaded(actor: Actor | None, key: uuid.UUID) -> ImportJob:
    row = import_job_policy.load(actor, key, "make")
    may_import(actor)
    return row


def _found(row: ImportJob) -> InspectionResult:
    kept = row.found is not None and row.until > timezone.now()
    return open_result(row) if kept else InspectionResult(None, ())


def _kinds(problems: Sequence[Problem]) -> list[ProblemGroup]:
    """Group problems by code and place, in the order in which they were found."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for one in problems:
        where = one.place.column or one.place.field or ""
        kinds.setdefault((one.code, where), []).append(one)
    return [_kind(code, where, these) for (code, where), these in kinds.items()]


def _kind(code: str, where: str, these: Sequence[Problem]) -> ProblemGroup:
    rows = sorted({one.place.row for one in these if one.place.row is not None})
    return ProblemGroup(code, where, these[0].what, these[0].do, rows[:SHOWN], len(rows[SHOWN:]))
