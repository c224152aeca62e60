"""Sheets on their way in, in the background."""

import uuid

from procrastinate.contrib.django import app

from manumit.web.cases.imports_queue import QUEUE, TASK, is_worked_on, order
from manumit.web.cases.services.bringing import carry_on, end_over, unfinished


@app.task(name=TASK, queue=QUEUE)
def bring_in(*, bringing: str) -> None:
    """Looks a sheet through, or makes its files: whichever it waits for."""
    carry_on(uuid.UUID(bringing))


@app.periodic(cron="* * * * *")
@app.task(name="cases.bringing_sweep", queue=QUEUE, queueing_lock="cases.bringing_sweep")
def sweep(timestamp: int) -> None:
    """Every minute: what is over is destroyed, what a worker that died has left is done anew."""
    del timestamp
    end_over()
    for key in unfinished():
        if not is_worked_on(key):
            order(key)
