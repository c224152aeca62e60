"""Non-punishment checks: no punishment for acts that a worker was compelled to commit (R-50).

A prosecution opens a check itself, or receives one that ``cases`` sends for a person.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.justice.lists import AGREED, PROCEEDINGS_EXIST
from manumit.web.justice.models.records import Record
from manumit.web.justice.process import NON_PUNISHMENT
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField


@tracked(institution="institution")
@classed(
    basis=FieldClass.PERSONAL,
    against=FieldClass.IDENTIFYING,
    advised_on=FieldClass.PERSONAL,
    agreed_on=FieldClass.PERSONAL,
    adviser=FieldClass.IDENTIFYING,
    language=FieldClass.PERSONAL,
    offence=FieldClass.PERSONAL,
    content=FieldClass.IDENTIFYING,
    child=FieldClass.PERSONAL,
)
class NonPunishment(Record):
    """A non-punishment check. ``name`` is the sender's reference for the worker, never a name.

    A check that was sent belongs to the sender, is sealed under the person's key, and is disclosed
    to one office of a prosecution. Both share this row and nothing of the case file.

    Attributes:
        basis: why it may be asked at all, a code of the list ``basis``.
        against: reference of the proceedings against the worker; sealed; None where none exist.
        advised_on, agreed_on: of legal advice and of the worker's word, where none exist.
        adviser, language: who advised, sealed and for the sender alone, and in which language.
        offence: of one that was sent: a code of the list ``compelled``; else empty.
        content: of one that was sent: what bears on compulsion, and why; sealed.
        child: whether the rules for children apply (R-46); unsure is treated as a child.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version", "child")
    RESOURCE: ClassVar[str] = NON_PUNISHMENT.resource

    basis = models.CharField(max_length=40)
    against = SealedField(null=True)
    advised_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    adviser = SealedField(null=True)
    language = models.CharField(max_length=3, blank=True, default="")
    offence = models.CharField(max_length=40, blank=True, default="")
    content = SealedField(null=True)
    child = models.BooleanField(default=True)
    state = state_field(NON_PUNISHMENT)
    version = version_field()

    class Meta:
        """What the database holds to: nobody asks for a worker of whom nobody knew (R-50)."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "reference"], name="justice_one_check"),
            models.CheckConstraint(
                condition=Q(
                    basis=PROCEEDINGS_EXIST, against__isnull=False, advised_on=None, agreed_on=None
                )
                | Q(
                    basis=AGREED,
                    against__isnull=True,
                    advised_on__isnull=False,
                    agreed_on__gte=F("advised_on"),
                ),
                name="justice_check_may_be_asked",
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=True, offence="", adviser__isnull=True, language="")
                | (
                    Q(content__isnull=False)
                    & ~Q(offence="")
                    & (
                        Q(basis=PROCEEDINGS_EXIST, adviser__isnull=True, language="")
                        | Q(basis=AGREED, adviser__isnull=False, language__regex=r"^[a-z]{2,3}$")
                    )
                ),
                name="justice_check_was_sent_whole",
            ),
        ]
        triggers: ClassVar = triggers(NON_PUNISHMENT)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a check of non-punishment"
