"""Carrying out what was approved, in the background."""

import uuid

from procrastinate import JobContext
from procrastinate.contrib.django import app

from manumit.web.assignments import running
from manumit.web.assignments.queue import QUEUE, TASK, is_worked_on, order

MOST_AT_ONCE = 50
"""Files of one job: whatever else waits for the worker comes before the next. Ours."""


@app.task(name=TASK, queue=QUEUE, pass_context=True)
def carry_out(context: JobContext, *, assignment: str) -> None:
    """Some files of one assignment, from where it is; the rest is ordered anew, behind the others.

    Where nothing could be said of any file it is left to the clock, which orders it a minute later.
    """
    key = uuid.UUID(assignment)
    said = running.carry_out(key, stop=context.should_abort, most=MOST_AT_ONCE)
    if said and running.is_unfinished(key):
        order(key)


@app.periodic(cron="* * * * *")
@app.task(name="assignments.go_on", queue=QUEUE, queueing_lock="assignments.go_on")
def go_on(timestamp: int) -> None:
    """Every minute, and when a worker starts: what a worker that died has left is gone on with."""
    del timestamp
    for key in running.unfinished():
        if not is_worked_on(key):
            order(key)
