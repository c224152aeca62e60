"""A member brings another system's file in: sealed, looked through, then made, or nothing.

The sheet is read by the process apart, in the background, under the right that the member has at
that moment. Killed at any moment, the work is done anew from its start: what it makes is one
transaction, so that nothing is made twice.
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
from manumit.web.cases.imports_queue import order
from manumit.web.cases.imports_reading import LARGEST, MEGABYTE, NAMES, read_apart
from manumit.web.cases.imports_sealed import (
    Found,
    destroy,
    lock,
    opened,
    opened_found,
    seal,
    seal_found,
)
from manumit.web.cases.models import Bringing
from manumit.web.cases.models.bringing import CHANGED, GOING_ON, WORKED_ON, Stage
from manumit.web.cases.policies import bringing_policy
from manumit.web.cases.posts import may_import_all
from manumit.web.cases.services.imports import Incoming, import_files, may_import, plan_import
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


class RightEndedError(Exception):
    """The member may not bring files in any more, in the post in which they began."""


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """What is sent; its ``repr`` shows nothing.

    Attributes:
        name: of the file; only its ending is kept.
        content: of the file.
        mapping: content of the mapping.
    """

    name: str
    content: bytes
    mapping: bytes


def bring(actor: Actor | None, sheet: Sheet, *, request: uuid.UUID) -> Bringing:
    """Seals a sheet for whoever sends it, and has it looked through.

    Args:
        actor: who; they would hold the files.
        sheet: what is sent.
        request: of the form; sent again it gives the same.

    Raises:
        Refused: the role opens no files, or may not write what stands in them.
        InputError: K501, K974, K976, K980; V101 to V106.
    """
    who = may_import(actor)
    _check_size(sheet)
    end_over()
    known = _known(who, request)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _kept(who, sheet, request)
    except IntegrityError:
        # Of two copies of one form that arrive together the second finds what the first has made.
        known = _known(who, request)
        if known is None:
            raise CaseCode.ONE_SHEET.error(Place(field="sheet")) from None
        return known


def _known(who: Actor, request: uuid.UUID) -> Bringing | None:
    """What the same form has brought before.

    Raises:
        InputError: K501, it was sent by somebody else.
    """
    found = Bringing.objects.filter(request=request).first()
    if found is not None and found.made_by != who.person:
        raise CaseCode.REQUEST_USED.error(Place(field="request"))
    return found


def _check_size(sheet: Sheet) -> None:
    if len(sheet.content) > LARGEST:
        raise CaseCode.TOO_LARGE.error(Place(field="sheet"), megabytes=LARGEST // MEGABYTE)
    if len(sheet.mapping) > LARGEST_MAPPING:
        raise CaseCode.MAPPING_TOO_LARGE.error(
            Place(field="mapping_file"), kilobytes=LARGEST_MAPPING // 1024
        )


def _kept(who: Actor, sheet: Sheet, request: uuid.UUID) -> Bringing:
    kind = Path(sheet.name).suffix.lower()
    row = Bringing(
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
    order(row.pk)
    return row


@transaction.atomic
def make_these(actor: Actor | None, key: uuid.UUID, *, leave_out: bool) -> Bringing:
    """Has the files made of a sheet that was looked through.

    Args:
        actor: who brought it.
        key: of the row.
        leave_out: leave out rows with a problem; else one problem refuses this wish.

    Raises:
        Refused: not for this actor.
        InputError: K977 to K979; V101 to V107, V201.
    """
    row = _locked_for(actor, key)
    if row.stage == Stage.MAKING:
        return row
    if row.stage != Stage.LOOKED or row.until <= timezone.now():
        raise CaseCode.SHEET_OVER.error(Place(field="request"))
    if opened_found(row).problems and not leave_out:
        raise CaseCode.PROBLEMS_LEFT.error(Place(field="leave_out"))
    row.stage, row.leave_out, row.begun_at = Stage.MAKING, leave_out, None
    row.save(update_fields=CHANGED)
    order(row.pk)
    return row


@transaction.atomic
def give_up(actor: Actor | None, key: uuid.UUID) -> Bringing:
    """Destroys a sheet, and what was found in it; nothing is made any more.

    Raises:
        Refused: not for this actor.
        InputError: K978.
    """
    row = _locked_for(actor, key)
    if row.stage in GOING_ON:
        _end(row, "given_up")
    elif row.stage == Stage.REFUSED:
        destroy(row)
        row.save(update_fields=CHANGED)
    return row


def _locked_for(actor: Actor | None, key: uuid.UUID) -> Bringing:
    """The row of whoever brought it, locked.

    Raises:
        Refused: not for this actor.
        InputError: K978, the platform is at it just now.
    """
    found = bringing_policy.load(actor, key, "make")
    may_import(actor)
    try:
        with transaction.atomic():
            return Bringing.objects.select_for_update(nowait=True).get(pk=found.pk)
    except OperationalError:
        raise CaseCode.WORKED_ON_NOW.error(Place(field="request")) from None


def carry_on(key: uuid.UUID) -> None:
    """Looks a sheet through, or makes its files: whichever it waits for.

    May be called again at any time, also beside another call.

    Raises:
        InputError: V101 to V107, V201: the ring or the seal; it is tried again while it is kept.
    """
    end_over()  # one worker may have been at another sheet for a while
    waits = Bringing.objects.filter(pk=key, stage__in=WORKED_ON, until__gt=timezone.now())
    waits.update(begun_at=timezone.now())
    row = waits.first()
    if row is None:
        return
    stage = Stage(row.stage)
    name, sheet, mapping = f"sheet{row.kind}", opened(row, "sheet"), opened(row, "mapping")
    try:
        _still(row)
        incoming = read_apart(name, sheet, mapping)
        (_look if stage == Stage.LOOKING else _make)(key, incoming)
    except RightEndedError:
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
def _look(key: uuid.UUID, incoming: Incoming) -> None:
    row = _waiting(key, Stage.LOOKING)
    if row is None:
        return
    plan = plan_import(_still(row), incoming)
    seal_found(row, Found(plan, plan.problems))
    row.stage, row.begun_at = Stage.LOOKED, None
    row.save(update_fields=CHANGED)


@transaction.atomic
def _make(key: uuid.UUID, incoming: Incoming) -> None:
    """Makes all files and destroys the sheet, in one transaction."""
    row = _waiting(key, Stage.MAKING)
    if row is None:
        return
    done = import_files(_still(row), incoming, leave_out=row.leave_out)
    _still(row)  # it took a while: a right that ended meanwhile makes nothing
    destroy(row)
    row.stage, row.origin_id = Stage.MADE, done.run
    row.save(update_fields=CHANGED)


def _waiting(key: uuid.UUID, stage: Stage) -> Bringing | None:
    """The row, locked: whoever gives it up is told to wait, and a second worker finds it done."""
    rows = Bringing.objects.select_for_update()
    return rows.filter(pk=key, stage=stage, until__gt=timezone.now()).first()


def _still(row: Bringing) -> Actor:
    """Whoever brought a sheet.

    Raises:
        RightEndedError: they may not do so any more.
    """
    found = _actor(row)
    if found is None:
        raise RightEndedError
    return found


def _actor(row: Bringing) -> Actor | None:
    """Whoever brought a sheet, in the post in which they did; None where it or a right ended."""
    posts = Post.objects.valid().filter(office=row.office_id, role=row.role, member=row.made_by)
    post = posts.select_related("office__institution").first()
    actor = None if post is None else actor_in(post)
    return actor if actor is not None and may_import_all(actor) else None


@transaction.atomic
def _refuse(key: uuid.UUID, stage: Stage, wrong: InputError) -> None:
    """The sheet is gone; why stays sealed for whoever brought it, until its time is over."""
    row = _waiting(key, stage)
    if row is not None:
        row.sheet = row.mapping = None
        seal_found(row, Found(None, wrong.problems))
        row.stage = Stage.REFUSED
        row.save(update_fields=CHANGED)


@transaction.atomic
def _stop(key: uuid.UUID, stage: Stage, why: str) -> None:
    row = _waiting(key, stage)
    if row is not None:
        _end(row, why)


def _end(row: Bringing, why: str) -> None:
    destroy(row)
    row.stage, row.ending = Stage.ENDED, why
    row.save(update_fields=CHANGED)


@transaction.atomic
def end_over() -> None:
    """Destroys what lies here longer than it may, or after the right of whoever brought it.

    What is being made just now ends with that.
    """
    now = timezone.now()
    rows = Bringing.objects.select_for_update(skip_locked=True).defer("sheet", "mapping", "found")
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
    Bringing.objects.filter(until__lte=now - TOLD_FOR, wrapped=None).delete()


def unfinished() -> list[uuid.UUID]:
    """Sheets for which the platform has something to do, the oldest first."""
    rows = Bringing.objects.filter(stage__in=WORKED_ON, until__gt=timezone.now())
    return list(rows.order_by("until").values_list("pk", flat=True))
