"""Case files and their parts. Identities and statements are in sealed columns."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.assessment import Age
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    pseudonym=FieldClass.PERSONAL,
    age=FieldClass.PERSONAL,
    origin=FieldClass.INTERNAL,
    opened_by=FieldClass.INTERNAL,
    opened_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.PERSONAL,
    version=FieldClass.INTERNAL,
)
class CaseFile(models.Model):
    """What one institution records about one person.

    Attributes:
        subject: whose key seals everything in it; each institution has its own (ADR 17).
        pseudonym: the person's label on pages; within one institution only.
        age: adult, child, or unsure, which counts as a child (R-46).
        origin: the referral that it was opened from; None where the institution met the person.
        request: idempotency key of the form that opened it.
        state, version: of the process PERSON_AS_VICTIM.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("age", "state", "version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.OneToOneField(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=9)
    age = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Age])
    origin = models.OneToOneField("Referral", models.PROTECT, null=True, related_name="opened")
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    state = state_field(PERSON_AS_VICTIM)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "pseudonym"], name="cases_one_pseudonym"
            ),
            models.CheckConstraint(
                condition=Q(age__in=[one.value for one in Age]), name="cases_age"
            ),
        ]
        triggers: ClassVar = triggers(PERSON_AS_VICTIM)

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a case file"

    @property
    def counts_as_child(self) -> bool:
        """Return whether the rules for children apply: under 18, or of unsure age (R-46)."""
        return self.age != Age.ADULT


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    file=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    member=FieldClass.INTERNAL,
    since=FieldClass.INTERNAL,
    until=FieldClass.INTERNAL,
)
class CaseHolder(models.Model):
    """A member who holds a file. The first holder calls in others, so nobody works alone.

    Attributes:
        member: of the office of the file.
        until: None while they hold it.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("until",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="holders")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    member = models.UUIDField()
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "member"], condition=Q(until=None), name="cases_keeper_once"
            )
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a case holder"


@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
)
class Sealing(models.Model):
    """Base of tables with sealed columns: the key and the institution's chain of seals."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed(file=FieldClass.INTERNAL, indexed=FieldClass.INTERNAL)
class Identity(Sealing):
    """The identity of a file's person. Values are in :class:`IdentityValue`.

    Attributes:
        indexed: whether the vault finds the person.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("indexed",)

    file = models.OneToOneField(CaseFile, models.PROTECT, related_name="identity")
    indexed = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "an identity"


@tracked(institution="institution")
@classed(
    identity=FieldClass.INTERNAL,
    field=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    after=FieldClass.INTERNAL,
    chosen=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class IdentityValue(Sealing):
    """One value of a field; never changed, so that concurrent edits keep both values.

    Attributes:
        field: of :class:`manumit.web.cases.identity.Field`.
        number: counts the values of the field.
        after: the number of the value that the author of this one saw; 0 if there was none.
        chosen: a member chose it to resolve a conflict; it replaces all concurrent values.
        request: idempotency key of the form.
    """

    identity = models.ForeignKey(Identity, models.PROTECT, related_name="values")
    field = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    chosen = models.BooleanField(default=False)
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity", "field", "number"], name="cases_value_number"
            ),
            models.UniqueConstraint(
                fields=["identity", "field", "request"], name="cases_value_once"
            ),
            models.CheckConstraint(
                condition=Q(after__lt=F("number")), name="cases_value_comes_after"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a value"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    list_id=FieldClass.PERSONAL,
    number=FieldClass.INTERNAL,
    beside=FieldClass.INTERNAL,
    begun_by=FieldClass.INTERNAL,
    begun_at=FieldClass.PERSONAL,
    taken_up_by=FieldClass.INTERNAL,
    taken_up_at=FieldClass.PERSONAL,
    closed_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Draft(Sealing):
    """A guided interview in progress.

    Attributes:
        content: the compact text of a :class:`manumit.assessment.Sitting`.
        list_id: the list that it was begun with.
        number: counts what was kept and each taking up; a page keeps only on the number it saw.
        beside: the draft from which this one split off, when two pages went on at once.
        closed_at: when it became evidence, or was set aside.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "content", "number", "taken_up_by", "taken_up_at", "closed_at",
    )  # fmt: skip

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="drafts")
    content = SealedField()
    list_id = models.CharField(max_length=60)
    number = models.PositiveIntegerField(default=1)
    beside = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField(auto_now_add=True)
    taken_up_by = models.UUIDField()
    taken_up_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    request = models.UUIDField(unique=True)

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a draft"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    draft=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    list_id=FieldClass.PERSONAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
)
class EvidenceSet(Sealing):
    """The evidence of one interview, piece by piece, as it was when it was closed.

    Attributes:
        draft: its interview; None if another institution disclosed it.
        number: running number within the file.
        content: a document ``manumit/evidence/1``.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="evidence")
    draft = models.OneToOneField(Draft, models.PROTECT, null=True, related_name="evidence")
    number = models.PositiveIntegerField()
    list_id = models.CharField(max_length=60)
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="cases_evidence_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "evidence"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    evidence=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    list_id=FieldClass.PERSONAL,
    engine=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
)
class FindingVersion(Sealing):
    """What evidence showed under one version of the engine and the lists.

    Attributes:
        evidence: what it rests on; None where another institution passed on the finding alone.
        number: running number within the file; a later one replaces none.
        engine: version of the engine, and a digest of the list.
        content: a document ``manumit/finding/1``.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="findings")
    evidence = models.ForeignKey(EvidenceSet, models.PROTECT, null=True, related_name="findings")
    number = models.PositiveIntegerField()
    list_id = models.CharField(max_length=60)
    engine = models.CharField(max_length=80)
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="cases_finding_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a finding"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    finding=FieldClass.INTERNAL,
    move=FieldClass.INTERNAL,
    reasoning=FieldClass.IDENTIFYING,
)
class Decision(Sealing):
    """The reasoning of a decision; the step, reason code and time are a :class:`Move`.

    Attributes:
        finding: the version that lay beside it.
        move: the step.
        reasoning: in words.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="decisions")
    finding = models.ForeignKey(FindingVersion, models.PROTECT, related_name="+")
    move = models.OneToOneField(Move, models.PROTECT, related_name="+")
    reasoning = SealedField()

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a decision"
