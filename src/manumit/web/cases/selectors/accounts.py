"""Read accounts of a file, their results, and the evidence taken from them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.cases.accounts import AccountResult, ReviewedSigns, WageAccount, source_of
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.current_evidence import is_latest, read_review, result_of, wage_account_of
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import AccountVersion, Reckoning
from manumit.web.cases.policies import reckoning_policy, statement_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import check_column_visible

NOTHING = ReviewedSigns(taken=frozenset(), left=frozenset(), pieces=())


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One version of an account, without its content.

    Attributes:
        kind: ``wages``, ``terms`` or ``costs``.
        latest: whether there is no later version.
        withdrawn_by, withdrawn_at, withdrawn_reason: None or empty unless withdrawn.
    """

    id: uuid.UUID
    account: uuid.UUID
    number: int
    version: int
    kind: str
    made_by: uuid.UUID
    made_at: dt.datetime
    latest: bool
    withdrawn_by: uuid.UUID | None
    withdrawn_at: dt.datetime | None
    withdrawn_reason: str

    @property
    def stands(self) -> bool:
        """Return whether evidence taken from it counts: latest version, not withdrawn."""
        return self.latest and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class ReckoningLine:
    """One result of a version, without its content.

    Attributes:
        engine: which program and rules made it.
    """

    id: uuid.UUID
    number: int
    engine: str
    made_by: uuid.UUID
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class AccountView:
    """One version with one of its results; ``repr`` hides the content.

    Attributes:
        file: its case file.
        name: for a file on a device: the pseudonym and numbers, nothing of the person.
        versions: of the account, the first first.
        results: of the version, the first first.
        reckoning: the result that is shown; None once it is withdrawn.
        content, result: None once it is withdrawn.
        weighed: what was taken and left of it; ``seen``: how often that was done.
    """

    line: AccountLine
    file: uuid.UUID
    name: str
    versions: tuple[AccountLine, ...]
    results: tuple[ReckoningLine, ...]
    reckoning: ReckoningLine | None
    content: WageAccount | None
    result: AccountResult | None
    weighed: ReviewedSigns
    seen: int


def accounts(actor: Actor | None, file_id: uuid.UUID) -> list[AccountLine]:
    """Return all versions of a file's accounts that the actor may see, also withdrawn ones."""
    rows = list(statement_policy.scope(actor).filter(file=file_id).order_by("number", "version"))
    last = {row.account: row.version for row in rows}
    return [_line(row, latest=last[row.account] == row.version) for row in rows]


def _line(row: AccountVersion, *, latest: bool) -> AccountLine:
    return AccountLine(
        row.pk,
        row.account,
        row.number,
        row.version,
        row.kind,
        row.made_by,
        row.made_at,
        latest,
        row.withdrawn_by,
        row.withdrawn_at,
        row.withdrawn_reason,
    )


@transaction.atomic
def account(actor: Actor | None, version_id: uuid.UUID) -> AccountView:
    """Return one version with its latest result.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301, V404, V405.
    """
    who, row = _loaded(actor, version_id)
    tell(who, "read_statement", "statement", row.pk, purpose=SEE)
    return _view(who, row, row.reckonings.latest("number"))


@transaction.atomic
def reckoning(actor: Actor | None, reckoning_id: uuid.UUID) -> AccountView:
    """Return one result with its account version.

    Raises:
        Refused: the actor may not do this.
        InputError: as for :func:`account`.
    """
    found = reckoning_policy.load(actor, reckoning_id)
    who, row = _loaded(actor, found.account_version_id)
    tell(who, "read_statement", "statement", found.pk, purpose=SEE)
    return _view(who, row, Reckoning.objects.get(pk=found.pk))


@transaction.atomic
def download(
    actor: Actor | None, reckoning_id: uuid.UUID, *, paper: bool
) -> tuple[AccountView, WageAccount, AccountResult]:
    """Return a result for download, as paper or data; the ledger records which.

    Raises:
        Refused: the actor may not do this.
        InputError: K804, and as for :func:`account`.
    """
    found = reckoning_policy.load(actor, reckoning_id)
    who, row = _loaded(actor, found.account_version_id)
    tell(who, "print" if paper else "export", "statement", found.pk, purpose=SEE)
    seen = _view(who, row, Reckoning.objects.get(pk=found.pk))
    if seen.content is None or seen.result is None:
        raise CaseCode.ACCOUNT_WITHDRAWN.error(Place(field="account"))
    return seen, seen.content, seen.result


def _loaded(actor: Actor | None, version_id: uuid.UUID) -> tuple[Actor, AccountVersion]:
    statement_policy.load(actor, version_id)
    who = acting(actor, "statement", SEE)
    # Locked, so that what is withdrawn at this moment is not taken for damaged (V405).
    rows = AccountVersion.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("file").get(pk=version_id)
    check_column_visible(who, statement_policy, row, "sealed_file")
    return who, row


def _view(who: Actor, row: AccountVersion, shown: Reckoning) -> AccountView:
    gone = row.withdrawn_at is not None
    versions = tuple(one for one in accounts(who, row.file_id) if one.account == row.account)
    results = tuple(
        ReckoningLine(one.pk, one.number, one.engine, one.made_by, one.made_at)
        for one in row.reckonings.order_by("number")
    )
    last = shown.sign_reviews.order_by("-number").first()
    return AccountView(
        line=next(one for one in versions if one.id == row.pk),
        file=row.file_id,
        name=f"{row.file.pseudonym}-{row.kind}-{row.number}.{row.version}",
        versions=versions,
        results=results,
        reckoning=next(one for one in results if one.id == shown.pk),
        content=None if gone else wage_account_of(row),
        result=None if gone else result_of(shown),
        weighed=NOTHING if last is None else read_review(last),
        seen=0 if last is None else last.number,
    )


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """The result that a piece of evidence was taken from.

    Attributes:
        reckoning: the result; ``place``: the sign that it proposed there.
        stands: whether the version of the account is the latest one, and not withdrawn.
    """

    reckoning: uuid.UUID
    place: int
    number: int
    version: int
    stands: bool


def evidence_sources(
    actor: Actor | None, file_id: uuid.UUID, pieces: Iterable[str]
) -> Mapping[str, EvidenceSource]:
    """Return the results that pieces of evidence were taken from, as far as the actor sees them.

    Args:
        actor: the member who acts.
        file_id: the file; a piece that came with a referral leads to nothing of it.
        pieces: ids of evidence.
    """
    named = {piece: source for piece in pieces if (source := source_of(piece)) is not None}
    rows = reckoning_policy.scope(actor).filter(
        file=file_id, pk__in=[key for key, _ in named.values()]
    )
    found = {row.pk: row for row in rows.select_related("account_version")}
    return {
        piece: EvidenceSource(
            key,
            place,
            found[key].account_version.number,
            found[key].account_version.version,
            found[key].account_version.withdrawn_at is None
            and is_latest(found[key].account_version),
        )
        for piece, (key, place) in named.items()
        if key in found
    }
