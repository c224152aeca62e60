"""Seals recorded acts into the chain. It only reads; no page ever waits for it.

Transactions end in another order than they draw numbers, so a number below the highest visible one
may still come. The sealer waits for that, not the pages: it notes the last number that was drawn,
then takes a transaction id of its own. A transaction with a lower number had an id before
(:data:`manumit.web.kernel.ledger.models.Event`'s trigger; history is written by triggers of rows
that are being changed), a lower one. Once no lower id is running, every number up to the noted one
is either visible or will never be. A transaction that stays open delays sealing, never an act.
"""

import hashlib
import time
import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from manumit.web.kernel.ledger.heads import export_new_heads, heads_folder
from manumit.web.kernel.ledger.keys import key_id, sign, signing_key
from manumit.web.kernel.ledger.models import Seal
from manumit.web.kernel.ledger.rows import (
    Leaf,
    SealedTable,
    canonical,
    last_drawn,
    pack,
    sealed_tables,
)

LOCK = 0x6C6564676572  # "ledger": one sealer at a time
MOST_ROWS = 5_000  # of a table in one batch
NO_HEAD = bytes(32)
SECONDS_TO_SETTLE = 10.0


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one table in one batch: numbers in ``(after, until]``."""

    source: SealedTable
    after: int
    until: int

    @property
    def is_empty(self) -> bool:
        """Return whether no number was drawn: then the table is not asked at all."""
        return self.until == self.after


def seal_now(*, patience: float = SECONDS_TO_SETTLE) -> int:
    """Seal everything that has been recorded, in batches, and export the heads.

    Args:
        patience: seconds to wait for transactions that are still open.

    Returns:
        how many seals were made; 0 too where another sealer is at work or a transaction stays open.

    Raises:
        InputError: L106, L202 to L205.
    """
    key = signing_key()
    heads_folder()
    made = 0
    while batch := _seal_batch(key, patience):
        made += batch
    export_new_heads()
    return made


def _seal_batch(key: Ed25519PrivateKey, patience: float) -> int:
    with transaction.atomic(durable=True):
        if not _alone():
            return 0
        spans = _settled(patience)
        institutions: set[uuid.UUID] = set()
        for span in spans:
            if not span.is_empty:
                institutions |= span.source.institutions(span.after, span.until)
        for institution in sorted(institutions):
            _seal(key, institution, spans)
    return len(institutions)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _settled(patience: float) -> list[Span]:
    """Return what can be sealed now; nothing while a transaction stays open."""
    latest = Seal.objects.defer("leaves").order_by("-pk").first()
    sealed = {} if latest is None else latest.spans
    sources, spans = sealed_tables(), []
    drawn = last_drawn(sources)
    for source in sources:
        after = sealed.get(source.table, {}).get("last", 0)
        spans.append(Span(source, after, max(after, drawn[source.table])))
    if not _wait_for_older_transactions(patience):
        return []
    return [one if one.is_empty else _limited(one) for one in spans]


def _limited(span: Span) -> Span:
    """Return as much of a span as one batch takes."""
    until = span.source.number_of(span.after, span.until, nth=MOST_ROWS)
    return Span(span.source, span.after, until)


def _wait_for_older_transactions(patience: float) -> bool:
    until = time.monotonic() + patience
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (own,) = cursor.fetchone()
        while True:
            cursor.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::text::xid8", [own]
            )
            if cursor.fetchone()[0]:
                return True
            if time.monotonic() > until:
                return False
            time.sleep(0.02)


def _seal(key: Ed25519PrivateKey, institution: uuid.UUID, spans: list[Span]) -> None:
    sealed: dict[str, dict[str, object]] = {}
    packed = b""
    for span in spans:
        leaves: list[Leaf] = (
            [] if span.is_empty else list(span.source.leaves(institution, span.after, span.until))
        )
        one: dict[str, object] = {"last": span.until, "count": len(leaves)}
        sealed[span.source.table] = one | ({"columns": span.source.columns} if leaves else {})
        packed += pack(leaves)
    before = (
        Seal.objects.filter(institution=institution).defer("leaves").order_by("-number").first()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (at,) = cursor.fetchone()
    seal = Seal(
        institution=institution,
        number=1 if before is None else before.number + 1,
        at=at,
        spans=sealed,
        leaves=packed,
        previous=NO_HEAD if before is None else before.head,
        key=key_id(key.public_key()),
    )
    seal.head = head_of(seal)
    seal.signature = sign(key, seal.head)
    seal.save(force_insert=True)


def head_of(seal: Seal) -> bytes:
    """Return the SHA-256 over the whole content of a seal."""
    content = {
        "institution": str(seal.institution),
        "number": seal.number,
        "at": seal.at.isoformat(),
        "spans": seal.spans,
        "leaves": hashlib.sha256(seal.leaves).hexdigest(),
        "previous": bytes(seal.previous).hex(),
        "key": seal.key,
    }
    return hashlib.sha256(b"manumit/ledger/seal/1\n" + canonical(content)).digest()
