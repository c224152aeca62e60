"""Debtors with their claims, as far as a member acts in them."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from django.db import transaction

from manumit.names.firms import firm_words, may_be_one
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.money import format_sums, sum_by_currency
from manumit.web.remedies.claim_list import CHANGE, Sums, debtors_of, sums_of
from manumit.web.remedies.models import Claim
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.process import CLAIM
from manumit.web.ui.room.days import day_text, day_tone
from manumit.web.ui.room.declared import (
    SEALED_MOST,
    Badge,
    Cell,
    ListColumn,
    Reader,
    amount_cell,
)


@dataclass(frozen=True, slots=True)
class Debtor:
    """One debtor.

    Attributes:
        claim: one whose page of the same debtor lists them all.
        name: as that claim has it.
        claims: how many; ``open``: how many of them have not ended.
        claimed, ordered, paid: totals of all with their currencies. All who act in a claim see
            what its worker confirmed.
        lodge_by: the first of the last days of drafts.
    """

    claim: uuid.UUID
    name: str = field(repr=False)
    claims: int
    open: int
    claimed: Sequence[str]
    ordered: Sequence[str]
    paid: Sequence[str]
    lodge_by: dt.date | None


@dataclass(frozen=True, slots=True)
class FoundDebtors:
    """The debtors of the claims that a member acts in.

    Attributes:
        debtors: those with the most open claims first. A claim counts at each whose name may be
            its debtor's: one against "Golden" at "Golden Thread" and at "Golden Needle".
        unnamed: claims without a debtor.
        more: whether there are more than :data:`SEALED_MOST` claims, of which the first are left
            out.
    """

    debtors: Sequence[Debtor]
    unnamed: int
    more: bool


@transaction.atomic
def debtors_of_claims(reader: Reader) -> FoundDebtors:
    """Return whom the claims that a member acts in are against.

    Each has the claims that :func:`manumit.web.remedies.claim_list.claims_against_debtor_of` lists
    for it. The ledger has that claims were listed, and that names were opened.
    """
    record_act(reader.actor, "list_files", claim_policy.resource, None, purpose=SEE)
    rows = claim_policy.scope(reader.actor, CHANGE).order_by("-opened_at", "pk")
    latest = [*rows[: SEALED_MOST + 1]]
    claims = {row.pk: row for row in latest[:SEALED_MOST]}
    names = debtors_of(claims, reader)
    sums = sums_of(claims)
    words = {key: frozenset(firm_words(name)) for key, name in names.items()}
    debtors = [
        _debtor(key, names[key], [claims[one] for one in group], sums)
        for group, key in _groups([(key, words.get(key, frozenset())) for key in claims]).items()
    ]
    return FoundDebtors(
        sorted(debtors, key=lambda one: (-one.open, -one.claims, one.name.casefold())),
        sum(not words.get(key) for key in claims),
        len(latest) > SEALED_MOST,
    )


def _groups(
    words: Sequence[tuple[uuid.UUID, AbstractSet[str]]],
) -> Mapping[Sequence[uuid.UUID], uuid.UUID]:
    """Return the claims against each debtor, with the first that has its name."""
    groups: dict[Sequence[uuid.UUID], uuid.UUID] = {}
    firsts: dict[AbstractSet[str], uuid.UUID] = {}
    for key, has in words:
        firsts.setdefault(has, key)
    for wanted, first in firsts.items():
        if group := tuple(key for key, has in words if may_be_one(has, wanted)):
            groups.setdefault(group, first)
    return groups


def _debtor(key: uuid.UUID, name: str, rows: Sequence[Claim], sums: Iterable[Sums]) -> Debtor:
    claimed, ordered, paid = (_total(rows, one) for one in sums)
    days = [row.lodge_by for row in rows if row.lodge_by and row.state == CLAIM.initial]
    return Debtor(
        claim=key,
        name=name,
        claims=len(rows),
        open=sum(row.state not in CLAIM.ends for row in rows),
        claimed=claimed,
        ordered=ordered,
        paid=paid,
        lodge_by=min(days, default=None),
    )


def _total(rows: Collection[Claim], sums: Sums) -> Sequence[str]:
    return format_sums(sum_by_currency(part for row in rows for part in sums.get(row.pk, ())))


def _name(one: Debtor, reader: Reader) -> Cell:
    return Cell(one.name, href=reader.address("remedies:against", claim=one.claim))


def _claims(one: Debtor, reader: Reader) -> Cell:
    return Cell(reader.words.number(str(one.claims)))


def _open(one: Debtor, reader: Reader) -> Cell:
    return Cell(reader.words.number(str(one.open)))


def _claimed(one: Debtor, reader: Reader) -> Cell:
    return amount_cell(one.claimed, reader)


def _ordered(one: Debtor, reader: Reader) -> Cell:
    return amount_cell(one.ordered, reader)


def _paid(one: Debtor, reader: Reader) -> Cell:
    return amount_cell(one.paid, reader)


def _lodge_by(one: Debtor, reader: Reader) -> Cell:
    if one.lodge_by is None:
        return Cell("–")
    return Cell(badges=(Badge(day_text(one.lodge_by, reader), day_tone(one.lodge_by, reader)),))


COLUMNS = (
    ListColumn("debtor", "remedies_fact/debtor", _name, place="first"),
    ListColumn("claims", "remedies/claims", _claims),
    ListColumn("open", "remedies_list/open", _open),
    ListColumn("claimed", "remedies_list/claimed", _claimed),
    ListColumn("ordered", "remedies_list/ordered", _ordered),
    ListColumn("paid", "remedies_list/paid", _paid),
    ListColumn("lodge_by", "remedies/lodge_by", _lodge_by),
)
