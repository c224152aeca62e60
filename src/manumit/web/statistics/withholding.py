"""Days and money by characteristic: which categories may be published (decision 39).

A reader knows the whole too, and can subtract from it what is published. A category is published
only if it, the rest of the whole, and all that is withheld stay enough people, none too large; and
if neither it nor the rest changed by a few people, by mostly one person's money, or has another sum
or other days of about as many, since an earlier release. How many are behind is never published: it
would be a count that is not protected with the tables. Where it is shown that there are enough, the
tables already show how many there may be. "Unknown" is never published, and without it enough are
left over too: sex, form and nationality come from one form, so that it is nearly the same people in
all of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
from typing import Any

from manumit.disclosure import PublishedTable
from manumit.web.statistics.definitions import UNKNOWN, Definition, of, rules

type Document = Mapping[str, Any]
type Tables = Mapping[str, PublishedTable]
PARTS = ("q1", "median", "q3")


@dataclass(frozen=True, slots=True)
class Contributors:
    """What is behind a number: how many, and of a sum the two largest. Of days the sums are 0.

    Attributes:
        days: quartiles, exact; empty of a sum, and of several together.
    """

    n: int = 0
    sum: Decimal = Decimal(0)
    largest: Decimal = Decimal(0)
    second: Decimal = Decimal(0)
    days: tuple[float, ...] = ()

    @classmethod
    def of(cls, one: Document) -> "Contributors":
        """As it stands in a count."""
        total, largest, second = (
            Decimal(one.get(name, 0)) for name in ("sum", "largest", "second")
        )
        days = tuple(float(one[part]) for part in PARTS if part in one)
        return cls(one["n"], total, largest, second, days)

    def __add__(self, other: "Contributors") -> "Contributors":
        """Of both together: nobody is in two categories."""
        ranked = sorted((self.largest, self.second, other.largest, other.second))
        return Contributors(self.n + other.n, self.sum + other.sum, ranked[-1], ranked[-2])

    def enough(self) -> bool:
        """Whether a number with this behind it is nobody's own (``rules.yaml``)."""
        given = rules()
        least = self.largest * Decimal(str(given.uncertainty))
        return (
            self.n >= given.threshold
            and self.largest <= self.sum * Decimal(str(given.largest_share))
            and self.sum - self.largest - self.second >= least
        )


def is_small_change(now: int, then: int) -> bool:
    """Whether a small number of persons came or went in between."""
    return 0 < abs(now - then) < rules().threshold


def changed_by_few(
    now: Mapping[str, Contributors], then: Mapping[str, Contributors], codes: Iterable[str]
) -> bool:
    """Whether what is behind some categories is not the same, and of about as many persons.

    As many may be others, or the same with a claim more: the difference of two sums is theirs. It
    is held to the same as a sum; no part of it is larger than the largest now or then.
    """
    among = sorted(codes)
    if all(now.get(code, Contributors()) == then.get(code, Contributors()) for code in among):
        return False
    one, other = _sum_of(now, among), _sum_of(then, among)
    part = max(one.largest, other.largest)
    return not Contributors(abs(one.n - other.n), abs(one.sum - other.sum), part, part).enough()


@dataclass(frozen=True, slots=True)
class EarlierBreakdown:
    """The same breakdown in an earlier release that published it, or the whole.

    Attributes:
        published: categories.
        named: all that it had, those kept back too.
        parts: what was behind each; None where nobody knows any more.
    """

    published: frozenset[str]
    named: frozenset[str]
    parts: Mapping[str, Contributors] | None


def publishable_categories(
    parts: Mapping[str, Contributors],
    may: Callable[[str], bool],
    before: Iterable[EarlierBreakdown],
) -> frozenset[str]:
    """The categories that may be published, the whole being published too.

    Args:
        parts: what is behind each category of the release, of those too that nobody is in.
        may: whether the tables of the release tell as much of a category already.
        before: the same in earlier releases.

    Returns:
        Categories; what they leave over is nobody, or enough.
    """
    every, earlier = frozenset(parts), list(before)
    found = frozenset(
        code for code in every
        if code != UNKNOWN and may(code)
        and parts[code].enough() and _sum_of(parts, every - {code}).enough()
        and all(_is_consistent(code, parts, one) for one in earlier)
    )  # fmt: skip
    while found and not _rest_is_enough(parts, found, earlier):
        found -= {min(found, key=lambda code: (parts[code].n, code))}
    return found


def _sum_of(parts: Mapping[str, Contributors], codes: Iterable[str]) -> Contributors:
    return sum((parts[code] for code in sorted(codes) if code in parts), Contributors())


def _is_consistent(code: str, parts: Mapping[str, Contributors], one: EarlierBreakdown) -> bool:
    """Whether what an earlier release published or withheld reveals nothing about a category."""
    if one.parts is None:
        return False
    if code not in one.published:
        # A year that has come since; or all were kept back, and nothing can be taken away.
        return code not in one.named or not one.published
    others = (parts.keys() | one.named) - {code}
    return not changed_by_few(parts, one.parts, {code}) and not changed_by_few(
        parts, one.parts, others
    )


def _rest_is_enough(
    parts: Mapping[str, Contributors], found: frozenset[str], earlier: Sequence[EarlierBreakdown]
) -> bool:
    left = {code for code in parts.keys() - found if parts[code].n}
    # What is left of one dimension and of another has the same "unknown" in it.
    if left and not _sum_of(parts, left - {UNKNOWN}).enough():
        return False
    for one in earlier:
        then, every = one.parts or {}, parts.keys() | one.named
        both = found & one.published
        # What only one of the two releases has can be taken from its whole.
        alone = (found - one.named) | (one.published - parts.keys())
        if any(changed_by_few(parts, then, every - known) for known in (both, both | alone)):
            return False
    return True


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """A release that anybody may have read, and the count that it was made of.

    Attributes:
        document: the release.
        count: None where it is not known any more: then its days and money are not published
            again.
    """

    document: Document
    count: Document | None


def days_in_all(
    count: Document, tables: Mapping[str, Tables], before: Sequence[EarlierRelease]
) -> dict[str, Any]:
    """Days of everybody, as they may be published.

    Returns:
        ``{duration: {"q1", "median", "q3"} or None}``; None too where nobody has both days.
    """
    made: dict[str, Any] = {}
    for one in of("durations"):
        known = count["days"].get(one.code)
        may = known is not None and _may_publish_days(one, None, tables)
        may_publish = may and _may_publish_whole(("days", one.code), Contributors.of(known), before)
        made[one.code] = rounded_days(known) if may_publish else None
    return made


def money_in_all(count: Document, before: Sequence[EarlierRelease]) -> dict[str, Any]:
    """Sums of everybody, as they may be published.

    Returns:
        ``{currency: {kind: {"sum"} or None}}``.
    """
    return {
        currency: {
            kind: {"sum": rounded_sum(Decimal(one["sum"]))}
            if _may_publish_whole(("money", currency, kind), Contributors.of(one), before) else None
            for kind, one in kinds.items()
        }
        for currency, kinds in count["money"].items()
    }  # fmt: skip


def _may_publish_whole(
    path: tuple[str, ...], now: Contributors, before: Sequence[EarlierRelease]
) -> bool:
    """Whether enough are behind it, and no few more, fewer or others than in what was published."""
    if not now.enough():
        return False
    for one in before:
        if not _at(one.document, path):
            continue
        if one.count is None:
            return False
        then = _at(one.count, path)
        was = Contributors.of(then) if then else Contributors()
        if changed_by_few({"": now}, {"": was}, {""}):
            return False
    return True


def days_by(
    count: Document, whole: Document, tables: Mapping[str, Tables], before: Sequence[EarlierRelease]
) -> dict[str, Any]:
    """Days by characteristic, as they may be published.

    Args:
        count: a document ``manumit/outcomes/1``.
        whole: days in all, as they are published.
        tables: of the release, by population and name.
        before: releases that anybody may have read.

    Returns:
        ``{duration: {dimension: {category: {"q1", "median", "q3"} or None}}}``; days are rounded.
    """
    made: dict[str, Any] = {}
    for one in of("durations"):
        for by, categories in _dimensions(one, tables).items():
            may = partial(_may_publish_days, one, by, tables) if whole.get(one.code) else _never
            found = _at(count, ("days_by", one.code, by))
            shown = publishable_categories(
                _parts(found, categories), may, _earlier(("days", one.code), by, before)
            )
            made.setdefault(one.code, {})[by] = {
                code: rounded_days(found[code]) if code in shown else None for code in categories
            }
    return made


def money_by(
    count: Document, whole: Document, tables: Mapping[str, Tables], before: Sequence[EarlierRelease]
) -> dict[str, Any]:
    """Sums of persons by characteristic, as they may be published.

    Returns:
        ``{currency: {kind: {dimension: {category: {"sum"} or None}}}}``.
    """
    made: dict[str, Any] = {}
    kinds = [one for one in of("money") if one.whose == "persons"]
    for currency, of_all in whole.items():
        for one in kinds:
            if one.code not in of_all:
                continue
            for by, categories in _dimensions(one, tables).items():
                may = partial(_may_publish_money, by, tables) if of_all[one.code] else _never
                found = _at(count, ("money_by", currency, one.code, by))
                past = _earlier(("money", currency, one.code), by, before)
                shown = publishable_categories(_parts(found, categories), may, past)
                made.setdefault(currency, {}).setdefault(one.code, {})[by] = {
                    code: {"sum": rounded_sum(Decimal(found[code]["sum"]))}
                    if code in shown else None
                    for code in categories
                }  # fmt: skip
    return made


def _earlier(
    whole: tuple[str, ...], by: str, before: Sequence[EarlierRelease]
) -> list[EarlierBreakdown]:
    """Earlier releases that published categories; or, where categories may come, the whole."""
    path = (f"{whole[0]}_by", *whole[1:], by)
    made = []
    for one in before:
        then = _at(one.document, path)
        shown = frozenset(code for code, number in then.items() if number is not None)
        if shown or (by == "year" and _at(one.document, whole)):
            parts = None if one.count is None or not then else _parts(_at(one.count, path))
            made.append(EarlierBreakdown(shown, frozenset(then), parts))
    return made


def _at(document: Document, path: tuple[str, ...]) -> Mapping[str, Any]:
    found: Any = document
    for name in path:
        found = found.get(name) or {}
    return dict(found)


def _parts(found: Mapping[str, Any], categories: Iterable[str] = ()) -> dict[str, Contributors]:
    nobody = dict.fromkeys(categories, Contributors())
    return nobody | {code: Contributors.of(one) for code, one in found.items()}


def _never(_code: str) -> bool:
    return False


WHERE: Mapping[str, str] = {"accused": "outcome_by_year", "checks": "decision_by_year"}
"""The table that says how many there are in a year, where there is one alone."""
YEARS: Mapping[str, str] = {"persons": "year", "accused": "suspected_in", "checks": "asked_in"}
AMONG: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "met_to_identified": ("reached", ("identified", "assisted", "remedied")),
    "identified_to_assisted": ("reached", ("assisted", "remedied")),
    # Who got money without any assistance has come as far as identification alone.
    "identified_to_remedied": ("reached", ("identified", "remedied")),
    "investigated_to_charged": ("outcome", ("open", "convicted", "acquitted", "discontinued")),
    "charged_to_convicted": ("outcome", ("convicted",)),
    "asked_to_decided": (
        "decision", ("not_prosecuted", "charges_dropped", "not_punished", "punished"),
    ),
}  # fmt: skip
"""In which cells everybody is who is behind a duration: their sum has to be published."""


def _dimensions(one: Definition, tables: Mapping[str, Tables]) -> dict[str, tuple[str, ...]]:
    """By what a number is broken down, with all categories, those that nobody is in too."""
    population = tables.get(one.whose, {})
    found = {}
    for by in of("dimensions", recorded=True):
        if one.whose != "persons" and by.code != "year":
            continue
        table = population.get(WHERE.get(one.whose, f"reached_by_{by.code}"))
        if table is not None:
            name = _name(one.whose, by.code)
            found[by.code] = next(d.categories for d in table.dimensions if d.name == name)
    return found


def _name(whose: str, by: str) -> str:
    return YEARS[whose] if by == "year" else by


def _may_publish_days(
    one: Definition, by: str | None, tables: Mapping[str, Tables], code: str = ""
) -> bool:
    """Whether the tables tell how many are behind days, in all or of a category."""
    table = tables.get(one.whose, {}).get(WHERE.get(one.whose, f"reached_by_{by or 'year'}"))
    if table is None:  # a population that is left out
        return False
    return _is_published(one, table, {} if by is None else {_name(one.whose, by): code})


def _is_published(one: Definition, table: PublishedTable, fixed: Mapping[str, str]) -> bool:
    name, among = AMONG[one.code]
    others = next(d.categories for d in table.dimensions if d.name == name)
    inside = [table.value({name: each, **fixed}) for each in among]
    outside = [table.value({name: each, **fixed}) for each in others if each not in among]
    return None not in inside or (table.value(fixed) is not None and None not in outside)


def _may_publish_money(by: str, tables: Mapping[str, Tables], code: str) -> bool:
    return tables["persons"][f"reached_by_{by}"].value({by: code}) is not None


def rounded_days(one: Document) -> dict[str, int]:
    """Quartiles in steps of so many days that none is one person's own."""
    step = rules().round_days_to
    return {part: int(round(one[part] / step) * step) for part in PARTS}


def rounded_sum(total: Decimal) -> str:
    """A sum with the digits that are published."""
    place = Decimal(1).scaleb(total.adjusted() - rules().significant_digits + 1)
    return f"{total.quantize(place, ROUND_HALF_EVEN):f}"
