"""What the clock does with files of firms."""

from procrastinate.contrib.django import app

from manumit.web.public.wage_check import firm_run


@app.periodic(cron="* * * * *")
@app.task(name="wage_check.sweep", queueing_lock="wage_check.sweep")
def sweep(timestamp: int) -> None:
    """Every minute, and when a worker starts: no wages stay that a killed process has left."""
    del timestamp
    firm_run.sweep()
