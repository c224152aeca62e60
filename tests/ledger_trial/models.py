"""What a room of the platform would declare."""

import uuid

from django.db import models

from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    state=FieldClass.PERSONAL,
    sealed=FieldClass.IDENTIFYING,
)
@tracked(institution="institution")
class Thing(models.Model):
    """Something that changes.

    Attributes:
        sealed: ciphertext.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.UUIDField()
    state = models.CharField(max_length=20)
    sealed = models.BinaryField(default=b"")
