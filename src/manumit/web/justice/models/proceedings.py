"""Criminal proceedings: charges, evidence, hearings, verdicts and sentences."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.institutions.models import Institution
from manumit.web.justice.lists import (
    COMPENSATION,
    GUILTY,
    IN_MONEY,
    IN_MONTHS,
    NOT_GUILTY,
    YES_NO_UNKNOWN,
    rules,
)
from manumit.web.justice.models.records import Organisation, Record, RecordDisclosure
from manumit.web.justice.process import (
    ACQUITTED,
    APPEAL,
    CONVICTED,
    DISCONTINUED,
    FINAL,
    OUTCOMES,
    PROCEEDING,
)
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.money import CURRENCY, DIGITS, PLACES
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey

_ENDED_BY = {"convict": CONVICTED, "acquit": ACQUITTED, "discontinue": DISCONTINUED}


@tracked(institution="institution")
@classed(organisation=FieldClass.INTERNAL)
class Proceeding(Record):
    """A criminal proceeding against one accused, a person or an organisation.

    Attributes:
        organisation: the accused organisation or the one involved; None if unknown.
    """

    RESOURCE: ClassVar[str] = PROCEEDING.resource

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    state = state_field(PROCEEDING)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="justice_one_proceeding"
            )
        ]
        triggers: ClassVar = triggers(PROCEEDING)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a proceeding"

    def charged(self) -> str | None:
        """Return None if every element of every charge has evidence, else the reason code."""
        found = list(self.charges.prefetch_related("evidence"))
        if not found:
            return "no_charge"
        return None if all(one.is_shown() for one in found) else "element_without_evidence"

    def brought(self) -> bool:
        """Return whether charges were brought and the investigation was not reopened since."""
        last = self.days().filter(name__in=("charge", "reopen")).last()
        return last is not None and last.name == "charge"

    def heard(self) -> bool:
        """Return whether a day of hearing is recorded."""
        return self.hearings.exists()

    def instance(self) -> int:
        """Return the number of the current instance: 1 before any appeal."""
        return self.days().filter(name="appeal").count() + 1

    def verdicts(self) -> frozenset[str] | None:
        """Return the verdicts of this instance; None while a charge has no verdict."""
        found = Verdict.objects.filter(charge__proceeding=self, instance=self.instance())
        if self.charges.count() != found.count() or not found:
            return None
        return frozenset(found.values_list("result", flat=True))

    def another_decides(self, institution: uuid.UUID) -> bool:
        """Return whether a court has the record here and this institution is not that court."""
        courts = RecordDisclosure.objects.filter(
            resource=self.RESOURCE, row=self.pk, sent_to__kind="court"
        ).values_list("sent_to", flat=True)
        return bool(courts) and institution not in courts

    def outcome(self) -> str:
        """Return convicted, acquitted or discontinued; empty while nothing was decided.

        During an appeal this is the decision before it; the state shows that the appeal is open.
        """
        if self.state not in (*OUTCOMES, APPEAL, FINAL):
            return ""
        steps = list(self.days().values_list("name", flat=True))
        ends = [place for place, name in enumerate(steps) if name in _ENDED_BY]
        before = _ENDED_BY[steps[ends[-1]]]
        verdicts = self.verdicts() if "appeal" in steps[ends[-1] :] else None
        if self.state != FINAL or verdicts is None:
            return before
        if GUILTY in verdicts:
            return CONVICTED
        return ACQUITTED if NOT_GUILTY in verdicts else DISCONTINUED


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    proceeding=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class ProceedingPart(models.Model):
    """Base of every part of a proceeding; recorded in the ledger chain of its institution."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed(number=FieldClass.PERSONAL, offence=FieldClass.PERSONAL, child=FieldClass.PERSONAL)
class Charge(ProceedingPart):
    """One charge against the accused.

    Attributes:
        number: position within the proceeding, from 1.
        offence: a code of the list ``offence``.
        child: whether the worker was a child; unknown counts as a child (R-46).
    """

    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="charges")
    number = models.PositiveIntegerField()
    offence = models.CharField(max_length=40)
    child = models.CharField(max_length=7)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proceeding", "number"], name="justice_charge_number"),
            models.CheckConstraint(
                condition=Q(child__in=YES_NO_UNKNOWN), name="justice_charge_child"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a charge"

    def to_show(self) -> tuple[str, ...]:
        """Return the elements of the offence that must be proved."""
        return rules().to_show(self.offence, self.child)

    def is_shown(self) -> bool:
        """Return whether there is evidence for every element."""
        return {*self.to_show()} <= {one.element for one in self.evidence.all()}


@tracked(institution="institution")
@classed(
    subject=FieldClass.INTERNAL,
    charge=FieldClass.INTERNAL,
    element=FieldClass.PERSONAL,
    kind=FieldClass.PERSONAL,
    leads_to=FieldClass.IDENTIFYING,
)
class Evidence(ProceedingPart):
    """Evidence for one element of a charge.

    Attributes:
        element: a code of the list ``element``.
        kind: a code of the list ``evidence``; no support note, health record or membership.
        leads_to: the sender's reference; sealed, and never resolved here.
    """

    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="+")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="evidence")
    element = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    leads_to = SealedField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=rules().never_evidence), name="justice_never_evidence"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "evidence for an element"


@tracked(institution="institution")
@classed(on_day=FieldClass.PERSONAL, kind=FieldClass.PERSONAL)
class Hearing(ProceedingPart):
    """A day of hearing, past or future."""

    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="hearings")
    on_day = models.DateField()
    kind = models.CharField(max_length=40)

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a hearing"


@tracked(institution="institution")
@classed(
    charge=FieldClass.INTERNAL,
    instance=FieldClass.PERSONAL,
    result=FieldClass.PERSONAL,
    on_day=FieldClass.PERSONAL,
)
class Verdict(ProceedingPart):
    """Verdict on one charge in one instance; an appeal adds another and changes none."""

    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="+")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="verdicts")
    instance = models.PositiveIntegerField()
    result = models.CharField(max_length=40)
    on_day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["charge", "instance"], name="justice_one_verdict")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a verdict"


@tracked(institution="institution")
@classed(
    subject=FieldClass.INTERNAL,
    instance=FieldClass.PERSONAL,
    kind=FieldClass.PERSONAL,
    months=FieldClass.PERSONAL,
    currency=FieldClass.PERSONAL,
    amount=FieldClass.PERSONAL,
    on_day=FieldClass.PERSONAL,
    owed_to=FieldClass.IDENTIFYING,
)
class Sentence(ProceedingPart):
    """One measure of a sentence.

    Attributes:
        instance: in which it was given; the last that gave any counts.
        kind: a code of the list ``sentence``.
        months: of prison; None for money.
        currency, amount: of money; empty and None for prison.
        owed_to: for compensation, the reference of the injured worker; sealed.
    """

    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="sentences")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    instance = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    months = models.PositiveIntegerField(null=True)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    on_day = models.DateField()
    owed_to = SealedField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=IN_MONTHS, months__gt=0, currency="", amount=None, owed_to__isnull=True
                )
                | Q(kind__in=IN_MONEY, months=None, currency__regex=CURRENCY, amount__gt=0),
                name="justice_sentence_measure",
            ),
            models.CheckConstraint(
                condition=Q(kind=COMPENSATION, owed_to__isnull=False)
                | (~Q(kind=COMPENSATION) & Q(owed_to__isnull=True)),
                name="justice_compensation_is_owed_to_somebody",
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a measure of a sentence"
