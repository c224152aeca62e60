"""Derive evidence on indicators, for ``assess``, from the costs and debts of one worker.

Which cost and which fact of a debt are evidence of which code is a dated table
(``data/costs-signs.yaml``). The evidence is yes, or unknown where something has to be asked first;
never no: a cost may have been paid without a record.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path

from manumit.assessment import Answer, Evidence
from manumit.errors import Place
from manumit.terms.costs.debt import CHARGED, DebtStatement
from manumit.terms.costs.file import CostsCode, Worker
from manumit.terms.costs.judge import CostsFound, Judged, Ruling, is_violation, sums
from manumit.terms.numbers import NONE, Range
from manumit.terms.ranges import total
from manumit.terms.reading import read_source

SCHEMA_NAME = "costs-signs"
DEFAULT_LIST = "adult_labour"
FROM_WAGE = ("deducted", "worked")


class Fact(StrEnum):
    """What a debt statement may show."""

    CHARGED = "charged"
    TOO_MUCH = "too_much"
    GROWS = "grows"
    TAKEN_BEYOND = "taken_beyond"
    BEFORE_WORK = "before_work"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSign:
    """One line of the table.

    Attributes:
        facts: of a debt, all of them; empty where the line is about costs.
        kinds, how: of costs; None is any.
        before_work: whether the cost must not be known to be later than the first day of work.
        says: id of its sentence (``costs/says_...``).
        answer: the strongest answer: yes, or unknown where the worker has to be asked.
        note: on which words of the definition it rests.
    """

    code: str
    facts: tuple[Fact, ...]
    kinds: frozenset[str] | None
    how: frozenset[str] | None
    before_work: bool
    says: str
    answer: Answer
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSigns:
    """The table: for which lists, from which source, when it was last compared with them."""

    lists: tuple[str, ...]
    source: str
    checked: dt.date
    signs: tuple[CostSign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSpoken:
    """One piece of evidence and what it rests on.

    Attributes:
        amounts: of the costs, or claimed beyond what is owed, by currency.
        items: the costs; empty where it rests on a debt.
        debt: None where it rests on costs.
    """

    evidence: Evidence
    sign: CostSign
    worker: Worker
    amounts: Mapping[str, Range]
    items: tuple[Judged, ...] = ()
    debt: DebtStatement | None = None


@functools.cache
def shipped_cost_signs() -> CostSigns:
    """Return the table of signs that comes with manumit."""
    file = resources.files("manumit.terms") / "data" / f"{SCHEMA_NAME}.yaml"
    data = read_source(Path(str(file)), SCHEMA_NAME).data
    return CostSigns(
        lists=tuple(data["lists"]),
        source=data["source"],
        checked=dt.date.fromisoformat(data["checked"]),
        signs=tuple(
            CostSign(
                code=one["code"],
                facts=tuple(map(Fact, one.get("facts", ()))),
                kinds=frozenset(one["kinds"]) if "kinds" in one else None,
                how=frozenset(one["how"]) if "how" in one else None,
                before_work="before_work" in one,
                says=one["says"],
                answer=Answer(one["answer"]),
                note=one["note"],
            )
            for one in data["signs"]
        ),
    )


def evidence_of_costs(
    found: CostsFound,
    debts: Iterable[DebtStatement],
    worker: str,
    *,
    list_id: str = DEFAULT_LIST,
    signs: CostSigns | None = None,
) -> tuple[CostSpoken, ...]:
    """Return the evidence on indicators of a list in the costs and debts of one worker.

    Args:
        found: from ``judge``; what it holds of other workers is ignored.
        debts: from ``debt_statement``; those of other workers are ignored.
        worker: the reference of the worker in the file.
        list_id: the list that the evidence is for.
        signs: the table; the shipped one if None.

    Raises:
        InputError: W401, if the file has no such worker; W407, if the table does not cover the
            list.
    """
    table = signs or shipped_cost_signs()
    if list_id not in table.lists:
        raise CostsCode.NO_SIGNS.error(Place(), list=list_id, known=", ".join(table.lists))
    person = next((one for one in found.costs.workers if one.id == worker), None)
    if person is None:
        raise CostsCode.NO_SUCH_WORKER.error(Place(field="worker"))
    return tuple(_spoken(table, found, tuple(debts), person))


def _spoken(
    table: CostSigns, found: CostsFound, debts: tuple[DebtStatement, ...], person: Worker
) -> Iterator[CostSpoken]:
    items = tuple(one for one in found.judged if one.item.worker == person.id)
    sure: set[str] = set()  # a debt that is sure evidence is not possible evidence as well
    for sign in table.signs:
        if not sign.facts:
            yield from _of_items(sign, items, person)
            continue
        for debt in debts:
            piece = _of_debt(sign, debt, person) if debt.debt.worker == person.id else None
            if piece is not None and piece.evidence.id not in sure:
                sure.add(piece.evidence.id)
                yield piece


def _of_items(sign: CostSign, items: tuple[Judged, ...], person: Worker) -> Iterator[CostSpoken]:
    stated = [(one, _phrase(sign, one, person)) for one in items]
    for answer in (Answer.YES, Answer.UNKNOWN):
        ones = tuple(one for one, found in stated if found is answer)
        if ones:
            yield CostSpoken(
                evidence=Evidence(
                    id=f"{sign.code.lower()}.costs",
                    code=sign.code,
                    answer=answer,
                    at=min((one.item.date for one in ones if one.item.date), default=None),
                ),
                sign=sign,
                worker=person,
                amounts=sums((one.item.currency, _amount(one)) for one in ones),
                items=ones,
            )
            return


def _phrase(sign: CostSign, one: Judged, person: Worker) -> Answer:
    item = one.item
    fits = (sign.kinds is None or item.kind in sign.kinds) and (
        sign.how is None or item.how in sign.how
    )
    if not fits or (sign.before_work and _surely_later(item.date, person)):
        return Answer.NO
    if is_violation(one):
        return sign.answer
    return Answer.UNKNOWN if one.ruling is Ruling.UNKNOWN else Answer.NO


def _surely_later(day: dt.date | None, person: Worker) -> bool:
    return day is not None and person.began is not None and day >= person.began


def _amount(one: Judged) -> Range:
    """Return the forbidden cost that the worker bore; if nothing was paid, what was asked."""
    if one.ruling is Ruling.ASKED and one.item.asked is not None:
        return one.item.asked
    return one.forbidden


def _of_debt(sign: CostSign, debt: DebtStatement, person: Worker) -> CostSpoken | None:
    found = {_fact(fact, debt, person) for fact in sign.facts}
    if Answer.NO in found:
        return None
    answer = Answer.UNKNOWN if Answer.UNKNOWN in found else sign.answer
    amount = debt.beyond if Fact.TAKEN_BEYOND in sign.facts else debt.too_much
    return CostSpoken(
        evidence=Evidence(
            id=f"{sign.code.lower()}.debt.{debt.debt.id}",
            code=sign.code,
            answer=answer,
            at=min(one.date for one in debt.debt.entries),
        ),
        sign=sign,
        worker=person,
        amounts={} if amount is None else {debt.debt.currency: amount},
        debt=debt,
    )


def _fact(fact: Fact, debt: DebtStatement, person: Worker) -> Answer:
    match fact:
        case Fact.CHARGED:
            return _above_nothing(debt.charged)
        case Fact.TOO_MUCH:
            return Answer.UNKNOWN if debt.too_much is None else _above_nothing(debt.too_much)
        case Fact.GROWS:
            return _grows(debt)
        case Fact.TAKEN_BEYOND:
            return _all(_above_nothing(from_wage(debt)), _above_nothing(debt.beyond))
        case Fact.BEFORE_WORK:
            return _before_work(debt, person)


def _grows(debt: DebtStatement) -> Answer:
    """Return whether work did not reduce the debt: the claim is all that was ever charged."""
    if debt.claimed is None:
        return Answer.NO
    put = put_on(debt)
    if debt.claimed.high is not None and debt.claimed.high < put.low:
        return Answer.NO
    surely = put.high is not None and debt.claimed.low >= put.high
    return _all(_above_nothing(from_wage(debt)), Answer.YES if surely else Answer.UNKNOWN)


def _before_work(debt: DebtStatement, person: Worker) -> Answer:
    if person.began is None:
        return Answer.UNKNOWN
    put = (one.date for one in debt.debt.entries if one.what in ("received", CHARGED))
    return Answer.YES if min(put, default=person.began) < person.began else Answer.NO


def put_on(debt: DebtStatement) -> Range:
    """Return all that was ever put on the account of a debt, received or not."""
    return total((debt.received, debt.charged))


def from_wage(debt: DebtStatement) -> Range:
    """Return what was taken off the wage and worked for a debt."""
    return total(one.amount for one in debt.debt.entries if one.what in FROM_WAGE)


def _above_nothing(amount: Range) -> Answer:
    if amount == NONE:
        return Answer.NO
    return Answer.YES if amount.low > 0 else Answer.UNKNOWN


def _all(*answers: Answer) -> Answer:
    if Answer.NO in answers:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES
