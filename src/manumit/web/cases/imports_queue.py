"""The queue of sheets on their way in: a job is told an id and nothing else."""

import contextlib
import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

TASK, QUEUE = "cases.bring_in", "imports"
SILENCE = dt.timedelta(minutes=1)
"""After which a worker is taken for dead; one that lives says so every ten seconds. Ours."""


def order(key: uuid.UUID) -> None:
    """Puts a sheet into the queue; twice is once."""
    deferred = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"bringing-{key}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(bringing=str(key))


def is_worked_on(key: uuid.UUID) -> bool:
    """Whether a worker that lives is at a sheet."""
    heard = timezone.now() - SILENCE
    doing = ProcrastinateJob.objects.filter(
        task_name=TASK, args__bringing=str(key), status="doing", worker__last_heartbeat__gte=heard
    )
    return bool(doing.exists())
