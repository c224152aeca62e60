"""All that the server knows of a visit: a key, and when it ends."""

from django.db import models

from manumit.web.kernel.register import FieldClass, classed


@classed(digest=FieldClass.IDENTIFYING, key=FieldClass.IDENTIFYING, ends_at=FieldClass.INTERNAL)
class Visit(models.Model):
    """The key of one visit. Deleting it makes what the browser holds unreadable, for everybody.

    Attributes:
        digest: SHA-256 of the token in the browser, so that who reads this table can't use it.
        key: seals what the browser keeps.
        ends_at: on a full hour, so that the table does not tell when somebody came.
    """

    digest = models.BinaryField(primary_key=True, max_length=32)
    key = models.BinaryField(max_length=32)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """No part of the key or the digest."""
        return "a visit"
