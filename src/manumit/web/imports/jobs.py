"""Background tasks of imports."""

import uuid

from procrastinate.contrib.django import app

from manumit.web.imports.import_jobs import expire_jobs, pending_jobs, run_job
from manumit.web.imports.job_queue import QUEUE, TASK, enqueue, is_worked_on


@app.task(name=TASK, queue=QUEUE)
def run_import_job(*, job: str) -> None:
    """Inspect a sheet or create its files, whichever the job waits for."""
    run_job(uuid.UUID(job))


@app.periodic(cron="* * * * *")
@app.task(name="imports.sweep", queue=QUEUE, queueing_lock="imports.sweep")
def sweep(timestamp: int) -> None:
    """Destroy expired jobs and requeue those of a worker that died; every minute."""
    del timestamp
    expire_jobs()
    for key in pending_jobs():
        if not is_worked_on(key):
            enqueue(key)
