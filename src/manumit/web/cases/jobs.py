"""What the clock does with cases."""

from procrastinate.contrib.django import app

from manumit.web.cases.services import end_overdue


@app.periodic(cron="*/15 * * * *")
@app.task(name="cases.end_overdue")
def end_overdue_referrals(timestamp: int) -> None:
    """Ends referrals whose time is over; what they show does not wait for it."""
    del timestamp
    end_overdue()
