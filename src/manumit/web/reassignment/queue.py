"""The queue of approved assignments: a job receives an id and nothing else."""

import contextlib
import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

TASK, QUEUE = "reassignment.carry_out", "assignments"
SILENCE = dt.timedelta(minutes=1)
"""After which a worker is taken for dead; one that lives says so every ten seconds. Ours."""


def enqueue(key: uuid.UUID) -> None:
    """Queue an assignment; repeating it changes nothing."""
    deferred = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"assignment-{key}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(assignment=str(key))


def is_running(key: uuid.UUID) -> bool:
    """Return whether a live worker is processing an assignment; it queues the rest itself."""
    heard = timezone.now() - SILENCE
    doing = ProcrastinateJob.objects.filter(
        task_name=TASK, args__assignment=str(key), status="doing", worker__last_heartbeat__gte=heard
    )
    return bool(doing.exists())
