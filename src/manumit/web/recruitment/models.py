"""Applications, assessments, movements of bonds, and licences. What names anybody is sealed."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.money import DIGITS, PLACES
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.recruitment.lists import UNKNOWN, licensing_rules
from manumit.web.recruitment.process import APPLICATION, LICENCE

CODE = 40
PAID_IN, CLAIMED, DRAWN, REPLENISHED = "paid_in", "claimed", "drawn", "replenished"
MOVEMENTS = (PAID_IN, CLAIMED, DRAWN, REPLENISHED)


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    conditions=FieldClass.PERSONAL,
    conditions_by=FieldClass.INTERNAL,
    hearing_on=FieldClass.INTERNAL,
    decide_by=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class LicenceApplication(models.Model):
    """An application for a licence to recruit.

    Attributes:
        subject: the key of this applicant alone.
        content: the applicant, with officers, owners and contacts: a document of ``content``.
        conditions: of a licence with conditions; ``conditions_by``: when they have to be met.
        hearing_on: day of the last hearing, also about the licence; None if none is set.
        decide_by: last day for the decision.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "state",
        "version",
        "conditions",
        "conditions_by",
        "hearing_on",
    )
    RESOURCE: ClassVar[str] = APPLICATION.resource

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    subject = models.OneToOneField(PersonKey, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    content = SealedField()
    conditions = SealedField(null=True)
    conditions_by = models.DateField(null=True)
    hearing_on = models.DateField(null=True)
    decide_by = models.DateField()
    state = state_field(APPLICATION)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["institution", "state", "decide_by"], name="recruitment_applications"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="recruitment_one_application"
            ),
            models.CheckConstraint(
                condition=Q(conditions__isnull=True, conditions_by__isnull=True)
                | Q(conditions__isnull=False, conditions_by__isnull=False),
                name="recruitment_conditions_are_whole",
            ),
        ]
        triggers: ClassVar = triggers(APPLICATION)

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "an application for a licence"

    def last_assessment(self) -> "LicenceAssessment | None":
        """Return the assessment that counts: the last one."""
        return self.assessments.order_by("-made_at", "-pk").first()

    def points_block(self, *, conditions: bool) -> str | None:
        """Return why the points do not allow a licence; None if they do (R-06)."""
        found = self.last_assessment()
        rules = licensing_rules()
        if found is None:
            return "no_assessment"
        if any(rules.critical(one) for one in found.failed):
            return "critical_standard"
        if found.points >= rules.refuse_at:
            return "too_many_points"
        if UNKNOWN in found.results.values() or found.results.keys() != rules.points.keys():
            return "unknown_standard"
        if conditions:
            return None if found.points else "no_points"
        return "needs_conditions" if found.points else None

    def refusal_block(self, reason: str) -> str | None:
        """Return why no assessment bears a reason of refusal; None if one does (R-06, R-07)."""
        found = self.last_assessment()
        rules = licensing_rules()
        failed = () if found is None else found.failed
        borne = {
            "critical_standard": any(rules.critical(one) for one in failed),
            "too_many_points": found is not None and found.points >= rules.refuse_at,
            "disqualified": not rules.disqualifying.isdisjoint(failed),
        }
        return None if borne.get(reason, True) else "reason_not_assessed"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    application=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    results=FieldClass.INTERNAL,
    points=FieldClass.INTERNAL,
)
class LicenceAssessment(models.Model):
    """The standards as they were found; a later assessment counts in its place.

    Attributes:
        results: standard to met, failed or unknown.
        points: of those that failed, by the rules of its day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    application = models.ForeignKey(LicenceApplication, models.PROTECT, related_name="assessments")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    results = models.JSONField()
    points = models.PositiveIntegerField()

    def __str__(self) -> str:
        """Return a fixed text."""
        return "an assessment"

    @property
    def failed(self) -> list[str]:
        """Return the standards that failed."""
        return [one for one, found in self.results.items() if found == "failed"]


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    application=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    amount=FieldClass.INTERNAL,
    currency=FieldClass.INTERNAL,
    day=FieldClass.INTERNAL,
)
class BondMovement(models.Model):
    """A movement of a bond (R-08); none is ever changed.

    Attributes:
        kind: paid in, claimed (which moves nothing yet), drawn or replenished.
        day: on which it took place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    application = models.ForeignKey(LicenceApplication, models.PROTECT, related_name="movements")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    kind = models.CharField(max_length=CODE)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    currency = models.CharField(max_length=3)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, kind__in=MOVEMENTS), name="recruitment_bond_moves"
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text."""
        return "a movement of a bond"

    @property
    def change(self) -> Decimal:
        """Return by how much it changes what the bond holds."""
        return {CLAIMED: Decimal(0), DRAWN: -self.amount}.get(self.kind, self.amount)


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    application=FieldClass.INTERNAL,
    reference=FieldClass.PUBLIC,
    since=FieldClass.PUBLIC,
    until=FieldClass.PUBLIC,
    made_by=FieldClass.INTERNAL,
    state=FieldClass.PUBLIC,
    version=FieldClass.INTERNAL,
)
class RecruiterLicence(models.Model):
    """A licence to recruit, public with its state (R-04).

    Attributes:
        application: with which it was granted; names and contacts are there.
        reference: that of the application.
        since, until: first and last day.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")
    RESOURCE: ClassVar[str] = LICENCE.resource

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.OneToOneField(LicenceApplication, models.PROTECT, related_name="licence")
    reference = models.CharField(max_length=9)
    since = models.DateField()
    until = models.DateField()
    made_by = models.UUIDField()
    state = state_field(LICENCE)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "state", "until"], name="recruitment_licences"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="recruitment_numbers"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="recruitment_licence_days"
            ),
        ]
        triggers: ClassVar = triggers(LICENCE)

    def __str__(self) -> str:
        """Return a fixed text."""
        return "a licence"

    @property
    def number(self) -> str:
        """Return the number of the licence."""
        return f"RL-{self.reference}"

    def heard_by(self, day: dt.date) -> bool:
        """Return whether its holder was heard about it until a day; a hearing before it is none."""
        heard = self.application.hearing_on
        return heard is not None and self.since <= heard <= day
