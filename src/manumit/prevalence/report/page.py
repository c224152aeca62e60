"""The one page that a minister can read: what we know, how sure, what would make it surer."""

from collections.abc import Iterator
from dataclasses import dataclass

from manumit.prevalence.answer.asking import Answer
from manumit.prevalence.answer.assumptions import Verdict
from manumit.prevalence.answer.codes import AnswerCode
from manumit.prevalence.closed.two_lists import THIN
from manumit.prevalence.report.words import EstimateWords
from manumit.prevalence.results import Estimate, Grade

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
    """What is said first.

    Attributes:
        first: that the methods disagree; empty where they do not.
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
    """Say it in short sentences and rough numbers."""
    number, limits = _headline(answer, words)
    return OnePage(
        title=words.said("one_page"),
        first=disagreement(answer, words),
        number=number,
        range=limits,
        known=Points(words.said("known"), tuple(_known(answer, words))),
        sure=Points(words.said("how_sure"), tuple(_sure(answer, words))),
        surer=Points(words.said("surer"), tuple(_surer(answer, words))),
        inflates=_listed("inflates", INFLATES, words),
        deflates=_listed("deflates", DEFLATES, words),
    )


def _headline(answer: Answer, words: EstimateWords) -> tuple[str, str]:
    """One number with its interval; where methods disagree, the range of their numbers."""
    main = answer.main.estimate
    if main.total is None or main.interval is None:
        return "", ""
    if answer.disagreements:
        totals = [one.total for one in answer.numbers if one.total is not None]
        least, most = words.about(min(totals)), words.about(max(totals))
        return words.said("between", lower=least, upper=most), words.said("by_method")
    number = words.about(main.total)
    limits = words.interval(main.interval, rough=True)
    return (words.said("at_least", total=number) if main.minimum else number), limits


def _listed(name: str, parts: tuple[str, ...], words: EstimateWords) -> Points:
    return Points(words.said(name), tuple(words.said(f"{name}_{one}") for one in parts))


def disagreement(answer: Answer, words: EstimateWords) -> str:
    """The sentence that comes before all others where methods disagree; else nothing."""
    if not answer.disagreements:
        return ""
    apart = {one.method: one for pair in answer.disagreements for one in pair}
    ordered = sorted(apart.values(), key=lambda one: one.total or 0)
    low, high = ordered[0], ordered[-1]
    return words.said(
        "disagree",
        least=words.about(low.total or 0),
        most=words.about(high.total or 0),
        low=words.method(low.method),
        high=words.method(high.method),
    )


def _known(answer: Answer, words: EstimateWords) -> Iterator[str]:
    table, main = answer.table, answer.main.estimate
    yield words.said(
        "seen", observed=words.whole(table.observed), lists=words.whole(len(table.lists))
    )
    if main.total is None or main.interval is None:
        yield words.said("no_answer")
        return
    yield words.said(
        "answer_minimum" if main.minimum else "answer",
        total=words.about(main.total),
        interval=words.interval(main.interval, rough=True),
        level=words.percent(main.interval.level),
        method=words.method(main.method),
    )
    if not main.minimum:
        ratio = (main.total - table.observed) / table.observed
        yield words.said("hidden", ratio=words.decimal(ratio))
    totals = [one.total for one in answer.numbers if one.total is not None]
    if len(totals) > 1:
        yield words.said("others", least=words.about(min(totals)), most=words.about(max(totals)))
    varied = [one.estimate.total for one in answer.sensitivity.variations]
    there = [main.total, *(total for total in varied if total is not None)]
    if varied:
        yield words.said("varied", least=words.about(min(there)), most=words.about(max(there)))


def _sure(answer: Answer, words: EstimateWords) -> Iterator[str]:
    main = answer.main.estimate
    if answer.disagreements and main.grade is Grade.SOUND:
        yield words.said("grade_disagree")
    else:
        yield words.said(f"grade_is_{main.grade}")
    yield from dict.fromkeys(words.reason(one) for one in main.reasons)
    if main.total is None:
        return
    if len(answer.found) == 1:
        yield words.said("one_method")
    if not answer.sensitivity.variations:
        yield words.said("not_varied")
    yield words.said("interval_means")
    against = sum(one.verdict is Verdict.AGAINST for one in answer.assumptions)
    everything = words.whole(len(answer.assumptions))
    if against:
        yield words.said("against_count", count=words.whole(against), all=everything)
    else:
        yield words.said("against_none", all=everything)
    yield words.said("is_minimum" if main.minimum else "not_minimum")
    yield words.said("never_add")


def _surer(answer: Answer, words: EstimateWords) -> Iterator[str]:
    if not answer.question.period:
        yield words.said("do_period")
    if not answer.question.definition:
        yield words.said("do_definition")
    ways = answer.reading.ways
    if not ways.recorded:
        yield words.said("do_ways")
    if ways.unmatched:
        yield words.said("do_unmatched", count=words.whole(ways.unmatched))
    if len(answer.table.lists) == TWO:
        yield words.said("do_list")
    thin = [pair for pair in answer.pairs if pair.both < THIN]
    if thin:
        yield words.said("do_thin", pairs=words.joined(map(words.pair, thin), "semicolon"))
    attract = [pair for pair in answer.pairs if pair.attract]
    if attract:
        yield words.said("do_merge", pairs=words.joined(map(words.pair, attract), "semicolon"))
    if not answer.reading.strata:
        yield words.said("do_strata")
    yield words.said("do_check")
    if _without_bootstrap(answer.main.estimate):
        yield words.said("do_bootstrap")


def _without_bootstrap(estimate: Estimate) -> bool:
    return AnswerCode.NO_BOOTSTRAP.value.code in {one.code for one in estimate.reasons}
