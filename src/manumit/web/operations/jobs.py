"""What has to happen by itself: erased people leave the database, and removed files the disk."""

from procrastinate.contrib.django import app

from manumit.web.kernel.vault.attachments import delete_orphans
from manumit.web.operations.erased import export_erased


@app.periodic(cron="* * * * *")
@app.task(name="operations.export_erased", queue="ledger", queueing_lock="operations.export_erased")
def export_erased_list(timestamp: int) -> None:
    """Every minute: whoever was erased since stands outside too."""
    del timestamp
    export_erased()


@app.periodic(cron="43 3 * * *")
@app.task(name="operations.forget_orphans")
def delete_orphan_files(timestamp: int) -> None:
    """Every night: sealed files whose row is gone, but which could not be removed then."""
    del timestamp
    delete_orphans()
