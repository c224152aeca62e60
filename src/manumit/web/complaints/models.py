"""Complaints, their sealed sources and what follows. No column is about residence status (R-34)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.complaints.lists import AGREED, rules
from manumit.web.complaints.process import COMPLAINT, ENDS, JOIN_ROUND, OPENING, REPRISAL
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.rounds.models import Round
from manumit.web.rounds.process import PLANNED

CODE = 40
"""Characters of a code."""
TOKEN = 32
"""Bytes of the keyed digest of a receipt."""
ANSWER, QUESTION, REPLY = "answer", "question", "reply"
"""Kinds of message: the first two are the office's, the last is the worker's."""


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    received_on=FieldClass.INTERNAL,
    danger=FieldClass.INTERNAL,
    child=FieldClass.INTERNAL,
    queue=FieldClass.INTERNAL,
    answer_by=FieldClass.INTERNAL,
    holder=FieldClass.INTERNAL,
    reply_on=FieldClass.INTERNAL,
    awaited_round=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Complaint(models.Model):
    """One complaint. What it says is sealed under a key of its own from the first moment.

    Attributes:
        subject: the key of the content; the source has another one.
        reference: its label within the office; no paper for an employer contains it (R-30).
        received_on: the day, which is all that pages and lists show.
        danger, child: what puts it first; set on receipt, and by intake when it learns more.
        queue: danger, child and day as one number, by which the list is sorted; an index has it.
        answer_by: last day of the answer; later only by a new date with an act of its own.
        holder: who acknowledged it and works on it; None until then.
        reply_on: day of the worker's latest reply or withdrawal that nobody has dealt with; else
            None.
        awaited_round: for which it waits or waited last; None for every other way.
        content: what happened and where, as JSON.
    """

    RESOURCE: ClassVar[str] = COMPLAINT.resource
    changed_columns: ClassVar[tuple[str, ...]] = (
        "state",
        "version",
        "danger",
        "child",
        "queue",
        "answer_by",
        "holder",
        "reply_on",
        "awaited_round",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9)
    request = models.UUIDField(unique=True)
    received_on = models.DateField()
    danger = models.BooleanField()
    child = models.BooleanField()
    queue = models.PositiveIntegerField()
    answer_by = models.DateField()
    holder = models.UUIDField(null=True)
    reply_on = models.DateField(null=True)
    awaited_round = models.UUIDField(null=True)
    content = SealedField()
    state = state_field(COMPLAINT)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "office", "queue"], name="complaints_queue"),
            models.Index(fields=["institution", "state", "answer_by"], name="complaints_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="complaints_one_reference"
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gte=models.F("received_on")),
                name="complaints_answer_after_receipt",
            ),
        ]
        triggers: ClassVar = triggers(COMPLAINT)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a complaint."""
        return "a complaint"

    @property
    def lead(self) -> "SealedSource":
        """Return the source of the person who sent it."""
        return self.sources.get(leads=True)

    def is_collective(self) -> bool:
        """Return whether others were added to it; it stays so when they leave."""
        return self.sources.filter(leads=False).exists()

    def has_answer(self) -> bool:
        """Return whether an answer to the worker was written."""
        return self.messages.filter(kind=ANSWER).exists()

    def can_be_written(self) -> bool:
        """Return whether messages are possible: while it is open, or a reprisal is."""
        open_reprisals = self.reprisals.exclude(state__in=REPRISAL.ends)
        return self.state not in ENDS or open_reprisals.exists()

    def last_briefing(self, route: str) -> "Briefing | None":
        """Return the latest briefing of a route, which is the one that counts."""
        return self.briefings.filter(route=route).order_by("-made_at").first()

    def exposure_blocks(self, route: str) -> str | None:
        """Return why a route that the employer notices may not be approved; None if it may."""
        last = self.last_briefing(route)
        if last is None:
            return "no_briefing"
        if last.round and not Round.objects.filter(pk=last.round, state=PLANNED).exists():
            return "round_is_gone"
        if route == JOIN_ROUND and (self.danger or self.child):
            return "cannot_wait"
        return None if self.danger else self._risk_blocks(last)

    def _risk_blocks(self, last: "Briefing") -> str | None:
        # Nobody agrees to a risk for the hidden others, and they cannot all be asked.
        collective = self.is_collective()
        if last.agreed == AGREED and not collective:
            return None
        if last.route == "ask_visit":
            return "wait_for_round"
        if last.chance <= rules().limit:
            return None
        return "members_cannot_agree" if collective else "worker_must_agree"


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
)
class ComplaintPart(models.Model):
    """Base of what is recorded about a complaint. Rows are added, never changed.

    Attributes:
        made_by: the member; None for what came from the worker.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        abstract = True


@tracked(institution="institution")
@classed(
    complaint=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    leads=FieldClass.INTERNAL,
    receipt=FieldClass.IDENTIFYING,
    contact=FieldClass.IDENTIFYING,
)
class SealedSource(ComplaintPart):
    """One person who complains, as far as anybody knows: sealed separately from the content (R-30).

    A collective complaint has several, and no page shows how many.

    Attributes:
        subject: a key of its own, so that opening or erasing one leaves the other.
        leads: whether it is the one who sent the complaint, and who can add others.
        receipt: keyed digest of the receipt's words; None if the worker wanted none.
        contact: how the worker wants to be reached; None if not given.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="sources")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    leads = models.BooleanField()
    receipt = models.BinaryField(max_length=TOKEN, null=True, unique=True)
    contact = SealedField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(leads=True), name="complaints_one_lead"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a source."""
        return "a sealed source"


@tracked(institution="institution")
@classed(source=FieldClass.INTERNAL)
class MemberDeparture(ComplaintPart):
    """That one person left a complaint which others keep up; what was written stays sealed."""

    source = models.OneToOneField(SealedSource, models.PROTECT, related_name="departure")

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a source."""
        return "a departure"


@tracked(institution="institution")
@classed(
    complaint=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    source=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    made_on=FieldClass.INTERNAL,
    text=FieldClass.IDENTIFYING,
)
class ComplaintMessage(ComplaintPart):
    """An answer or question of the office, or the worker's reply; sealed with the content's key.

    Attributes:
        source: who replied, and alone reads the reply again; None for the office's.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="messages")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    source = models.ForeignKey(SealedSource, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=CODE)
    made_on = models.DateField()
    text = SealedField()

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a complaint."""
        return "a message of a complaint"


@tracked(institution="institution")
@classed(
    complaint=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    source=FieldClass.INTERNAL,
    sealed_file=FieldClass.INTERNAL,
    media_type=FieldClass.INTERNAL,
    size=FieldClass.INTERNAL,
    made_on=FieldClass.INTERNAL,
    digest=FieldClass.IDENTIFYING,
)
class ComplaintAttachment(ComplaintPart):
    """A photograph or paper of a complaint; the vault has the content, under the content's key.

    Attributes:
        source: who sent it, and alone sees that it came; None for what intake added.
        sealed_file: id of the vault's file. No foreign key: erasure takes that row away.
        media_type, size: of what is kept; size in bytes.
        digest: SHA-256 of what is kept, in hexadecimal digits; sealed, since a known picture could
            be found by it.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="attachments")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    source = models.ForeignKey(SealedSource, models.PROTECT, null=True, related_name="+")
    sealed_file = models.UUIDField(unique=True)
    media_type = models.CharField(max_length=CODE)
    size = models.PositiveIntegerField()
    made_on = models.DateField()
    digest = SealedField()

    class Meta:
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a complaint."""
        return "an attachment of a complaint"


@tracked(institution="institution")
@classed(
    complaint=FieldClass.INTERNAL,
    route=FieldClass.INTERNAL,
    sector=FieldClass.INTERNAL,
    facts=FieldClass.INTERNAL,
    knowable_by=FieldClass.INTERNAL,
    share=FieldClass.INTERNAL,
    chance=FieldClass.INTERNAL,
    agreed=FieldClass.INTERNAL,
    visit_by=FieldClass.INTERNAL,
    round=FieldClass.INTERNAL,
)
class Briefing(ComplaintPart):
    """What an inspector would get for a route, and what it could give away. Codes and numbers only.

    Attributes:
        route: a step of the process that touches the employer.
        facts: codes of the list ``topic``; there is no column for a text.
        knowable_by: how many workers could have known these facts, as intake estimates.
        share: chance that the employer guesses that somebody complained.
        chance: that he guesses who: share × 1 ÷ ``knowable_by``.
        agreed: a code of the list ``agreed``.
        visit_by: last day of a visit because of danger; None otherwise.
        round: for which the complaint would wait; None for another route. No foreign key, which
            would lock the row of the round, and show in the database that somebody waits for it.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="briefings")
    route = models.CharField(max_length=CODE)
    sector = models.CharField(max_length=CODE)
    facts = models.JSONField()
    knowable_by = models.PositiveIntegerField()
    share = models.DecimalField(max_digits=5, decimal_places=4)
    chance = models.DecimalField(max_digits=5, decimal_places=4)
    agreed = models.CharField(max_length=CODE)
    visit_by = models.DateField(null=True)
    round = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(route=JOIN_ROUND, round__isnull=False)
                | ~Q(route=JOIN_ROUND) & Q(round__isnull=True),
                name="complaints_briefing_has_its_round",
            ),
            models.CheckConstraint(
                condition=Q(knowable_by__gte=1, share__gte=0, share__lte=1, chance__gte=0),
                name="complaints_briefing_has_chances",
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a complaint."""
        return "a briefing"

    @property
    def exposed(self) -> bool:
        """Return whether the chance is above the limit."""
        return self.chance > rules().limit


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    complaint=FieldClass.INTERNAL,
    asked_by=FieldClass.INTERNAL,
    asked_at=FieldClass.INTERNAL,
    purpose=FieldClass.INTERNAL,
    until=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class SourceOpening(models.Model):
    """A request to open a source: one person asks, another approves, for a short time.

    Attributes:
        purpose: a code of the list ``purpose``.
        until: when it closes again; None until it is approved.
    """

    RESOURCE: ClassVar[str] = OPENING.resource
    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version", "until")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="openings")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(auto_now_add=True)
    purpose = models.CharField(max_length=CODE)
    until = models.DateTimeField(null=True)
    request = models.UUIDField(unique=True)
    state = state_field(OPENING)
    version = version_field()

    class Meta:
        triggers: ClassVar = triggers(OPENING)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a source."""
        return "a request to open a source"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    complaint=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    source=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    act_by=FieldClass.INTERNAL,
    answer_by=FieldClass.INTERNAL,
    text=FieldClass.IDENTIFYING,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Reprisal(models.Model):
    """What was done to a worker after a complaint: a new violation (R-32, C158 art. 5(c)).

    Nothing links it with a workplace, a visit or an order: it is known in intake alone.

    Attributes:
        subject: the key of the complaint's content.
        source: who reported it, and alone reads its state; None if intake recorded it.
        made_by: the member of intake; None if the worker reported it on the answer page.
        kind: a code of the list ``reprisal``.
        act_by, answer_by: last days to act, and to answer the worker.
        text: in the worker's words; None if none were given.
    """

    RESOURCE: ClassVar[str] = REPRISAL.resource
    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="reprisals")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    source = models.ForeignKey(SealedSource, models.PROTECT, null=True, related_name="reprisals")
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    kind = models.CharField(max_length=CODE)
    act_by = models.DateField()
    answer_by = models.DateField()
    text = SealedField(null=True)
    state = state_field(REPRISAL)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["institution", "state", "act_by"], name="complaints_reprisals"),
        ]
        triggers: ClassVar = triggers(REPRISAL)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a complaint."""
        return "a reprisal"

    def has_answer(self) -> bool:
        """Return whether an answer to the worker was written since it was reported."""
        messages = ComplaintMessage.objects.filter(complaint=self.complaint_id)
        return messages.filter(kind=ANSWER, made_at__gt=self.made_at).exists()
