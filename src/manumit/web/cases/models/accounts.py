"""Wage accounts: what a person was promised, did and was paid, and the results.

Accounts and results are sealed in the vault: they tell where a person worked, for whom, and
what they were paid. The rows contain only that there is one, its kind, author and time.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from manumit.web.cases.models.files import CaseFile, EvidenceSet, Sealing
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    account=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
    kind=FieldClass.PERSONAL,
    sealed_file=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
    withdrawn_by=FieldClass.INTERNAL,
    withdrawn_at=FieldClass.PERSONAL,
    withdrawn_reason=FieldClass.PERSONAL,
)
class AccountVersion(Sealing):
    """One version of an account of work; a correction adds another version.

    Attributes:
        account: what all versions of it share.
        number: counts the accounts of a file; ``version``: those of an account.
        kind: of :class:`manumit.web.cases.accounts.AccountKind`.
        sealed_file: id of the vault's file. No foreign key: withdrawal and erasure take that row
            away, and leave this one.
        request: idempotency key of the form.
        withdrawn_by, withdrawn_at, withdrawn_reason: who took its content away, with that of all
            other versions, when and why: a code of the list ``attachment_withdrawn``.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "withdrawn_by", "withdrawn_at", "withdrawn_reason",
    )  # fmt: skip

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="accounts")
    account = models.UUIDField(default=uuid.uuid4)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=10)
    sealed_file = models.UUIDField(unique=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "number", "version"], name="cases_account_number"
            ),
            models.UniqueConstraint(fields=["account", "version"], name="cases_account_version"),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="cases_account_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "an account"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    account_version=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    sealed_file=FieldClass.IDENTIFYING,
    engine=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class Reckoning(Sealing):
    """A result of one account version under the rules of a day; results are never replaced.

    Attributes:
        account_version: the version of the account.
        number: running number within the version.
        sealed_file: id of the vault's file, a document ``manumit/case-reckoning/1``.
        engine: version of the program, and a digest of the rules.
        request: idempotency key of the form.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="reckonings")
    account_version = models.ForeignKey(AccountVersion, models.PROTECT, related_name="reckonings")
    number = models.PositiveIntegerField()
    sealed_file = models.UUIDField(unique=True)
    engine = models.CharField(max_length=80)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account_version", "number"], name="cases_reckoning_number"
            )
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a reckoning"


@tracked(institution="institution")
@classed(
    file=FieldClass.INTERNAL,
    reckoning=FieldClass.INTERNAL,
    evidence=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
    content=FieldClass.IDENTIFYING,
    made_by=FieldClass.INTERNAL,
    made_at=FieldClass.PERSONAL,
    request=FieldClass.INTERNAL,
)
class SignReview(Sealing):
    """A decision about the signs that a result proposes; the latest one counts.

    Attributes:
        evidence: the set of evidence that was made with it; None where nothing changed in it.
        number: running number within the reckoning.
        content: which were taken and which were not, and the pieces of evidence that were taken: a
            document ``manumit/case-weighing/1``.
        request: idempotency key of the form.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="sign_reviews")
    reckoning = models.ForeignKey(Reckoning, models.PROTECT, related_name="sign_reviews")
    evidence = models.ForeignKey(
        EvidenceSet, models.PROTECT, null=True, related_name="sign_reviews"
    )
    number = models.PositiveIntegerField()
    content = SealedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reckoning", "number"], name="cases_weighing_number")
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return "a sign review"
