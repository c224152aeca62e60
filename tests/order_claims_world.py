"""An order to pay after a round, whose claims are open, and who might come to its pages."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

import rounds_world as rw
from cases_world import request
from manumit.web.inspections.models import InspectionOrder
from manumit.web.kernel.days import today
from manumit.web.order_claims import services as order_services
from manumit.web.order_claims.services import OrderPaid
from manumit.web.remedies.models import (
    Claim,
)
from manumit.web.remedies.services import ContactDetails
from manumit.web.rounds import letters, payrolls
from manumit.web.statistics import counting
from manumit.web.statistics.rows import Period
from office import signed_in
from registers_world import actor
from rounds_world import World

FIRMS = 10
WORKERS = [
    {"worker": "W-1zq", "left": True, "least": "278.07", "most": "300.00"},
    {"worker": "W-2zq", "left": False, "least": "405.46", "most": "405.46"},
    {"worker": "W-3zq", "left": False, "least": "0.00", "most": "90.00"},
]
"""To the third nothing is owed for certain, so the order does not list them."""
OUTCOME = {"currency": "XXD", "workers": WORKERS, "left_out": 0, "refused": [], "views": {}}


@dataclass(frozen=True, slots=True)
class Rows:
    """An order to pay two workers, whose claims are open."""

    order: InspectionOrder

    def address(self, name: str) -> str:
        """Where a page is."""
        return f"/en/office/order-claims/{self.order.pk}/{name}"


def ordered(w: World, place: int = 0) -> InspectionOrder:
    """An order to pay after a round, to one of its workplaces."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letters, "order_pdf", lambda *_: b"%PDF-")  # not what is asked here
        patch.setattr(payrolls, "run_isolated", lambda *_: OUTCOME)
        row = rw.sent(w.inspector)
        letter = row.letters.order_by("place")[place]
        payroll = rw.taken(w.inspector, letter, b"no\n1\n")
        payrolls.read_due_payrolls()
    return payrolls.order_payment(w.inspector, row.pk, payroll.pk, request=request())


def made_rows(w: World) -> Rows:
    rw.firms(w.inspector, FIRMS)
    order = ordered(w)
    order_services.open_claims()
    return Rows(order)


def claims(rows: Rows) -> list[Claim]:
    return list(Claim.objects.filter(order=rows.order).order_by("opened_at", "reference"))


def order_paid(waiver: str = "no") -> OrderPaid:
    """What an inspector reports of an order that the employer paid today."""
    return OrderPaid(on_day=today(), channel="bank", waiver=waiver)


def paid_form() -> dict[str, str]:
    """Return the same, as the form sends it."""
    return {"on_day": f"{today()}", "channel": "bank", "waiver": "no"}


def asked(
    answer: str = "received", alone: str = "yes", on_day: dt.date | None = None
) -> ContactDetails:
    return ContactDetails(answer=answer, asked_on=on_day or today(), alone=alone, safe=alone)


WHO = (
    "owner", "colleague", "other_office", "other", "intake", "shelter", "court", "admin",
    "stranger",
)  # fmt: skip


def browser(w: World, who: str) -> Client:
    """A browser of one of :data:`WHO`."""
    return signed_in(actor(w, who))


def counted(w: World, settings: Settings, basis: str = "law: Statistics Act, s. 4") -> Any:
    """All that is counted of this year."""
    settings.MANUMIT_STATISTICS_BASIS = basis
    period = Period(today().year, today().year)
    return counting.count(period, w.inspectorate.institution.pk)
