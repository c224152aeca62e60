"""Queries on the ledger. The calling app checks who may ask, and records it as an act."""

import uuid

from django.db.models import QuerySet

from manumit.web.kernel.ledger.models import Event


def acts_on(kind: str, resource: uuid.UUID) -> QuerySet[Event]:
    """Return every act on one record in order, refused ones included."""
    return Event.objects.filter(kind=kind, resource=resource).order_by("number")


def acts_of(actor: uuid.UUID, *, institution: uuid.UUID) -> QuerySet[Event]:
    """Return every act of one person in one institution in order, refused ones included."""
    return Event.objects.filter(actor=actor, institution=institution).order_by("number")
