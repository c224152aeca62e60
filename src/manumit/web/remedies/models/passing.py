"""Mandates to act for the worker, and submissions of a claim to other institutions."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.remedies.lists import DEBTOR, DECIDER
from manumit.web.remedies.models.claims import Claim, ClaimPart


@tracked(institution="institution")
@classed(
    subject=FieldClass.INTERNAL,
    name=FieldClass.IDENTIFYING,
    given_to=FieldClass.PERSONAL,
    office=FieldClass.PERSONAL,
    basis=FieldClass.PERSONAL,
    begins=FieldClass.PERSONAL,
    until=FieldClass.PERSONAL,
    recorded_by=FieldClass.INTERNAL,
    recorded_at=FieldClass.PERSONAL,
    ended_by=FieldClass.INTERNAL,
    ended_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class ClaimMandate(ClaimPart):
    """A mandate to act for the worker in one claim, also after return (R-65).

    Attributes:
        name: the representative's name; sealed.
        given_to, office: institution and office of a union, lawyer or guardian with an account
            here; None for anybody else, such as a relative or a lawyer abroad.
        basis: a code of the list ``basis``.
        begins, until: period of validity; ``until`` is None if it is open.
        ended_by, ended_at: who recorded an earlier end, and when.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("ended_by", "ended_at")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="mandates")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    name = SealedField()
    given_to = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
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
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("begins")),
                name="remedies_mandate_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="remedies_mandate_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(given_to=None, office=None)
                | Q(given_to__isnull=False, office__isnull=False),
                name="remedies_mandate_office",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a mandate"

    def holds_at(self, now: dt.datetime) -> bool:
        """Return whether the mandate is valid at a moment."""
        return (
            self.ended_at is None
            and self.begins <= now
            and (self.until is None or now < self.until)
        )


@tracked(institution="institution")
@classed(
    subject=FieldClass.INTERNAL,
    sent_to=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    capacity=FieldClass.PERSONAL,
    passed=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Submission(ClaimPart):
    """A submission of the claim to another institution, with the copy that it received.

    Attributes:
        sent_to, office: the recipient.
        capacity: ``decider`` sees heads, amounts and selected facts; ``debtor`` sees the orders
            and the payments that it reported itself.
        passed: sealed copy of heads and facts at that moment; later changes are not added. None
            for a debtor.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="submissions")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    sent_to = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10)
    passed = SealedField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "sent_to"], name="remedies_sent_once"),
            models.CheckConstraint(
                condition=Q(capacity=DECIDER, passed__isnull=False)
                | Q(capacity=DEBTOR, passed__isnull=True),
                name="remedies_a_debtor_gets_nothing_sealed",
            ),
            models.CheckConstraint(
                condition=~Q(institution=F("sent_to")), name="remedies_to_another_institution"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a submission"
