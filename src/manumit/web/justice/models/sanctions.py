"""Labour penalties, and entries in the public register of sanctions."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from manumit.web.inspections.models import InspectionOrder, Violation
from manumit.web.institutions.models import Institution
from manumit.web.justice.lists import NO, UNKNOWN, YES, YES_NO_UNKNOWN
from manumit.web.justice.models.proceedings import Proceeding
from manumit.web.justice.models.records import Organisation, Record
from manumit.web.justice.process import ANNULLED, CONVICTED, FINAL, PENALTY, SANCTION
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.money import CURRENCY, DIGITS, PLACES
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed

LONGEST_ARTICLE = 80


@tracked(institution="institution")
@classed(
    organisation=FieldClass.INTERNAL,
    kind=FieldClass.PERSONAL,
    ground=FieldClass.PERSONAL,
    currency=FieldClass.PERSONAL,
    amount=FieldClass.PERSONAL,
    on_day=FieldClass.PERSONAL,
    article=FieldClass.PERSONAL,
    order=FieldClass.INTERNAL,
    violation=FieldClass.INTERNAL,
)
class Penalty(Record):
    """A labour or administrative penalty against an organisation (R-39: independent of others).

    Attributes:
        kind, ground: codes of the lists ``penalty`` and ``ground``.
        currency, amount: of a fine; empty and None for anything else.
        on_day: on which it was issued.
        article: of the law that was violated, as the penalty cites it; empty if not recorded.
        order, violation: of an inspection that it follows: at most one of them (C81 art. 17).
    """

    RESOURCE: ClassVar[str] = PENALTY.resource

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    ground = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    on_day = models.DateField()
    article = models.CharField(max_length=LONGEST_ARTICLE, blank=True)
    order = models.ForeignKey(InspectionOrder, models.PROTECT, null=True, related_name="+")
    violation = models.ForeignKey(Violation, models.PROTECT, null=True, related_name="+")
    state = state_field(PENALTY)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="justice_one_penalty"
            ),
            models.CheckConstraint(
                condition=Q(kind="penalty_fine", amount__gt=0, currency__regex=CURRENCY)
                | (~Q(kind="penalty_fine") & Q(amount=None, currency="")),
                name="justice_penalty_amount",
            ),
            models.CheckConstraint(
                condition=Q(order=None, violation=None)
                | ~Q(article="") & (Q(order=None) | Q(violation=None)),
                name="justice_penalty_follows_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    fields=[one], condition=~Q(state=ANNULLED), name=f"justice_one_penalty_of_{one}"
                )
                for one in ("order", "violation")
            ),
        ]
        triggers: ClassVar = triggers(PENALTY)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a penalty"


@tracked(institution="institution")
@classed(
    organisation=FieldClass.INTERNAL,
    ground=FieldClass.PERSONAL,
    penalty=FieldClass.INTERNAL,
    proceeding=FieldClass.INTERNAL,
    heard_on=FieldClass.PERSONAL,
    decided_on=FieldClass.PERSONAL,
    public_from=FieldClass.PERSONAL,
    public_until=FieldClass.PERSONAL,
)
class Sanction(Record):
    """An entry in the public register of sanctions, from its proposal on (R-41).

    Attributes:
        ground: why, a code of the list ``ground``; public with the name.
        penalty, proceeding: the one decision that it is based on.
        heard_on: day on which the defence was heard.
        decided_on: day of the decision on the entry, after the hearing.
        public_from, public_until: first and last day on which it is public.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "state", "version", "heard_on", "decided_on", "public_from", "public_until",
    )  # fmt: skip
    RESOURCE: ClassVar[str] = SANCTION.resource

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40)
    penalty = models.ForeignKey(Penalty, models.PROTECT, null=True, related_name="+")
    proceeding = models.ForeignKey(Proceeding, models.PROTECT, null=True, related_name="+")
    heard_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    public_from = models.DateField(null=True)
    public_until = models.DateField(null=True)
    state = state_field(SANCTION)
    version = version_field()

    class Meta:
        """What the database holds to, whatever a program does."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="justice_one_sanction"
            ),
            models.CheckConstraint(
                condition=Q(penalty=None, proceeding__isnull=False)
                | Q(penalty__isnull=False, proceeding=None),
                name="justice_rests_on_one_decision",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None)
                | Q(heard_on__isnull=False, decided_on__gte=F("heard_on")),
                name="justice_heard_before_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "expired"])
                | Q(
                    decided_on__isnull=False,
                    public_from__gte=F("decided_on"),
                    public_until__gte=F("public_from"),
                ),
                name="justice_public_only_when_decided_and_with_an_end",
            ),
        ]
        triggers: ClassVar = triggers(SANCTION)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "an entry of the register"

    def basis_is_final(self) -> bool:
        """Return whether the penalty or conviction that it is based on is final."""
        if self.penalty is not None:
            return self.penalty.state == FINAL
        found = self.proceeding
        return found is not None and found.state == FINAL and found.outcome() == CONVICTED

    def was_heard(self) -> bool:
        """Return whether the defence was heard."""
        return self.heard_on is not None

    def ends(self) -> bool:
        """Return whether it has a last public day that has not passed."""
        return self.public_until is not None and self.public_until >= timezone.now().date()

    def is_over(self) -> bool:
        """Return whether its last public day has passed."""
        return self.public_until is not None and self.public_until < timezone.now().date()

    def identifies_a_worker(self) -> str:
        """Return whether it would identify a worker, by the last check: yes, no or unknown."""
        last = self.checks.order_by("-made_at").first()
        return UNKNOWN if last is None else last.says()


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    sanction=FieldClass.INTERNAL,
    household=FieldClass.PERSONAL,
    natural_person=FieldClass.PERSONAL,
    few_workers=FieldClass.PERSONAL,
    otherwise=FieldClass.PERSONAL,
    reason=FieldClass.PERSONAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class IdentityCheck(models.Model):
    """Check whether an entry would identify an exploited worker, by criteria and by judgement.

    Attributes:
        household: the employer is a private household.
        natural_person: the employer is a person who had one worker.
        few_workers: it had fewer than ``fewest_workers`` of the rules.
        otherwise: a person's answer: whether it would identify a worker in any other way.
        reason: why, a code of the list ``confirmed``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    sanction = models.ForeignKey(Sanction, models.PROTECT, related_name="checks")
    household = models.CharField(max_length=7)
    natural_person = models.CharField(max_length=7)
    few_workers = models.CharField(max_length=7)
    otherwise = models.CharField(max_length=7)
    reason = models.CharField(max_length=40)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    household__in=YES_NO_UNKNOWN,
                    natural_person__in=YES_NO_UNKNOWN,
                    few_workers__in=YES_NO_UNKNOWN,
                    otherwise__in=YES_NO_UNKNOWN,
                ),
                name="justice_check_known",
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a check"

    def says(self) -> str:
        """Return yes if one criterion holds, no if none does, else unknown."""
        found = {self.household, self.natural_person, self.few_workers, self.otherwise}
        if YES in found:
            return YES
        return NO if found == {NO} else UNKNOWN
