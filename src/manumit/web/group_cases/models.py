"""Group cases: one workplace or organisation, and the separate files of several workers."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.cases.models.files import CaseFile, Sealing
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField


@tracked(institution="institution")
@classed(
    office=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    closed=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    opened_by=FieldClass.PERSONAL,
    opened_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class GroupCase(Sealing):
    """A case of several workers of one workplace or organisation.

    Attributes:
        subject: a key of the group's own: it seals what is about the place, and of no worker.
        reference: its label on pages.
        closed: it is about a natural person or a home; no colleague reads that it is there.
        content: a document ``manumit/group/1``: the entry of the register, and its name.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    closed = models.BooleanField()
    content = SealedField()
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="group_cases_one_group"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a group case"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    group=FieldClass.INTERNAL,
    file=FieldClass.PERSONAL,
    reference=FieldClass.PERSONAL,
    joined_by=FieldClass.PERSONAL,
    joined_at=FieldClass.PERSONAL,
    left_by=FieldClass.PERSONAL,
    left_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class GroupMember(models.Model):
    """Membership of a file in a group, recorded by a holder of the file.

    Attributes:
        reference: the member's label for other holders: for this group alone, and random, so that
            it leads to no file and no other group.
        left_by, left_at: None while it is part of it.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("left_by", "left_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    group = models.ForeignKey(GroupCase, models.PROTECT, related_name="members")
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    joined_by = models.UUIDField()
    joined_at = models.DateTimeField(auto_now_add=True)
    left_by = models.UUIDField(null=True)
    left_at = models.DateTimeField(null=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "file"],
                condition=Q(left_at=None),
                name="group_cases_in_group_once",
            ),
            models.CheckConstraint(
                condition=Q(left_by=None, left_at=None)
                | Q(left_by__isnull=False, left_at__isnull=False),
                name="group_cases_group_left_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a member of a group"


@tracked(institution="institution")
@classed(
    group=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.PERSONAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class GroupFact(Sealing):
    """A fact about the workplace; nobody's evidence until a holder adopts it.

    Attributes:
        subject: the group's key.
        number: running number within the group.
        content: a document ``manumit/group-fact/1``.
    """

    group = models.ForeignKey(GroupCase, models.PROTECT, related_name="facts")
    number = models.PositiveIntegerField()
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "number"], name="group_cases_group_fact_number"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a fact of a group"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    fact=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class FactAdoption(Sealing):
    """A holder's decision to adopt a fact as evidence of one person; the latest counts.

    Attributes:
        subject: the key of the file's person: what was taken ends with them.
        number: counts those of a fact in a file.
        content: a document ``manumit/group-taking/1``: the piece of evidence; none where left.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="fact_adoptions")
    fact = models.ForeignKey(GroupFact, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "fact", "number"], name="group_cases_fact_taking_number"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a taking of a fact"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    one=FieldClass.PERSONAL,
    other=FieldClass.PERSONAL,
    said_by=FieldClass.PERSONAL,
    said_at=FieldClass.PERSONAL,
    undone_by=FieldClass.PERSONAL,
    undone_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class SamePerson(models.Model):
    """Two files of an institution that belong to one person, as their holder states.

    The files stay two, each with its key, its evidence and its consent; they count once.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("undone_by", "undone_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    one = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    other = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    said_by = models.UUIDField()
    said_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(undone_at=None),
                name="group_cases_same_person_once",
            ),
            models.CheckConstraint(
                condition=~Q(one=F("other")), name="group_cases_two_files_of_one"
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "two files of one person"
