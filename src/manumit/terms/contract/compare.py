"""Compare what was promised or signed with the actual work, by clause (R-20, R-21, R-24).

A clause that a version does not have is unknown, never equal. Ranges decide only where they do not
meet. Nothing is converted between currencies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from manumit.assessment import Age, Answer
from manumit.terms.contract.file import Origin, TermsOfWork, Version
from manumit.terms.contract.units import Clauses, Value, Wanting, in_common_units
from manumit.terms.numbers import NONE, Range


class Verdict(StrEnum):
    """What a change means for the worker."""

    WORSE = "worse"
    BETTER = "better"
    SAME = "same"
    DIFFERENT_KIND = "different_kind"
    UNKNOWN = "unknown"


class Change(StrEnum):
    """How a number moved."""

    LESS = "less"
    SAME = "same"
    MORE = "more"


class Why(StrEnum):
    """Why a clause cannot be compared."""

    WANTING = "wanting"
    OTHER_CURRENCY = "other_currency"
    RANGES_MEET = "ranges_meet"
    LESS_EXACT = "less_exact"


class How(StrEnum):
    """The quantity by which a clause is compared."""

    LESS_IS_WORSE = "less_is_worse"
    MORE_IS_WORSE = "more_is_worse"
    NEITHER = "neither"
    WORDS = "words"
    CODE = "code"


HOW: Mapping[str, How] = MappingProxyType(
    {
        "employer": How.WORDS,
        "place": How.WORDS,
        "job": How.CODE,
        "wage_per_month": How.LESS_IS_WORSE,
        "wage_per_hour": How.LESS_IS_WORSE,
        "in_hand_per_month": How.LESS_IS_WORSE,
        "deductions_per_month": How.MORE_IS_WORSE,
        "hours_per_day": How.MORE_IS_WORSE,
        "days_per_week": How.MORE_IS_WORSE,
        "hours_per_week": How.MORE_IS_WORSE,
        "rest_day": How.WORDS,
        "overtime_rate": How.LESS_IS_WORSE,
        "housing": How.WORDS,
        "housing_cost_per_month": How.MORE_IS_WORSE,
        "persons_per_room": How.MORE_IS_WORSE,
        "food": How.WORDS,
        "food_cost_per_month": How.MORE_IS_WORSE,
        "meals_per_day": How.LESS_IS_WORSE,
        "term": How.NEITHER,
        "notice_by_worker": How.MORE_IS_WORSE,
        "notice_by_employer": How.LESS_IS_WORSE,
        "return_travel": How.WORDS,
        "documents": How.WORDS,
    }
)
# From best for the worker; a word may take several places. Words that are not here are equal.
PLACES: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "rest_day": {"none": (1, 1)},
        "housing": {"no": (1, 1)},
        "food": {"no": (1, 1)},
        "return_travel": {"shared": (1, 1), "worker": (2, 2)},
        "documents": {"given_back": (1, 1), "kept": (1, 2), "withheld": (2, 2)},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCompared:
    """One clause of two versions.

    Attributes:
        by: how much more (or less, if negative) the later is, as a share of the earlier.
        why: for an unknown one.
        agreed: whether the worker agreed to the change, informed, in writing and free; None where
            there is no change that would need it.
        agreed_in: the contract by which they may have, whatever it is worth.
    """

    clause: str
    verdict: Verdict
    earlier: Value
    later: Value
    change: Change | None = None
    by: Fraction | None = None
    why: Why | None = None
    agreed: Answer | None = None
    agreed_in: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions, compared.

    Attributes:
        substitution: whether terms were changed to the worker's disadvantage without informed,
            written and free agreement (R-24); no only where every clause is known.
    """

    earlier: Version
    later: Version
    clauses: tuple[ClauseCompared, ...]
    substitution: Answer

    def of(self, verdict: Verdict) -> tuple[ClauseCompared, ...]:
        """Return the clauses with a verdict."""
        return tuple(one for one in self.clauses if one.verdict is verdict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All versions of the terms of one person's work, compared.

    Attributes:
        pairs: each promise and contract against each later contract and the actual terms.
        substitution: yes if it is yes of any pair.
    """

    work: TermsOfWork
    pairs: tuple[Pair, ...]

    @property
    def substitution(self) -> Answer:
        """Return whether terms were substituted in any pair; no only if in none of them."""
        return _any(pair.substitution for pair in self.pairs)


def compare(work: TermsOfWork) -> Comparison:
    """Compare what was promised or signed with later contracts and with how the work was."""
    units = {one.id: in_common_units(one.terms, work.weeks_per_year) for one in work.versions}
    return Comparison(
        work,
        tuple(
            _pair(work, units, earlier, later)
            for later_at, later in enumerate(work.versions)
            for earlier_at, earlier in enumerate(work.versions)
            if _comes_before(earlier, later, in_file=earlier_at < later_at)
        ),
    )


def compare_clause(clause: str, earlier: Value, later: Value) -> ClauseCompared:
    """Return one clause of two versions compared, in common units; agreement is not considered."""
    if earlier.wanting is not None or later.wanting is not None:
        return _unknown(clause, earlier, later, Why.WANTING)
    if HOW[clause] is How.CODE:
        return _codes(clause, earlier, later)
    if HOW[clause] is How.WORDS:
        return _words(clause, earlier, later)
    return _numbers(clause, earlier, later)


def _comes_before(earlier: Version, later: Version, *, in_file: bool) -> bool:
    """Return whether ``later`` is measured against ``earlier``."""
    if earlier.origin is Origin.ACTUAL or earlier.id == later.id:
        return False
    if later.origin is Origin.ACTUAL:
        return True
    if not later.origin.signed:
        return False
    if earlier.date is not None and later.date is not None and earlier.date != later.date:
        return earlier.date < later.date
    return in_file


def _pair(
    work: TermsOfWork, units: Mapping[str, Clauses], earlier: Version, later: Version
) -> Pair:
    found = tuple(
        _with_agreement(
            compare_clause(clause, units[earlier.id][clause], units[later.id][clause]),
            work,
            units,
            (earlier, later),
        )
        for clause in HOW
    )
    return Pair(earlier, later, found, _substitution(found))


def _substitution(found: Iterable[ClauseCompared]) -> Answer:
    return _any(_substituted(one) for one in found)


def _substituted(one: ClauseCompared) -> Answer:
    if one.verdict is Verdict.UNKNOWN:
        return Answer.UNKNOWN
    if one.verdict in (Verdict.SAME, Verdict.BETTER) or one.agreed is Answer.YES:
        return Answer.NO
    if one.verdict is Verdict.WORSE and one.agreed is Answer.NO:
        return Answer.YES
    return Answer.UNKNOWN


def _any(answers: Iterable[Answer]) -> Answer:
    found = set(answers)
    if Answer.YES in found:
        return Answer.YES
    return Answer.UNKNOWN if Answer.UNKNOWN in found or not found else Answer.NO


def _with_agreement(
    one: ClauseCompared,
    work: TermsOfWork,
    units: Mapping[str, Clauses],
    pair: tuple[Version, Version],
) -> ClauseCompared:
    if one.verdict not in (Verdict.WORSE, Verdict.DIFFERENT_KIND):
        return one
    agreed, agreed_in = Answer.NO, None
    for contract in work.versions:
        stated = _agrees(contract, pair, units, one.clause)
        if stated is not None and (agreed_in is None or _better(stated, agreed)):
            agreed, agreed_in = stated, contract.id
    if agreed is Answer.YES and work.age is not Age.ADULT:
        agreed = Answer.UNKNOWN  # a child cannot agree it away; unsure counts as a child
    return ClauseCompared(
        clause=one.clause,
        verdict=one.verdict,
        earlier=one.earlier,
        later=one.later,
        change=one.change,
        by=one.by,
        agreed=agreed,
        agreed_in=agreed_in,
    )


def _better(one: Answer, other: Answer) -> bool:
    order = (Answer.NO, Answer.UNKNOWN, Answer.YES)
    return order.index(one) > order.index(other)


def _agrees(
    contract: Version,
    pair: tuple[Version, Version],
    units: Mapping[str, Clauses],
    clause: str,
) -> Answer | None:
    """Return whether a contract makes a change lawful; None if it lacks the changed term.

    A contract that was signed after the change began does not cover the time before it, and
    one that is older than the promise is superseded by it. Without a date, that is unknown.
    """
    earlier, later = pair
    if not contract.origin.signed or contract.id == earlier.id:
        return None
    if contract.id == later.id:
        return contract.agreement.cures
    in_time = _in_time(earlier, contract, later)
    held = compare_clause(clause, units[contract.id][clause], units[later.id][clause]).verdict
    if in_time is Answer.NO or held in (Verdict.WORSE, Verdict.DIFFERENT_KIND):
        return None
    if units[contract.id][clause].wanting is Wanting.NOT_GIVEN:
        return None
    if in_time is Answer.UNKNOWN or held is Verdict.UNKNOWN:
        return Answer.NO if contract.agreement.cures is Answer.NO else Answer.UNKNOWN
    return contract.agreement.cures


def _in_time(earlier: Version, contract: Version, later: Version) -> Answer:
    dates = (earlier.date, contract.date, later.date)
    known = [one for one in dates if one is not None]
    if known != sorted(known):
        return Answer.NO
    return Answer.YES if len(known) == len(dates) else Answer.UNKNOWN


def _unknown(clause: str, earlier: Value, later: Value, why: Why) -> ClauseCompared:
    return ClauseCompared(
        clause=clause, verdict=Verdict.UNKNOWN, earlier=earlier, later=later, why=why
    )


def _codes(clause: str, earlier: Value, later: Value) -> ClauseCompared:
    """Compare codes; a broad one covers those below it: ``5223`` fulfils a promised ``52``."""
    promised, found = earlier.word or "", later.word or ""
    if found.startswith(promised):
        verdict = Verdict.SAME
    elif promised.startswith(found):
        return _unknown(clause, earlier, later, Why.LESS_EXACT)
    else:
        verdict = Verdict.DIFFERENT_KIND
    return ClauseCompared(clause=clause, verdict=verdict, earlier=earlier, later=later)


def _words(clause: str, earlier: Value, later: Value) -> ClauseCompared:
    one, other = _plain(earlier), _plain(later)
    places = PLACES.get(clause, {})
    (low, high), (later_low, later_high) = (places.get(word, (0, 0)) for word in (one, other))
    if one == other and low == high:
        verdict = Verdict.SAME
    elif later_low > high:
        verdict = Verdict.WORSE
    elif later_high < low:
        verdict = Verdict.BETTER
    elif (low, later_low) == (high, later_high):  # and so neither is better
        verdict = Verdict.DIFFERENT_KIND
    else:
        return _unknown(clause, earlier, later, Why.LESS_EXACT)
    return ClauseCompared(clause=clause, verdict=verdict, earlier=earlier, later=later)


def _plain(value: Value) -> str:
    """Return a name without differences of spelling such as case and spaces."""
    return " ".join((value.word or "").casefold().split())


def _numbers(clause: str, earlier: Value, later: Value) -> ClauseCompared:
    one, other = earlier.measure, later.measure
    assert one is not None  # noqa: S101 - the caller has looked
    assert other is not None  # noqa: S101
    if one.currency != other.currency and NONE not in (one.amount, other.amount):
        return _unknown(clause, earlier, later, Why.OTHER_CURRENCY)
    change = _change(one.amount, other.amount)
    if change is None:
        return _unknown(clause, earlier, later, Why.RANGES_MEET)
    return ClauseCompared(
        clause=clause,
        verdict=_verdict(HOW[clause], change, earlier, later),
        earlier=earlier,
        later=later,
        change=change,
        by=_share(one.amount, other.amount),
    )


def _verdict(how: How, change: Change, earlier: Value, later: Value) -> Verdict:
    if how is How.NEITHER:
        return Verdict.SAME if earlier.word == later.word else Verdict.DIFFERENT_KIND
    if change is Change.SAME:
        return Verdict.SAME
    worse = Change.LESS if how is How.LESS_IS_WORSE else Change.MORE
    return Verdict.WORSE if change is worse else Verdict.BETTER


def _change(one: Range, other: Range) -> Change | None:
    if one.known and one == other:
        return Change.SAME
    if other.high is not None and other.high < one.low:
        return Change.LESS
    if one.high is not None and other.low > one.high:
        return Change.MORE
    return None


def _share(one: Range, other: Range) -> Fraction | None:
    if not (one.known and other.known) or one.low == 0:
        return None
    return (other.low - one.low) / one.low
