"""Consents. Rows are only added; the one change is that a consent is withdrawn."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.register import FieldClass, classed


class ConsentStatus(models.TextChoices):
    """The answer, or that none is required (R-53)."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_REQUIRED = "not_required"


class Voice(models.TextChoices):
    """Who answered: the person, or a representative by appointment (R-46) or mandate."""

    PERSON = "person"
    GUARDIAN = "guardian"
    LAWYER = "lawyer"


class ReadingMode(models.TextChoices):
    """How the text reached the person."""

    READ = "read"
    READ_ALOUD = "read_aloud"
    INTERPRETED = "interpreted"


_WITHDRAWN = ("withdrawn_at", "withdrawn_by", "withdrawn_voice")
_OTHERS = f"ARRAY[{', '.join(repr(name) for name in _WITHDRAWN)}]"
_NOTHING_WITHDRAWN = Q(withdrawn_at=None, withdrawn_by=None, withdrawn_voice="")

# An answer is never changed, and its time is the database's.
ONLY_WITHDRAWN = pgtrigger.Trigger(
    name="only_withdrawn",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF TG_OP = 'INSERT' AND NEW.withdrawn_at IS NULL THEN
            NEW.recorded_at := clock_timestamp();
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' THEN
            IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
                AND to_jsonb(NEW) - {_OTHERS} = to_jsonb(OLD) - {_OTHERS}
            THEN
                NEW.withdrawn_at := clock_timestamp();
                RETURN NEW;
            END IF;
        END IF;
        RAISE check_violation USING MESSAGE = 'consent: a row is only added, or withdrawn once';
    """,
)


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    subject=FieldClass.PERSONAL,
    purpose=FieldClass.PERSONAL,
    recipient=FieldClass.PERSONAL,
    status=FieldClass.PERSONAL,
    voice=FieldClass.PERSONAL,
    representative=FieldClass.PERSONAL,
    as_child=FieldClass.PERSONAL,
    text_version=FieldClass.INTERNAL,
    language=FieldClass.PERSONAL,
    asked=FieldClass.PERSONAL,
    valid_from=FieldClass.PERSONAL,
    valid_until=FieldClass.PERSONAL,
    reason=FieldClass.PERSONAL,
    recorded_at=FieldClass.PERSONAL,
    recorded_by=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    withdrawn_at=FieldClass.PERSONAL,
    withdrawn_by=FieldClass.INTERNAL,
    withdrawn_voice=FieldClass.PERSONAL,
)
class Consent(models.Model):
    """One answer of one person, for one purpose and one recipient.

    Attributes:
        subject: whose.
        purpose: a code of ``purposes.yaml``.
        recipient: the institution that it is about.
        status: the answer, or that none is required (R-53).
        voice, representative: who spoke; the id of the guardian or lawyer.
        as_child: under 18, or of unsure age (R-46).
        text_version, language, asked: in which words, and how they were asked.
        valid_from, valid_until: from and until when it holds (until: no longer). A refusal has
            no end.
        reason: why no consent is required, else empty.
        recorded_at, recorded_by, role, institution: who asked or decided, and when.
        withdrawn_at, withdrawn_by, withdrawn_voice: when it was taken back, who recorded that, and
            who spoke.
    """

    changed_columns: ClassVar[tuple[str, ...]] = _WITHDRAWN

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    purpose = models.CharField(max_length=40)
    recipient = models.UUIDField()
    status = models.CharField(max_length=12, choices=ConsentStatus)
    voice = models.CharField(max_length=10, choices=Voice, blank=True)
    representative = models.UUIDField(null=True)
    as_child = models.BooleanField()
    text_version = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=3, blank=True)
    asked = models.CharField(max_length=12, choices=ReadingMode, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.UUIDField()
    role = models.CharField(max_length=40)
    institution = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_voice = models.CharField(max_length=10, choices=Voice, blank=True)

    class Meta:
        """Index, constraints, triggers."""

        indexes: ClassVar = [
            models.Index(fields=["subject", "purpose", "recipient"], name="consent_of_whom")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=ConsentStatus.values), name="consent_status"
            ),
            models.CheckConstraint(
                condition=Q(status=ConsentStatus.REFUSED, valid_until=None)
                | (
                    ~Q(status=ConsentStatus.REFUSED)
                    & Q(valid_until__isnull=False, valid_until__gt=F("valid_from"))
                ),
                name="consent_ends",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        status=ConsentStatus.NOT_REQUIRED,
                        voice="",
                        asked="",
                        language="",
                        text_version=None,
                    )
                    & ~Q(reason="")
                )
                | (
                    ~Q(status=ConsentStatus.NOT_REQUIRED)
                    & Q(voice__in=Voice.values, asked__in=ReadingMode.values, reason="")
                    & Q(language__regex=r"^[a-z]{2,3}$", text_version__isnull=False)
                    & Q(text_version__gt=0)
                ),
                name="consent_asked_or_reasoned",
            ),
            models.CheckConstraint(
                condition=Q(voice__in=["", Voice.PERSON], representative=None)
                | Q(voice__in=[Voice.GUARDIAN, Voice.LAWYER], representative__isnull=False),
                name="consent_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status=ConsentStatus.GIVEN, as_child=True) | Q(voice=Voice.GUARDIAN),
                name="consent_of_a_child",
            ),
            models.CheckConstraint(
                condition=_NOTHING_WITHDRAWN
                | (
                    ~Q(status=ConsentStatus.REFUSED)
                    & Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & (Q(withdrawn_voice__in=Voice.values) | Q(status=ConsentStatus.NOT_REQUIRED))
                ),
                name="consent_withdrawn",
            ),
        ]
        triggers: ClassVar = [ONLY_WITHDRAWN]

    def __str__(self) -> str:
        """What it is about; nobody."""
        return f"{self.status} for {self.purpose}"
