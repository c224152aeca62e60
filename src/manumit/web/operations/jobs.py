"""The list of erased people leaves the database every minute, as the heads of the ledger do."""

from procrastinate.contrib.django import app

from manumit.web.operations.erased import export_erased


@app.periodic(cron="* * * * *")
@app.task(name="operations.export_erased", queue="ledger", queueing_lock="operations.export_erased")
def export(timestamp: int) -> None:
    """Every minute: whoever was erased since stands outside too."""
    del timestamp
    export_erased()
