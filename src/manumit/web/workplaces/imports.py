"""Import an authority's own register of workplaces: columns, check, and one act for all rows.

The file is read in a process of its own. All rows become workplaces, or none does.
"""

import contextlib
import datetime as dt
import json
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from manumit.errors import InputError, Place
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.events import record_refusal
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.access.verdicts import AccessVerdict, Refused, decide
from manumit.web.kernel.vault.row_keys import RowKeys
from manumit.web.registers.contents import WorkplaceDetails, normal_form
from manumit.web.registers.lists import LISTS, sectors
from manumit.web.registers.policies import workplace_policy
from manumit.web.registers.services.entries import ClearDetails, check_code
from manumit.web.registers.services.workplaces import WorkplaceInput
from manumit.web.sandbox import run_on_files
from manumit.web.ui.languages import languages, words
from manumit.web.workplaces.codes import WorkplaceCode
from manumit.web.workplaces.law import register_import_policy
from manumit.web.workplaces.many import record_many_workplaces
from manumit.web.workplaces.matching import find_near_matches
from manumit.web.workplaces.models import (
    CHANGED,
    OPEN_STAGES,
    WORKING_STAGES,
    ImportStage,
    RegisterImport,
)
from manumit.web.workplaces.names import FIELDS, OUTCOME, PLAN, Plan

TASK, QUEUE = "workplaces.import_register", "workplaces"
MODULE = "manumit.web.workplaces.isolated"
LONGEST_RUN = 120.0
"""Seconds of the clock. A file that needs longer is imported in parts."""
LARGEST = 20_000_000
"""Bytes: some hundred thousand rows."""
MEGABYTE = 1_000_000
LONGEST = dt.timedelta(days=1)
"""How long a file is kept at most. Ours."""
SHOWN_FOR = dt.timedelta(days=30)
"""How long after that its page still shows how it ended. Ours."""
NAMES = {".csv": "register.csv", ".tsv": "register.tsv", ".txt": "register.txt",
         ".xlsx": "register.xlsx"}  # fmt: skip
SOURCE = "public_register"
KEYS = RowKeys(RegisterImport, ("sheet", "plan", "found"), "manumit register on its way in 1")


@dataclass(frozen=True, slots=True, repr=False)
class RegisterFile:
    """An uploaded register; its ``repr`` hides the content.

    Attributes:
        called: name of the file, of which only the ending is used.
    """

    called: str
    content: bytes


class UnreadableFileError(InputError):
    """A file of which not even the columns can be read (H707).

    Attributes:
        reason: a word of ``workplaces_file``.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        problem = WorkplaceCode.FILE_UNREADABLE.problem(Place(field="sheet"), reason=reason)
        super().__init__([problem])


def check_may_import(actor: Actor | None) -> Actor:
    """Return the actor if they may import workplaces.

    Raises:
        Refused: the role plans no visits, records no workplaces or imports nothing.
    """
    workplace_policy.check_new(actor, "record")
    register_import_policy.check_new(actor, "make")
    who = require_actor(actor, "import", "make")
    verdict = _may_visit(who)
    if not verdict:
        record_refusal(who, "import", "make", verdict)
        raise Refused(verdict)
    return who


def _may_visit(actor: Actor) -> AccessVerdict:
    """Return whether a member plans visits: the register is that of an inspectorate."""
    return decide(actor, "visit", "plan", {Relation.OWN}, timezone.now())


def may_import(actor: Actor) -> bool:
    """Return whether a member may import workplaces; records nothing."""
    return bool(
        _may_visit(actor)
        and workplace_policy.can_new(actor, "record")
        and register_import_policy.can_new(actor, "make")
    )


def upload_register(
    actor: Actor | None, file: RegisterFile, *, request: uuid.UUID
) -> RegisterImport:
    """Seal an uploaded register and find out which columns it has.

    Raises:
        Refused: the role may not import workplaces.
        InputError: H701, H702, H707; T201; V101 to V106.
    """
    who = check_may_import(actor)
    name = NAMES.get(Path(file.called).suffix.lower(), "")
    if not name or len(file.content) > LARGEST:
        raise WorkplaceCode.FILE_KIND.error(Place(field="sheet"))
    expire_imports()
    known = _import_of_request(who, request)
    if known is not None:
        return known
    looked = _read(file.content, Plan(name))
    if "unreadable" in looked:
        raise UnreadableFileError(str(looked["unreadable"]))
    row = RegisterImport(
        institution_id=who.institution,
        office_id=who.office,
        role=who.role,
        made_by=who.person,
        until=timezone.now() + LONGEST,
        request=request,
        file_name=name,
    )
    KEYS.lock(row)
    KEYS.seal(row, "sheet", file.content)
    _seal_data(row, "plan", looked)
    try:
        with transaction.atomic():
            record_act(who, "change", register_import_policy.resource, row.pk, purpose="make")
            row.save(force_insert=True)
    except IntegrityError:
        # Of two copies of one form that arrive together the second finds what the first has made.
        known = _import_of_request(who, request)
        if known is None:
            raise WorkplaceCode.ONE_IMPORT.error(Place(field="sheet")) from None
        return known
    return row


def _import_of_request(who: Actor, request: uuid.UUID) -> RegisterImport | None:
    return RegisterImport.objects.filter(request=request, made_by=who.person).first()


def _read(content: bytes, plan: Plan) -> dict[str, Any]:
    """Return what the isolated process found; ``unreadable`` where it found nothing out."""
    files = {plan.file: content, PLAN: json.dumps(asdict(plan)).encode()}
    base = settings.MANUMIT.work / "registers"
    found = run_on_files(MODULE, base, files, OUTCOME, seconds=LONGEST_RUN)
    return {"unreadable": "unreadable"} if found is None else found


def _seal_data(row: RegisterImport, column: str, data: Mapping[str, Any]) -> None:
    KEYS.seal(row, column, zlib.compress(json.dumps(data).encode()))


def opened(row: RegisterImport, column: str) -> dict[str, Any]:
    """Return what is sealed in a column of an import that is not over; empty if nothing is."""
    if getattr(row, column) is None:
        return {}
    found: dict[str, Any] = json.loads(zlib.decompress(KEYS.open(row, column)))
    return found


@transaction.atomic
def choose_columns(
    actor: Actor | None, key: uuid.UUID, columns: Mapping[str, str], place: str
) -> RegisterImport:
    """Record what the columns mean, and have every row checked in the background.

    Args:
        actor: the member who uploaded the file.
        key: of the import.
        columns: column by what it means.
        place: kind of place where no cell states it.

    Raises:
        Refused: not for this actor.
        InputError: H703, H705; R101; V101 to V107, V201.
    """
    row = _locked_for(actor, key)
    if row.stage not in (ImportStage.COLUMNS, ImportStage.CHECKED):
        raise WorkplaceCode.IMPORT_OVER.error(Place())
    looked = opened(row, "plan")
    chosen = {meant: name for meant, name in columns.items() if name}
    if (
        "name" not in chosen
        or len(set(chosen.values())) < len(chosen)
        or not set(chosen) <= set(FIELDS)
        or not set(chosen.values()) <= set(looked["columns"])
    ):
        raise WorkplaceCode.NO_COLUMN.error(Place(field="name"))
    check_code("place", place, "place_default")
    looked["plan"] |= {
        "columns": chosen,
        "place": place,
        "places": _names("registers_place", LISTS["place"].today()),
        "sectors": _names("sector", sectors().titles),
    }
    _seal_data(row, "plan", looked)
    row.stage, row.found = ImportStage.CHECKING, None
    _save(row)
    enqueue(row.pk)
    return row


def _names(prefix: str, codes: Any) -> dict[str, str]:
    """Return codes by the names that they have in every language, as names are compared."""
    found = {normal_form(code): code for code in codes}
    for one in languages():
        spoken = words(one.tag)
        found |= {normal_form(spoken.name(f"{prefix}/{code}")): code for code in codes}
    return found


@transaction.atomic
def start_import(actor: Actor | None, key: uuid.UUID) -> RegisterImport:
    """Have all checked rows become workplaces, in the background; sent again, it changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: H704, H705; V101 to V107, V201.
    """
    row = _locked_for(actor, key)
    if row.stage in (ImportStage.IMPORTING, ImportStage.IMPORTED):
        return row
    if row.stage != ImportStage.CHECKED or row.until <= timezone.now():
        raise WorkplaceCode.IMPORT_OVER.error(Place())
    if not opened(row, "found").get("rows"):
        raise WorkplaceCode.ROWS_WRONG.error(Place())
    row.stage = ImportStage.IMPORTING
    _save(row)
    enqueue(row.pk)
    return row


@transaction.atomic
def cancel_import(actor: Actor | None, key: uuid.UUID) -> RegisterImport:
    """Destroy an uploaded register; no workplace is recorded.

    Raises:
        Refused: not for this actor.
        InputError: H705, it is being worked on just now.
    """
    row = _locked_for(actor, key)
    if row.stage in OPEN_STAGES:
        who = require_actor(actor, register_import_policy.resource, "make")
        record_act(who, "change", register_import_policy.resource, row.pk, purpose="make")
        _end(row, "cancelled")
    return row


def _locked_for(actor: Actor | None, key: uuid.UUID) -> RegisterImport:
    found = register_import_policy.load(actor, key, "make")
    check_may_import(actor)
    try:
        with transaction.atomic():
            return RegisterImport.objects.select_for_update(nowait=True).get(pk=found.pk)
    except OperationalError:
        raise WorkplaceCode.IMPORT_OVER.error(Place()) from None


# In the background


def enqueue(key: uuid.UUID) -> None:
    """Have an import worked on in the background; once, however often it is called."""
    deferred = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"register-{key}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(key=str(key))


@app.task(name=TASK, queue=QUEUE)
def work_on_import_job(*, key: str) -> None:
    """Check an import or record its workplaces, whichever it waits for."""
    work_on_import(uuid.UUID(key))


def work_on_waiting_imports() -> int:
    """Work on what a worker that died has left; return how many imports."""
    expire_imports()
    waiting = RegisterImport.objects.filter(stage__in=WORKING_STAGES).order_by("until")
    return sum(work_on_import(key) for key in waiting.values_list("pk", flat=True))


def work_on_import(key: uuid.UUID) -> bool:
    """Check an import or record its workplaces; return whether there was something to do.

    May be called again at any time, also beside another call: each stage ends in one transaction.
    """
    waiting = RegisterImport.objects.filter(
        pk=key, stage__in=WORKING_STAGES, until__gt=timezone.now()
    )
    row = waiting.first()
    if row is None:
        return False
    if row.stage == ImportStage.CHECKING:
        _check(row)
        return True
    try:
        _import(key)
    except Exception:
        # What fails once fails again. A worker that is killed raises nothing, and is done anew.
        _stop(key, "failed")
        raise
    return True


def _check(row: RegisterImport) -> None:
    # Outside of the transaction: a large file takes a minute.
    chosen = opened(row, "plan")
    found = _read(KEYS.open(row, "sheet"), Plan(**chosen["plan"]))
    with transaction.atomic():
        kept = _locked_in_stage(row.pk, ImportStage.CHECKING)
        # Where other columns were chosen meanwhile, what was found is of no use.
        if kept is not None and opened(kept, "plan") == chosen:
            _seal_data(kept, "found", found)
            kept.stage = ImportStage.CHECKED
            _save(kept)


@transaction.atomic
def _import(key: uuid.UUID) -> None:
    """Record all workplaces and destroy the file, in one transaction and as one act."""
    row = _locked_in_stage(key, ImportStage.IMPORTING)
    if row is None:
        return
    who = _actor(row)
    if who is None:
        _end(row, "right")
        return
    entered = [_workplace(one) for one in opened(row, "found")["rows"]]
    record_act(who, "create", "workplace", None, purpose="record")
    keys = record_many_workplaces(who, entered, request=row.request)
    row.created, row.near = len(keys), find_near_matches(who, keys)
    KEYS.destroy(row)
    row.stage = ImportStage.IMPORTED
    _save(row)


def _workplace(one: Mapping[str, Any]) -> WorkplaceInput:
    return WorkplaceInput(
        place=one["place"],
        located=WorkplaceDetails(
            name=one["name"],
            address=one["address"],
            number=one["number"],
            area=one["area"],
            workers=one["workers"],
        ),
        about=ClearDetails(source=SOURCE, country=one["country"] or "", sector=one["sector"] or ""),
    )


def _actor(row: RegisterImport) -> Actor | None:
    """Return the member in their post; None if the post or the right has ended."""
    posts = Post.objects.valid().filter(office=row.office_id, role=row.role, member=row.made_by)
    post = posts.select_related("office__institution").first()
    found = None if post is None else actor_in(post)
    return found if found is not None and may_import(found) else None


def _locked_in_stage(key: uuid.UUID, stage: ImportStage) -> RegisterImport | None:
    return RegisterImport.objects.select_for_update().filter(pk=key, stage=stage).first()


@transaction.atomic
def _stop(key: uuid.UUID, why: str) -> None:
    row = RegisterImport.objects.select_for_update().filter(pk=key, stage__in=OPEN_STAGES).first()
    if row is not None:
        _end(row, why)


def _end(row: RegisterImport, why: str) -> None:
    KEYS.destroy(row)
    row.stage, row.ending = ImportStage.ENDED, why
    _save(row)


def _save(row: RegisterImport) -> None:
    row.save(update_fields=CHANGED)


@transaction.atomic
def expire_imports() -> None:
    """Destroy imports whose day is over; what was shown of them ends a month later."""
    now = timezone.now()
    rows = RegisterImport.objects.select_for_update(skip_locked=True)
    for row in rows.defer("sheet", "found").filter(until__lte=now, stage__in=OPEN_STAGES):
        _end(row, "time")
    RegisterImport.objects.filter(until__lte=now - SHOWN_FOR).delete()
