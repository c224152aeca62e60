"""Derive evidence on indicators, for ``assess``, from an account of wages.

Which fact of the account is evidence of which code is a dated table (``data/owed-signs.yaml``). The
evidence is yes if it holds with all unknowns in favour of the employer, and unknown if it depends
on what is not known or on why it was done; never no.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from importlib import resources
from pathlib import Path

from manumit.assessment import Answer, Evidence
from manumit.assessment.view import Words
from manumit.errors import Detail, ErrorCode, Place
from manumit.terms.numbers import Range
from manumit.terms.reading import number, read_source
from manumit.terms.wages.lines import Period
from manumit.terms.wages.owed import Owed, Statement
from manumit.terms.words import phrase, range_text

SCHEMA_NAME = "owed-signs"
DEFAULT_LIST = "adult_labour"
ZERO = Fraction(0)


class OwedSignsCode(ErrorCode):
    """Problems of the evidence in an account of wages (W7..)."""

    NO_SIGNS = Detail(
        "W701",
        "No table says what a reckoning of wages means for the list '{list}'.",
        "Choose one of: {known}.",
    )


class Fact(StrEnum):
    """The facts that an account of wages may show."""

    LITTLE_PAID = "little_paid"
    UNLAWFULLY_TAKEN = "unlawfully_taken"
    ARREARS = "arrears"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedSign:
    """One line of the table.

    Attributes:
        periods: over how many pay periods that were due it has to hold.
        share: of the minimum wage; what was paid is at or below it.
        answer: the strongest answer: yes, or unknown where the reason has to be asked for.
        note: on which words of the definition it rests.
    """

    code: str
    fact: Fact
    periods: int
    share: Fraction
    answer: Answer
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedSigns:
    """The table: for which lists, from which source, when it was last compared with them."""

    lists: tuple[str, ...]
    source: str
    checked: dt.date
    signs: tuple[OwedSign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedSpoken:
    """One piece of evidence and the numbers on which it rests.

    Attributes:
        periods: how many pay periods show it.
        amounts: by the names that its sentence uses, in the currency of the law.
    """

    evidence: Evidence
    sign: OwedSign
    periods: int
    amounts: Mapping[str, Range]


@functools.cache
def shipped_owed_signs() -> OwedSigns:
    """Return the table of signs that comes with manumit."""
    file = resources.files("manumit.terms") / "data" / f"{SCHEMA_NAME}.yaml"
    data = read_source(Path(str(file)), SCHEMA_NAME).data
    return OwedSigns(
        lists=tuple(data["lists"]),
        source=data["source"],
        checked=dt.date.fromisoformat(data["checked"]),
        signs=tuple(
            OwedSign(
                code=one["code"],
                fact=Fact(one["fact"]),
                periods=int(one["periods"]),
                share=number(one.get("share", "0")),
                answer=Answer(one["answer"]),
                note=one["note"],
            )
            for one in data["signs"]
        ),
    )


def evidence_of_owed(
    found: Owed, *, list_id: str = DEFAULT_LIST, signs: OwedSigns | None = None
) -> tuple[OwedSpoken, ...]:
    """Return the evidence on indicators of a list in an account of wages.

    Args:
        found: from ``owed``.
        list_id: the list that the evidence is for.
        signs: the table; the shipped one if None.

    Raises:
        InputError: W701, if the table does not cover the list.
    """
    table = signs or shipped_owed_signs()
    if list_id not in table.lists:
        known = ", ".join(table.lists)
        raise OwedSignsCode.NO_SIGNS.error(Place(), list=list_id, known=known)
    return tuple(_spoken(found, table.signs))


def reason_of_owed(spoken: OwedSpoken, found: Owed, words: Words) -> str:
    """Return the reason for a piece of evidence, with its numbers, in one language."""
    amounts = {
        name: range_text(words, amount, found.law.currency)
        for name, amount in spoken.amounts.items()
    }
    periods = words.apart(str(spoken.periods))
    return phrase(words, f"owed/says_{spoken.sign.fact}", periods=periods, **amounts)


def _spoken(found: Owed, signs: Iterable[OwedSign]) -> Iterator[OwedSpoken]:
    least, most = (_Shown.of(one, found.account.asked_on) for one in (found.least, found.most))
    for sign in signs:
        surely, perhaps = least.shows(sign), most.shows(sign)
        if not perhaps and not surely:
            continue
        answer = sign.answer if surely else Answer.UNKNOWN
        shown = least if surely else most
        yield OwedSpoken(
            evidence=Evidence(
                id=f"{sign.code.lower()}.wages",
                code=sign.code,
                answer=answer,
                at=min(found.least.span.first, found.most.span.first),
            ),
            sign=sign,
            periods=shown.count(sign),
            amounts={
                name: _between(least.amount(name), most.amount(name)) for name in NAMES[sign.fact]
            },
        )


NAMES: Mapping[Fact, tuple[str, ...]] = {
    Fact.LITTLE_PAID: ("paid", "minimum"),
    Fact.UNLAWFULLY_TAKEN: ("taken",),
    Fact.ARREARS: ("owed",),
}
"""Amounts in the sentence of each fact."""


def _between(one: Fraction, other: Fraction) -> Range:
    return Range(min(one, other), max(one, other))


@dataclass(frozen=True, slots=True)
class _Shown:
    """The pay periods that were due, at the least or the most."""

    periods: tuple[Period, ...]

    @classmethod
    def of(cls, end: Statement, asked_on: dt.date) -> "_Shown":
        return cls(tuple(one for one in end.periods if one.due_on < asked_on and one.due))

    def shows(self, sign: OwedSign) -> bool:
        if self.count(sign) < sign.periods:
            return False
        if sign.fact is not Fact.LITTLE_PAID:
            return True
        return self.amount("paid") <= self.amount("minimum") * sign.share

    def count(self, sign: OwedSign) -> int:
        """Return in how many periods the fact occurs."""
        found = _unlawful if sign.fact is Fact.UNLAWFULLY_TAKEN else _owed
        return sum(1 for one in self.periods if found(one) > 0)

    def amount(self, name: str) -> Fraction:
        """Return the sum of one amount of ``AMOUNTS`` over all periods."""
        return sum((AMOUNTS[name](one) for one in self.periods), ZERO)


def _owed(one: Period) -> Fraction:
    return one.owed


def _minimum(one: Period) -> Fraction:
    return one.minimum


def _paid(one: Period) -> Fraction:
    return _due(one) - one.owed


def _due(one: Period) -> Fraction:
    return sum((line.amount for line in one.due if line.counts), ZERO)


def _unlawful(one: Period) -> Fraction:
    """Return what was deducted unlawfully; above a limit, only the part above it."""
    found = ZERO
    for line in one.taken_off:
        if line.what == "not_allowed":
            found += Fraction(str(line.numbers["taken"]))
        elif line.what == "too_much_together":
            found += line.amount
    return found


AMOUNTS: Mapping[str, Callable[[Period], Fraction]] = {
    "owed": _owed,
    "minimum": _minimum,
    "paid": _paid,
    "taken": _unlawful,
}
