"""Counting in the background: a job gets an id and nothing else."""

import contextlib
import uuid

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from manumit.web.statistics.services import run_count

QUEUE = "statistics"


def enqueue_count(key: uuid.UUID) -> None:
    """Puts a count into the queue; twice is once."""
    deferred = count_outcomes.configure(queueing_lock=f"count-{key}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(outcomes=str(key))


@app.task(name="statistics.count", queue=QUEUE)
def count_outcomes(*, outcomes: str) -> None:
    """Counts what was asked for."""
    run_count(uuid.UUID(outcomes))
