"""Which signs of accounts, and what rooms above let holders adopt, count as evidence now.

A sign counts while the account version that it was taken from is the latest one and is not
withdrawn, and while no later review has left it out.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from manumit.assessment import Evidence
from manumit.exchange.evidence_file import evidence_pieces
from manumit.web.cases.accounts import AccountResult, ReviewedSigns, WageAccount, without_accounts
from manumit.web.cases.models import AccountVersion, CaseFile, EvidenceSet, Reckoning, SignReview
from manumit.web.kernel.vault.attachments import get_attachment, read_attachment
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text

type Entries = list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class AdoptedEvidence:
    """Evidence that a holder of a file adopts in a room above, such as a fact about a workplace.

    Attributes:
        pieces: opens what counts now of a file, with the key of its person.
        owns: returns for a file a test whether the id of a piece is of such evidence.
    """

    pieces: Callable[[CaseFile, SubjectKey], Iterable[Mapping[str, Any]]]
    owns: Callable[[CaseFile], Callable[[str], bool]]


_ADOPTED: list[AdoptedEvidence] = []


def register_adopted(adopted: AdoptedEvidence) -> None:
    """Register evidence of a room above; called once from its ``AppConfig.ready``."""
    _ADOPTED.append(adopted)


def is_latest(row: AccountVersion) -> bool:
    """Return whether there is no later version of the account."""
    later = AccountVersion.objects.filter(account=row.account, version__gt=row.version)
    return not later.exists()


def current_pieces(
    file: CaseFile, now: Mapping[uuid.UUID, ReviewedSigns] = MappingProxyType({})
) -> tuple[Evidence, ...]:
    """Return the evidence that counts now: of accounts, oldest first, and what was adopted.

    Args:
        file: the case file.
        now: what is weighed at this moment, by result, in place of what was before.
    """
    return evidence_pieces(_entries(file, now))


def _entries(file: CaseFile, now: Mapping[uuid.UUID, ReviewedSigns]) -> Iterator[Mapping[str, Any]]:
    key = subject_key(file.subject_id)
    for one in _ADOPTED:
        yield from one.pieces(file, key)
    for reckoning in _standing(file):
        last = reckoning.sign_reviews.order_by("-number").first()
        if reckoning.pk in now:
            yield from now[reckoning.pk].pieces
        elif last is not None:
            yield from read_review(last, key).pieces


def _standing(file: CaseFile) -> QuerySet[Reckoning]:
    """Return the results of account versions that are current and not withdrawn."""
    later = AccountVersion.objects.filter(
        account=OuterRef("account_version__account"),
        version__gt=OuterRef("account_version__version"),
    )
    rows = Reckoning.objects.filter(file=file, account_version__withdrawn_at=None).exclude(
        Exists(later)
    )
    return rows.order_by("account_version__number", "number")


def read_review(row: SignReview, key: SubjectKey | None = None) -> ReviewedSigns:
    """Open a sign review and return which signs were taken and left.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    return ReviewedSigns.from_text(open_text(row, "content", key=key) or "")


def interview_entries(file: CaseFile, entries: Sequence[Mapping[str, Any]]) -> Entries:
    """Return the evidence entries that come neither from the file's accounts nor were adopted."""
    tests = [one.owns(file) for one in _ADOPTED]
    kept = [one for one in entries if not any(owns(one["id"]) for owns in tests)]
    return without_accounts(kept, own_reckonings(file))


def entries_of(row: EvidenceSet) -> dict[str, Any]:
    """Return a set of evidence as its document ``manumit/evidence/1``."""
    found: dict[str, Any] = json.loads(open_text(row, "content") or "")
    return found


def own_reckonings(file: CaseFile) -> frozenset[uuid.UUID]:
    """Return the ids of the file's own results; evidence of a referral may name others."""
    return frozenset(Reckoning.objects.filter(file=file).values_list("pk", flat=True))


def wage_account_of(row: AccountVersion) -> WageAccount:
    """Read an account from the vault; the caller has checked the policy.

    Raises:
        InputError: V101 to V107, V201, V301, V404, V405.
    """
    return WageAccount.from_text(read_attachment(get_attachment(row.sealed_file)).decode())


def result_of(row: Reckoning) -> AccountResult:
    """Read a result from the vault; errors as for :func:`wage_account_of`."""
    return AccountResult.from_text(read_attachment(get_attachment(row.sealed_file)).decode())
