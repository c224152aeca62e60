"""What the clock does between installations."""

from procrastinate.contrib.django import app

from manumit.web.between.lists import DIRECTORY
from manumit.web.between.outbox import send_due
from manumit.web.between.peers import order_for_all


@app.periodic(cron="* * * * *")
@app.task(name="between.send", queueing_lock="between.send")
def send(timestamp: int) -> None:
    """Every minute: what peers have to be told; what failed waits longer each time."""
    del timestamp
    send_due()


@app.periodic(cron="41 2 * * *")
@app.task(name="between.directory")
def tell_offices(timestamp: int) -> None:
    """Every night: which offices there are now."""
    del timestamp
    order_for_all(DIRECTORY)
