"""Organisations and workplaces. Each institution has its own; names are sealed (ADR 23)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    country=FieldClass.INTERNAL,
    sector=FieldClass.INTERNAL,
    source=FieldClass.INTERNAL,
    closed=FieldClass.INTERNAL,
    recorded_by=FieldClass.PERSONAL,
    recorded_at=FieldClass.PERSONAL,
    changed_at=FieldClass.PERSONAL,
    version=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
)
class Entry(models.Model):
    """Base of organisations and workplaces.

    Attributes:
        subject: the key that seals what it is called; of this entry alone, so that it ends alone.
        reference: its label where its name is not shown.
        content: names and numbers, or name and address: a document of ``contents``.
        country: ISO 3166-1 alpha-2; empty if unknown.
        sector: a section of ISIC Rev. 4; empty if unknown.
        source: a code of the list ``source``; never a worker, a complaint or a file (R-30).
        closed: it is, or may be, a natural person or a home: for the member who recorded it alone.
        recorded_by, recorded_at, changed_at: classified as identifying: beside the days of
            files they would reveal whose employer it is.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "content", "country", "sector", "source", "closed", "changed_at", "version",
    )  # fmt: skip
    RESOURCE: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    subject = models.OneToOneField(PersonKey, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    content = SealedField()
    country = models.CharField(max_length=2, blank=True)
    sector = models.CharField(max_length=1, blank=True)
    source = models.CharField(max_length=40)
    closed = models.BooleanField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    request = models.UUIDField(unique=True)

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed(
    kind=FieldClass.INTERNAL,
    natural_person=FieldClass.INTERNAL,
    shared=FieldClass.INTERNAL,
)
class Organisation(Entry):
    """A firm, an agency, a sub-agent, or a household that employs.

    Attributes:
        kind: a code of the list ``organisation``.
        natural_person: yes, no or unknown; anything but a no closes the entry.
        shared: a licensing authority lets every institution read it (R-04).
    """

    RESOURCE: ClassVar[str] = "organisation"
    changed_columns: ClassVar[tuple[str, ...]] = (
        *Entry.changed_columns, "kind", "natural_person", "shared",
    )  # fmt: skip

    kind = models.CharField(max_length=40)
    natural_person = models.CharField(max_length=7)
    shared = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "kind", "sector"], name="registers_organisations"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="registers_one_organisation"
            ),
            models.CheckConstraint(
                condition=Q(natural_person="no", closed=False)
                | Q(natural_person__in=["yes", "unknown"], closed=True),
                name="registers_natural_persons_are_closed",
            ),
            models.CheckConstraint(
                condition=Q(shared=False) | Q(closed=False), name="registers_closed_is_not_shared"
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "an organisation"


@tracked(institution="institution")
@classed(place=FieldClass.INTERNAL, organisation=FieldClass.INTERNAL)
class Workplace(Entry):
    """A place of work.

    Attributes:
        place: a code of the list ``place``; a private home, and what may be one, is closed (R-36).
        organisation: who runs it; None if unknown.
    """

    RESOURCE: ClassVar[str] = "workplace"
    changed_columns: ClassVar[tuple[str, ...]] = (
        *Entry.changed_columns, "place", "organisation_id",
    )  # fmt: skip

    place = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="workplaces"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "place", "sector"], name="registers_workplaces"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="registers_one_workplace"
            ),
            models.CheckConstraint(
                condition=~Q(place__in=["private_home", "place_unknown"]) | Q(closed=True),
                name="registers_homes_are_closed",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a workplace"
