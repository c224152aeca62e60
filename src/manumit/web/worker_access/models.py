"""Tables of a worker's own access. Answers, codes and statements are in encrypted columns."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.cases.models import CaseFile
from manumit.web.cases.models.files import Sealing
from manumit.web.institutions.models import Institution
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.worker_access.process import OWN_ACCESS, OWN_SESSION
from manumit.web.worker_access.questions import Use

NOTHING_NEW, READY = "nothing_new", "ready"
SHOWN = (NOTHING_NEW, READY)
"""The only answers of remote access."""
ABOUT = ("identity", "statement", "finding", "decision", "shared", "other")
"""What a statement of a worker can stand beside."""


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    questions=FieldClass.INTERNAL,
    answers=FieldClass.IDENTIFYING,
    allows=FieldClass.PERSONAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class SafetyAssessment(Sealing):
    """An assessment of a person's safety, and what it allows. Never changed: asked anew.

    Attributes:
        questions: the day of the file of questions.
        answers: each question with its answer, as JSON; sealed.
        allows: codes of :class:`manumit.web.worker_access.questions.Use`, with spaces between.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    questions = models.CharField(max_length=10)
    answers = SealedField()
    allows = models.CharField(max_length=60, blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a safety assessment"

    def uses(self) -> frozenset[Use]:
        """Return what it allows, however old it is."""
        return frozenset(map(Use, self.allows.split()))


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    assessment=FieldClass.INTERNAL,
    token=FieldClass.IDENTIFYING,
    ring_key=FieldClass.INTERNAL,
    codes=FieldClass.IDENTIFYING,
    shown=FieldClass.PERSONAL,
    opened_by=FieldClass.INTERNAL,
    opened_at=FieldClass.PERSONAL,
    until=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class AccessSlip(Sealing):
    """One slip: a number and two codes for a neutral answer by remote access.

    Attributes:
        token: of the number, under a key of the ring: the number itself is not stored.
        ring_key: which one.
        codes: a salt, and what the two codes come to with it; sealed.
        shown: what is answered: a code of :data:`SHOWN`.
        until: when it ends by itself.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("shown", "state", "version")

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(SafetyAssessment, models.PROTECT, related_name="+")
    token = models.BinaryField(max_length=16, db_index=True)
    ring_key = models.CharField(max_length=10)
    codes = SealedField()
    shown = models.CharField(max_length=20, default=NOTHING_NEW)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    request = models.UUIDField(unique=True)
    state = state_field(OWN_ACCESS)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(state="on"), name="worker_access_one_access_on"
            ),
            models.CheckConstraint(condition=Q(shown__in=SHOWN), name="own_neutral_answer"),
        ]
        triggers: ClassVar = triggers(OWN_ACCESS)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "an own access"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    assessment=FieldClass.INTERNAL,
    begun_by=FieldClass.INTERNAL,
    begun_at=FieldClass.PERSONAL,
    until=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class AssistedSession(Sealing):
    """A session in which a member sits beside the person, who reads their own file and decides.

    Attributes:
        assessment: after which it was begun.
        begun_by: who assists: the only one for whom its pages open.
        until: when it ends by itself.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(SafetyAssessment, models.PROTECT, related_name="+")
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    request = models.UUIDField(unique=True)
    state = state_field(OWN_SESSION)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("begun_at")), name="worker_access_session_ends_later"
            )
        ]
        triggers: ClassVar = triggers(OWN_SESSION)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "an assisted session"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    file=FieldClass.PERSONAL,
    access=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    raised_at=FieldClass.PERSONAL,
    read_by=FieldClass.PERSONAL,
    read_at=FieldClass.PERSONAL,
)
class DuressAlert(models.Model):
    """An emergency code was given. Until somebody has read this, no slip of the file is ready.

    Attributes:
        read_by, read_at: which member of the office has read it, and when.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("read_by", "read_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    access = models.ForeignKey(AccessSlip, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    read_by = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(read_by=None, read_at=None)
                | Q(read_by__isnull=False, read_at__isnull=False),
                name="worker_access_duress_read_by_and_at",
            )
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a notice of danger"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    session=FieldClass.INTERNAL,
    about=FieldClass.PERSONAL,
    text=FieldClass.IDENTIFYING,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class WorkerStatement(Sealing):
    """A worker's statement beside what others wrote; it replaces nothing.

    Attributes:
        session: in which it was stated.
        about: a code of :data:`ABOUT`.
        text: in the person's words; sealed.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    session = models.ForeignKey(AssistedSession, models.PROTECT, related_name="+")
    about = models.CharField(max_length=20)
    text = SealedField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(about__in=ABOUT), name="worker_access_statement_about"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a worker's statement"
