"""Mandates of representatives, referrals, and reports on them."""

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.assessment import Age
from manumit.web.cases.models.files import CaseFile, Sealing
from manumit.web.cases.process import REFERRAL
from manumit.web.directory.lists import LONGEST_URGENCY, URGENCIES
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.consent.models import Voice
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey

SPEAKERS = (Voice.GUARDIAN.value, Voice.LAWYER.value)


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    kind=FieldClass.PERSONAL,
    name=FieldClass.IDENTIFYING,
    basis=FieldClass.PERSONAL,
    begins=FieldClass.PERSONAL,
    until=FieldClass.PERSONAL,
    recorded_by=FieldClass.INTERNAL,
    recorded_at=FieldClass.PERSONAL,
    ended_by=FieldClass.INTERNAL,
    ended_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Mandate(Sealing):
    """The mandate of a guardian (R-46) or lawyer to speak for a file's person.

    Attributes:
        kind: the voice with which they speak.
        basis: a code of the list ``mandate_guardian`` or ``mandate_lawyer``.
        begins, until: from and until when; None where it has no day.
        ended_by, ended_at: who of the institution recorded that it is over before that.
        request: idempotency key of the form.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("ended_by", "ended_at")

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=10)
    name = SealedField()
    basis = models.CharField(max_length=40)
    begins = models.DateTimeField()
    until = models.DateTimeField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=SPEAKERS), name="cases_mandate_kind"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("begins")), name="cases_mandate_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="cases_mandate_ended_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a mandate"

    def holds_at(self, now: dt.datetime) -> bool:
        """Return whether the mandate is valid at a moment."""
        return (
            self.ended_at is None
            and self.begins <= now
            and (self.until is None or now < self.until)
        )


@tracked(institution="sent_by")
@classed(
    id=FieldClass.INTERNAL,
    file=FieldClass.INTERNAL,
    person=FieldClass.INTERNAL,
    sent_by=FieldClass.INTERNAL,
    sent_to=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    purpose=FieldClass.PERSONAL,
    parts=FieldClass.PERSONAL,
    need=FieldClass.IDENTIFYING,
    urgency=FieldClass.PERSONAL,
    message=FieldClass.IDENTIFYING,
    passed=FieldClass.IDENTIFYING,
    valid_until=FieldClass.PERSONAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    accepted_by=FieldClass.INTERNAL,
    answer=FieldClass.IDENTIFYING,
    outcome=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Referral(models.Model):
    """A person's referral by one institution to an office of another.

    Attributes:
        file: of the sender.
        person: whose key seals it: the sender's file's.
        purpose: of ``purposes.yaml``: what consent is asked for.
        need, urgency: codes of what is needed and by when; without one it is not stated. Areas of
            need reveal health, so that the first is sealed (ADR 22).
        parts: what is passed on, by name.
        message: to the recipient.
        passed: the parts as they were when it was sent; what changes later is not passed on.
        accepted_by: who of the recipient took it on.
        answer: to the sender; ``outcome``: the state of the recipient's file then.
        state, version: of the process REFERRAL.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "state", "version", "accepted_by", "answer", "outcome",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="referrals")
    person = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    sent_to = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    need = SealedField(subject="person_id")
    urgency = models.CharField(max_length=LONGEST_URGENCY, blank=True)
    parts = models.JSONField(default=list)
    message = SealedField(subject="person_id")
    passed = SealedField(subject="person_id")
    valid_until = models.DateTimeField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.UUIDField(null=True)
    answer = SealedField(subject="person_id", null=True)
    outcome = models.CharField(max_length=40, blank=True)
    request = models.UUIDField(unique=True)
    state = state_field(REFERRAL)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sent_to", "state"], name="cases_inbox"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(sent_by=F("sent_to")), name="cases_to_another_institution"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=("", *URGENCIES)), name="cases_referral_urgency"
            ),
        ]
        triggers: ClassVar = triggers(REFERRAL)

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a referral"

    @property
    def subject(self) -> uuid.UUID:
        """Return the key of the person whose consent it is based on."""
        return self.person_id

    @property
    def child(self) -> bool:
        """Return whether the rules for children apply, as the sender knows now."""
        age: str = CaseFile.objects.values_list("age", flat=True).get(pk=self.file_id)
        return age != Age.ADULT

    @property
    def sender(self) -> uuid.UUID:
        """Return the institution that sent it."""
        return self.sent_by_id

    @property
    def recipient(self) -> uuid.UUID:
        """Return the institution that it was sent to."""
        return self.sent_to_id


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    referral=FieldClass.INTERNAL,
    person=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    step=FieldClass.PERSONAL,
    content=FieldClass.IDENTIFYING,
    sender_may_read=FieldClass.INTERNAL,
    reported_by=FieldClass.INTERNAL,
    reported_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class ReferralReport(models.Model):
    """A recipient's report of a service or an outcome; added, never changed.

    Attributes:
        person: whose key seals it: the sender's file's, as with the referral.
        institution: of the recipient, which reported it.
        step: ``service`` or ``outcome``.
        content: a code and a day, sealed: the kind of service reveals health and residence status.
        sender_may_read: whether the person had consented to that when it was reported.
        request: idempotency key of the form.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="reports")
    person = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    step = models.CharField(max_length=10)
    content = SealedField(subject="person_id")
    sender_may_read = models.BooleanField()
    reported_by = models.UUIDField()
    reported_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(step__in=["service", "outcome"]), name="cases_report_step"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a report of a referral"
