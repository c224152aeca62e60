"""A file and what stands in it. Who a person is, and what they said, stands in sealed columns."""

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
    """What one institution keeps of one person.

    Attributes:
        subject: whose key seals everything in it; each institution has its own (ADR 17).
        pseudonym: by what the person is called on pages; of one institution only.
        age: adult, child, or unsure, which counts as a child (R-46).
        origin: the referral that it was opened from; None where the institution met the person.
        request: of the form that opened it.
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
        """What the database holds to."""

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
        """Nothing that leads to a person."""
        return "a case file"

    @property
    def counts_as_child(self) -> bool:
        """Whether the rules for children hold: under 18, or of unsure age (R-46)."""
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
class Keeper(models.Model):
    """Who holds a file. A second one is called in by the first, so that neither works alone.

    Attributes:
        member: of the office of the file.
        until: None while they hold it.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("until",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="keepers")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    member = models.UUIDField()
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "member"], condition=Q(until=None), name="cases_keeper_once"
            )
        ]

    def __str__(self) -> str:
        """Nothing of anybody."""
        return "a keeper"


@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
)
class Sealing(models.Model):
    """What every table with sealed columns has: whose key, and in whose chain it is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True


@tracked(institution="institution")
@classed(file=FieldClass.INTERNAL, indexed=FieldClass.INTERNAL)
class Identity(Sealing):
    """Who the person of a file is. What is known stands in :class:`IdentityValue`.

    Attributes:
        indexed: whether the vault finds the person.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("indexed",)

    file = models.OneToOneField(CaseFile, models.PROTECT, related_name="identity")
    indexed = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Nothing that leads to a person."""
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
    """One value of one field, never changed: two people who edit at once both keep theirs.

    Attributes:
        field: of :class:`manumit.web.cases.identity.Field`.
        number: counts the values of the field.
        after: the number of the value that whoever wrote this one saw; 0 where there was none.
        chosen: somebody chose it between values that stood side by side; it ends them all.
        request: of the form.
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
        """What the database holds to."""

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
        """Nothing that leads to a person."""
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
    """A guided interview that goes on.

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
        """Nothing that leads to a person."""
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
    """What was said in one interview, piece by piece, as it was when it was closed.

    Attributes:
        draft: where it was said; None where it was passed on by another institution.
        number: counts those of a file.
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
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="cases_evidence_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
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
    """What evidence showed to one version of the engine and the lists.

    Attributes:
        evidence: what it rests on; None where another institution passed on the finding alone.
        number: counts those of a file; a later one replaces none.
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
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="cases_finding_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a finding"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    finding=FieldClass.INTERNAL,
    move=FieldClass.INTERNAL,
    reasoning=FieldClass.IDENTIFYING,
)
class Decision(Sealing):
    """Why the competent body moved a file on; the step itself, its reason code and time are a move.

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
        """What the database holds to."""

        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a decision"
