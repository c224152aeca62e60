"""The first page, for a minister: what is known, how sure it is, what would make it surer."""

from collections.abc import Iterator
from dataclasses import dataclass

from manumit.prevalence.answer.asking import Answer
from manumit.prevalence.answer.assumptions import Verdict
from manumit.prevalence.answer.codes import AnswerCode
from manumit.prevalence.closed.two_lists import THIN
from manumit.prevalence.report.words import EstimateWords
from manumit.prevalence.results import Estimate, Grade, Interval

INFLATES = ("matches", "moving", "avoid", "wrong")
DEFLATES = ("referral", "false", "easy", "outside")
TWO = 2


@dataclass(frozen=True, slots=True)
class Points:
    """A heading with short sentences below it."""

    title: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnePage:
    """The first page.

    Attributes:
        first: warnings that come before any number; empty where there are none.
        number, range: roughly; empty where there is none.
        known, sure, surer, inflates, deflates: in this order.
    """

    title: str
    first: str
    number: str
    range: str
    known: Points
    sure: Points
    surer: Points
    inflates: Points
    deflates: Points


def one_page(answer: Answer, words: EstimateWords) -> OnePage:
    """Return the first page in short sentences and rough numbers."""
    number, limits = _headline(answer, words)
    return OnePage(
        title=words.text("one_page"),
        first=" ".join(_warnings(answer, words)),
        number=number,
        range=limits,
        known=Points(words.text("known"), tuple(_known(answer, words))),
        sure=Points(words.text("how_sure"), tuple(_sure(answer, words))),
        surer=Points(words.text("surer"), tuple(_surer(answer, words))),
        inflates=_listed("inflates", INFLATES, words),
        deflates=_listed("deflates", DEFLATES, words),
    )


def _headline(answer: Answer, words: EstimateWords) -> tuple[str, str]:
    """Return the number with its interval, or the range of all intervals where methods disagree."""
    main = answer.main.estimate
    if main.total is None or main.interval is None:
        return "", ""
    if answer.disagreements:
        return words.interval(_range(answer), rough=True), words.text("by_method")
    number = words.about(main.total)
    limits = words.interval(main.interval, rough=True)
    return (words.text("at_least", total=number) if main.minimum else number), limits


def _range(answer: Answer) -> Interval:
    """Return the range that the intervals of all methods span; a bound sets no upper limit."""
    given = [(one, one.interval) for one in answer.numbers if one.interval is not None]
    uppers = [limits.upper for one, limits in given if not one.minimum]
    lowest = min(limits.lower for _, limits in given)
    return Interval(lowest, max(uppers), given[0][1].level, "range")


def _warnings(answer: Answer, words: EstimateWords) -> Iterator[str]:
    """Yield what a reader has to know before any number."""
    if answer.disagreements:
        yield disagreement(answer, words)
    if answer.probably_higher:
        yield words.text("probably_higher")


def _listed(name: str, parts: tuple[str, ...], words: EstimateWords) -> Points:
    return Points(words.text(name), tuple(words.text(f"{name}_{one}") for one in parts))


def disagreement(answer: Answer, words: EstimateWords) -> str:
    """Return the sentence that warns that methods disagree; empty where they do not."""
    if not answer.disagreements:
        return ""
    involved = {one.method: one for pair in answer.disagreements for one in pair}
    ordered = sorted(involved.values(), key=lambda one: one.total or 0)
    low, high = ordered[0], ordered[-1]
    return words.text(
        "disagree",
        least=words.about(low.total or 0),
        most=words.about(high.total or 0),
        low=words.method(low.method),
        high=words.method(high.method),
    )


def _known(answer: Answer, words: EstimateWords) -> Iterator[str]:
    table, main = answer.table, answer.main.estimate
    yield words.text(
        "seen", observed=words.whole(table.observed), lists=words.whole(len(table.lists))
    )
    if main.total is None or main.interval is None:
        yield words.text("no_answer")
        return
    yield words.text(
        "answer_minimum" if main.minimum else "answer",
        total=words.about(main.total),
        interval=words.interval(main.interval, rough=True),
        level=words.percent(main.interval.level),
        method=words.method(main.method),
    )
    if not main.minimum:
        ratio = (main.total - table.observed) / table.observed
        yield words.text("hidden", ratio=words.decimal(ratio))
    totals = [one.total for one in answer.numbers if one.total is not None]
    if len(totals) > 1:
        yield words.text("others", least=words.about(min(totals)), most=words.about(max(totals)))
    varied = [one.estimate.total for one in answer.sensitivity.variations]
    there = [main.total, *(total for total in varied if total is not None)]
    if varied:
        yield words.text("varied", least=words.about(min(there)), most=words.about(max(there)))


def _sure(answer: Answer, words: EstimateWords) -> Iterator[str]:
    main = answer.main.estimate
    if answer.disagreements and main.grade is Grade.SOUND:
        yield words.text("grade_disagree")
    elif answer.grade is Grade.WEAK:
        yield words.text("grade_is_weak")
    else:
        yield words.text(f"grade_is_{main.grade}")
    yield from dict.fromkeys(words.reason(one) for one in main.reasons)
    if main.total is None:
        return
    if len(answer.found) == 1:
        yield words.text("one_method")
    if not answer.sensitivity.variations:
        yield words.text("not_varied")
    yield words.text("interval_means")
    against = sum(one.verdict is Verdict.AGAINST for one in answer.assumptions)
    everything = words.whole(len(answer.assumptions))
    if against:
        yield words.text("against_count", count=words.whole(against), all=everything)
    else:
        yield words.text("against_none", all=everything)
    yield words.text("is_minimum" if main.minimum else "not_minimum")
    yield words.text("never_add")


def _surer(answer: Answer, words: EstimateWords) -> Iterator[str]:
    if not answer.question.period:
        yield words.text("do_period")
    if not answer.question.definition:
        yield words.text("do_definition")
    ways = answer.reading.ways
    if not ways.recorded:
        yield words.text("do_ways")
    if ways.unmatched:
        yield words.text("do_unmatched", count=words.whole(ways.unmatched))
    if len(answer.table.lists) == TWO:
        yield words.text("do_list")
    thin = [pair for pair in answer.pairs if pair.both < THIN]
    if thin:
        yield words.text("do_thin", pairs=words.joined(map(words.pair, thin), "semicolon"))
    attract = [pair for pair in answer.pairs if pair.attract]
    if attract:
        yield words.text("do_merge", pairs=words.joined(map(words.pair, attract), "semicolon"))
    if not answer.reading.strata:
        yield words.text("do_strata")
    yield words.text("do_check")
    if _without_bootstrap(answer.main.estimate):
        yield words.text("do_bootstrap")


def _without_bootstrap(estimate: Estimate) -> bool:
    return AnswerCode.NO_BOOTSTRAP.code in {one.code for one in estimate.reasons}
