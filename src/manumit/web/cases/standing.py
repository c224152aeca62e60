"""Which signs of accounts and facts of groups stand in a file, beside what was said in interviews.

A sign stands while the version of the account that it was taken of is the latest one and is not
withdrawn, and while nobody has left it since; a fact of a place, while nobody has left it since.
"""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from manumit.assessment import Evidence
from manumit.exchange.evidence_file import evidence_pieces
from manumit.web.cases.accounts import Result, Told, Weighed, without_accounts
from manumit.web.cases.groups import sign_in, sign_of, taken
from manumit.web.cases.models import (
    AccountVersion,
    CaseFile,
    EvidenceSet,
    FactTaking,
    Reckoning,
    Weighing,
)
from manumit.web.kernel.vault.attachments import content_of, kept_file
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text

type Entries = list[Mapping[str, Any]]


def is_latest(row: AccountVersion) -> bool:
    """Whether there is no later version of the account."""
    later = AccountVersion.objects.filter(account=row.account, version__gt=row.version)
    return not later.exists()


def pieces_of_accounts(
    file: CaseFile, now: Mapping[uuid.UUID, Weighed] = MappingProxyType({})
) -> tuple[Evidence, ...]:
    """What stands of the accounts of a file, oldest account first, and of facts of its groups.

    Args:
        file: whose.
        now: what is weighed at this moment, by result, in place of what was before.
    """
    return evidence_pieces(_entries(file, now))


def _entries(file: CaseFile, now: Mapping[uuid.UUID, Weighed]) -> Iterator[Mapping[str, Any]]:
    key = subject_key(file.subject_id)
    yield from _facts(file, key)
    for reckoning in _standing(file):
        last = reckoning.weighings.order_by("-number").first()
        if reckoning.pk in now:
            yield from now[reckoning.pk].pieces
        elif last is not None:
            yield from weighed(last, key).pieces


def _facts(file: CaseFile, key: SubjectKey) -> Iterator[Mapping[str, Any]]:
    """What was last taken of each fact; nothing of one that was left."""
    latest: dict[uuid.UUID, FactTaking] = {}
    for row in FactTaking.objects.filter(file=file).order_by("number"):
        latest[row.fact_id] = row
    for row in latest.values():
        piece = taken(open_text(row, "content", key=key) or "")
        if piece is not None:
            yield piece


def _standing(file: CaseFile) -> QuerySet[Reckoning]:
    """The results of versions that stand."""
    later = AccountVersion.objects.filter(
        account=OuterRef("told__account"), version__gt=OuterRef("told__version")
    )
    rows = Reckoning.objects.filter(file=file, told__withdrawn_at=None).exclude(Exists(later))
    return rows.order_by("told__number", "number")


def weighed(row: Weighing, key: SubjectKey | None = None) -> Weighed:
    """What was taken and left in it.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    return Weighed.from_text(open_text(row, "content", key=key) or "")


def said_otherwise(file: CaseFile, entries: Sequence[Mapping[str, Any]]) -> Entries:
    """Entries of evidence of a file that were not taken of its own accounts, or of a fact."""
    facts = FactTaking.objects.filter(file=file).values_list("fact", flat=True)
    signs = {sign_in(file.pk, one) for one in facts}
    kept = [one for one in entries if sign_of(one["id"]) not in signs]
    return without_accounts(kept, own_reckonings(file))


def entries_of(row: EvidenceSet) -> dict[str, Any]:
    """A set of evidence as its document ``manumit/evidence/1``."""
    found: dict[str, Any] = json.loads(open_text(row, "content") or "")
    return found


def own_reckonings(file: CaseFile) -> frozenset[uuid.UUID]:
    """Results of the accounts of a file; those that evidence of a referral names are others'."""
    return frozenset(Reckoning.objects.filter(file=file).values_list("pk", flat=True))


def told_of(row: AccountVersion) -> Told:
    """What was told, from the vault; whoever asks has asked the policy.

    Raises:
        InputError: V101 to V107, V201, V301, V404, V405.
    """
    return Told.from_text(content_of(kept_file(row.sealed_file)).decode())


def result_of(row: Reckoning) -> Result:
    """What it came to; as for :func:`told_of`."""
    return Result.from_text(content_of(kept_file(row.sealed_file)).decode())
