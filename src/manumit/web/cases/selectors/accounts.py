"""Accounts of a file, what they came to, and what evidence was taken of them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.cases.accounts import Result, Told, Weighed, source_of
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import AccountVersion, Reckoning
from manumit.web.cases.policies import reckoning_policy, statement_policy
from manumit.web.cases.standing import is_latest, result_of, told_of, weighed
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.telling import check_sealed

NOTHING = Weighed(taken=frozenset(), left=frozenset(), pieces=())


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One version of an account; nothing of what it tells.

    Attributes:
        kind: ``wages``, ``terms`` or ``costs``.
        latest: whether no later version stands beside it.
        withdrawn_by, withdrawn_at, withdrawn_reason: None and empty while it stands.
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
        """Whether what was taken of it counts."""
        return self.latest and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class ReckoningLine:
    """One result of a version; nothing of what it says.

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
    """One version with one of its results; its ``repr`` shows nothing.

    Attributes:
        file: of whom.
        name: for a file on a device: the pseudonym and numbers, nothing of the person.
        versions: of the account, the first first.
        results: of the version, the first first.
        reckoning: the result that is shown; None once it is withdrawn.
        told, result: None once it is withdrawn.
        weighed: what was taken and left of it; ``seen``: how often that was done.
    """

    line: AccountLine
    file: uuid.UUID
    name: str
    versions: tuple[AccountLine, ...]
    results: tuple[ReckoningLine, ...]
    reckoning: ReckoningLine | None
    told: Told | None
    result: Result | None
    weighed: Weighed
    seen: int


def accounts(actor: Actor | None, file_id: uuid.UUID) -> list[AccountLine]:
    """Every version of every account of a file that somebody may see; withdrawn ones too."""
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
    """One version with its latest result.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301, V404, V405.
    """
    who, row = _loaded(actor, version_id)
    tell(who, "read_statement", "statement", row.pk, purpose=SEE)
    return _view(who, row, row.reckonings.latest("number"))


@transaction.atomic
def reckoning(actor: Actor | None, reckoning_id: uuid.UUID) -> AccountView:
    """One result, with the version that it is of.

    Raises:
        Refused: not for this actor.
        InputError: as for :func:`account`.
    """
    found = reckoning_policy.load(actor, reckoning_id)
    who, row = _loaded(actor, found.told_id)
    tell(who, "read_statement", "statement", found.pk, purpose=SEE)
    return _view(who, row, Reckoning.objects.get(pk=found.pk))


@transaction.atomic
def taken_along(
    actor: Actor | None, reckoning_id: uuid.UUID, *, paper: bool
) -> tuple[AccountView, Told, Result]:
    """The same for somebody who takes it along, as a paper or as data; the ledger says which.

    Raises:
        Refused: not for this actor.
        InputError: K804, and as for :func:`account`.
    """
    found = reckoning_policy.load(actor, reckoning_id)
    who, row = _loaded(actor, found.told_id)
    tell(who, "print" if paper else "export", "statement", found.pk, purpose=SEE)
    seen = _view(who, row, Reckoning.objects.get(pk=found.pk))
    if seen.told is None or seen.result is None:
        raise CaseCode.ACCOUNT_WITHDRAWN.error(Place(field="account"))
    return seen, seen.told, seen.result


def _loaded(actor: Actor | None, version_id: uuid.UUID) -> tuple[Actor, AccountVersion]:
    statement_policy.load(actor, version_id)
    who = acting(actor, "statement", SEE)
    # Locked, so that what is withdrawn at this moment is not taken for damaged (V405).
    rows = AccountVersion.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("file").get(pk=version_id)
    check_sealed(who, statement_policy, row, "sealed_file")
    return who, row


def _view(who: Actor, row: AccountVersion, shown: Reckoning) -> AccountView:
    gone = row.withdrawn_at is not None
    versions = tuple(one for one in accounts(who, row.file_id) if one.account == row.account)
    results = tuple(
        ReckoningLine(one.pk, one.number, one.engine, one.made_by, one.made_at)
        for one in row.reckonings.order_by("number")
    )
    last = shown.weighings.order_by("-number").first()
    return AccountView(
        line=next(one for one in versions if one.id == row.pk),
        file=row.file_id,
        name=f"{row.file.pseudonym}-{row.kind}-{row.number}.{row.version}",
        versions=versions,
        results=results,
        reckoning=next(one for one in results if one.id == shown.pk),
        told=None if gone else told_of(row),
        result=None if gone else result_of(shown),
        weighed=NOTHING if last is None else weighed(last),
        seen=0 if last is None else last.number,
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Where a piece of evidence comes from.

    Attributes:
        reckoning: the result; ``place``: the sign that it proposed there.
        stands: whether the version of the account is the latest one, and not withdrawn.
    """

    reckoning: uuid.UUID
    place: int
    number: int
    version: int
    stands: bool


def sources(actor: Actor | None, file_id: uuid.UUID, pieces: Iterable[str]) -> Mapping[str, Source]:
    """The accounts that pieces of evidence lead back to, of those that somebody may see.

    Args:
        actor: who.
        file_id: the file; a piece that came with a referral leads to nothing of it.
        pieces: ids of evidence.
    """
    named = {piece: source for piece in pieces if (source := source_of(piece)) is not None}
    rows = reckoning_policy.scope(actor).filter(
        file=file_id, pk__in=[key for key, _ in named.values()]
    )
    found = {row.pk: row for row in rows.select_related("told")}
    return {
        piece: Source(
            key,
            place,
            found[key].told.number,
            found[key].told.version,
            found[key].told.withdrawn_at is None and is_latest(found[key].told),
        )
        for piece, (key, place) in named.items()
        if key in found
    }
