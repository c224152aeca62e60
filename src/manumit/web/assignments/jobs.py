"""Carrying out what was approved, in the background."""

import uuid

from procrastinate import JobContext
from procrastinate.contrib.django import app

from manumit.web.assignments import running
from manumit.web.assignments.queue import QUEUE, TASK, order


@app.task(name=TASK, queue=QUEUE, pass_context=True)
def carry_out(context: JobContext, *, assignment: str) -> None:
    """One assignment, from where it is."""
    running.carry_out(uuid.UUID(assignment), stop=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(name="assignments.go_on", queue=QUEUE, queueing_lock="assignments.go_on")
def go_on(timestamp: int) -> None:
    """Every minute, and when a worker starts: what a worker that died has left is gone on with."""
    del timestamp
    for key in running.unfinished():
        order(key)
