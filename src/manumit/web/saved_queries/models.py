"""Saved views."""

import uuid

from django.db import models

from manumit.web.institutions.models import Institution, Member
from manumit.web.kernel.register import FieldClass, classed


@classed(
    id=FieldClass.INTERNAL,
    member=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    listed=FieldClass.INTERNAL,
    query=FieldClass.PERSONAL,
    saved_at=FieldClass.INTERNAL,
)
class SavedQuery(models.Model):
    """A view of a list that a member saved.

    It has no history and no act in the ledger: it says how somebody sorts their work, and nothing
    of the people in the records. Each reading of a list is in the ledger, with or without a view.

    Attributes:
        listed: the list, as the name of its address.
        query: codes of filters, days and the order; no text that somebody typed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    listed = models.CharField(max_length=60)
    query = models.TextField()
    saved_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a saved view"
