"""Rounds, their letters, the answers with payrolls, and the orders that followed."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.inspections.models import InspectionOrder, InspectionPart, InspectionRecord
from manumit.web.inspections.models.visits import CODE
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.money import DIGITS, PLACES
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.registers.models import Workplace
from manumit.web.rounds.process import ROUND


@tracked(institution="institution")
@classed(
    area=FieldClass.INTERNAL,
    sector=FieldClass.INTERNAL,
    records=FieldClass.INTERNAL,
    first_day=FieldClass.INTERNAL,
    last_day=FieldClass.INTERNAL,
    letters_on=FieldClass.INTERNAL,
    answer_by=FieldClass.INTERNAL,
    reminded_on=FieldClass.INTERNAL,
    language=FieldClass.INTERNAL,
    second_language=FieldClass.INTERNAL,
    workplaces=FieldClass.INTERNAL,
    frame=FieldClass.INTERNAL,
)
class Round(InspectionRecord):
    """The same request for records to all workplaces of a sector or area on one day.

    The day is fixed beforehand, and so is the list of workplaces: a round that is called because of
    one workplace would hide nobody.

    Attributes:
        area, sector: as of a programme of visits.
        records: what is asked for, codes of the list ``records``.
        first_day, last_day: of the time that the records are about.
        letters_on, answer_by: the day of the letters, and the last day to answer.
        reminded_on: when reminders were asked for; None until then.
        language, second_language: of the letters; the second is empty for none.
        workplaces, frame: how many, and their ids in order, as they were when it was planned.
    """

    RESOURCE: ClassVar[str] = ROUND.resource
    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version", "reminded_on")

    area = models.CharField(max_length=CODE)
    sector = models.CharField(max_length=1, blank=True)
    records = models.JSONField()
    first_day = models.DateField()
    last_day = models.DateField()
    letters_on = models.DateField()
    answer_by = models.DateField()
    reminded_on = models.DateField(null=True)
    language = models.CharField(max_length=CODE)
    second_language = models.CharField(max_length=CODE, blank=True)
    workplaces = models.PositiveIntegerField()
    frame = models.JSONField()
    state = state_field(ROUND)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "office", "-letters_on"], name="rounds_days"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "reference"], name="rounds_one_round"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"), letters_on__gte=F("last_day"))
                & Q(answer_by__gt=F("letters_on")),
                name="rounds_days_are_in_order",
            ),
        ]
        triggers: ClassVar = triggers(ROUND)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a round"

    def places(self) -> list[uuid.UUID]:
        """Return the ids of the workplaces, in order."""
        return [uuid.UUID(one) for one in self.frame]

    def is_early(self) -> bool:
        """Return whether the day of the letters is still to come."""
        return today() < self.letters_on

    def is_overdue(self) -> bool:
        """Return whether the last day to answer is over."""
        return self.answer_by < today()


@tracked(institution="institution")
@classed(
    round=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    workplace=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    place=FieldClass.INTERNAL,
    printable=FieldClass.INTERNAL,
    addressee=FieldClass.IDENTIFYING,
    paper=FieldClass.IDENTIFYING,
)
class RoundLetter(InspectionPart):
    """A letter to one workplace of a round: a request, or the reminder of one.

    Attributes:
        subject: the key of the round, which seals its letters too.
        kind: a code of the list ``letter``.
        place: its position in the list, which nothing but the id of the workplace decides.
        printable: whether name and address could be printed.
        addressee: name and address as they were in the letter, sealed.
        paper: the PDF as it was made, in Base64, sealed; empty if it could not be printed.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="letters")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE)
    place = models.PositiveIntegerField()
    printable = models.BooleanField()
    addressee = SealedField()
    paper = SealedField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "workplace", "kind"], name="rounds_one_letter"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a letter"


@tracked(institution="institution")
@classed(
    round=FieldClass.INTERNAL,
    letter=FieldClass.INTERNAL,
    answer=FieldClass.INTERNAL,
    answered_on=FieldClass.INTERNAL,
)
class LetterAnswer(InspectionPart):
    """The answer to a request; the latest of a letter counts.

    Attributes:
        answer: a code of the list ``answer``.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    letter = models.ForeignKey(RoundLetter, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=CODE)
    answered_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["letter", "-made_at"], name="rounds_latest_answer"),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "an answer to a letter"


@tracked(institution="institution")
@classed(
    round=FieldClass.INTERNAL,
    letter=FieldClass.INTERNAL,
    order=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
)
class RoundOrder(InspectionPart):
    """An order that followed a request: at most one of each kind.

    Attributes:
        kind: of the order.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="orders")
    letter = models.ForeignKey(RoundLetter, models.PROTECT, related_name="orders")
    order = models.OneToOneField(InspectionOrder, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "kind"], name="rounds_one_order_of_a_kind"),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "an order of a round"


@tracked(institution="institution")
@classed(
    round=FieldClass.INTERNAL,
    letter=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    law=FieldClass.INTERNAL,
    records_name=FieldClass.INTERNAL,
    asked_on=FieldClass.INTERNAL,
    answered_on=FieldClass.INTERNAL,
    records=FieldClass.IDENTIFYING,
    mapping=FieldClass.IDENTIFYING,
)
class LetterPayroll(InspectionPart):
    """A payroll that answers a request, as it came.

    Attributes:
        subject: the key of the round.
        law: id of the law by which it is worked out.
        records_name: a neutral name with the ending of the file.
        asked_on: day for which it is worked out what is late; ``answered_on``: when it came.
        records, mapping: both files in Base64, sealed.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="payrolls")
    letter = models.ForeignKey(RoundLetter, models.PROTECT, related_name="payrolls")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    law = models.CharField(max_length=CODE)
    records_name = models.CharField(max_length=CODE)
    asked_on = models.DateField()
    answered_on = models.DateField()
    records = SealedField()
    mapping = SealedField()

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a payroll"


@tracked(institution="institution")
@classed(
    round=FieldClass.INTERNAL,
    payroll=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    reading=FieldClass.INTERNAL,
    workers=FieldClass.INTERNAL,
    left_out=FieldClass.INTERNAL,
    owed=FieldClass.INTERNAL,
    owed_left=FieldClass.INTERNAL,
    currency=FieldClass.INTERNAL,
    least=FieldClass.INTERNAL,
    most=FieldClass.INTERNAL,
    outcome=FieldClass.IDENTIFYING,
)
class PayrollResult(InspectionPart):
    """What a payroll shows; made once by the background task.

    Attributes:
        reading: ``read``, ``unreadable``, or ``bad_mapping`` where the mapping is at fault.
        workers: that could be read; ``left_out``: those with a problem in a row.
        owed: workers to whom something is owed for certain; ``owed_left``: who of them left.
        least, most: what all of them can claim.
        outcome: the table of workers, views by language and refused rows, sealed.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    payroll = models.OneToOneField(LetterPayroll, models.PROTECT, related_name="result")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    reading = models.CharField(max_length=CODE)
    workers = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    owed = models.PositiveIntegerField(default=0)
    owed_left = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    least = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=0)
    most = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=0)
    outcome = SealedField()

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a result"
