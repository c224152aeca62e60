"""The queue of import jobs: a queued task carries an id and nothing else."""

import contextlib
import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

TASK, QUEUE = "imports.run_import_job", "imports"
SILENCE = dt.timedelta(minutes=1)
"""After which a worker is taken for dead; one that lives says so every ten seconds. Ours."""


def enqueue(key: uuid.UUID) -> None:
    """Queue an import job; a second call for the same job does nothing."""
    deferred = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"import-job-{key}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(job=str(key))


def is_worked_on(key: uuid.UUID) -> bool:
    """Return whether a living worker is processing the job."""
    heard = timezone.now() - SILENCE
    doing = ProcrastinateJob.objects.filter(
        task_name=TASK, args__job=str(key), status="doing", worker__last_heartbeat__gte=heard
    )
    return bool(doing.exists())
