"""The list of claims: route, what is claimed and paid, stage, and who works on it.

A debtor sees that a claim exists and nothing else of it, here as on the claim's own page; what the
worker has confirmed in private is shown to those who may see the confirmations.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q

from manumit.names.firms import firm_words, may_be_one
from manumit.web.institutions.desk import member_sign
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.money import format_sums, sum_by_currency
from manumit.web.kernel.register import FieldClass
from manumit.web.remedies.lists import CONFIRMATION, DEBTOR, LISTS
from manumit.web.remedies.models import Claim, ClaimTotal, Payment, RemedyOrder
from manumit.web.remedies.policies import claim_policy, contact_policy, fact_policy
from manumit.web.remedies.process import CLAIM, PAYABLE
from manumit.web.ui.room.days import day_text, day_tone
from manumit.web.ui.room.declared import (
    SEALED_MOST,
    Badge,
    Cell,
    DayFilter,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    SavedView,
    Tone,
    amount_cell,
    coded,
    one_of,
)
from manumit.web.ui.room.remembered import remembered_persons
from manumit.web.ui.room.rows import shown_in
from manumit.web.ui.room.sealed import opened_column

type Sums = Mapping[uuid.UUID, Sequence[tuple[str, Decimal]]]
CHANGE = "change"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What one line shows.

    Attributes:
        claimed, ordered, paid: totals with their currencies; paid is None where
            confirmations are hidden.
        debtor: whom it is against; empty unless the reader acts in the claim and recorded it.
        label: what the reader calls the worker's file; empty where they hold none.
    """

    row: Any
    claimed: Sequence[str]
    ordered: Sequence[str]
    paid: Sequence[str] | None
    debtor: str = field(default="", repr=False)
    label: str = field(default="", repr=False)


def _lines(rows: Sequence[Claim], reader: Reader) -> Sequence[ClaimRow]:
    keys = [row.pk for row in rows]
    claimed, ordered, paid = sums_of(keys)
    own = {row.subject_id for row in rows if getattr(row, RELATION) == Relation.OWN}
    labels = remembered_persons(reader.actor, own)
    heard = grants().of(reader.actor.role, contact_policy.resource, SEE)
    against = debtors_of(keys, reader)
    return [
        ClaimRow(
            row,
            _text(claimed.get(row.pk, ())),
            _text(ordered.get(row.pk, ())),
            _text(paid.get(row.pk, ())) if Relation(getattr(row, RELATION)) in heard else None,
            against.get(row.pk, ""),
            labels.get(row.subject_id, "") if row.subject_id in own else "",
        )
        for row in rows
    ]


def debtors_of(claims: Collection[uuid.UUID], reader: Reader) -> Mapping[uuid.UUID, str]:
    """Return whom claims are against, as recorded last, where the reader acts in them.

    A recipient of a claim, who can't change it, reads the debtor in the copy that it received.
    """
    facts = fact_policy.scope(reader.actor, CHANGE).filter(claim__in=claims, kind=DEBTOR)
    latest = {row.claim_id: row for row in facts.order_by("made_at")}
    opened = opened_column([*latest.values()], "content", "subject_id", fact_policy, reader)
    return {claim: opened.get(row.pk, "") for claim, row in latest.items()}


def sums_of(claims: Collection[uuid.UUID]) -> tuple[Sums, Sums, Sums]:
    """Return by claim what is claimed, what was ordered, and what workers confirmed as paid."""
    of = {"claim__in": claims}
    payments = Payment.objects.filter(**of).prefetch_related("contacts")
    paid = (one for one in payments if one.worker_answer() == CONFIRMATION)
    return (
        _sums(ClaimTotal.objects.filter(**of).values_list("claim", "currency", "amount")),
        _sums(RemedyOrder.objects.filter(**of).values_list("claim", "currency", "amount")),
        _sums((one.claim_id, one.currency, one.amount) for one in paid),
    )


def _sums(found: Any) -> Sums:
    sums: dict[uuid.UUID, list[tuple[str, Decimal]]] = {}
    for claim, currency, amount in found:
        if amount is not None:
            sums.setdefault(claim, []).append((currency, amount))
    return sums


def _text(parts: Collection[tuple[str, Decimal]]) -> Sequence[str]:
    return format_sums(sum_by_currency(parts))


# Views. Where a member may not see the state of a claim, no view filters by it.


def _in_states(rows: Rows, states: Collection[str], reader: Reader) -> Rows:
    shown = shown_in(claim_policy, reader.actor.role, FieldClass.PERSONAL)
    return rows.filter(**{f"{RELATION}__in": sorted(shown)}, state__in=states)


def _mine(rows: Rows, reader: Reader) -> Rows:
    held = rows.filter(held_by=reader.actor.person, by_mandate=False)
    return held.exclude(state__in=CLAIM.ends)


def _open(rows: Rows, reader: Reader) -> Rows:
    shown = shown_in(claim_policy, reader.actor.role, FieldClass.PERSONAL)
    return rows.filter(~Q(**{f"{RELATION}__in": sorted(shown)}, state__in=CLAIM.ends))


def _owed(rows: Rows, reader: Reader) -> Rows:
    return _in_states(rows, PAYABLE, reader)


def _ended(rows: Rows, reader: Reader) -> Rows:
    return _in_states(rows, CLAIM.ends, reader)


# Cells


def _claim(line: ClaimRow, reader: Reader) -> Cell:
    href = reader.address("remedies:claim", claim=line.row.pk)
    return Cell(line.row.reference, code=True, href=href, called=line.label)


def _route(line: ClaimRow, reader: Reader) -> Cell:
    return Cell(reader.say(f"remedies_route/{line.row.route}"))


def _against(line: ClaimRow, reader: Reader) -> Cell:
    if not line.debtor:
        return Cell()
    return Cell(line.debtor, href=reader.address("remedies:against", claim=line.row.pk))


def _claimed(line: ClaimRow, reader: Reader) -> Cell:
    return amount_cell(line.claimed, reader)


def _ordered(line: ClaimRow, reader: Reader) -> Cell:
    return amount_cell(line.ordered, reader)


def _paid(line: ClaimRow, reader: Reader) -> Cell | None:
    return None if line.paid is None else amount_cell(line.paid, reader)


def _state(line: ClaimRow, reader: Reader) -> Cell:
    tone: Tone = "good" if line.row.state == "paid" else "state"
    return Cell(badges=(Badge(reader.say(f"remedies_state/{line.row.state}"), tone),))


def _holder(line: ClaimRow, reader: Reader) -> Cell:
    row = line.row
    if row.by_mandate or row.institution_id != reader.actor.institution:
        return Cell(reader.say("remedies_list/by_mandate") if row.by_mandate else "")
    mine = row.held_by == reader.actor.person
    return Cell(reader.say("room_list/you") if mine else member_sign(row.held_by))


def _lodge_by(line: ClaimRow, reader: Reader) -> Cell:
    if day := line.row.lodge_by:
        return Cell(badges=(Badge(day_text(day, reader), day_tone(day, reader)),))
    return Cell("" if line.row.state == CLAIM.initial else "–")


def _opened(line: ClaimRow, reader: Reader) -> Cell:
    return Cell(fine=day_text(line.row.opened_at, reader))


CLAIMS = RoomList(
    view="remedies:index",
    policy=claim_policy,
    heading="remedies/claims",
    empty="remedies_list/none",
    columns=(
        ListColumn("claim", "remedies/claim", _claim, sort="reference", place="first"),
        ListColumn("route", "remedies_list/route", _route, FieldClass.PERSONAL, sort="route"),
        ListColumn(
            "against", "remedies_fact/debtor", _against, FieldClass.IDENTIFYING, sealed=True
        ),
        ListColumn("claimed", "remedies_list/claimed", _claimed, FieldClass.PERSONAL),
        ListColumn("ordered", "remedies_list/ordered", _ordered, FieldClass.PERSONAL, place="far"),
        ListColumn("paid", "remedies_list/paid", _paid, FieldClass.PERSONAL),
        ListColumn(
            "state", "remedies_list/stage", _state, FieldClass.PERSONAL, sort="state", place="state"
        ),
        ListColumn(
            "lodge_by", "remedies/lodge_by", _lodge_by, FieldClass.PERSONAL, sort="lodge_by"
        ),
        ListColumn("holder", "room_list/holder", _holder, FieldClass.PERSONAL, place="far"),
        ListColumn(
            "opened",
            "room_list/opened",
            _opened,
            FieldClass.PERSONAL,
            sort="opened_at",
            indexed=True,
            place="far",
            latest=True,
        ),
    ),
    order="-opened",
    filters=(
        Filter(
            "state",
            "remedies_list/stage",
            coded("remedies_state", CLAIM.states),
            one_of("state"),
            FieldClass.PERSONAL,
        ),
        Filter(
            "route",
            "remedies_list/route",
            coded("remedies_route", LISTS["route"].codes()),
            one_of("route"),
            FieldClass.PERSONAL,
        ),
        DayFilter("opened", "room_list/opened", "opened_at"),
    ),
    views=(
        SavedView("mine", "remedies_list/mine", _mine, Relation.OWN),
        SavedView("open", "remedies_list/open", _open),
        SavedView("owed", "remedies_list/owed", _owed),
        SavedView("ended", "remedies_list/ended", _ended),
    ),
    lines=_lines,
    export=CHANGE,
)


def claims_against_debtor_of(claim: uuid.UUID) -> RoomList:
    """Return the list of the reader's claims whose debtor has the same name as that of a claim.

    Compared are the :data:`SEALED_MOST` claims opened last. No address names a debtor.
    """

    def alike(rows: Rows, reader: Reader) -> Rows:
        own = claim_policy.scope(reader.actor, CHANGE).order_by("-opened_at")
        keys = own.values_list("pk", flat=True)[:SEALED_MOST]
        names = debtors_of({claim, *keys}, reader)
        found = {key: frozenset(firm_words(name)) for key, name in names.items()}
        wanted = found.get(claim, frozenset())
        same = [key for key, has in found.items() if may_be_one(has, wanted)]
        return rows.filter(pk__in=[claim, *same])

    return replace(
        CLAIMS, view="remedies:against", heading="remedies/against", views=(), prepare=alike
    )
