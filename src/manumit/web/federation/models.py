"""Other installations, their keys, shared references, and the queue of messages.

No table of this app holds data about a person, encrypted or not: a message is made from the
referral when it is sent, and a received referral is stored with the other referrals.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from manumit.web.federation.keys import ID_LETTERS, LONGEST_ADDRESS, PublicKeys
from manumit.web.federation.process import PEER
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
    """Another installation, as one institution of this one knows it.

    Attributes:
        institution: that admits it, and alone exchanges with it.
        name: what it is called here.
        address: where envelopes are sent.
        proposed_by: the last person to paste its card; never the one who admits it.
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
        triggers: ClassVar = triggers(PEER)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
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
        vouched: this installation's signature over the admission, so that write access to the
            database alone admits nobody. None while only proposed.
        until: end of their validity; None for the current ones.
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
        """Return a fixed text: nothing in a log may lead to a person."""
        return f"keys {self.key}"

    @property
    def public(self) -> PublicKeys:
        """Return the keys as objects."""
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
    """A reference that this side and a peer share for a row; each peer gets another one.

    Attributes:
        kind: ``institution``, ``office`` or ``referral``.
        local: its id here; None for a referral that was withdrawn before it came.
        reference: random, chosen by the side that owns the row.
        ours: whether this side chose it.
        settled_at: when no message was left to send about an ended referral; from then on the
            retention period of its messages runs and no new one is created.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=LONGEST_CODE)
    local = models.UUIDField(null=True)
    reference = models.UUIDField(default=uuid.uuid4)
    ours = models.BooleanField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
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
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a counterpart"


@classed(
    peer=FieldClass.INTERNAL,
    sent=FieldClass.INTERNAL,
    confirmed=FieldClass.INTERNAL,
    jumped_at=FieldClass.INTERNAL,
    behind_at=FieldClass.INTERNAL,
)
class OutgoingSequence(models.Model):
    """Sequence numbers towards a peer. Locked while a message is sent, so that they only rise.

    Attributes:
        sent: the last number that was used.
        confirmed: the highest that the peer has acknowledged.
        jumped_at: when the peer knew higher numbers than this side: a backup was restored here.
        behind_at: when the peer had forgotten what it had taken: one was restored there.
    """

    peer = models.OneToOneField(Peer, models.PROTECT, primary_key=True, related_name="outward")
    sent = models.BigIntegerField(default=0)
    confirmed = models.BigIntegerField(default=0)
    jumped_at = models.DateTimeField(null=True)
    behind_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a line outward"


@classed(
    peer=FieldClass.INTERNAL,
    heard=FieldClass.INTERNAL,
    behind_at=FieldClass.INTERNAL,
)
class IncomingSequence(models.Model):
    """Sequence numbers from a peer. Locked while one of its messages is applied.

    A table of its own, beside :class:`OutgoingSequence`: two sides that write to each other at
    the same time must not wait for one another.

    Attributes:
        heard: the highest accepted number; messages up to it are old.
        behind_at: when the peer showed that this side has forgotten: a backup was restored here.
    """

    peer = models.OneToOneField(Peer, models.PROTECT, primary_key=True, related_name="inward")
    heard = models.BigIntegerField(default=0)
    behind_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
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
class OutgoingMessage(models.Model):
    """A message for a peer: its kind and referral, never its content.

    Attributes:
        id: derived from the step that it reports, so that a step is sent once.
        move: the ``request`` of that step; None for what is none.
        report: of a service or of the outcome, that it carries.
        first: sent before all other waiting messages.
        number: of the last attempt.
        result: what the peer acknowledged, or why it is not sent; empty while it waits.
        ended_at: when it was acknowledged or dropped.
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
        indexes: ClassVar = [
            models.Index(fields=["peer", "ended_at", "next_try"], name="federation_waiting"),
            models.Index(fields=["referral"], name="between_of_referral"),
        ]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
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
class IncomingMessage(models.Model):
    """A processed message, without its content, so that it is never applied again.

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
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "message"], name="between_applied_once")
        ]
        indexes: ClassVar = [models.Index(fields=["message"], name="federation_came")]

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a message that came"
