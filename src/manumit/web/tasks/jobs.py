"""The scheduled job that runs all sweeps."""

from procrastinate.contrib.django import app

from manumit.web.tasks.sweeps import run_sweeps


@app.periodic(cron="*/15 * * * *")
@app.task(name="tasks.sweep", queueing_lock="tasks.sweep")
def sweep(timestamp: int) -> None:
    """Run every sweep; scheduled each quarter of an hour.

    Raises:
        RuntimeError: one failed; the others have run, and this one runs again in its turn.
    """
    del timestamp
    failed = [name for name, changed in run_sweeps() if changed is None]
    if failed:
        raise RuntimeError(f"sweeps failed: {', '.join(failed)}")
