"""Derive from an account's result what can be claimed, head by head (R-51, R-60 to R-63).

What is proposed of wages adds up to what the statement says can be claimed at the most, to the
last unit: a claim says where each part of it comes from and loses nothing. What is too old to be
claimed is left out.
"""

import datetime as dt
import functools
import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from manumit.packaged import packaged_yaml
from manumit.terms.numbers import digits, rounded, shown
from manumit.terms.wages.claim_days import last_days
from manumit.web.cases.accounts import AccountKind, AccountResult
from manumit.web.remedies.items import LONGEST_ARTICLE, Item
from manumit.web.remedies.lists import LISTS

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """The statement (account result) that a claim head comes from.

    Attributes:
        statement: id of the result; it reveals nothing without access to the account.
        digest: SHA-256 of what lies sealed there, so that a later one is not taken for it.
    """

    statement: uuid.UUID
    digest: str

    @classmethod
    def of(cls, statement: uuid.UUID, result: AccountResult) -> "ClaimSource":
        """Return the source for a result."""
        return cls(statement, hashlib.sha256(result.to_text().encode()).hexdigest())


type Document = Mapping[str, Any]
type Key = tuple[str, str]
"""Head and currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimableHead:
    """A claim head for which a result supports an amount.

    Attributes:
        head: a code of the list ``head`` of claims.
        least, most: bounds of the result; no ``most`` where it may be any amount.
        likely: what is proposed: the most that is known.
        begins, ends: of what it is for; the day of the account where no day is known.
        claim_by: the earliest last day to claim a part of it; None where no rule sets a time.
        article: what it rests on, as far as the rules of the result name it.
    """

    head: str
    currency: str
    least: Fraction
    most: Fraction | None
    likely: Fraction
    begins: dt.date
    ends: dt.date
    claim_by: dt.date | None
    article: str

    @property
    def key(self) -> Key:
        """Return the key that identifies the head within its result."""
        return self.head, self.currency

    @property
    def proposed(self) -> str:
        """Return the proposed amount in the format of the form field."""
        return _typed(self.likely, self.currency)

    @property
    def bounds(self) -> tuple[str, str]:
        """Return the least and the most as displayed; empty if unknown."""
        most = "" if self.most is None else _shown(self.most, self.currency)
        return _shown(self.least, self.currency), most

    @property
    def whole(self) -> Fraction:
        """Return the proposed amount in whole smallest units of the currency."""
        return rounded(self.likely, self.currency)

    def item(self, claimed: str, article: str, source: ClaimSource) -> Item:
        """Return the head as an item of a claim.

        Args:
            claimed: the amount, as it is typed.
            article: the legal basis, as it is typed.
            source: where it comes from.
        """
        _, most = self.bounds
        return Item(
            head=self.head,
            currency=self.currency,
            claimed=claimed,
            least=_typed(self.least, self.currency),
            most=most,
            begins=self.begins,
            ends=self.ends,
            article=article,
            statement=source.statement,
            digest=source.digest,
        )


def _typed(number: Fraction, currency: str) -> str:
    """Format an amount for the form; empty for zero, which no bound of a claim may be."""
    return _shown(number, currency) if rounded(number, currency) else ""


def _shown(number: Fraction, currency: str) -> str:
    return shown(rounded(number, currency), digits(currency))


@dataclass(slots=True)
class _Part:
    """What is found of a head while a result is read."""

    ends_: list[Fraction] = field(default_factory=lambda: [ZERO, ZERO])
    open_above: bool = False
    days: set[dt.date] = field(default_factory=set)
    claim_by: set[dt.date] = field(default_factory=set)
    rules: dict[str, None] = field(default_factory=dict)

    def add(self, low: Fraction, high: Fraction | None) -> None:
        self.ends_[0] += low
        self.ends_[1] += low if high is None else high
        self.open_above |= high is None


@functools.cache
def _heads() -> Mapping[str, Any]:
    found: Mapping[str, Any] = packaged_yaml(__package__, "claim_heads.yaml")
    return found


def _head_of(group: str, code: str) -> str | None:
    return next((head for head, codes in _heads()[group].items() if code in codes), None)


def claimable_heads(result: AccountResult) -> tuple[ClaimableHead, ...]:
    """Return the claimable heads of a result in list order; empty if there are none.

    Args:
        result: of an account of wages or of costs; one of terms says what differs, and no sum.
    """
    if result.kind is AccountKind.WAGES:
        return tuple(_of_wages(result.document))
    return tuple(_of_costs(result.document)) if result.kind is AccountKind.COSTS else ()


# Wages


def _of_wages(document: Document) -> Iterator[ClaimableHead]:
    found: dict[Key, _Part] = {}
    for at, end in enumerate(("least", "most")):
        for period in document[end]["periods"]:
            if period["barred"] is None:
                for head, amount, rules in _shares(period, document["currency"]):
                    part = found.setdefault((head, document["currency"]), _Part())
                    part.ends_[at] += amount
                    part.days |= {_day(period["from"]), _day(period["until"])}
                    part.claim_by |= last_days(document, period["from"], period["until"])
                    part.rules |= dict.fromkeys(rules)
    for part in found.values():
        part.open_above = bool(document["open_above"])
    yield from _told(found, document)


def _shares(period: Document, currency: str) -> Iterator[tuple[str, Fraction, list[str]]]:
    """Yield what is owed of a pay period by head, with the rules; then the extras."""
    left = Fraction(period["owed"])
    for head in _heads()["wages"]:
        found = [(one, _amount(one, currency)) for one in (*period["due"], *period["taken_off"])
                 if _head_of("wages", one["what"]) == head]  # fmt: skip
        share = max(ZERO, min(left, sum((amount for _, amount in found), ZERO)))
        if share:
            yield head, share, _rules(line for line, amount in found if amount)
        left -= share
    if left:
        rest = [one for one in period["due"]
                if _head_of("wages", one["what"]) is None and _amount(one, currency)]  # fmt: skip
        yield _heads()["else"]["wages"], left, _rules(rest)
    for line in period["added"]:
        head = _head_of("on_top", line["what"]) or _heads()["else"]["wages"]
        yield head, Fraction(line["amount"]), _rules([line])


def _amount(line: Document, currency: str) -> Fraction:
    """Return what a line is worth to the worker: for a deduction, its unlawful part."""
    counted = Fraction(line["amount"]) if line["counts"] else ZERO
    taken = (
        line["numbers"].get("taken") if line["what"] in _heads()["wages"]["deductions"] else None
    )
    return counted if taken is None else counted + rounded(Fraction(taken), currency)


def _rules(lines: Iterable[Document]) -> list[str]:
    return [one["rule"] for one in lines if one["rule"] is not None]


# Costs and debts


def _of_costs(document: Document) -> Iterator[ClaimableHead]:
    found: dict[Key, _Part] = {}
    for one in document["items"]:
        low, high = _range(one["open"])
        if high == ZERO:
            continue
        head = _head_of("costs", one["kind"]) or _heads()["else"]["costs"]
        part = found.setdefault((head, one["currency"]), _Part())
        part.add(low, high)
        part.days |= {_day(one["date"])} if "date" in one else set()
    for debt in document["debts"]:
        low, high = _range(debt["beyond"])
        if high != ZERO:
            part = found.setdefault((_heads()["debts"], debt["currency"]), _Part())
            part.add(low, high)
            part.days |= {_day(line["date"]) for line in debt["lines"]}
    yield from _told(found, document)


def _range(text: str) -> tuple[Fraction, Fraction | None]:
    """Parse bounds as :func:`manumit.terms.ranges.written` writes them."""
    if text == "unknown":
        return ZERO, None
    low, dots, high = text.partition("..")
    if not dots:
        return Fraction(low), Fraction(low)
    return Fraction(low), Fraction(high) if high else None


# Both


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _told(found: Mapping[Key, _Part], document: Document) -> Iterator[ClaimableHead]:
    asked_on, order = _day(document["asked_on"]), LISTS["head"].codes()
    for (head, currency), part in sorted(
        found.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
    ):
        low, high = sorted(part.ends_)
        if not rounded(high, currency):
            continue
        yield ClaimableHead(
            head=head,
            currency=currency,
            least=low,
            most=None if part.open_above else high,
            likely=part.ends_[1],
            begins=min(part.days, default=asked_on),
            ends=max(part.days, default=asked_on),
            claim_by=min(part.claim_by, default=None),
            article=_articles(part.rules, document),
        )


def _articles(rules: Iterable[str], document: Document) -> str:
    """Join articles by law, as many as the claim's field holds; the statement has them all."""
    by_law: dict[str, dict[str, None]] = {}
    known = document["rules"]
    for name in rules:
        rule = known.get(name) if isinstance(known, Mapping) else None
        if rule is not None:
            by_law.setdefault(rule["source"], {})[rule["article"]] = None
    joined, more = "", " …"
    for law, articles in by_law.items():
        whole = f"{joined}; " if joined else ""
        whole += f"{law}: {', '.join(articles)}"
        if len(whole) > LONGEST_ARTICLE - len(more):
            return f"{joined}{more}".strip()
        joined = whole
    return joined
