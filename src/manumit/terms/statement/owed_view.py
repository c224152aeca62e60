"""A reckoning in words of one language, for every renderer: least and most side by side."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.account import Span
from manumit.terms.law.rules import Law, Rule, Sure
from manumit.terms.numbers import digits, shown
from manumit.terms.statement.owed_words import LineWords, law_name
from manumit.terms.wages.claim_days import ClaimDay, by_period, claim_days, first_by_rule
from manumit.terms.wages.left_open import claim_steps_open
from manumit.terms.wages.lines import PeriodKind
from manumit.terms.wages.owed import Owed, Statement
from manumit.terms.wages.sums import BothEnds, Ends, Pair, both_ends
from manumit.terms.words import labelled, listed, phrase

PARTS = ("due", "taken_off", "paid")
TITLES = {"due": "due", "taken_off": "taken", "paid": "paid", "added": "more"}


class Amounts(NamedTuple):
    """An amount as it is written, without its currency: at the least and at the most."""

    least: str
    most: str

    @property
    def same(self) -> bool:
        """Whether one number says it."""
        return self.least == self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line, or several of a kind with their sum.

    Attributes:
        sentences: one, or what it is at the least and at the most where that differs.
        rule: its number in the list of rules; None where none is behind it.
        article: where the law says it.
        counts: whether it is part of the sum.
    """

    sentences: tuple[str, ...]
    amounts: Amounts
    rule: int | None
    article: str | None
    counts: bool
    lines: tuple["LineView", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """What is due, taken off, paid, or on top, in one period."""

    title: str
    amounts: Amounts
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """One pay period.

    Attributes:
        heading: its days and by when it had to be paid.
        cells: due, taken off, paid, owed, on top: as in the overview.
        more: interest and damages, None if there are none.
        barred: that it is, or may be, too old to be claimed; empty if it is not.
        notes: what must be stated beside its sums.
    """

    heading: str
    days: str
    due_by: str
    cells: tuple[Amounts, ...]
    parts: tuple[PartView, ...]
    owed: Amounts
    more: PartView | None
    barred: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule that a line rests on: where it stands, how it was found, since when it holds."""

    number: int
    article: str
    source: str
    address: str
    sure: str
    sure_id: Sure
    validity: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedView:
    """A whole statement.

    Attributes:
        head: label and value of what the account is about.
        totals: label and amounts, what can be claimed last.
        warnings: what to know before relying on it.
        columns: heads of the overview; ``sums``: its last row; ``two``: which number is which.
        between: how two amounts are stated, ``{low}`` and ``{high}``; ``colon``: ``{label}`` and
            ``{text}``.
        one_number: whether least and most are the same everywhere.
        or_more: how an amount without upper limit is written, ``{low}``.
    """

    title: str
    language: str
    direction: str
    currency: str
    head: tuple[tuple[str, str], ...]
    notice: str
    totals: tuple[tuple[str, Amounts], ...]
    warnings_title: str
    warnings: tuple[str, ...]
    overview_title: str
    columns: tuple[str, ...]
    sums: tuple[str, tuple[Amounts, ...]]
    two: str
    details_title: str
    periods: tuple[PeriodView, ...]
    owed_title: str
    least: str
    most: str
    between: str
    colon: str
    one_number: bool
    rules_title: str
    rules: tuple[RuleView, ...]
    or_more: str = "{low}"


def owed_view(found: Owed, library: Library, language: str = "en") -> OwedView:
    """A reckoning in words.

    Args:
        found: from ``owed``.
        library: with the texts of this room (``terms.words.TEXTS``).
        language: such as ``fr``; what it lacks comes in English.
    """
    return _Teller(Words(library, language, marks=False), found).statement()


def written(ends: Ends, law: Law, words: Words) -> Amounts:
    """Return amounts with the digits of the currency and the signs of the language."""
    places = digits(law.currency)
    return Amounts(*(words.number(shown(amount, places)) for amount in ends))


def about_rules(lines: LineWords, rules: Iterable[Rule], stale: bool) -> Iterator[str]:
    """When the rules were compared with their sources, and how sure those are that were used."""
    words, law = lines.words, lines.law
    checked = lines.day(law.checked)
    if stale:
        yield phrase(words, "owed/warn_stale", checked=checked, until=lines.day(law.stale_from))
    else:
        yield phrase(words, "owed/warn_checked", checked=checked)
    counts = Counter(rule.sure for rule in rules)
    if counts:
        by_sureness = (
            labelled(words, words.name(f"owed/sure_{sure}"), lines.number(counts[sure]))
            for sure in Sure
            if counts[sure]
        )
        yield phrase(words, "owed/warn_sure", counts=listed(words, by_sureness, "semicolon"))
    for sure in (Sure.INVENTED, Sure.MEMORY):
        if counts[sure]:
            yield words.name(f"owed/warn_{sure}")


def rule_view(lines: LineWords, number: int, rule: Rule) -> RuleView:
    """A rule with its source, under a number."""
    words, source = lines.words, lines.source(rule)
    return RuleView(
        number=number,
        article=words.apart(rule.article),
        source=words.apart(source.title),
        address=words.apart(source.address),
        sure=words.name(f"owed/sure_{rule.sure}"),
        sure_id=rule.sure,
        validity=lines.validity(rule),
        note=words.apart(rule.note) if rule.note else "",
    )


class _Teller:
    """Says all of a result, and numbers its rules as they come."""

    def __init__(self, words: Words, found: Owed) -> None:
        self.words, self.found, self.law = words, found, found.law
        self.lines = LineWords(words, found.law)
        self.rules: dict[str, tuple[int, Rule]] = {}
        self.claim_days = claim_days(found)
        self.claim_by = by_period(self.claim_days)

    def statement(self) -> OwedView:
        """The whole."""
        name, both = self.words.name, both_ends(self.found)
        periods = tuple(self._period(one) for one in both)
        same = _amounts_of(self.found.least) == _amounts_of(self.found.most)
        same = same and not self.found.open_above
        return OwedView(
            title=name("owed/title"),
            language=self.words.language,
            direction=self.words.library.texts.direction(self.words.language),
            currency=self.law.currency,
            head=tuple(self._head()),
            notice=name("owed/notice"),
            totals=tuple(self._totals()),
            warnings_title=name("owed/warnings"),
            warnings=tuple(self._warnings()),
            overview_title=phrase(self.words, "owed/overview", currency=self.law.currency),
            columns=tuple(
                name(f"owed/{one}") for one in ("period", "due", "taken", "paid", "owed", "more")
            ),
            sums=(name("owed/sum"), self._sums(both)),
            two="" if same else name("owed/overview_two"),
            details_title=name("owed/details"),
            periods=periods,
            owed_title=name("owed/owed"),
            least=name("owed/least"),
            most=name("owed/most"),
            between=name("terms/from_to"),
            colon=name("terms/colon"),
            one_number=same,
            rules_title=name("owed/rules"),
            rules=tuple(
                rule_view(self.lines, number, rule) for number, rule in self.rules.values()
            ),
            or_more=name("terms/or_more"),
        )

    def _head(self) -> Iterator[tuple[str, str]]:
        name, account = self.words.name, self.found.account
        if account.worker:
            yield name("owed/worker"), self.words.apart(account.worker)
        yield name("owed/law"), law_name(self.law, self.words.language)
        yield name("owed/work"), self._days(self.found.most.span)
        yield name("owed/asked_on"), self.lines.day(account.asked_on)
        yield from self._claim_steps()
        if self.claim_days:
            yield name("owed/claim_first"), self._claim_by(first_by_rule(self.claim_days))

    def _claim_steps(self) -> Iterator[tuple[str, str]]:
        """What was done to claim."""
        name, day, steps = self.words.name, self.lines.day, self.found.account.steps
        if steps.conciliation_from is not None:
            begins, ends = day(steps.conciliation_from), steps.conciliation_until
            since = phrase(self.words, "owed/since", first=begins)
            if ends is not None:
                since = phrase(self.words, "owed/days", first=begins, last=day(ends))
            yield name("owed/conciliation"), since
        if steps.acknowledged_on:
            days = listed(self.words, map(day, steps.acknowledged_on))
            yield name("owed/acknowledged"), days
        if steps.filed_on is not None:
            yield name("owed/filed"), day(steps.filed_on)

    def _claim_by(self, days: Iterable[ClaimDay]) -> str:
        """The last day to claim by each rule, with its article."""
        named = ((self.lines.day(one.last_day), self._article(one.rule)) for one in days)
        several = (
            phrase(self.words, "owed/claim_day", day=day, article=article) for day, article in named
        )
        return listed(self.words, several, "semicolon")

    def _totals(self) -> Iterator[tuple[str, Amounts]]:
        name = self.words.name
        least, most = self.found.least, self.found.most
        yield name("owed/wages_owed"), self._total(Ends(least.owed, most.owed))
        if most.added or least.added:
            yield name("owed/added"), self._amounts(Ends(least.added, most.added))
        if most.barred or least.barred:
            yield name("owed/barred_sum"), self._amounts(Ends(least.barred, most.barred))
        if most.not_due or least.not_due:
            yield name("owed/not_due_sum"), self._amounts(Ends(least.not_due, most.not_due))
        yield name("owed/claimable"), self._total(Ends(least.claimable, most.claimable))

    def _total(self, ends: Ends) -> Amounts:
        """A total; no number where nothing limits it above."""
        found = self._amounts(ends)
        if not self.found.open_above:
            return found
        return found._replace(most=self.words.name("owed/no_limit"))

    def _sums(self, both: Sequence[BothEnds]) -> tuple[Amounts, ...]:
        cells = [_cells(one) for one in both]
        return tuple(
            self._amounts(Ends(sum(one.least for one in column), sum(one.most for one in column)))
            for column in zip(*cells, strict=True)
        )

    # What to know before relying on it

    def _warnings(self) -> Iterator[str]:
        words, found, day = self.words, self.found, self.lines.day
        yield from about_rules(self.lines, (rule for _, rule in self.rules.values()), found.stale)
        presumed = found.most.presumed
        if presumed is not None:
            article = self._article(presumed)
            first = day(found.most.span.first)
            yield phrase(words, "owed/warn_presumed", article=article, first=first)
        if found.asked:
            facts = listed(words, (self.lines.fact(one) for one in found.asked), "semicolon")
            yield phrase(words, "owed/warn_asked", facts=facts)
        yield from self._supposed()
        for rule in found.excluded:
            kinds = (words.name(f"owed/rules_{kind}") for kind in sorted(rule.kinds))
            yield phrase(words, "owed/warn_excluded", article=self._article(rule),
                       kinds=listed(words, kinds, "semicolon"))  # fmt: skip
        yield from self._not_covered()
        silent = claim_steps_open(found.account, found.law)
        if silent:
            named = sorted({self._article(one) for one in silent})
            articles = listed(words, named, "semicolon")
            yield phrase(words, "owed/warn_claim_steps", articles=articles)
        if found.unbounded:
            yield words.name("owed/warn_open")
        if found.unrecorded:
            yield phrase(words, "owed/warn_unrecorded", days=self.lines.number(found.unrecorded))
        if not found.account.pay_complete:
            yield words.name("owed/warn_pay")
        if not found.by_rules.known:
            yield words.name("owed/warn_range")
        if words.unreviewed:
            yield words.name("terms/unreviewed")

    def _not_covered(self) -> Iterator[str]:
        """What the rules leave out, of the work of this account."""
        words, about = self.words, self.found.account.about
        if self.law.coverage:
            uncovered = [words.name(f"owed/rules_{kind}") for kind in self.found.uncovered]
        else:
            yield words.name("owed/warn_no_coverage")
            uncovered = []
        left_out = [
            words.apart(one.text)
            for one in self.law.not_covered
            if all(name not in about or about[name] in one.where[name] for name in one.where)
        ]
        named = {"owed/warn_uncovered": uncovered, "owed/warn_not_covered": left_out}
        for text, kinds in named.items():
            if kinds:
                yield phrase(words, text, kinds=listed(words, kinds, "semicolon"))

    def _supposed(self) -> Iterator[str]:
        """With which values of what nobody stated the least and the most were found."""
        words = self.words
        least, most = (
            listed(words, values) if (values := self._values(end)) else ""
            for end in (self.found.least, self.found.most)
        )
        if least != most:
            yield phrase(words, "owed/warn_supposed", least=least, most=most)

    def _values(self, end: Statement) -> list[str]:
        lines = self.lines
        return [
            labelled(self.words, lines.fact(name), lines.fact_value(name, value))
            for name, value in end.supposed.items()
        ]

    # Periods and their lines

    def _days(self, span: Span) -> str:
        day = self.lines.day
        return phrase(self.words, "owed/days", first=day(span.first), last=day(span.last))

    def _period(self, both: BothEnds) -> PeriodView:
        day = self.lines.day
        if both.kind is PeriodKind.ONCE_A_YEAR:
            days = phrase(self.words, "owed/once_a_year", day=day(both.days.last))
        elif both.at_end:
            own_time = both.kind is PeriodKind.AT_END_OWN
            text_id = "owed/at_end_own" if own_time else "owed/at_end"
            days = phrase(self.words, text_id, day=day(both.days.last))
        else:
            days = self._days(both.days)
        due_by = phrase(self.words, "owed/due_by", day=day(both.periods[0].due_on))
        return PeriodView(
            heading=listed(self.words, (days, due_by)),
            days=days,
            due_by=due_by,
            cells=tuple(self._amounts(one) for one in _cells(both)),
            parts=tuple(self._part(both, part) for part in PARTS if both.pairs(part)),
            owed=self._amounts(both.owed),
            more=self._part(both, "added") if both.pairs("added") else None,
            barred=self._barred(both),
            notes=tuple(self._notes(both)),
        )

    def _barred(self, both: BothEnds) -> str:
        if not any(both.barred):
            return ""
        return self.words.name("owed/barred" if all(both.barred) else "owed/may_be_barred")

    def _notes(self, both: BothEnds) -> Iterator[str]:
        words = self.words
        rule = both.barred_by
        if rule is not None:
            self._numbered(rule)
            text_id = "owed/barred_by" if all(both.barred) else "owed/may_be_barred_by"
            yield phrase(words, text_id, article=self._article(rule))
        days = self.claim_by.get((both.days, both.kind), ())
        if days:
            for one in days:
                self._numbered(one.rule)
            yield phrase(words, "owed/claim_by", days=self._claim_by(days))
        due, taken, paid = (both.sum(part) for part in PARTS)
        if both.periods[0].due_on >= self.found.account.asked_on and any(both.owed):
            yield words.name("owed/not_due")
        if not both.pairs("paid") and any(both.owed):
            yield words.name("owed/nothing_paid")
        if any(sum(ends) < 0 for ends in zip(due, taken, paid, strict=True)):
            yield words.name("owed/paid_over")
        if due.least + taken.least + paid.least > both.owed.least:
            yield words.name("owed/may_be_paid")

    def _part(self, both: BothEnds, part: str) -> PartView:
        return PartView(
            title=self.words.name(f"owed/{TITLES[part]}"),
            amounts=self._amounts(both.sum(part)),
            lines=tuple(self._grouped(both.pairs(part))),
        )

    def _grouped(self, pairs: Sequence[Pair]) -> Iterator[LineView]:
        """Several lines of one kind under one rule stand below their sum."""
        for _, several in groupby(pairs, key=lambda pair: (pair.first.what, _rule_of(pair))):
            group = sorted(several, key=_when)
            if len(group) == 1:
                yield self._line(group[0])
                continue
            ends = Ends(*(sum(end) for end in zip(*(one.amounts for one in group), strict=True)))
            first = self._line(group[0])
            yield LineView(
                sentences=(self.lines.kind(group[0].first.what),),
                amounts=self._amounts(ends),
                rule=first.rule,
                article=first.article,
                counts=first.counts,
                lines=tuple(self._line(one) for one in group),
            )

    def _line(self, pair: Pair) -> LineView:
        rule = next((one.rule for one in pair.lines if one.rule is not None), None)
        return LineView(
            sentences=tuple(dict.fromkeys(self.lines.sentence(one) for one in pair.lines)),
            amounts=self._amounts(pair.amounts),
            rule=None if rule is None else self._numbered(rule),
            article=None if rule is None else self._article(rule),
            counts=any(one.counts for one in pair.lines),
        )

    def _article(self, rule: Rule) -> str:
        return self.words.apart(rule.article)

    def _numbered(self, rule: Rule) -> int:
        return self.rules.setdefault(rule.id, (len(self.rules) + 1, rule))[0]

    def _amounts(self, ends: Ends) -> Amounts:
        return written(ends, self.law, self.words)


def _cells(both: BothEnds) -> tuple[Ends, ...]:
    due, taken, paid = (both.sum(part) for part in PARTS)
    return due, taken, paid, both.owed, both.sum("added")


def _when(pair: Pair) -> dt.date:
    """The first day that a line speaks of; those that name none stay in their order."""
    days = [value for value in pair.first.numbers.values() if isinstance(value, dt.date)]
    return min(days, default=dt.date.min)


def _rule_of(pair: Pair) -> str | None:
    return next((line.rule.id for line in pair.lines if line.rule is not None), None)


def _amounts_of(statement: Statement) -> tuple[object, ...]:
    return tuple(
        (line.what, line.amount)
        for one in statement.periods
        for part in (one.due, one.taken_off, one.paid, one.added)
        for line in part
    )
