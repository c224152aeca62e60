"""What is kept of assessments: rows that say how far they are, files sealed for their visit."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from manumit.web.figures import folders, handover
from manumit.web.figures.models import Assessment, State
from manumit.web.figures.process import Ending
from manumit.web.sealing import opened, seal_file
from manumit.web.visits.models import Visit
from manumit.web.visits.services import OpenVisit

MOST_AT_ONCE = 6
"""Files that wait or are worked on."""
MOST_KEPT = 60
"""Results that lie here, sealed, until their visits end."""

STOPPED, TOO_LONG, BROKE = "U201", "U202", "U203"
CODES = {Ending.TOO_LONG: TOO_LONG, Ending.STOPPED: STOPPED, Ending.BROKE: BROKE}
SEALED = (handover.OUTCOME, handover.REPORT, handover.FINDINGS, handover.REJECTS)
SECONDS_OF_SILENCE = 60
GOING_ON = (State.WAITING, State.RUNNING)


def of_visit(visit: OpenVisit | None) -> Assessment | None:
    """The assessment of a visit, with its state as it is now; None where there is none."""
    if visit is None:
        return None
    found = Assessment.objects.filter(visit=visit.digest).first()
    if found is not None and _is_dead(found):
        end(found, State.FAILED, STOPPED)
        found.refresh_from_db()
    return found


def is_full() -> bool:
    """Whether no other file can be taken now."""
    rows = Assessment.objects
    return rows.filter(state__in=GOING_ON).count() >= MOST_AT_ONCE or rows.count() >= MOST_KEPT


def _is_dead(found: Assessment) -> bool:
    """Whether nobody works on it any more, although it says so."""
    if found.state == State.RUNNING:
        return not folders.is_held(folders.of_run(found.pk))
    if found.state == State.WAITING:
        heard = timezone.now() - dt.timedelta(seconds=SECONDS_OF_SILENCE)
        jobs = ProcrastinateJob.objects.filter(args__assessment=str(found.pk))
        waits = jobs.filter(status="todo").exists()
        begins = jobs.filter(status="doing", worker__last_heartbeat__gte=heard).exists()
        return not (waits or begins)
    return False


def start(found: Assessment) -> bool:
    """Takes a waiting one to work on; False if it is gone or somebody has."""
    waiting = Assessment.objects.filter(pk=found.pk, state=State.WAITING)
    return waiting.update(state=State.RUNNING) == 1


def tell(found: Assessment, step: str, share: int) -> bool:
    """Says how far it is; False if nobody waits for it any more."""
    running = Assessment.objects.filter(pk=found.pk, state=State.RUNNING)
    return running.update(step=step, share=share) == 1


def end(found: Assessment, state: State, code: str = "") -> None:
    """Ends one that goes on; what can be read goes first, and all of it unless there is a result.

    One that is gone, or has ended otherwise, is left as it is.
    """
    run = folders.of_run(found.pk)
    folders.remove(folders.open_part(run))
    going_on = Assessment.objects.filter(pk=found.pk, state__in=GOING_ON)
    ended = going_on.update(state=state, code=code, step="", share=0) == 1
    gone = not ended and not Assessment.objects.filter(pk=found.pk).exists()
    if gone or (ended and state == State.FAILED):
        folders.remove(run)


def keep_outcome(found: Assessment, visit: Visit) -> State:
    """Seals what a run has made with the visit's key; whether it is a result or a refusal."""
    run = folders.of_run(found.pk)
    made = folders.open_part(run)
    outcome = json.loads((made / handover.OUTCOME).read_text("utf-8"))
    refused = "problems" in outcome
    for name in (handover.OUTCOME,) if refused else SEALED:
        if (made / name).exists() and (made / name).stat().st_size:
            bound_to = _bound(bytes(visit.digest), name)
            seal_file(made / name, _sealed(run, name), key=bytes(visit.key), bound_to=bound_to)
    return State.REFUSED if refused else State.DONE


def has(found: Assessment, name: str) -> bool:
    """Whether there is such a file among the results."""
    return _sealed(folders.of_run(found.pk), name).exists()


def read(found: Assessment, visit: OpenVisit, name: str) -> Iterator[bytes]:
    """One of the results, piece by piece.

    Raises:
        FileNotFoundError, SealError: there is none, or it is not of this visit.
    """
    path = _sealed(folders.of_run(found.pk), name)
    return opened(path, key=visit.key, bound_to=_bound(visit.digest, name))


def outcome(found: Assessment, visit: OpenVisit) -> dict[str, Any]:
    """What there is to say about a result."""
    said: dict[str, Any] = json.loads(b"".join(read(found, visit, handover.OUTCOME)))
    return said


def _sealed(run: Path, name: str) -> Path:
    return run / f"{name}.sealed"


def _bound(digest: bytes, name: str) -> bytes:
    return digest + b"figures/" + name.encode()


def forget(digests: Iterable[bytes]) -> None:
    """Removes rows and files of visits, whatever is being done with them."""
    found = list(Assessment.objects.filter(visit__in=list(digests)))
    Assessment.objects.filter(pk__in=[one.pk for one in found]).delete()
    for one in found:
        folders.remove(folders.of_run(one.pk))


def visits_are_over(*, digests: list[bytes], **_of_signal: object) -> None:
    """Told by the room of visits."""
    forget(digests)


def sweep() -> None:
    """Removes what nobody waits for, ends what nobody works on. May be done at any time."""
    rows = list(Assessment.objects.all())
    visits = {bytes(one) for one in Visit.objects.values_list("digest", flat=True)}
    forget({bytes(one.visit) for one in rows} - visits)
    for one in rows:
        if bytes(one.visit) in visits and _is_dead(one):
            end(one, State.FAILED, STOPPED)
    known = Assessment.objects.values_list("pk", flat=True)
    folders.sweep(frozenset(str(one) for one in known))
    with connection.cursor() as cursor:
        # Jobs of workers that died say when they were begun.
        cursor.execute(_FORGET_DEAD_JOBS, [SECONDS_OF_SILENCE])


_FORGET_DEAD_JOBS = """
    DELETE FROM procrastinate_jobs job WHERE status = 'doing' AND NOT EXISTS (
        SELECT FROM procrastinate_workers w
        WHERE w.id = job.worker_id AND w.last_heartbeat > now() - make_interval(secs => %s))
"""


def own_files() -> tuple[str, ...]:
    """Instruments and texts of the institution, for a process that knows no settings."""
    return tuple(str(one) for one in settings.MANUMIT.own_files)
