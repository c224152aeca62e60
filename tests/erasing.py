"""Erase people and place holds by an act in one transaction, as the platform's own code does."""

import datetime as dt
import uuid

from django.db import transaction

from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.vault import erasure


def act_recorded(act: str) -> None:
    """Record an act of the platform in the transaction that is open."""
    record(Act(act=act, institution=INSTALLATION, role="platform"))


@transaction.atomic
def erase(subject: uuid.UUID, reason: str, by: uuid.UUID | None) -> None:
    """Erase a person."""
    act_recorded("erase")
    erasure.erase(subject, reason, by)


@transaction.atomic
def place_hold(subject: uuid.UUID, reason: str, until: dt.date | None = None) -> None:
    """Place a hold."""
    act_recorded("hold")
    erasure.place_hold(subject, reason, until)


@transaction.atomic
def lift_hold(subject: uuid.UUID) -> None:
    """Lift a hold."""
    act_recorded("release_hold")
    erasure.lift_hold(subject)
