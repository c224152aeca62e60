"""Import jobs: a member uploads another system's sheet; it is inspected, then imported.

The sheet is read by a subprocess, in the background, under the right that the member has at
that moment. A job that is killed starts again from the beginning: it creates files in one
transaction, so that nothing is created twice.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.cases.codes import CaseCode
from manumit.web.imports.codes import ImportCode
from manumit.web.imports.importers import may_import_all
from manumit.web.imports.importing import IncomingSheet, import_files, may_import, plan_import
from manumit.web.imports.job_queue import enqueue
from manumit.web.imports.models import CHANGED, GOING_ON, WORKED_ON, ImportJob, Stage
from manumit.web.imports.policies import import_job_policy
from manumit.web.imports.reading import LARGEST, NAMES, read_in_subprocess
from manumit.web.imports.sealed import (
    InspectionResult,
    destroy,
    lock,
    open_column,
    open_result,
    seal,
    seal_result,
)
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor

LONGEST = dt.timedelta(hours=1)
"""How long a sheet is kept at most. Ours."""
TOLD_FOR = dt.timedelta(days=1)
"""How long after that its page still says how it ended. Ours."""
LARGEST_MAPPING = 256 * 1024
"""Bytes; a shipped one has some thousands."""
_BROKEN = ("V1", "V2")
"""Codes of a ring that is not there or a seal that is broken: no fault of the sheet."""


class PermissionEndedError(Exception):
    """The member may no longer import files in the post in which they began."""


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """An uploaded sheet; its ``repr`` hides the content.

    Attributes:
        name: of the file; only its ending is kept.
        content: of the file.
        mapping: content of the mapping.
    """

    name: str
    content: bytes
    mapping: bytes


def upload_sheet(actor: Actor | None, sheet: Sheet, *, request: uuid.UUID) -> ImportJob:
    """Seal an uploaded sheet and queue its inspection.

    Args:
        actor: the future holder of the files.
        sheet: what is sent.
        request: idempotency key of the form; a repeat returns the same job.

    Raises:
        Refused: the role opens no files, or may not write what stands in them.
        InputError: K501, K974, K976, K980; V101 to V106.
    """
    who = may_import(actor)
    _check_size(sheet)
    expire_jobs()
    known = _job_of_request(who, request)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _create_job(who, sheet, request)
    except IntegrityError:
        # Of two copies of one form that arrive together the second finds what the first has made.
        known = _job_of_request(who, request)
        if known is None:
            raise ImportCode.ONE_SHEET.error(Place(field="sheet")) from None
        return known


def _job_of_request(who: Actor, request: uuid.UUID) -> ImportJob | None:
    """Return the job that the same form has already created.

    Raises:
        InputError: K501, it was sent by somebody else.
    """
    found = ImportJob.objects.filter(request=request).first()
    if found is not None and found.made_by != who.person:
        raise CaseCode.REQUEST_USED.error(Place(field="request"))
    return found


def _check_size(sheet: Sheet) -> None:
    if len(sheet.content) > LARGEST:
        raise ImportCode.TOO_LARGE.error(Place(field="sheet"))
    if len(sheet.mapping) > LARGEST_MAPPING:
        raise ImportCode.MAPPING_TOO_LARGE.error(Place(field="mapping_file"))


def _create_job(who: Actor, sheet: Sheet, request: uuid.UUID) -> ImportJob:
    kind = Path(sheet.name).suffix.lower()
    row = ImportJob(
        institution_id=who.institution,
        office_id=who.office,
        role=who.role,
        made_by=who.person,
        until=timezone.now() + LONGEST,
        request=request,
        kind=kind if kind in NAMES else ".csv",
    )
    lock(row)
    seal(row, "sheet", sheet.content)
    seal(row, "mapping", sheet.mapping)
    row.save(force_insert=True)
    enqueue(row.pk)
    return row


@transaction.atomic
def create_files(actor: Actor | None, key: uuid.UUID, *, leave_out: bool) -> ImportJob:
    """Queue the creation of files from an inspected sheet.

    Args:
        actor: the uploader.
        key: of the row.
        leave_out: leave out rows with a problem; else one problem refuses this wish.

    Raises:
        Refused: the actor may not do this.
        InputError: K977 to K979; V101 to V107, V201.
    """
    row = _locked_for(actor, key)
    if row.stage == Stage.MAKING:
        return row
    if row.stage != Stage.LOOKED or row.until <= timezone.now():
        raise ImportCode.SHEET_OVER.error(Place(field="request"))
    if open_result(row).problems and not leave_out:
        raise ImportCode.PROBLEMS_LEFT.error(Place(field="leave_out"))
    row.stage, row.leave_out, row.begun_at = Stage.MAKING, leave_out, None
    row.save(update_fields=CHANGED)
    enqueue(row.pk)
    return row


@transaction.atomic
def cancel_import(actor: Actor | None, key: uuid.UUID) -> ImportJob:
    """Destroy a sheet and its inspection result; no file is created.

    Raises:
        Refused: the actor may not do this.
        InputError: K978.
    """
    row = _locked_for(actor, key)
    if row.stage in GOING_ON:
        _end(row, "given_up")
    elif row.stage == Stage.REFUSED:
        destroy(row)
        row.save(update_fields=CHANGED)
    return row


def _locked_for(actor: Actor | None, key: uuid.UUID) -> ImportJob:
    """Return the actor's own job, locked.

    Raises:
        Refused: the actor may not do this.
        InputError: K978, the platform is at it just now.
    """
    found = import_job_policy.load(actor, key, "make")
    may_import(actor)
    try:
        with transaction.atomic():
            return ImportJob.objects.select_for_update(nowait=True).get(pk=found.pk)
    except OperationalError:
        raise ImportCode.WORKED_ON_NOW.error(Place(field="request")) from None


def run_job(key: uuid.UUID) -> None:
    """Inspect a sheet or create its files, whichever the job waits for.

    May be called again at any time, also beside another call.

    Raises:
        InputError: V101 to V107, V201: the ring or the seal; it is tried again while it is kept.
    """
    expire_jobs()  # one worker may have been at another sheet for a while
    waits = ImportJob.objects.filter(pk=key, stage__in=WORKED_ON, until__gt=timezone.now())
    waits.update(begun_at=timezone.now())
    row = waits.first()
    if row is None:
        return
    stage = Stage(row.stage)
    name, sheet, mapping = (
        f"sheet{row.kind}",
        open_column(row, "sheet"),
        open_column(row, "mapping"),
    )
    try:
        _permitted_actor(row)
        incoming = read_in_subprocess(name, sheet, mapping)
        (_inspect if stage == Stage.LOOKING else _create_all)(key, incoming)
    except PermissionEndedError:
        _stop(key, stage, "right")
    except InputError as wrong:
        if any(one.place.row is None and one.code.startswith(_BROKEN) for one in wrong.problems):
            raise
        _refuse(key, stage, wrong)
    except Exception:
        # What fails once fails again: it would be tried each minute for an hour. A worker that is
        # killed raises nothing, and its work is done anew.
        _stop(key, stage, "failed")
        raise


@transaction.atomic
def _inspect(key: uuid.UUID, incoming: IncomingSheet) -> None:
    row = _locked_in_stage(key, Stage.LOOKING)
    if row is None:
        return
    plan = plan_import(_permitted_actor(row), incoming)
    seal_result(row, InspectionResult(plan, plan.problems))
    row.stage, row.begun_at = Stage.LOOKED, None
    row.save(update_fields=CHANGED)


@transaction.atomic
def _create_all(key: uuid.UUID, incoming: IncomingSheet) -> None:
    """Create all files and destroy the sheet, in one transaction."""
    row = _locked_in_stage(key, Stage.MAKING)
    if row is None:
        return
    done = import_files(_permitted_actor(row), incoming, leave_out=row.leave_out)
    _permitted_actor(row)  # checked again, since the right may have ended during the work
    destroy(row)
    row.stage, row.origin_id = Stage.MADE, done.run
    row.save(update_fields=CHANGED)


def _locked_in_stage(key: uuid.UUID, stage: Stage) -> ImportJob | None:
    """Lock and return a job in a stage; None if another worker has finished it."""
    rows = ImportJob.objects.select_for_update()
    return rows.filter(pk=key, stage=stage, until__gt=timezone.now()).first()


def _permitted_actor(row: ImportJob) -> Actor:
    """Return the uploader as actor, if they may still import.

    Raises:
        RightEndedError: they may not do so any more.
    """
    found = _actor(row)
    if found is None:
        raise PermissionEndedError
    return found


def _actor(row: ImportJob) -> Actor | None:
    """Return the uploader in their post; None if the post or the right has ended."""
    posts = Post.objects.valid().filter(office=row.office_id, role=row.role, member=row.made_by)
    post = posts.select_related("office__institution").first()
    actor = None if post is None else actor_in(post)
    return actor if actor is not None and may_import_all(actor) else None


@transaction.atomic
def _refuse(key: uuid.UUID, stage: Stage, wrong: InputError) -> None:
    """Destroy a sheet, and keep the reason sealed for the uploader until the job expires."""
    row = _locked_in_stage(key, stage)
    if row is not None:
        row.sheet = row.mapping = None
        seal_result(row, InspectionResult(None, wrong.problems))
        row.stage = Stage.REFUSED
        row.save(update_fields=CHANGED)


@transaction.atomic
def _stop(key: uuid.UUID, stage: Stage, why: str) -> None:
    row = _locked_in_stage(key, stage)
    if row is not None:
        _end(row, why)


def _end(row: ImportJob, why: str) -> None:
    destroy(row)
    row.stage, row.ending = Stage.ENDED, why
    row.save(update_fields=CHANGED)


@transaction.atomic
def expire_jobs() -> None:
    """Destroy jobs that have expired or whose uploader lost the right.

    What is being made just now ends with that.
    """
    now = timezone.now()
    rows = ImportJob.objects.select_for_update(skip_locked=True).defer("sheet", "mapping", "found")
    for row in rows.filter(until__gt=now).filter(Q(stage__in=GOING_ON) | Q(wrapped__isnull=False)):
        if _actor(row) is not None:
            continue
        if row.stage in GOING_ON:
            _end(row, "right")
        else:
            destroy(row)
            row.save(update_fields=CHANGED)
    over = rows.filter(until__lte=now)
    for row in over.filter(Q(stage__in=GOING_ON) | Q(wrapped__isnull=False)):
        if row.stage in GOING_ON:
            _end(row, "time")
        else:
            destroy(row)
            row.save(update_fields=CHANGED)
    ImportJob.objects.filter(until__lte=now - TOLD_FOR, wrapped=None).delete()


def pending_jobs() -> list[uuid.UUID]:
    """Return jobs that a worker has to process, oldest first."""
    rows = ImportJob.objects.filter(stage__in=WORKED_ON, until__gt=timezone.now())
    return list(rows.order_by("until").values_list("pk", flat=True))
