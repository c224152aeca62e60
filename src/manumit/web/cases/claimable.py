"""What the result of an account lets somebody claim, head by head (R-51, R-60 to R-63).

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
from importlib import resources
from typing import Any

import yaml

from manumit.terms.numbers import digits, rounded, shown
from manumit.web.cases.accounts import Kind, Result
from manumit.web.remedies.items import LONGEST_ARTICLE, Item
from manumit.web.remedies.lists import LISTS

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Source:
    """The statement that a head comes from.

    Attributes:
        statement: id of the result: to whoever has no account of the file it says nothing.
        digest: SHA-256 of what lies sealed there, so that a later one is not taken for it.
    """

    statement: uuid.UUID
    digest: str

    @classmethod
    def of(cls, statement: uuid.UUID, result: Result) -> "Source":
        """Of a result."""
        return cls(statement, hashlib.sha256(result.to_text().encode()).hexdigest())


type Document = Mapping[str, Any]
type Key = tuple[str, str]
"""Head and currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimable:
    """One head that a result gives something for.

    Attributes:
        head: a code of the list ``head`` of claims.
        least, most: bounds of the result; no ``most`` where it may be any amount.
        likely: what is proposed: the most that is known.
        begins, ends: of what it is for; the day of the account where no day is known.
        article: what it rests on, as far as the rules of the result name it.
    """

    head: str
    currency: str
    least: Fraction
    most: Fraction | None
    likely: Fraction
    begins: dt.date
    ends: dt.date
    article: str

    @property
    def key(self) -> Key:
        """By what a result has it once."""
        return self.head, self.currency

    @property
    def proposed(self) -> str:
        """The amount as it is typed."""
        return _typed(self.likely, self.currency)

    @property
    def bounds(self) -> tuple[str, str]:
        """The least and the most as they are shown; empty where nobody knows."""
        most = "" if self.most is None else _shown(self.most, self.currency)
        return _shown(self.least, self.currency), most

    @property
    def whole(self) -> Fraction:
        """What is proposed, in whole smallest units of the currency."""
        return rounded(self.likely, self.currency)

    def item(self, claimed: str, article: str, source: Source) -> Item:
        """The same as a head of a claim.

        Args:
            claimed: the amount, as it is typed.
            article: the same.
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
    """As the form of a head takes it; empty for nothing, which no bound of a claim may be."""
    return _shown(number, currency) if rounded(number, currency) else ""


def _shown(number: Fraction, currency: str) -> str:
    return shown(rounded(number, currency), digits(currency))


@dataclass(slots=True)
class _Part:
    """What is found of a head while a result is read."""

    ends_: list[Fraction] = field(default_factory=lambda: [ZERO, ZERO])
    open_above: bool = False
    days: set[dt.date] = field(default_factory=set)
    rules: dict[str, None] = field(default_factory=dict)

    def add(self, low: Fraction, high: Fraction | None) -> None:
        self.ends_[0] += low
        self.ends_[1] += low if high is None else high
        self.open_above |= high is None


@functools.cache
def _heads() -> Mapping[str, Any]:
    read = resources.files(__package__).joinpath("claim_heads.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(read)
    return found


def _head_of(group: str, code: str) -> str | None:
    return next((head for head, codes in _heads()[group].items() if code in codes), None)


def claimable(result: Result) -> tuple[Claimable, ...]:
    """The heads of a result, in the order of the list; empty where it gives nothing to claim.

    Args:
        result: of an account of wages or of costs; one of terms says what differs, and no sum.
    """
    if result.kind is Kind.WAGES:
        return tuple(_of_wages(result.document))
    return tuple(_of_costs(result.document)) if result.kind is Kind.COSTS else ()


# Wages


def _of_wages(document: Document) -> Iterator[Claimable]:
    found: dict[Key, _Part] = {}
    for at, end in enumerate(("least", "most")):
        for period in document[end]["periods"]:
            if period["barred"] is None:
                for head, amount, rules in _shares(period, document["currency"]):
                    part = found.setdefault((head, document["currency"]), _Part())
                    part.ends_[at] += amount
                    part.days |= {_day(period["from"]), _day(period["until"])}
                    part.rules |= dict.fromkeys(rules)
    for part in found.values():
        part.open_above = bool(document["open_above"])
    yield from _told(found, document)


def _shares(period: Document, currency: str) -> Iterator[tuple[str, Fraction, list[str]]]:
    """What is owed of a pay period by head, with the rules; then what comes on top."""
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
    """What a line is worth to the worker: of a deduction, what of it the law does not allow."""
    counted = Fraction(line["amount"]) if line["counts"] else ZERO
    taken = (
        line["numbers"].get("taken") if line["what"] in _heads()["wages"]["deductions"] else None
    )
    return counted if taken is None else counted + rounded(Fraction(taken), currency)


def _rules(lines: Iterable[Document]) -> list[str]:
    return [one["rule"] for one in lines if one["rule"] is not None]


# Costs and debts


def _of_costs(document: Document) -> Iterator[Claimable]:
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
    """Bounds as :func:`manumit.terms.ranges.written` writes them."""
    if text == "unknown":
        return ZERO, None
    low, dots, high = text.partition("..")
    if not dots:
        return Fraction(low), Fraction(low)
    return Fraction(low), Fraction(high) if high else None


# Both


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _told(found: Mapping[Key, _Part], document: Document) -> Iterator[Claimable]:
    asked_on, order = _day(document["asked_on"]), LISTS["head"].codes()
    for (head, currency), part in sorted(
        found.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
    ):
        low, high = sorted(part.ends_)
        if not rounded(high, currency):
            continue
        yield Claimable(
            head=head,
            currency=currency,
            least=low,
            most=None if part.open_above else high,
            likely=part.ends_[1],
            begins=min(part.days, default=asked_on),
            ends=max(part.days, default=asked_on),
            article=_articles(part.rules, document),
        )


def _articles(rules: Iterable[str], document: Document) -> str:
    """Articles by law, as many as the field of a claim takes; the statement has all of them."""
    by_law: dict[str, dict[str, None]] = {}
    known = document["rules"]
    for name in rules:
        rule = known.get(name) if isinstance(known, Mapping) else None
        if rule is not None:
            by_law.setdefault(rule["source"], {})[rule["article"]] = None
    told, more = "", " …"
    for law, articles in by_law.items():
        whole = f"{told}; " if told else ""
        whole += f"{law}: {', '.join(articles)}"
        if len(whole) > LONGEST_ARTICLE - len(more):
            return f"{told}{more}".strip()
        told = whole
    return told
