"""Compares the ledger with its seals, and the seals with the heads outside the database.

Each chain is read from its first seal, and the first thing that is wrong in it is named. What a
seal says about rows is believed only once its signature, its place in the chain and the exported
head agree; so a change of rows and seals alike is found at the seal.
"""

import struct
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from manumit.errors import Place, Problem
from manumit.web.kernel.ledger.codes import LedgerCode
from manumit.web.kernel.ledger.heads import Head, read_exported
from manumit.web.kernel.ledger.keys import is_signed, key_id
from manumit.web.kernel.ledger.models import Event, Seal, Tombstone
from manumit.web.kernel.ledger.rows import FIRST, LAST, Leaf, SealedTable, sealed_tables, unpack
from manumit.web.kernel.ledger.sealer import NO_HEAD, head_of
from manumit.web.kernel.ledger.traces import disagreements


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a verification.

    Attributes:
        problems: the first of each chain; none if everything is in order.
        seals: how many were compared.
        sealed, unsealed: rows under a seal, and rows that the next seal will take.
        erased: rows under a seal that were erased, each by an act that the ledger holds.
        heads: how many exported heads were compared; 0 means that a cut end can't be seen.
        disagreements: where acts and what they left differ, whatever the seals say.
    """

    problems: tuple[Problem, ...]
    seals: int
    sealed: int
    unsealed: int
    erased: int
    heads: int
    disagreements: tuple[Problem, ...]


def verify(
    heads: Sequence[Path],
    keys: Sequence[Ed25519PublicKey],
    *,
    only: uuid.UUID | None = None,
) -> Verification:
    """Compare everything, in one snapshot of the database.

    Args:
        heads: files of exported heads, or folders of them.
        keys: whose signatures count.
        only: one institution; all, if not given.

    Raises:
        InputError: L201.
    """
    known = {key_id(key): key for key in keys}
    # All that tell of one seal: who has the key can add a line that says something else.
    outside: dict[uuid.UUID, dict[int, set[Head]]] = defaultdict(lambda: defaultdict(set))
    for head in read_exported(heads, known, only):
        outside[uuid.UUID(head.institution)][head.number].add(head)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        chains = [_Chain(one, outside[one], known) for one in _institutions(outside, only)]
        problems = tuple(found for chain in chains if (found := chain.first_problem()) is not None)
        erased = sum((chain.erased for chain in chains), Counter[str]())
        differ = tuple(disagreements(erased, only))
    return Verification(
        problems,
        seals=sum(chain.seals for chain in chains),
        sealed=sum(chain.sealed for chain in chains),
        unsealed=sum(chain.unsealed for chain in chains),
        erased=erased.total(),
        heads=sum(len(outside[chain.institution]) for chain in chains),
        disagreements=differ,
    )


def _institutions(outside: Mapping[uuid.UUID, Any], only: uuid.UUID | None) -> list[uuid.UUID]:
    if only is not None:
        return [only]
    found = set(outside) | set(Seal.objects.values_list("institution", flat=True).distinct())
    for source in sealed_tables():
        found |= source.institutions(FIRST, LAST)
    return sorted(found)


class _Chain:
    """One institution's chain while it is read."""

    def __init__(
        self,
        institution: uuid.UUID,
        outside: Mapping[int, set[Head]],
        keys: dict[str, Ed25519PublicKey],
    ) -> None:
        self.institution = institution
        self.outside = outside
        self.keys = keys
        self.sources = {source.table: source for source in sealed_tables()}
        self.last: dict[str, int] = {}
        self.erased: Counter[str] = Counter()  # by table
        self.seals = self.sealed = self.unsealed = 0

    def first_problem(self) -> Problem | None:
        """Return the first problem; None if there is none."""
        return next(self._problems(), None)

    def _problems(self) -> Iterator[Problem]:
        previous, expected = NO_HEAD, 1
        for seal in self._seals():
            if seal.number != expected:
                yield self._problem(LedgerCode.SEAL_MISSING, seal=expected)
            yield from self._of_seal(seal, previous)
            yield from self._of_rows(seal)
            previous, expected = bytes(seal.head), seal.number + 1
            self.seals += 1
        furthest = max(self.outside, default=0)
        if furthest >= expected:
            yield self._problem(LedgerCode.CUT_OFF, seal=expected - 1, exported=furthest)
        yield from self._after_the_last(expected - 1)

    def _seals(self) -> Iterator[Seal]:
        return Seal.objects.filter(institution=self.institution).order_by("number").iterator(50)

    def _of_seal(self, seal: Seal, previous: bytes) -> Iterator[Problem]:
        head, signature = bytes(seal.head), bytes(seal.signature)
        genuine = head == head_of(seal) and is_signed(self.keys, seal.key, head, signature)
        if not genuine or bytes(seal.previous) != previous:
            yield self._problem(LedgerCode.SEAL_ALTERED, seal=seal.number)
        if self.outside.get(seal.number, set()) - {Head.of(seal)}:
            yield self._problem(LedgerCode.REWRITTEN, seal=seal.number)

    def _of_rows(self, seal: Seal) -> Iterator[Problem]:
        try:
            leaves = unpack(bytes(seal.leaves))
        except struct.error:
            yield self._problem(LedgerCode.SEAL_ALTERED, seal=seal.number)
            return
        for table in sorted(seal.spans):
            span = seal.spans[table]
            own, leaves = leaves[: span["count"]], leaves[span["count"] :]
            yield from self._of_table(seal.number, table, span, own)
            self.last[table] = span["last"]

    def _of_table(
        self, seal: int, table: str, span: dict[str, Any], sealed: list[Leaf]
    ) -> Iterator[Problem]:
        source = self.sources.get(table)
        there: dict[int, bytes] = {}
        after = self.last.get(table, 0)
        if source is not None and span["last"] > after:  # else the range holds no number
            rows = source.leaves(self.institution, after, span["last"], span.get("columns"))
            there = {leaf.number: leaf.digest for leaf in rows}
        under = {leaf.number: leaf.digest for leaf in sealed}
        self.sealed += len(under)
        # Nothing but history is ever erased: an act stays.
        missing = under.keys() - there.keys() if source is None or source.erasable else set()
        erased = self._erased(table, missing)
        self.erased[table] += len(erased)
        for number in sorted(under.keys() | there.keys()):
            before, now = under.get(number), there.get(number)
            if before == now or number in erased:
                continue
            code = _kind_of(before, now)
            if self._moved(source, before, now, number):
                code = LedgerCode.REORDERED
            yield self._problem(code, row=number, table=table, seal=seal)

    def _erased(self, table: str, missing: set[int]) -> set[int]:
        """Return which of the missing rows were erased by an act that the ledger holds."""
        if not missing:
            return set()
        stones = Tombstone.objects.filter(
            institution=self.institution, table=table, row__in=missing
        )
        acts = Event.objects.filter(
            institution=self.institution, act="erase", uuid__in=stones.values("event")
        )
        return set(stones.filter(event__in=acts.values("uuid")).values_list("row", flat=True))

    def _moved(
        self, source: SealedTable | None, before: bytes | None, now: bytes | None, number: int
    ) -> bool:
        """Check for rows here that were sealed elsewhere, and rows sealed here that are elsewhere.

        Reads the whole chain; done once, when something is wrong.
        """
        if now is not None and any(
            leaf.digest == now for seal in self._seals() for leaf in unpack(bytes(seal.leaves))
        ):
            return True
        if source is None or before is None:
            return False
        rows = source.leaves(self.institution, 0)
        return any(leaf.digest == before and leaf.number != number for leaf in rows)

    def _after_the_last(self, seal: int) -> Iterator[Problem]:
        """Yield problems of rows without a seal: waiting, or inserted below the last one."""
        closed = Seal.objects.defer("leaves").order_by("-pk").first()
        spans = {} if closed is None else closed.spans
        for table, source in self.sources.items():
            # The database never draws such a number, and no seal would ever take the row in.
            for leaf in source.leaves(self.institution, FIRST, 0):
                row = leaf.number
                yield self._problem(LedgerCode.INSERTED, row=row, table=table, seal=seal)
            everything = spans.get(table, {}).get("last", 0)
            for leaf in source.leaves(self.institution, self.last.get(table, 0)):
                if leaf.number <= everything:
                    row = leaf.number
                    yield self._problem(LedgerCode.INSERTED, row=row, table=table, seal=seal)
                self.unsealed += 1

    def _problem(self, code: LedgerCode, **values: object) -> Problem:
        return code.problem(Place(field=f"ledger of {self.institution}"), **values)


def _kind_of(before: bytes | None, now: bytes | None) -> LedgerCode:
    if before is None:
        return LedgerCode.INSERTED
    return LedgerCode.MISSING if now is None else LedgerCode.ALTERED
