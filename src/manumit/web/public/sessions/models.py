"""The only server-side data of a visitor's session: a key, and when it ends."""

from typing import ClassVar

from django.db import models

from manumit.web.kernel.register import FieldClass, classed


@classed(digest=FieldClass.IDENTIFYING, key=FieldClass.IDENTIFYING, ends_at=FieldClass.INTERNAL)
class VisitorSession(models.Model):
    """The key of one session. Deleting it makes the browser's data unreadable for everybody.

    Attributes:
        digest: SHA-256 of the browser's token, so that a reader of this table cannot use it.
        key: encrypts what the browser keeps.
        ends_at: on a full hour, so that the table does not reveal when somebody visited.
    """

    excluded_from_backup: ClassVar[bool] = True  # a copy would outlive the visit

    digest = models.BinaryField(primary_key=True, max_length=32)
    key = models.BinaryField(max_length=32)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """No part of the key or the digest."""
        return "a visit"
