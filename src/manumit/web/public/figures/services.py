"""Assessments: database rows with their progress, and files encrypted for their session."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from manumit.web.public.figures import folders, handover
from manumit.web.public.figures.models import Assessment, AssessmentState
from manumit.web.public.figures.process import RunEnd
from manumit.web.public.sessions.models import VisitorSession
from manumit.web.public.sessions.services import OpenSession
from manumit.web.sealing import read_sealed_file, seal_file

MOST_AT_ONCE = 6
"""Files that wait or are worked on."""
MOST_KEPT = 60
"""Results that lie here, sealed, until their visits end."""

STOPPED, TOO_LONG, BROKE = "U201", "U202", "U203"
CODES = {RunEnd.TOO_LONG: TOO_LONG, RunEnd.STOPPED: STOPPED, RunEnd.BROKE: BROKE}
SEALED = (handover.OUTCOME, handover.REPORT, handover.FINDINGS, handover.REJECTS)
SECONDS_OF_SILENCE = 60
GOING_ON = (AssessmentState.WAITING, AssessmentState.RUNNING)


def find_assessment(visit: OpenSession | None) -> Assessment | None:
    """Return the assessment of a visit, with its state as it is now; None where there is none."""
    if visit is None:
        return None
    found = Assessment.objects.filter(visit=visit.digest).first()
    if found is not None and _is_orphaned(found):
        finish(found, AssessmentState.FAILED, STOPPED)
        found.refresh_from_db()
    return found


def is_full() -> bool:
    """Return whether no other file can be taken now."""
    rows = Assessment.objects
    return rows.filter(state__in=GOING_ON).count() >= MOST_AT_ONCE or rows.count() >= MOST_KEPT


def _is_orphaned(found: Assessment) -> bool:
    """Return whether nobody works on it any more, although it says so."""
    if found.state == AssessmentState.RUNNING:
        return not folders.is_locked(folders.run_folder(found.pk))
    if found.state == AssessmentState.WAITING:
        heard = timezone.now() - dt.timedelta(seconds=SECONDS_OF_SILENCE)
        jobs = ProcrastinateJob.objects.filter(args__assessment=str(found.pk))
        waits = jobs.filter(status="todo").exists()
        begins = jobs.filter(status="doing", worker__last_heartbeat__gte=heard).exists()
        return not (waits or begins)
    return False


def start(found: Assessment) -> bool:
    """Mark a waiting assessment as running; return False if it is gone or taken."""
    waiting = Assessment.objects.filter(pk=found.pk, state=AssessmentState.WAITING)
    return waiting.update(state=AssessmentState.RUNNING) == 1


def report_progress(found: Assessment, step: str, share: int) -> bool:
    """Store the progress; return False if nobody waits for the result any more."""
    running = Assessment.objects.filter(pk=found.pk, state=AssessmentState.RUNNING)
    return running.update(step=step, share=share) == 1


def finish(found: Assessment, state: AssessmentState, code: str = "") -> None:
    """End an assessment: delete plain files first, and everything if there is no result.

    One that is gone, or has ended otherwise, is left as it is.
    """
    run = folders.run_folder(found.pk)
    folders.remove(folders.open_folder(run))
    going_on = Assessment.objects.filter(pk=found.pk, state__in=GOING_ON)
    ended = going_on.update(state=state, code=code, step="", share=0) == 1
    gone = not ended and not Assessment.objects.filter(pk=found.pk).exists()
    if gone or (ended and state == AssessmentState.FAILED):
        folders.remove(run)


def keep_outcome(found: Assessment, visit: VisitorSession) -> AssessmentState:
    """Encrypt the results with the session's key; return whether it is a result or a refusal."""
    run = folders.run_folder(found.pk)
    made = folders.open_folder(run)
    outcome = json.loads((made / handover.OUTCOME).read_text("utf-8"))
    refused = "problems" in outcome
    for name in (handover.OUTCOME,) if refused else SEALED:
        if (made / name).exists() and (made / name).stat().st_size:
            bound_to = _bound(bytes(visit.digest), name)
            seal_file(made / name, _sealed(run, name), key=bytes(visit.key), bound_to=bound_to)
    return AssessmentState.REFUSED if refused else AssessmentState.DONE


def has_result(found: Assessment, name: str) -> bool:
    """Return whether there is such a file among the results."""
    return _sealed(folders.run_folder(found.pk), name).exists()


def read_result(found: Assessment, visit: OpenSession, name: str) -> Iterator[bytes]:
    """Return one of the results, piece by piece.

    Raises:
        FileNotFoundError, SealError: there is none, or it is not of this visit.
    """
    path = _sealed(folders.run_folder(found.pk), name)
    return read_sealed_file(path, key=visit.key, bound_to=_bound(visit.digest, name))


def read_outcome(found: Assessment, visit: OpenSession) -> dict[str, Any]:
    """Return what there is to say about a result."""
    outcome: dict[str, Any] = json.loads(b"".join(read_result(found, visit, handover.OUTCOME)))
    return outcome


def _sealed(run: Path, name: str) -> Path:
    return run / f"{name}.sealed"


def _bound(digest: bytes, name: str) -> bytes:
    return digest + b"figures/" + name.encode()


def forget(digests: Iterable[bytes]) -> None:
    """Remove rows and files of visits, whatever is being done with them."""
    found = list(Assessment.objects.filter(visit__in=list(digests)))
    Assessment.objects.filter(pk__in=[one.pk for one in found]).delete()
    for one in found:
        folders.remove(folders.run_folder(one.pk))


def on_sessions_ended(*, digests: list[bytes], **_of_signal: object) -> None:
    """Delete the data of sessions that ended (signal receiver)."""
    forget(digests)


def sweep() -> None:
    """Remove orphaned assessments and end abandoned ones; safe to call at any time."""
    rows = list(Assessment.objects.all())
    visits = {bytes(one) for one in VisitorSession.objects.values_list("digest", flat=True)}
    forget({bytes(one.visit) for one in rows} - visits)
    for one in rows:
        if bytes(one.visit) in visits and _is_orphaned(one):
            finish(one, AssessmentState.FAILED, STOPPED)
    known = Assessment.objects.values_list("pk", flat=True)
    folders.sweep(frozenset(str(one) for one in known))
    with connection.cursor() as cursor:
        # Jobs of dead workers would reveal when a visitor came.
        cursor.execute(_FORGET_DEAD_JOBS, [SECONDS_OF_SILENCE])


_FORGET_DEAD_JOBS = """
    DELETE FROM procrastinate_jobs job WHERE status = 'doing' AND NOT EXISTS (
        SELECT FROM procrastinate_workers w
        WHERE w.id = job.worker_id AND w.last_heartbeat > now() - make_interval(secs => %s))
"""


def own_files() -> tuple[str, ...]:
    """Return the institution's instruments and texts, for a process without settings."""
    return tuple(str(one) for one in settings.MANUMIT.own_files)
