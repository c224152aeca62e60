"""What exploiting a person is likely to cost, against what it brings: a tree of numbers.

Per person exploited for one year, in one currency::

    risk      convictions / (persons exploited x years), with the interval of a count (Garwood)
    size      money that one conviction has cost the convicted: fine, confiscation, compensation
    court     risk x size; more convictions than person-years cost more, though no risk exceeds 1
    cost      court + penalties of labour inspection + wages that were really paid back
    share     cost / profit; at 1 it stops paying

and what would turn it: of each of risk, size, recovery, persons exploited and profit, the value at
which cost reaches profit while the others stay as they are, and how much of the doubt is its own.

Each number says where it comes from. A country's own numbers and those of the world are compared
here, by division, and never added (R-74): :func:`total` refuses it. A number that nobody knows is
a span without an upper end, or from zero, never a zero: penalties of labour inspection that nobody
gives are such a number, and the cost has no upper end then. Prison has no value in money and is
shown separately. Money that was imposed counts as if it were collected; a convict without a
recorded sum counts as one who pays nothing. Sums in another currency need an exchange rate, with
its source.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from scipy.special import betaincinv, gammaincinv

from manumit.published_figures.published import (
    Enforcement,
    GlobalFigure,
    enforcement,
    global_figures,
)
from manumit.published_figures.risk import Span

LEVEL = Decimal("0.95")
"""Of every interval."""
ONE = Decimal(1)
MILLION = Decimal(1_000_000)
PER_PERSON = frozenset({"per victim", "per victim by type", "per victim by region"})
RESTATED = "2014 estimate restated in 2024 prices"
DIGITS = 12
"""Significant digits of interval limits calculated in floating point."""


class Provenance(StrEnum):
    """Whose number a figure is."""

    OWN = "own"
    WORLD = "world"
    ENTERED = "entered"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"
    """No source gives a value."""


class FewerExploitedError(ValueError):
    """The estimate has fewer exploited persons than were identified."""


@dataclass(frozen=True, slots=True)
class FigureOrigin:
    """Where a number comes from (R-76).

    Attributes:
        read, whole: of a source of the world, as :class:`manumit.published_figures.Source` says it.
    """

    mark: Provenance
    source: str
    period: str = ""
    version: str = ""
    read: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with where it comes from: an origin, or the numbers that it is made of.

    Attributes:
        unit: a currency, or ``persons``, ``person-years``, ``years``, ``share``, ``rate``.
    """

    code: str
    span: Span
    unit: str
    origin: FigureOrigin | None = None
    parts: "tuple[Figure, ...]" = ()

    @property
    def marks(self) -> frozenset[Provenance]:
        """Whose numbers are in it."""
        own = {self.origin.mark} if self.origin else set()
        return frozenset(own).union(*(one.marks for one in self.parts))


def total(code: str, figures: Iterable[Figure], unit: str) -> Figure:
    """Add numbers of one unit and of one side.

    Raises:
        ValueError: another unit, or a country's own number with one of the world (R-74).
    """
    several = tuple(figures)
    if {one.unit for one in several} - {unit}:
        raise ValueError("numbers of several units are not added")
    marks = frozenset[Provenance]().union(*(one.marks for one in several))
    if {Provenance.OWN, Provenance.WORLD} <= marks:
        raise ValueError("a country's own numbers are never added to those of the world")
    added = sum((one.span for one in several), Span.exactly(0))
    return Figure(code, added, unit, parts=several)


def count_interval(observed: Span, level: Decimal = LEVEL) -> Span:
    """Return the exact interval of the rate behind a count of events (Garwood 1936).

    A count that is itself a span has the interval of its least below, of its most above.
    """
    tail = float((1 - level) / 2)
    least = float(gammaincinv(float(observed.least), tail)) if observed.least else 0.0
    if not observed.bounded:
        return Span(_decimal(least), observed.most)
    return Span(_decimal(least), _decimal(float(gammaincinv(float(observed.most) + 1, 1 - tail))))


def share_interval(part: int, whole: int, level: Decimal = LEVEL) -> Span:
    """Return the exact interval of the share behind ``part`` of ``whole`` (Clopper, Pearson 1934).

    Raises:
        ValueError: the part is no part.
    """
    if not 0 <= part <= whole:
        message = f"{part} is no part of {whole}"
        raise ValueError(message)
    tail = float((1 - level) / 2)
    least = float(betaincinv(part, whole - part + 1, tail)) if part else 0.0
    most = float(betaincinv(part + 1, whole - part, 1 - tail)) if part < whole else 1.0
    return Span(_decimal(least), _decimal(most))


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.{DIGITS}g}")


def rounding_interval(value: Decimal) -> Span:
    """Return the interval of a rounded number: half a unit of its last digit each way.

    Zeros at the end of a whole number count as rounded. No publisher of profits gives an interval.
    """
    digits = value.normalize()
    half = Decimal(1).scaleb(int(digits.as_tuple().exponent)) / 2
    return Span(max(Decimal(0), value - half), value + half)


def profits() -> tuple[Figure, ...]:
    """Return every published profit of a year from one person, newest first, in US dollars.

    Nobody whom we could read publishes one by sector: what there is, is by form and by region.
    """
    found = [
        one
        for one in global_figures()
        if one.what == "profit" and one.dimension in PER_PERSON and one.category != RESTATED
    ]
    newest = sorted(found, key=lambda one: -one.published)
    return tuple(
        _world_figure(one.category, one, one.unit, rounding_interval(one.value)) for one in newest
    )


def _world_figure(code: str, one: GlobalFigure | Enforcement, unit: str, span: Span) -> Figure:
    source = one.source
    period = one.period if isinstance(one, GlobalFigure) else str(one.year)
    origin = FigureOrigin(
        Provenance.WORLD,
        f"{source.title} ({source.publisher})",
        period or source.as_of.isoformat(),
        source.key,
        source.read,
        source.whole,
    )
    return Figure(code, span, unit, origin)


def world_risk() -> tuple[Figure, ...]:
    """Return the risk that published figures give for the world: all forms, and labour alone.

    Convictions of one year over persons at any time of others: definitions and years differ.
    """
    last = enforcement()[-1]
    return (
        _world_risk("world_all", last.convictions, last, "World"),
        _world_risk(
            "world_labour",
            last.convictions_labour,
            last,
            "Private economy: forced labour exploitation",
        ),
    )


def _world_risk(code: str, counted: int | None, year: Enforcement, category: str) -> Figure:
    persons = max(
        (
            one
            for one in global_figures()
            if one.what == "persons" and one.category == category and one.unit == "million persons"
        ),
        key=lambda one: one.published,
    )
    observed = Span.unknown() if counted is None else Span.exactly(counted)
    convicted = _world_figure("convicted", year, "persons", observed)
    span = rounding_interval(persons.value) * Span.exactly(MILLION)
    exploited = _world_figure("exploited", persons, "persons", span)
    risk = observed.over(exploited.span).at_most(ONE)
    return Figure(code, risk, "share", parts=(convicted, exploited))


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyInputs:
    """What is weighed: a country's own numbers of a period, and what is entered or assumed.

    Attributes:
        years: of the period.
        identified: persons identified in the period.
        suspected, convicted: accused of the period.
        sentenced: everybody whose sums are in ``imposed``; None where they are the convicted.
        imposed: money that courts imposed on the convicted, by kind, in one currency; of whom
            nothing is recorded counts as one who pays nothing.
        inspection: penalties of labour inspection, by kind; none of them: nobody knows.
        recovered: wages that were really paid back, confirmed.
        exploited: persons exploited at any time, an estimate; None where there is none.
        duration: years for which one person is exploited: who was identified bounds who is
            exploited from below. Of more years than the period has, the period's count.
        profit: of one person and year.
        rate: units of the country's currency for one of the profit's; None where they are one.
        victims: persons whom one exploiter exploits at a time; None where nobody says.
    """

    years: int
    identified: Figure
    suspected: Figure
    convicted: Figure
    imposed: tuple[Figure, ...]
    inspection: tuple[Figure, ...]
    recovered: Figure
    exploited: Figure | None
    duration: Figure
    profit: Figure
    rate: Figure | None = None
    victims: Figure | None = None
    sentenced: Figure | None = None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The value of one number at which cost reaches profit, if the others stay.

    Attributes:
        when_least, when_most: the share of the profit if the number were known to be its least, or
            its most; None for a most without bound. The wider the range, the more its
            uncertainty matters.
        out_of_reach: nothing that the number can be is enough.
    """

    code: str
    unit: str
    present: Span
    needed: Span
    when_least: Span
    when_most: Span | None
    out_of_reach: bool = False


@dataclass(frozen=True, slots=True)
class PenaltyEstimate:
    """Cost and profit of one exploited person in a year; ``share`` is the root of the tree.

    Attributes:
        conviction_rate: convicted of the suspected, with its interval; None where either is not
            known.
        exploiter: risk, cost and profit of one exploiter; empty where ``victims`` is not given.
    """

    share: Figure
    risk: Figure
    size: Figure
    cost: Figure
    profit: Figure
    exploited: Figure
    conviction_rate: Figure | None
    exploiter: tuple[Figure, ...]
    turns: tuple[BreakEven, ...]


@dataclass(frozen=True, slots=True)
class _PenaltySpans:
    """The spans behind the share: convictions are the rate behind their count."""

    risk: Span
    size: Span
    inspection: Span
    recovery: Span
    exploited: Span
    profit: Span

    def convictions_per_person_year(self) -> Span:
        """Return convictions per person-year: no probability, and it may be above one."""
        return self.risk.over(self.exploited)

    def cost(self) -> Span:
        fixed = (self.inspection + self.recovery).over(self.exploited)
        return self.convictions_per_person_year() * self.size + fixed

    def share(self) -> Span:
        return self.cost().over(self.profit)


def estimate_penalty(facts: PenaltyInputs) -> PenaltyEstimate:
    """Estimate what exploitation costs compared with what it earns.

    Raises:
        FewerExploitedError: fewer persons exploited than were identified.
        ValueError: a period without years, no profit, sums in several currencies.
    """
    if facts.years < 1 or not facts.profit.span.least:
        raise ValueError("years and profit are above zero")
    money = facts.recovered.unit
    exploited = _person_years(facts)
    size_of = total("imposed", facts.imposed, money)
    sentenced = facts.sentenced or facts.convicted
    size = Figure(
        "size", _penalty_size(size_of.span, sentenced.span), money, parts=(size_of, sentenced)
    )
    expected = Figure(
        "convictions", count_interval(facts.convicted.span), "persons", parts=(facts.convicted,)
    )
    profit = _converted(facts.profit, facts.rate, money)
    inspected = _inspection_penalties(facts.inspection, money)
    terms = _PenaltySpans(
        expected.span, size.span, inspected.span, facts.recovered.span, exploited.span, profit.span
    )
    risk = Figure(
        "risk",
        terms.convictions_per_person_year().at_most(ONE),
        "share",
        parts=(expected, exploited),
    )
    cost = total(
        "cost",
        (
            Figure(
                "court", terms.convictions_per_person_year() * size.span, money, parts=(risk, size)
            ),
            _per_person_year("inspected", inspected, exploited),
            _per_person_year("recovery", facts.recovered, exploited),
        ),
        money,
    )
    return PenaltyEstimate(
        Figure("share", terms.share(), "share", parts=(cost, profit)),
        risk,
        size,
        cost,
        profit,
        exploited,
        _conviction_rate(facts),
        _exploiter(facts.victims, terms.convictions_per_person_year(), risk, cost, profit),
        tuple(_break_evens(terms, money)),
    )


def _inspection_penalties(given: tuple[Figure, ...], money: str) -> Figure:
    """Return the penalties of labour inspection; unknown if none are given."""
    if given:
        return total("inspection", given, money)
    return Figure("inspection", Span.unknown(), money, FigureOrigin(Provenance.UNKNOWN, ""))


def _person_years(facts: PenaltyInputs) -> Figure:
    """Return person-years of exploitation: an estimate, or at least those identified.

    Nobody is exploited in the period for longer than it lasts.
    """
    identified = (facts.identified, facts.duration)
    least = facts.identified.span.least * min(facts.duration.span.least, Decimal(facts.years))
    if facts.exploited is None:
        return Figure("exploited", Span(least, Span.unknown().most), "person-years",
                      parts=identified)  # fmt: skip
    span = facts.exploited.span * Span.exactly(facts.years)
    if span.most < least:
        raise FewerExploitedError("fewer persons are exploited than were identified")
    return Figure("exploited", Span(max(span.least, least), span.most), "person-years",
                  parts=(facts.exploited, *identified))  # fmt: skip


def _penalty_size(imposed: Span, convicted: Span) -> Span:
    """Return the money per conviction; unknown if nobody may have been convicted."""
    return imposed.over(convicted) if convicted.least else Span.unknown()


def _converted(profit: Figure, rate: Figure | None, money: str) -> Figure:
    if rate is None:
        if profit.unit != money:
            raise ValueError("profit in another currency needs a rate")
        return Figure("profit", profit.span, money, parts=(profit,))
    return Figure("profit", profit.span * rate.span, money, parts=(profit, rate))


def _per_person_year(code: str, money: Figure, exploited: Figure) -> Figure:
    return Figure(code, money.span.over(exploited.span), money.unit, parts=(money, exploited))


def _conviction_rate(facts: PenaltyInputs) -> Figure | None:
    suspected, convicted = facts.suspected.span, facts.convicted.span
    known = suspected.least == suspected.most > 0 and convicted.least == convicted.most
    if not known or convicted.most > suspected.most:
        return None
    span = share_interval(int(convicted.most), int(suspected.most))
    return Figure("conviction_rate", span, "share", parts=(facts.convicted, facts.suspected))


def _exploiter(
    victims: Figure | None,
    rate: Span,
    risk: Figure,
    cost: Figure,
    profit: Figure,
) -> tuple[Figure, ...]:
    """Return risk, cost and profit of one exploiter, in proportion to the victims."""
    if victims is None:
        return ()
    several = victims.span
    found = (
        (risk, (rate * several).at_most(ONE)),
        (cost, cost.span * several),
        (profit, profit.span * several),
    )
    return tuple(
        Figure(f"{one.code}_of_exploiter", span, one.unit, parts=(one, victims))
        for one, span in found
    )


def _break_evens(terms: _PenaltySpans, money: str) -> Iterable[BreakEven]:
    """Yield the break-even value of each number, valid for all values of the others."""
    fixed = (terms.inspection + terms.recovery).over(terms.exploited)
    open_ = terms.profit.less(fixed)
    needed = open_.over(terms.size)
    rate = terms.convictions_per_person_year()
    # Certainty is not the end of it where there are more convictions than person-years.
    beyond = needed.least > max(ONE, rate.most)
    out_of_reach = beyond or (open_.least > 0 and terms.size.most == 0)
    yield _break_even(
        "risk",
        "share",
        rate,
        needed,
        terms,
        "risk",
        out_of_reach=out_of_reach,
    )
    yield _break_even("size", money, terms.size, open_.over(rate), terms, "size")
    punished = rate * terms.size + terms.inspection.over(terms.exploited)
    recovered = terms.recovery.over(terms.exploited).over(terms.profit)
    needed = Span.exactly(1).less(punished.over(terms.profit))
    yield _break_even("recovery", "share", recovered, needed, terms, "recovery")
    all_of_it = terms.risk * terms.size + terms.inspection + terms.recovery
    yield _break_even(
        "exploited",
        "person-years",
        terms.exploited,
        all_of_it.over(terms.profit),
        terms,
        "exploited",
    )
    yield _break_even("profit", money, terms.profit, terms.cost(), terms, "profit")


def _break_even(
    code: str, unit: str, present: Span, needed: Span, terms: _PenaltySpans, name: str,
    *, out_of_reach: bool = False,
) -> BreakEven:  # fmt: skip
    span: Span = getattr(terms, name)
    least = replace(terms, **{name: Span.exactly(span.least)}).share()
    most = replace(terms, **{name: Span.exactly(span.most)}).share() if span.bounded else None
    return BreakEven(code, unit, present, needed, least, most, out_of_reach)
