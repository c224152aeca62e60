"""The only database record of an uploaded file: its progress, and nothing of its content."""

import uuid
from typing import ClassVar

from django.db import models

from manumit.web.kernel.register import FieldClass, classed


class AssessmentState(models.TextChoices):
    """The state of an assessment."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@classed(
    id=FieldClass.INTERNAL,
    visit=FieldClass.IDENTIFYING,
    state=FieldClass.INTERNAL,
    step=FieldClass.INTERNAL,
    share=FieldClass.INTERNAL,
    code=FieldClass.INTERNAL,
)
class Assessment(models.Model):
    """One file of one session. Its results are in a folder, encrypted with the session's key.

    It has no timestamp, because the table must not reveal when somebody visited. Problems of the
    file are not stored here either: messages name columns, and a column may carry a person's name.

    Attributes:
        id: in no address; the session cookie identifies the owner.
        visit: the session's digest. No foreign key, because the sessions app does not know this
            one; it sends a signal when a session ends.
        step, share: what is being done, and per cent of it.
        code: why it failed, or empty.
    """

    excluded_from_backup: ClassVar[bool] = True  # work in progress of a visit

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.BinaryField(max_length=32, unique=True)  # one at a time
    state = models.CharField(
        max_length=10, choices=AssessmentState, default=AssessmentState.WAITING
    )
    step = models.CharField(max_length=20, blank=True)
    share = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=8, blank=True)

    def __str__(self) -> str:
        """Return nothing that leads to a visit."""
        return "an assessment"
