"""A release weighed: what exploitation costs here, against profits that the world has published.

It reads one document that was published, the tables of :mod:`manumit.published_figures` and what
somebody has entered with its source; nothing that was suppressed or withheld is known here.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from manumit.bulk.charts import Bar, Part, thin_bars
from manumit.disclosure import PublishedTable
from manumit.errors import InputError, Place, Problem
from manumit.pictures import Caption
from manumit.published_figures import (
    BreakEven,
    FewerExploitedError,
    Figure,
    FigureOrigin,
    PenaltyEstimate,
    PenaltyInputs,
    Provenance,
    Span,
    estimate_penalty,
    profits,
)
from manumit.published_figures.risk import UNBOUNDED
from manumit.web.statistics.codes import StatisticsCode
from manumit.web.statistics.definitions import rules
from manumit.web.statistics.releasing import published_tables
from manumit.web.typed_numbers import format_number, parse_number
from manumit.web.ui.languages import Language, words

IMPOSED = ("fine", "confiscation", "compensation")
PAID = "paid"
DOLLARS = "USD"
DEFAULT = "Other private forced labour"
SOURCED = ("gain", "exploited", "rate", "inspection")
"""Entered with a source, or not at all; the others are assumptions, and are marked as such."""
FIELDS = {"gain": "", "exploited": "persons", "duration": "years", "rate": "rate", "inspection": "",
          "victims": "persons"}  # fmt: skip
"""What may be entered, and its unit; empty: the currency that was chosen. ``gain`` is a profit of a
sector, or of the country, in place of a published one."""
POSITIVE = frozenset({"gain", "exploited", "duration", "rate", "victims"})
LONGEST_SOURCE = 200
PLACES = {"share": Decimal("0.0001"), "persons": Decimal(1), "person-years": Decimal(1),
          "years": Decimal("0.01"), "rate": Decimal("0.0001")}  # fmt: skip
CENTS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class RiskQuery:
    """What is weighed.

    Attributes:
        texts: what was entered, by name of the input.
        spans: by field; a field that was left empty is absent.
        problems: what cannot be used; then nothing is weighed.
    """

    texts: Mapping[str, str]
    currency: str
    profit: Figure | None
    spans: Mapping[str, Span]
    problems: tuple[Problem, ...]


def currencies(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Those in which a court has imposed anything, or workers were paid; dollars in any case."""
    found = [
        currency for currency, kinds in document["money"].items() if {*IMPOSED, PAID} & kinds.keys()
    ]
    return tuple(dict.fromkeys([*found, DOLLARS]))


def read_query(document: Mapping[str, Any], query: Mapping[str, str]) -> RiskQuery:
    """Read what was asked; a rate where the currency is that of the profit is not used."""
    texts = {
        f"{field}_{part}": query.get(f"{field}_{part}", "").strip()[:LONGEST_SOURCE]
        for field in FIELDS
        for part in ("least", "most", "source")
    }
    several = currencies(document)
    currency = query.get("currency") or several[0]
    wanted = query.get("profit", "")
    profit = _profit(wanted)
    problems = [] if currency in several else [_problem(StatisticsCode.NO_CHOICE, "currency")]
    if profit is None:
        problems.append(_problem(StatisticsCode.NO_CHOICE, "profit"))
    spans: dict[str, Span] = {}
    for field in FIELDS:
        try:
            span = _span(texts, field)
        except InputError as error:
            problems += error.problems
        else:
            spans |= {} if span is None else {field: span}
    return RiskQuery(texts, currency, profit, spans, tuple(problems))


def _profit(wanted: str) -> Figure | None:
    every = {key_of(one): one for one in profits()}
    if not wanted:
        return next(one for one in every.values() if one.code == DEFAULT)
    return every.get(wanted)


def key_of(profit: Figure) -> str:
    """By which a published profit is chosen."""
    return f"{profit.origin.version if profit.origin else ''}: {profit.code}"


def _span(texts: Mapping[str, str], field: str) -> Span | None:
    least, most = texts[f"{field}_least"], texts[f"{field}_most"]
    if not least and not most:
        return None
    try:
        span = Span(parse_number(least or most), parse_number(most or least))
    except ValueError as error:
        raise StatisticsCode.NO_SPAN.error(Place(field=field)) from error
    if field in POSITIVE and not span.least:
        raise StatisticsCode.NO_SPAN.error(Place(field=field))
    if field in SOURCED and not texts[f"{field}_source"]:
        raise StatisticsCode.NO_SOURCE.error(Place(field=field))
    return span


def _problem(code: StatisticsCode, field: str) -> Problem:
    return code.error(Place(field=field)).problems[0]


def weigh_release(
    document: Mapping[str, Any], key: uuid.UUID, asked: RiskQuery
) -> PenaltyEstimate | None:
    """Weigh a release; None where profit and penalties are of two currencies without a rate.

    Raises:
        InputError: Z403.
    """
    if asked.profit is None or _needs_rate(asked):
        return None
    own = _ReleaseFigures.of(document, key)
    entered = {field: _entered(asked, field) for field in asked.spans}
    facts = PenaltyInputs(
        years=document["period"]["last"] - document["period"]["first"] + 1,
        identified=own.counted("persons", "identified", "identified_in", {"identified": "yes"}),
        suspected=own.counted("accused", "suspected", "outcome_by_year", {}, "suspected_in"),
        convicted=own.counted("accused", "convicted", "convicted_in", {"outcome": "convicted"}),
        sentenced=own.sentenced(),
        imposed=tuple(own.money(kind, asked.currency) for kind in IMPOSED),
        inspection=tuple(entered[one] for one in ("inspection",) if one in entered),
        recovered=own.paid(asked.currency),
        exploited=entered.get("exploited"),
        duration=entered.get("duration") or _assumed(),
        profit=entered.get("gain") or asked.profit,
        rate=entered["rate"] if _in_dollars(asked) and asked.currency != DOLLARS else None,
        victims=entered.get("victims"),
    )
    try:
        return estimate_penalty(facts)
    except FewerExploitedError as error:
        raise StatisticsCode.FEWER_EXPLOITED.error(Place(field="exploited")) from error


def _in_dollars(asked: RiskQuery) -> bool:
    """Whether the profit is a published one; one that is entered is in the chosen currency."""
    return "gain" not in asked.spans


def _needs_rate(asked: RiskQuery) -> bool:
    return _in_dollars(asked) and asked.currency != DOLLARS and "rate" not in asked.spans


def _entered(asked: RiskQuery, field: str) -> Figure:
    source = asked.texts[f"{field}_source"]
    mark = Provenance.ENTERED if field in SOURCED else Provenance.ASSUMED
    unit = FIELDS[field] or asked.currency
    return Figure(f"entered_{field}", asked.spans[field], unit, FigureOrigin(mark, source))


def _assumed() -> Figure:
    """Nobody says for how long: one year, as the page says."""
    return Figure(
        "entered_duration", Span.exactly(1), "years", FigureOrigin(Provenance.ASSUMED, "")
    )


@dataclass(frozen=True, slots=True)
class _ReleaseFigures:
    """Numbers of a release, each with where it stands; what is suppressed has bounds.

    Attributes:
        tables: by population and name.
    """

    document: Mapping[str, Any]
    key: uuid.UUID
    tables: Mapping[tuple[str, str], PublishedTable]

    @classmethod
    def of(cls, document: Mapping[str, Any], key: uuid.UUID) -> "_ReleaseFigures":
        """Read a document once."""
        tables = {
            (population, one.name): one
            for population, content in document["populations"].items()
            for one in published_tables(content)
        }
        return cls(document, key, tables)

    def figure(self, name: str, span: Span, unit: str) -> Figure:
        period = self.document["period"]
        versions = self.document["definitions"]
        return Figure(
            name,
            span,
            unit,
            FigureOrigin(
                Provenance.OWN,
                f"release {self.key}",
                f"{period['first']}-01-01/{period['last']}-12-31",
                f"{versions.get(name, '-')}; {self.document['query']}",
            ),
        )

    def counted(
        self, population: str, code: str, table: str, all_: Mapping[str, str], by: str = ""
    ) -> Figure:
        """Those of the years of the period; a year that is suppressed is between none and all."""
        found = self.tables[population, table]
        period = self.document["period"]
        years = [str(year) for year in range(period["first"], period["last"] + 1)]
        numbers = [found.value({by or table: year}) for year in years]
        least = sum(one for one in numbers if one is not None)
        most: Decimal | int = least
        if None in numbers:
            every = found.value(all_)
            most = UNBOUNDED if every is None else max(every, least)
        span = Span(Decimal(least), Decimal(most))
        return self.figure(f"{population}.{code}", span, "persons")

    def sentenced(self) -> Figure:
        """Everybody who is convicted at the end: the sums of sentences are theirs."""
        number = self.tables["accused", "outcome_of_charged"].value({"outcome": "convicted"})
        span = Span.unknown() if number is None else Span.exactly(number)
        return self.figure("accused.convicted", span, "persons")

    def money(self, kind: str, currency: str) -> Figure:
        """A sum as it was rounded; open where it is withheld, or some is in another currency."""
        sums, name = self.document["money"], f"money.{kind}"
        found = sums.get(currency, {})
        if kind in found:
            span = Span.unknown() if found[kind] is None else _rounded(Decimal(found[kind]["sum"]))
        else:
            recorded = name in self.document["definitions"]
            span = Span.exactly(0) if recorded else Span.unknown()
        if any(kind in kinds for other, kinds in sums.items() if other != currency):
            span = Span(span.least, UNBOUNDED)
        return self.figure(name, span, currency)

    def paid(self, currency: str) -> Figure:
        """Wages that came.

        Those of years before the period are in the sum, and are no more; what came to persons who
        are not counted is in no sum, and there is no telling how much it was.
        """
        found = self.money(PAID, currency)
        table = self.tables["persons", "remedied_in"]
        before = f"before {self.document['period']['first']}"
        known = table.value({"remedied_in": before}) == 0
        whole = self.document["excluded"]["total"] == 0
        span = Span(
            found.span.least if known else Decimal(0), found.span.most if whole else UNBOUNDED
        )
        return self.figure(found.code, span, currency)


def _rounded(value: Decimal) -> Span:
    """What a sum may have been before it was rounded to the digits that are published."""
    half = Decimal(1).scaleb(value.adjusted() - rules().significant_digits + 1) / 2
    return Span(max(Decimal(0), value - half), value + half)


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A number of the tree; ``text`` of its words, or empty where the source's own stand."""

    depth: int
    figure: Figure
    text: str
    definition: str
    shown: tuple[str, str]


def lines(root: Figure, language: Language, depth: int = 0) -> Iterator[TreeLine]:
    """The tree, root first, each number with those that it is made of below."""
    name, _, code = root.code.partition(".")
    definition = root.code if code else ""
    text = f"statistics_{name}/{code}" if code else f"statistics_risk/{root.code}"
    of_source = (
        root.origin is not None and root.origin.mark is Provenance.WORLD and root.unit == DOLLARS
    )
    yield TreeLine(
        depth, root, "" if of_source else text, definition, shown(root.span, root.unit, language)
    )
    for part in root.parts:
        yield from lines(part, language, depth + 1)


def shown(span: Span, unit: str, language: Language) -> tuple[str, str]:
    """Least and most with the signs of the language; no most: empty. A share is in per cent."""
    place = PLACES.get(unit, CENTS)
    whole = span * Span.exactly(100 if unit == "share" else 1)
    tail = " %" if unit == "share" else ""
    least = format_number(whole.least, place, language) + tail
    return least, format_number(whole.most, place, language) + tail if whole.bounded else ""


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """What would turn it, in words of the page."""

    text: str
    present: tuple[str, str]
    needed: tuple[str, str]
    when_least: tuple[str, str]
    when_most: tuple[str, str] | None
    unit: str
    out_of_reach: bool


def turning_points(turns: Iterable[BreakEven], language: Language) -> Iterator[TurningPoint]:
    """Each of them."""
    for one in turns:
        most = None if one.when_most is None else shown(one.when_most, "share", language)
        yield TurningPoint(
            f"statistics_risk/{one.code}",
            shown(one.present, one.unit, language),
            shown(one.needed, one.unit, language),
            shown(one.when_least, "share", language),
            most,
            one.unit,
            one.out_of_reach,
        )


def draw_weighed(found: PenaltyEstimate, language: Language) -> SafeString:
    """Profit and cost as bars: the least and the most of each."""
    spoken = words(language.tag)
    ends = [
        one.span.most if one.span.bounded else one.span.least for one in (found.profit, found.cost)
    ]
    top = max(ends)
    bars = [_bar(one, top, language) for one in (found.profit, found.cost)]
    described = "; ".join(f"{bar.label}: {' – '.join(p.words for p in bar.parts)}" for bar in bars)
    rtl = language.direction == "rtl"
    caption = Caption("weighed", spoken.name("statistics_risk/weighed"), described, rtl=rtl)
    return mark_safe(thin_bars(bars, caption))  # noqa: S308 - words are escaped where it is drawn


def _bar(one: Figure, top: Decimal, language: Language) -> Bar:
    """A bar that has no end runs as far as the other, and its label says why."""
    spoken = words(language.tag)
    least, most = shown(one.span, one.unit, language)
    label = spoken.name(f"statistics_risk/{one.code}")
    if not one.span.bounded:
        label += f" ({spoken.name('statistics_risk/no_end')})"
    ends = (
        ("lower", one.span.least, least),
        ("upper", one.span.most if one.span.bounded else top, most or "?"),
    )
    parts = tuple(Part(kind, float(100 * end / top) if top else 0.0, word)
                  for kind, end, word in ends)  # fmt: skip
    return Bar(label, "", parts)


HEADER = ("part", "depth", "what", "least", "most", "unit", "whose", "source", "period",
          "version", "read", "whole")  # fmt: skip


def rows(found: PenaltyEstimate, world: Iterable[Figure]) -> Iterator[tuple[object, ...]]:
    """Every number of the page as lines of a file; no most: empty."""
    own = (
        found.share,
        *found.exploiter,
        *([found.conviction_rate] if found.conviction_rate else []),
    )
    for part, figures in (("weighed", own), ("world", tuple(world))):
        for figure in figures:
            yield from _rows(part, figure, 0)
    for one in found.turns:
        for name, span in (("present", one.present), ("needed", one.needed)):
            yield (name, 0, one.code, *_ends(span), one.unit, "", "", "", "", "", "")
        for name, share in (
            ("share when least", one.when_least),
            ("share when most", one.when_most),
        ):
            ends = ("", "") if share is None else _ends(share)
            yield (name, 0, one.code, *ends, "share", "", "", "", "", "", "")


def _rows(part: str, one: Figure, depth: int) -> Iterator[tuple[object, ...]]:
    at = one.origin
    origin = (at.source, at.period, at.version, at.read, at.whole) if at else ("",) * 5
    whose = "+".join(sorted(one.marks))
    yield (part, depth, one.code, *_ends(one.span), one.unit, whose, *origin)
    for below in one.parts:
        yield from _rows(part, below, depth + 1)


def _ends(span: Span) -> tuple[str, str]:
    return f"{span.least:f}", f"{span.most:f}" if span.bounded else ""
