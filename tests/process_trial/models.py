"""What a room of the platform would declare."""

import uuid
from typing import ClassVar

from django.db import models

from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from process_trial.process import ERRAND


@classed(
    id=FieldClass.INTERNAL,
    ready=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Errand(models.Model):
    """Something that is moved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    ready = models.BooleanField(null=True)
    state = state_field(ERRAND)
    version = version_field()

    class Meta:
        triggers: ClassVar = triggers(ERRAND)

    def __str__(self) -> str:
        return "an errand"
