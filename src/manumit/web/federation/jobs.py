"""Periodic tasks of the exchange with other installations."""

from procrastinate.contrib.django import app

from manumit.web.federation.lists import DIRECTORY
from manumit.web.federation.outbox import send_due
from manumit.web.federation.peers import queue_for_all


@app.periodic(cron="* * * * *")
@app.task(name="federation.send", queueing_lock="federation.send")
def send(timestamp: int) -> None:
    """Send what is due to peers, each minute; failed messages are retried at growing intervals."""
    del timestamp
    send_due()


@app.periodic(cron="41 2 * * *")
@app.task(name="federation.directory")
def send_directory(timestamp: int) -> None:
    """Queue the list of offices for all peers, each night."""
    del timestamp
    queue_for_all(DIRECTORY)
