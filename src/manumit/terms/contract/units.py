"""Convert the clauses of one version to money and hours per common unit of time."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from manumit.assessment import Answer
from manumit.terms.account import Per
from manumit.terms.contract.file import Money, Terms
from manumit.terms.numbers import NONE, UNKNOWN, Range
from manumit.terms.ranges import less, product, quotient, scaled, total

MONTHS_OF_A_YEAR = 12
WEEKS_OF_A_FORTNIGHT = 2


class Wanting(StrEnum):
    """Why a version has no value for a clause."""

    NOT_GIVEN = "not_given"
    HOURS_UNKNOWN = "hours_unknown"
    DAYS_UNKNOWN = "days_unknown"
    BY_THE_PIECE = "by_the_piece"
    SEVERAL_CURRENCIES = "several_currencies"
    DEDUCTIONS_UNKNOWN = "deductions_unknown"
    BEFORE_OR_AFTER = "before_or_after"


@dataclass(frozen=True, slots=True)
class StatedQuantity:
    """A number in a unit: ``per_month``, ``hours_per_week``; money with its currency."""

    unit: str
    amount: Range
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a version has for a clause.

    Attributes:
        measure: a number in a common unit; None where the clause is a word, or missing.
        word: a name, a code, or one of a few words of the schema.
        as_stated: the numbers of the file that the measure was made from, if it was converted.
        wanting: why there is no value.
    """

    measure: StatedQuantity | None = None
    word: str | None = None
    as_stated: tuple[StatedQuantity, ...] = ()
    wanting: Wanting | None = None


type Clauses = Mapping[str, Value]
NOT_GIVEN = Value(wanting=Wanting.NOT_GIVEN)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How long a month is in weeks: a twelfth of the weeks of a year."""

    weeks_per_year: Fraction

    @property
    def weeks_per_month(self) -> Fraction:
        """Return the weeks of a month: ``13/3`` where a year has 52 weeks."""
        return self.weeks_per_year / MONTHS_OF_A_YEAR

    def per_month(self, money: Money, hours: Range, days: Range) -> Range:
        """Return an amount per month; a daily or hourly one times its days or hours of work."""
        amount = money.amount
        if money.per is Per.HOUR:
            return scaled(product(amount, hours), self.weeks_per_month)
        if money.per is Per.DAY:
            return scaled(product(amount, days), self.weeks_per_month)
        months = {
            Per.WEEK: self.weeks_per_month,
            Per.FORTNIGHT: self.weeks_per_month / WEEKS_OF_A_FORTNIGHT,
            Per.MONTH: Fraction(1),
            Per.YEAR: Fraction(1, MONTHS_OF_A_YEAR),
        }[money.per]
        return scaled(amount, months)

    def per_hour(self, month: Range, hours: Range) -> Range:
        """Return an amount per hour: that of a month divided by the hours of its weeks."""
        return quotient(month, scaled(hours, self.weeks_per_month))


def hours_per_week(terms: Terms) -> Range:
    """Return the hours per week: as given, or those of a day times the days of a week."""
    if terms.hours_per_week != UNKNOWN:
        return terms.hours_per_week
    if UNKNOWN in (terms.hours_per_day, terms.days_per_week):
        return UNKNOWN
    return product(terms.hours_per_day, terms.days_per_week)


def in_common_units(terms: Terms, weeks_per_year: Fraction) -> Clauses:
    """Return every clause of a version.

    Args:
        terms: as the file has them.
        weeks_per_year: a month is a twelfth of them.
    """
    money = _Pay(terms, Calendar(weeks_per_year))
    return {
        "employer": _word(terms.employer),
        "place": _word(terms.place),
        "job": _word(terms.job),
        "wage_per_month": money.per_month(),
        "wage_per_hour": money.per_hour(),
        "in_hand_per_month": money.in_hand_per_month(),
        "deductions_per_month": money.deductions_per_month(),
        "hours_per_day": _count(terms.hours_per_day, "hours_per_day"),
        "days_per_week": _count(terms.days_per_week, "days_per_week"),
        "hours_per_week": _hours_per_week(terms),
        "rest_day": _word(terms.rest_day),
        "overtime_rate": _count(terms.overtime_rate, "times"),
        "housing": _answer(terms.housing),
        "housing_cost_per_month": money.price(terms.housing_cost),
        "persons_per_room": _count(terms.persons_per_room, "persons"),
        "food": _answer(terms.food),
        "food_cost_per_month": money.price(terms.food_cost),
        "meals_per_day": _count(terms.meals_per_day, "meals_per_day"),
        "term": _term(terms.term),
        "notice_by_worker": _count(terms.notice_by_worker, "days"),
        "notice_by_employer": _count(terms.notice_by_employer, "days"),
        "return_travel": _word(terms.return_travel),
        "documents": _documents(terms.documents),
    }


def _word(stated: str | None) -> Value:
    return NOT_GIVEN if stated is None else Value(word=stated)


def _answer(stated: Answer) -> Value:
    return NOT_GIVEN if stated is Answer.UNKNOWN else Value(word=stated)


def _count(stated: Range, unit: str) -> Value:
    return NOT_GIVEN if stated == UNKNOWN else Value(measure=StatedQuantity(unit, stated))


def _hours_per_week(terms: Terms) -> Value:
    found = hours_per_week(terms)
    if found == UNKNOWN:
        return NOT_GIVEN
    if terms.hours_per_week != UNKNOWN:
        return Value(measure=StatedQuantity("hours_per_week", found))
    parts = (
        StatedQuantity("hours_per_day", terms.hours_per_day),
        StatedQuantity("days_per_week", terms.days_per_week),
    )
    return Value(measure=StatedQuantity("hours_per_week", found), as_stated=parts)


def _term(stated: tuple[dt.date, dt.date] | None) -> Value:
    if stated is None:
        return NOT_GIVEN
    first, last = stated
    days = Range.exactly((last - first).days + 1)
    return Value(
        measure=StatedQuantity("days", days), word=f"{first.isoformat()} – {last.isoformat()}"
    )


def _documents(stated: tuple[str, Answer] | None) -> Value:
    """Return who holds the identity papers, and whether they are given back on request."""
    if stated is None:
        return NOT_GIVEN
    holder, back = stated
    if holder == "worker":
        return Value(word="held_by_worker")
    known = {Answer.YES: "given_back", Answer.NO: "withheld", Answer.UNKNOWN: "kept"}
    return Value(word=known[back])


class _Pay:
    """The wage of one version and its deductions."""

    def __init__(self, terms: Terms, calendar: Calendar) -> None:
        self.terms, self.calendar = terms, calendar
        self.hours, self.days = hours_per_week(terms), terms.days_per_week

    def per_month(self) -> Value:
        """Return the wage per month before deductions."""
        return self._value("per_month", self._before(), Answer.NO)

    def per_hour(self) -> Value:
        """Return the wage per hour of the working week, before deductions."""
        wage = self.terms.wage
        if wage is not None and wage.money.per is Per.HOUR and wage.in_hand is Answer.NO:
            stated = wage.money
            given = stated.amount != UNKNOWN
            amount = stated.amount if given else Wanting.NOT_GIVEN
            return self._value("per_hour", amount, Answer.NO)
        month = self._before()
        if isinstance(month, Range) and self.hours == UNKNOWN:
            month = Wanting.HOURS_UNKNOWN
        if isinstance(month, Wanting):
            return Value(wanting=month)
        return self._value("per_hour", self.calendar.per_hour(month, self.hours), Answer.NO)

    def in_hand_per_month(self) -> Value:
        """Return the wage per month after deductions."""
        return self._value("per_month", self._after(), Answer.YES)

    def deductions_per_month(self) -> Value:
        """Return the sum of all deductions per month."""
        found = self._deductions()
        if isinstance(found, Wanting):
            return Value(wanting=found)
        if not self.terms.deductions:
            return Value(measure=StatedQuantity("per_month", found, self._currency()))
        parts = tuple(self._phrase(one) for one in self.terms.deductions)
        currency = self.terms.deductions[0].currency
        return Value(measure=StatedQuantity("per_month", found, currency), as_stated=parts)

    def price(self, money: Money | None) -> Value:
        """Return the cost per month."""
        if money is None:
            return NOT_GIVEN
        found = self._month(money)
        if isinstance(found, Wanting):
            return Value(wanting=found)
        stated = () if money.per is Per.MONTH else (self._phrase(money),)
        return Value(measure=StatedQuantity("per_month", found, money.currency), as_stated=stated)

    def _value(self, unit: str, amount: Range | Wanting, in_hand: Answer) -> Value:
        """Return a wage, with everything that it was made from."""
        if isinstance(amount, Wanting):
            return Value(wanting=amount)
        wage = self.terms.wage
        assert wage is not None  # noqa: S101 - there is no amount without one
        stated = [self._phrase(wage.money)]
        if wage.money.per is Per.DAY:
            stated.append(StatedQuantity("days_per_week", self.days))
        if self.hours != UNKNOWN and in_hand is Answer.NO:
            stated.append(StatedQuantity("hours_per_week", self.hours))
        taken = self._deductions()
        if wage.in_hand is not in_hand and isinstance(taken, Range) and taken != NONE:
            sign = "off" if in_hand is Answer.YES else "on"
            stated.append(StatedQuantity(f"{sign}_per_month", taken, self._currency()))
        return Value(
            measure=StatedQuantity(unit, amount, self._currency()), as_stated=tuple(stated)
        )

    def _before(self) -> Range | Wanting:
        return self._wage(Answer.NO)

    def _after(self) -> Range | Wanting:
        return self._wage(Answer.YES)

    def _wage(self, in_hand: Answer) -> Range | Wanting:
        wage = self.terms.wage
        if wage is None:
            return Wanting.NOT_GIVEN
        month = self._month(wage.money)
        if isinstance(month, Wanting) or wage.in_hand is in_hand:
            return month
        if wage.in_hand is Answer.UNKNOWN:
            return Wanting.BEFORE_OR_AFTER
        taken = self._deductions()
        if isinstance(taken, Wanting):
            return Wanting.DEDUCTIONS_UNKNOWN if taken is Wanting.NOT_GIVEN else taken
        if any(one.currency != wage.money.currency for one in self.terms.deductions or ()):
            return Wanting.SEVERAL_CURRENCIES
        return less(month, taken) if in_hand is Answer.YES else total((month, taken))

    def _deductions(self) -> Range | Wanting:
        if self.terms.deductions is None:
            return Wanting.NOT_GIVEN
        months = [self._month(one) for one in self.terms.deductions]
        wanting = next((one for one in months if isinstance(one, Wanting)), None)
        if wanting is not None:
            return wanting
        if len({one.currency for one in self.terms.deductions}) > 1:
            return Wanting.SEVERAL_CURRENCIES
        return total(one for one in months if isinstance(one, Range))

    def _month(self, money: Money) -> Range | Wanting:
        if money.amount == UNKNOWN:
            return Wanting.NOT_GIVEN
        if money.per is Per.PIECE:
            return Wanting.BY_THE_PIECE
        if money.per is Per.HOUR and self.hours == UNKNOWN:
            return Wanting.HOURS_UNKNOWN
        if money.per is Per.DAY and self.days == UNKNOWN:
            return Wanting.DAYS_UNKNOWN
        return self.calendar.per_month(money, self.hours, self.days)

    def _currency(self) -> str:
        return "" if self.terms.wage is None else self.terms.wage.money.currency

    def _phrase(self, money: Money) -> StatedQuantity:
        return StatedQuantity(f"per_{money.per}", money.amount, money.currency)
