"""Read versions of the terms of one person's work, ``schema: manumit/terms-of-work/1``."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from manumit.assessment import Age, Answer, Hearing, Informant
from manumit.errors import Detail, ErrorCode
from manumit.terms.account import Per
from manumit.terms.codes import TermsCode
from manumit.terms.numbers import UNKNOWN, Range
from manumit.terms.reading import Reader, Source, Steps, number, read_source

SCHEMA_NAME = "terms-of-work"
DEFAULT_LIST = "adult_labour"
WEEKS_PER_YEAR = "52"
HOURS_OF_A_DAY = 24
DAYS_OF_A_WEEK = 7
STILL = "still"


class CompareCode(ErrorCode):
    """Problems of files of terms of work (W3..)."""

    VERSION_TWICE = Detail(
        "W301", "Two versions have the same id.", "Give each version an id of its own."
    )
    NO_CURRENCY = Detail(
        "W302",
        "This amount has no currency.",
        "Name it here, or once at the top of the file: 'currency: XXX' with the ISO 4217 code.",
    )
    TOO_MUCH = Detail(
        "W303",
        "There are not more than {most} of these.",
        "Correct the number; write a range if it changed, or 'unknown'.",
    )
    NOTHING_TO_COMPARE = Detail(
        "W304",
        "Everything here is how the work really was; there is nothing that it could differ from.",
        "Add what was promised or signed, as a version with origin oral_promise, advert, offer or "
        "contract; leave out of it what nobody knows.",
    )
    NO_SIGNS = Detail(
        "W305",
        "No table says what a comparison means for the list '{list}'.",
        "Choose one of: {known}.",
    )


class Origin(StrEnum):
    """Where terms come from: a promise, a contract, or the work itself."""

    ORAL_PROMISE = "oral_promise"
    ADVERT = "advert"
    OFFER = "offer"
    CONTRACT = "contract"
    ACTUAL = "actual"

    @property
    def signed(self) -> bool:
        """Return whether the terms come from a contract."""
        return self is Origin.CONTRACT


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the worker came to agree; what is not known stays unknown."""

    in_writing: Answer = Answer.UNKNOWN
    informed: Answer = Answer.UNKNOWN
    under_pressure: Answer = Answer.UNKNOWN

    @property
    def cures(self) -> Answer:
        """Return whether the agreement covers a worse term: informed, written, free (R-24)."""
        pressed = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(
            self.under_pressure, Answer.UNKNOWN
        )
        stated = (self.in_writing, self.informed, pressed)
        if Answer.NO in stated:
            return Answer.NO
        return Answer.UNKNOWN if Answer.UNKNOWN in stated else Answer.YES


@dataclass(frozen=True, slots=True)
class Money:
    """An amount for a time or a piece, as stated in the source."""

    amount: Range
    per: Per
    currency: str


@dataclass(frozen=True, slots=True)
class Wage:
    """The wage as stated in the source: before deductions, or what came into the hand."""

    money: Money
    in_hand: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The clauses of one version; None, or an unknown number, is unknown.

    Attributes:
        deductions: None if nothing is known; empty if nothing is taken off.
        term: first and last day.
        documents: who holds identity papers, and whether they come back on request.
    """

    employer: str | None = None
    place: str | None = None
    job: str | None = None
    wage: Wage | None = None
    hours_per_day: Range = UNKNOWN
    days_per_week: Range = UNKNOWN
    hours_per_week: Range = UNKNOWN
    rest_day: str | None = None
    overtime_rate: Range = UNKNOWN
    deductions: tuple[Money, ...] | None = None
    housing: Answer = Answer.UNKNOWN
    housing_cost: Money | None = None
    persons_per_room: Range = UNKNOWN
    food: Answer = Answer.UNKNOWN
    food_cost: Money | None = None
    meals_per_day: Range = UNKNOWN
    term: tuple[dt.date, dt.date] | None = None
    notice_by_worker: Range = UNKNOWN
    notice_by_employer: Range = UNKNOWN
    return_travel: str | None = None
    documents: tuple[str, Answer] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The terms as one source has them.

    Attributes:
        date: when they were stated or signed, or from when they held; None if unknown.
    """

    id: str
    origin: Origin
    date: dt.date | None
    terms: Terms
    agreement: Agreement = Agreement()
    informant: Informant = Informant.NOT_RECORDED
    hearing: Hearing = Hearing.NOT_RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOfWork:
    """Several versions of the terms of one person's work, in the order of the file.

    Attributes:
        weeks_per_year: a month is a twelfth of them.
    """

    work: str
    list_id: str
    age: Age
    weeks_per_year: Fraction
    versions: tuple[Version, ...]


def read_terms_of_work(path: Path) -> TermsOfWork:
    """Read one file of terms of work.

    Raises:
        InputError: I101, I102, W101 to W105, W301 to W304, every problem at once.
    """
    return terms_of_work_of(read_source(path, SCHEMA_NAME))


def terms_of_work_of(source: Source) -> TermsOfWork:
    """Return the terms in a source that has been read and satisfies the schema.

    Raises:
        InputError: W103 to W105, W301 to W304, every problem at once.
    """
    data, reader = source.data, Reader(source)
    versions = tuple(
        _version(reader, one, data.get("currency"), ("versions", at))
        for at, one in enumerate(data["versions"])
    )
    seen: set[str] = set()
    for at, one in enumerate(versions):
        if one.id in seen:
            reader.wrong(CompareCode.VERSION_TWICE, "versions", at, "id")
        seen.add(one.id)
    if all(one.origin is Origin.ACTUAL for one in versions):
        reader.wrong(CompareCode.NOTHING_TO_COMPARE, "versions")
    weeks = number(data.get("weeks_per_year", WEEKS_PER_YEAR))
    reader.finish()
    return TermsOfWork(
        work=data.get("work", ""),
        list_id=data.get("list", DEFAULT_LIST),
        age=Age(data.get("age", Age.UNSURE)),
        weeks_per_year=weeks,
        versions=versions,
    )


def _version(reader: Reader, data: Mapping[str, Any], currency: str | None, at: Steps) -> Version:
    stated = data.get("date", "unknown")
    agreed = {name: Answer(value) for name, value in data.get("agreed", {}).items()}
    return Version(
        id=data["id"],
        origin=Origin(data["origin"]),
        date=None if stated == "unknown" else reader.day(stated, *at, "date"),
        terms=_Clauses(reader, data["terms"], currency, (*at, "terms")).terms(),
        agreement=Agreement(**agreed),
        informant=Informant(data.get("informant", Informant.NOT_RECORDED)),
        hearing=Hearing(data.get("hearing", Hearing.NOT_RECORDED)),
    )


class _Clauses:
    """Reads the clauses of one version."""

    def __init__(
        self, reader: Reader, data: Mapping[str, Any], currency: str | None, at: Steps
    ) -> None:
        self.reader, self.data, self.currency, self.at = reader, data, currency, at

    def terms(self) -> Terms:
        """Return all clauses of the version."""
        housing, food = self.data.get("housing", {}), self.data.get("food", {})
        held = self.data.get("documents")
        return Terms(
            employer=self.data.get("employer"),
            place=self.data.get("place"),
            job=self.data.get("job"),
            wage=self.wage(),
            hours_per_day=self.count("hours_per_day", most=HOURS_OF_A_DAY),
            days_per_week=self.count("days_per_week", most=DAYS_OF_A_WEEK),
            hours_per_week=self.count("hours_per_week", most=HOURS_OF_A_DAY * DAYS_OF_A_WEEK),
            rest_day=self.data.get("rest_day"),
            overtime_rate=self.count("overtime_rate"),
            deductions=self.deductions(),
            housing=Answer(housing.get("given", Answer.UNKNOWN)),
            housing_cost=self.price("housing", "cost"),
            persons_per_room=self.count("housing", "persons_per_room"),
            food=Answer(food.get("given", Answer.UNKNOWN)),
            food_cost=self.price("food", "cost"),
            meals_per_day=self.count("food", "meals_per_day"),
            term=self.term(),
            notice_by_worker=self.count("notice_by_worker"),
            notice_by_employer=self.count("notice_by_employer"),
            return_travel=self.data.get("return_travel"),
            documents=None
            if held is None
            else (held["held_by"], Answer(held.get("given_back_on_request", Answer.UNKNOWN))),
        )

    def value(self, *steps: str) -> Any:
        found: Any = self.data
        for step in steps:
            found = found.get(step) if found is not None else None
        return found

    def count(self, *steps: str, most: int | None = None) -> Range:
        stated = self.value(*steps)
        if stated is None:
            return UNKNOWN
        found = self.reader.range(stated, *self.at, *steps)
        top = found.low if found.high is None else found.high
        if most is not None and top > most:
            self.reader.wrong(CompareCode.TOO_MUCH, *self.at, *steps, most=most)
        return found

    def price(self, *steps: str) -> Money | None:
        stated = self.value(*steps)
        return None if stated is None else self.money(stated, *steps)

    def money(self, stated: Mapping[str, Any], *steps: str | int) -> Money:
        currency = stated.get("currency", self.currency)
        if currency is None:
            self.reader.wrong(CompareCode.NO_CURRENCY, *self.at, *steps)
        amount = self.reader.range(stated["amount"], *self.at, *steps, "amount")
        return Money(amount, Per(stated["per"]), currency or "")

    def wage(self) -> Wage | None:
        stated = self.value("wage")
        if stated is None:
            return None
        return Wage(self.money(stated, "wage"), Answer(stated.get("after_deductions", Answer.NO)))

    def deductions(self) -> tuple[Money, ...] | None:
        stated = self.value("deductions")
        if stated is None:
            return None
        return tuple(self.money(one, "deductions", at) for at, one in enumerate(stated))

    def term(self) -> tuple[dt.date, dt.date] | None:
        stated = self.value("term")
        if stated is None or stated["until"] == STILL:
            return None
        first = self.reader.day(stated["from"], *self.at, "term", "from")
        last = self.reader.day(stated["until"], *self.at, "term", "until")
        if last < first:
            self.reader.wrong(TermsCode.ENDS_BEFORE, *self.at, "term", "until")
        return first, last
