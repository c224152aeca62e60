"""The queue of what is approved: a job is told an id and nothing else."""

import contextlib
import uuid

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TASK, QUEUE = "assignments.carry_out", "assignments"


def order(key: uuid.UUID) -> None:
    """Puts an assignment into the queue; twice is once."""
    deferred = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"assignment-{key}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(assignment=str(key))
