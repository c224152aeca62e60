"""The steps that were taken. Rows are added and sealed with the ledger, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from manumit.web.kernel.ledger.models import APPEND_ONLY, stamped
from manumit.web.kernel.process.table import LONGEST
from manumit.web.kernel.register import FieldClass, classed


@classed(
    number=FieldClass.INTERNAL,
    at=FieldClass.PERSONAL,
    institution=FieldClass.INTERNAL,
    actor=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    resource=FieldClass.INTERNAL,
    row=FieldClass.INTERNAL,
    name=FieldClass.PERSONAL,
    source=FieldClass.PERSONAL,
    target=FieldClass.PERSONAL,
    version=FieldClass.INTERNAL,
    reason=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    event=FieldClass.INTERNAL,
)
class Move(models.Model):
    """One step of one row, as codes and ids alone.

    Attributes:
        number, at: given by the database.
        institution, actor, role: who took it; no actor where a time was over.
        resource, row: of what.
        name, source, target: the step, and from where to where.
        version: of the thing after it; with it the steps of one thing are numbered without gaps.
        reason: a code, where the step asks for one.
        request: of the form that was sent, so that sending it again does nothing again.
        event: in the ledger.
    """

    append_only: ClassVar[bool] = True
    institution_column: ClassVar[str | None] = "institution"

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    institution = models.UUIDField()
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    resource = models.CharField(max_length=LONGEST)
    row = models.UUIDField()
    name = models.CharField(max_length=LONGEST)
    source = models.CharField(max_length=LONGEST)
    target = models.CharField(max_length=LONGEST)
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    request = models.UUIDField(unique=True)
    event = models.UUIDField()

    class Meta:
        """Constraints, triggers."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resource", "row", "version"], name="process_one_move_a_version"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gt=1), name="process_moves_come_after_the_beginning"
            ),
        ]
        triggers: ClassVar = [stamped(), *APPEND_ONLY]

    def __str__(self) -> str:
        """From where to where."""
        return f"{self.resource}: {self.source} to {self.target}"
