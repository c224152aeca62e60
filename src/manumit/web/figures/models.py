"""All that the database knows of a file that is assessed: how far it is. Nothing of the file."""

import uuid

from django.db import models

from manumit.web.kernel.register import FieldClass, classed


class State(models.TextChoices):
    """How it stands."""

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
    """One file of one visit. What was found lies in its folder, sealed with the visit's key.

    It has no time: a table shall not tell when somebody came. What is wrong with a file is not
    here either, since messages name columns, and a column may be named after a person.

    Attributes:
        id: in no address; the cookie of the visit says whose it is.
        visit: its digest. No foreign key: the room of visits knows nothing of this one, and tells
            when a visit is over.
        step, share: what is being done, and per cent of it.
        code: why it failed, or empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.BinaryField(max_length=32, unique=True)  # one at a time
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(max_length=20, blank=True)
    share = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=8, blank=True)

    def __str__(self) -> str:
        """Nothing that leads to a visit."""
        return "an assessment"
