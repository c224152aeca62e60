"""Other installations, their keys, what both sides call a thing, and what waits to be told.

No table of the room holds anything that was said of a person, sealed or not: a message is made
from the referral at the moment it is sent, and what comes is put where referrals lie.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from manumit.web.between.keys import ID_LETTERS, LONGEST_ADDRESS, PublicKeys
from manumit.web.between.process import PEER
from manumit.web.institutions.models import Institution
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed

LONGEST_NAME = 200
LONGEST_CODE = 40


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    name=FieldClass.PUBLIC,
    address=FieldClass.INTERNAL,
    proposed_by=FieldClass.INTERNAL,
    proposed_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Peer(models.Model):
    """Another installation, as one institution of this one stands to it.

    Attributes:
        institution: that admits it, and alone exchanges with it.
        name: what it is called here.
        address: where envelopes are sent.
        proposed_by: who pasted its card last; never who admits it.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version", "proposed_by", "address")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    state = state_field(PEER)
    version = version_field()

    class Meta:
        """What the database holds to."""

        triggers: ClassVar = triggers(PEER)

    def __str__(self) -> str:
        """Nothing of anybody."""
        return f"peer {self.id}"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    peer=FieldClass.INTERNAL,
    key=FieldClass.INTERNAL,
    signing=FieldClass.INTERNAL,
    locking=FieldClass.INTERNAL,
    vouched=FieldClass.INTERNAL,
    since=FieldClass.INTERNAL,
    until=FieldClass.INTERNAL,
)
class PeerKeys(models.Model):
    """Keys of a peer.

    Attributes:
        key: their id in envelopes.
        vouched: this installation's signature that they were admitted: who writes into the
            database alone admits nobody. None while they are only proposed.
        until: from then on nothing they sign counts; None for the current ones.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("vouched", "until")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="keys")
    key = models.CharField(max_length=ID_LETTERS, unique=True)
    signing = models.BinaryField(max_length=32)
    locking = models.BinaryField(max_length=32)
    vouched = models.BinaryField(max_length=64, null=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Nothing of anybody."""
        return f"keys {self.key}"

    @property
    def public(self) -> PublicKeys:
        """As they are used."""
        return PublicKeys(bytes(self.signing), bytes(self.locking))


@classed(
    id=FieldClass.INTERNAL,
    peer=FieldClass.INTERNAL,
    kind=FieldClass.INTERNAL,
    local=FieldClass.INTERNAL,
    reference=FieldClass.INTERNAL,
    ours=FieldClass.INTERNAL,
    settled_at=FieldClass.PERSONAL,
)
class Counterpart(models.Model):
    """What this side and a peer call the same thing; each peer hears another word for it.

    Attributes:
        kind: ``institution``, ``office`` or ``referral``.
        local: its id here; None for a referral that was taken back before it came.
        reference: a word of chance, chosen by the side that the thing belongs to.
        ours: whether this side chose it.
        settled_at: of a referral that is over, when there was nothing more to tell of it: from
            then on what was told is kept for a time and nothing is told anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=LONGEST_CODE)
    local = models.UUIDField(null=True)
    reference = models.UUIDField(default=uuid.uuid4)
    ours = models.BooleanField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["peer", "kind", "reference"], name="between_one_reference"
            ),
            models.UniqueConstraint(
                fields=["peer", "kind", "local"],
                condition=Q(local__isnull=False),
                name="between_one_local",
            ),
        ]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a counterpart"


@classed(
    peer=FieldClass.INTERNAL,
    sent=FieldClass.INTERNAL,
    confirmed=FieldClass.INTERNAL,
    jumped_at=FieldClass.INTERNAL,
    behind_at=FieldClass.INTERNAL,
)
class Outward(models.Model):
    """The line to a peer. Locked while something is sent, so that numbers rise.

    Attributes:
        sent: the last number that was used.
        confirmed: the highest that the peer said it has taken.
        jumped_at: when the peer knew higher numbers than this side: a backup was restored here.
        behind_at: when the peer had forgotten what it had taken: one was restored there.
    """

    peer = models.OneToOneField(Peer, models.PROTECT, primary_key=True, related_name="outward")
    sent = models.BigIntegerField(default=0)
    confirmed = models.BigIntegerField(default=0)
    jumped_at = models.DateTimeField(null=True)
    behind_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Nothing of anybody."""
        return "a line outward"


@classed(
    peer=FieldClass.INTERNAL,
    heard=FieldClass.INTERNAL,
    behind_at=FieldClass.INTERNAL,
)
class Inward(models.Model):
    """The line from a peer. Locked while something of it is taken.

    Apart from :class:`Outward`: two sides that write to each other at once must not wait for one
    another.

    Attributes:
        heard: the highest number that was taken: what has none higher is old, or known.
        behind_at: when the peer showed that this side has forgotten: a backup was restored here.
    """

    peer = models.OneToOneField(Peer, models.PROTECT, primary_key=True, related_name="inward")
    heard = models.BigIntegerField(default=0)
    behind_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Nothing of anybody."""
        return "a line inward"


@classed(
    id=FieldClass.INTERNAL,
    peer=FieldClass.INTERNAL,
    kind=FieldClass.PERSONAL,
    referral=FieldClass.INTERNAL,
    move=FieldClass.INTERNAL,
    report=FieldClass.INTERNAL,
    first=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    tries=FieldClass.INTERNAL,
    next_try=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    result=FieldClass.PERSONAL,
    ended_at=FieldClass.PERSONAL,
)
class Outgoing(models.Model):
    """What a peer is to be told: that, and about which referral, never the words.

    Attributes:
        id: of the message: from the step that it tells, so that a step is told once.
        move: the ``request`` of that step; None for what is none.
        report: of a service or of the outcome, that it tells.
        first: sent before all that waits.
        number: of the last attempt.
        result: what the peer acknowledged, or why it is not sent; empty while it waits.
        ended_at: when it was done with.
    """

    id = models.UUIDField(primary_key=True)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="outgoing")
    kind = models.CharField(max_length=LONGEST_CODE)
    referral = models.UUIDField(null=True)
    move = models.UUIDField(null=True, unique=True)
    report = models.UUIDField(null=True, unique=True)
    first = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    number = models.BigIntegerField(default=0)
    result = models.CharField(max_length=LONGEST_CODE, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """What the database holds to."""

        indexes: ClassVar = [
            models.Index(fields=["peer", "ended_at", "next_try"], name="between_waiting"),
            models.Index(fields=["referral"], name="between_of_referral"),
        ]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a message"


@classed(
    id=FieldClass.INTERNAL,
    peer=FieldClass.INTERNAL,
    message=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    kind=FieldClass.PERSONAL,
    result=FieldClass.PERSONAL,
    came_at=FieldClass.PERSONAL,
)
class Incoming(models.Model):
    """A message that was done with: it is never applied again. Nothing of its content.

    Attributes:
        message: the id that its sender gave it.
        number: of the attempt that was taken.
        result: what it was acknowledged with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    message = models.UUIDField()
    number = models.BigIntegerField()
    kind = models.CharField(max_length=LONGEST_CODE)
    result = models.CharField(max_length=LONGEST_CODE)
    came_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What the database holds to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "message"], name="between_applied_once")
        ]
        indexes: ClassVar = [models.Index(fields=["message"], name="between_came")]

    def __str__(self) -> str:
        """Nothing that leads to a person."""
        return "a message that came"
