"""The sealer's minute, in the background."""

from procrastinate.contrib.django import app

from manumit.web.kernel.ledger.sealer import seal_now


@app.periodic(cron="* * * * *")
@app.task(name="ledger.seal", queue="ledger", queueing_lock="ledger.seal")
def seal(timestamp: int) -> None:
    """Every minute: seals what was recorded since, and exports the heads."""
    del timestamp
    seal_now()
