"""What the clock does in all rooms: whatever follows from dates."""

from procrastinate.contrib.django import app

from manumit.web.work.sweeps import run_sweeps


@app.periodic(cron="*/15 * * * *")
@app.task(name="work.sweep", queueing_lock="work.sweep")
def sweep(timestamp: int) -> None:
    """Every quarter of an hour, also when nothing is due.

    Raises:
        RuntimeError: one failed; the others have run, and this one runs again in its turn.
    """
    del timestamp
    failed = [name for name, changed in run_sweeps() if changed is None]
    if failed:
        raise RuntimeError(f"sweeps failed: {', '.join(failed)}")
