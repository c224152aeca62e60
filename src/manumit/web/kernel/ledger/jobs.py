"""The periodic background job that seals the ledger."""

from procrastinate.contrib.django import app

from manumit.web.kernel.ledger.sealer import seal_now


@app.periodic(cron="* * * * *")
@app.task(name="ledger.seal", queue="ledger", queueing_lock="ledger.seal")
def seal(timestamp: int) -> None:
    """Seal what was recorded since the last run, every minute, and export the heads."""
    del timestamp
    seal_now()
