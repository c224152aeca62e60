"""Rounds of letters: one that is planned, and one whose payrolls end in an order to pay."""

import csv
import datetime as dt
import io

from manumit.web.country.acting import NAME, Story, StoryRun
from manumit.web.order_claims import services as order_claims
from manumit.web.order_claims.services import OrderPaid
from manumit.web.registers import services as registers
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.services.entries import ClearDetails
from manumit.web.registers.services.workplaces import WorkplaceInput
from manumit.web.remedies import services as claims
from manumit.web.remedies.models import Payment
from manumit.web.remedies.services import ContactDetails
from manumit.web.rounds import letters, payrolls, verbs
from manumit.web.rounds.models import Round
from manumit.web.rounds.payrolls import PayrollInput
from manumit.web.rounds.verbs import RoundInput

PLACES, ANSWERED, WORKERS, LEFT = 12, 7, 9, 2
SECTOR, LAW = "C", "xx"
AGREED, PAID = "1300", "1120"
"""What each worker of the firm was promised for a month, and what the payroll says they got."""
COLUMNS = ("no", "month", "hours", "net", "paid_on", "start", "end", "basic")
MAPPING = """
schema: manumit/payroll-mapping/1
id: garments
title: "Payroll of a garment factory (invented)"
rows: month
worker: no
period: month
complete: {work: true, pay: true}
work: {column: hours, per: day}
paid:
  - {column: net, on: paid_on}
contract:
  from: {column: start}
  until: {column: end}
  wage: {column: basic}
  per: {value: month}
  hours_per_week: {value: "48"}
  rest_day: {value: sunday}
  leave_days_taken: {value: "0"}
  about: {age: {value: adult}}
"""


def _planned(tale: StoryRun) -> Round:
    """Plan a round to the factories of an office, before anything happened."""
    by = tale.who("inspect")
    for number in range(PLACES):
        entered = WorkplaceInput(
            place="premises",
            located=WorkplaceDetails(
                name=f"{NAME} Garments {number + 1} (invented)", address="Meridia"
            ),
            about=ClearDetails(source="own_knowledge", country=tale.country.code, sector=SECTOR),
        )
        registers.record_workplace(by, entered, another=True, request=tale.request())
    tale.minutes()
    plan = RoundInput(
        area="office",
        sector=SECTOR,
        records=("pay_book", "those_who_left"),
        first_day=tale.ago(150),
        last_day=tale.ago(30),
        letters_on=tale.today + dt.timedelta(days=10),
        answer_by=tale.today + dt.timedelta(days=31),
        language="en",
        second_language="ar",
    )
    return verbs.plan_round(by, plan, request=tale.request())


def _payroll(tale: StoryRun) -> bytes:
    """Return two months of a firm that pays everybody too little; some workers have left."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    first, second = (f"{tale.ago(days):%Y-%m}" for days in (120, 90))
    for number in range(WORKERS):
        left = number < LEFT
        for month in (first,) if left else (first, second):
            row = {"no": f"W-{number + 1:02}", "month": month, "hours": "8", "net": PAID}
            row |= {"paid_on": f"{month}-28", "start": f"{tale.ago(900)}", "basic": AGREED}
            writer.writerow(row | {"end": f"{month}-28" if left else ""})
    return text.getvalue().encode()


def _answered(tale: StoryRun) -> None:
    """Record answers of some firms; the payroll of one shows what its workers are owed.

    The employer says that all were paid; three confirm it in private, one got less, others were not
    asked yet.
    """
    by, row = tale.who("inspect"), _planned(tale)
    tale.days(11, 13)
    row = verbs.move_round(by, row.pk, "send", seen=row.version, request=tale.request())
    letters.make_letters(row.pk)
    tale.days(12, 15)
    first, *others = row.letters.order_by("place")[:ANSWERED]
    for one in others:
        verbs.record_answer(
            by,
            row.pk,
            one.pk,
            answer="received",
            answered_on=tale.today,
            request=tale.request(),
        )
    entered = PayrollInput(
        called="payroll.csv",
        records=_payroll(tale),
        mapping=MAPPING.encode(),
        law=LAW,
        asked_on=tale.today,
        answered_on=tale.today,
    )
    payroll = payrolls.take_payroll(by, row.pk, first.pk, entered, request=tale.request())
    payrolls.read_payroll(payroll.pk)
    tale.days(1, 4)
    order = payrolls.order_payment(by, row.pk, payroll.pk, request=tale.request())
    order_claims.open_claims()
    tale.days(9, 14)
    paid = OrderPaid(on_day=tale.ago(1), channel="bank", waiver="no")
    order_claims.report_order_paid(by, order.pk, paid, request=tale.request())
    tale.days(3, 6)
    answers = ("received", "received", "received", "less_received")
    payments = Payment.objects.filter(claim__order=order).order_by("pk")
    for payment, answer in zip(payments, answers, strict=False):
        tale.minutes(5, 20)
        asked = ContactDetails(answer=answer, asked_on=tale.today, alone="yes", safe="yes")
        claims.record_contact(by, payment.pk, asked, request=tale.request())


def _only_planned(tale: StoryRun) -> None:
    _planned(tale)


STORIES = (
    Story("round_planned", "rounds", _only_planned, 4, open=True, person=False),
    Story("round_with_order", "rounds", _answered, 4, open=True, person=False),
)
