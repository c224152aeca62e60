"""What the ledger is asked. Who may ask is for the rooms to say, and to record as an act."""

import uuid

from django.db.models import QuerySet

from manumit.web.kernel.ledger.models import Event


def who_saw(kind: str, resource: uuid.UUID) -> QuerySet[Event]:
    """Every act on one thing in order, refused ones too."""
    return Event.objects.filter(kind=kind, resource=resource).order_by("number")


def what_did(actor: uuid.UUID, *, institution: uuid.UUID) -> QuerySet[Event]:
    """Every act of one person in one institution in order, refused ones too."""
    return Event.objects.filter(actor=actor, institution=institution).order_by("number")
