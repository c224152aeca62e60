"""The background job that carries out approved assignments."""

import uuid

from procrastinate import JobContext
from procrastinate.contrib.django import app

from manumit.web.reassignment import running
from manumit.web.reassignment.queue import QUEUE, TASK, enqueue, is_running

MOST_AT_ONCE = 50
"""Files of one job: whatever else waits for the worker comes before the next. Ours."""


@app.task(name=TASK, queue=QUEUE, pass_context=True)
def carry_out(context: JobContext, *, assignment: str) -> None:
    """Process some files of an assignment, then queue the rest behind other assignments.

    If no file could be processed, the clock orders it again a minute later.
    """
    key = uuid.UUID(assignment)
    finished = running.carry_out(key, stop=context.should_abort, most=MOST_AT_ONCE)
    if finished and running.is_unfinished(key):
        enqueue(key)


@app.periodic(cron="* * * * *")
@app.task(name="reassignment.go_on", queue=QUEUE, queueing_lock="reassignment.go_on")
def resume(timestamp: int) -> None:
    """Continue what a dead worker left, every minute and when a worker starts."""
    del timestamp
    for key in running.unfinished():
        if not is_running(key):
            enqueue(key)
