"""One answer from lists of people: every method requested, its assumptions, how far methods agree.

An answer is never one number: it holds the table, each method's interval, model and grade, what
the data show about every assumption, and the same method under other choices of lists.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import combinations

from manumit.prevalence.answer.assumptions import Assumption, Pair, Verdict, assumptions, pairs
from manumit.prevalence.answer.codes import AnswerCode
from manumit.prevalence.answer.methods import METHODS, fits
from manumit.prevalence.answer.run import estimated
from manumit.prevalence.answer.sensitivity import Sensitivity, sensitivity
from manumit.prevalence.answer.settings import EstimateSettings, MethodResult
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.reading import Reading
from manumit.prevalence.results import Estimate, Grade

ALL = "all"
TWO = 2
OTHERS = 4
"""Steps of the progress for the estimates under other choices."""
DEFAULT_OF_TWO, DEFAULT = "chapman", "stepwise"
"""The methods of the headline; docs/explanation/prevalence.md gives the reason."""

type Progress = Callable[[str, float], None]
"""Called with the current step and the share that is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class EstimateRequest:
    """A request for an estimate.

    Attributes:
        method: a name of ``METHODS``, or ``all``.
        asked: the settings.
        period, definition: of the lists, in the user's words; empty if not given.
        files: names, without folders.
    """

    method: str = ALL
    asked: EstimateSettings = field(default_factory=EstimateSettings)
    period: str = ""
    definition: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The estimates with everything that a reader needs to judge them.

    Attributes:
        question: the request.
        reading: the lists.
        table: everybody, by history.
        found: the result of each method, in the order of ``METHODS``; refusals included.
        main: the result of the headline; a refusal where all methods refuse.
        disagreements: pairs of methods of which one's number lies outside the other's interval.
        pairs: overlaps of lists two by two.
        assumptions: each with what the data show.
        sensitivity: the main method under other choices.
        grade: of the answer: that of ``main``, and never sound where methods disagree or the data
            speak against equal chances.
        version: of manumit.
    """

    question: EstimateRequest
    reading: Reading
    table: CaptureTable
    found: tuple[MethodResult, ...]
    main: MethodResult
    disagreements: tuple[tuple[Estimate, Estimate], ...]
    pairs: tuple[Pair, ...]
    assumptions: tuple[Assumption, ...]
    sensitivity: Sensitivity
    grade: Grade
    version: str

    @property
    def probably_higher(self) -> bool:
        """Return whether the true number is probably above that of the main method.

        Chao's bound is no reason where lists avoid each other: it is too high then.
        """
        if self.main.estimate.total is None or self.main.estimate.minimum:
            return False
        differ = any(
            one.id == "catchability" and one.verdict is Verdict.AGAINST for one in self.assumptions
        )
        below = AnswerCode.BELOW_BOUND.code
        avoided = any(pair.avoid for pair in self.pairs)
        codes = {one.code for one in self.main.estimate.reasons}
        return differ or (below in codes and not avoided)

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Return the estimates of all methods, without their random tables."""
        return tuple(one.estimate for one in self.found)

    @property
    def numbers(self) -> tuple[Estimate, ...]:
        """Return the estimates that give a number."""
        return tuple(one for one in self.estimates if one.total is not None)


def answer(
    reading: Reading, question: EstimateRequest, progress: Progress = lambda _step, _share: None
) -> Answer:
    """Return the answer to a request.

    Args:
        reading: the lists.
        question: the request.
        progress: called before each step.

    Raises:
        InputError: M130 to M133 about the method asked for.
    """
    table = reading.table
    names = _names(question, table)
    steps = len(names) + OTHERS
    found = []
    for at, name in enumerate(names):
        progress(name, at / steps)
        found.append(estimated(name, table, question.asked))
    main = _main(found, table)
    numbers = [one.estimate for one in found if one.estimate.total is not None]
    contradictions = disagreements(numbers)
    given = main.estimate.grade
    overlaps = tuple(pairs(table))
    supposed = assumptions(reading, overlaps, question.period, question.definition)
    differ = any(one.id == "catchability" and one.verdict is Verdict.AGAINST for one in supposed)
    capped = given is Grade.SOUND and (
        bool(contradictions) or (differ and not main.estimate.minimum)
    )
    return Answer(
        question=question,
        reading=reading,
        table=table,
        found=tuple(found),
        main=main,
        disagreements=contradictions,
        pairs=overlaps,
        assumptions=supposed,
        sensitivity=sensitivity(
            reading,
            main.estimate,
            question.asked,
            lambda share: progress("other choices", (len(names) + share * OTHERS) / steps),
        ),
        grade=Grade.WEAK if capped else given,
        version=version("manumit"),
    )


def _names(question: EstimateRequest, table: CaptureTable) -> list[str]:
    if question.method != ALL:
        fits(question.method, table, question.asked)
        return [question.method]
    return [name for name in METHODS if METHODS[name].runs_with_all(table, question.asked)]


def _main(found: Sequence[MethodResult], table: CaptureTable) -> MethodResult:
    """Return the default method's result; else the first that has a number and is no minimum."""
    wanted = DEFAULT_OF_TWO if len(table.lists) == TWO else DEFAULT
    with_number = [one for one in found if one.estimate.total is not None]
    ordered = sorted(
        with_number, key=lambda one: (one.estimate.method != wanted, one.estimate.minimum)
    )
    return ordered[0] if ordered else found[0]


def disagreements(numbers: Iterable[Estimate]) -> tuple[tuple[Estimate, Estimate], ...]:
    """Return the pairs of which one's number lies outside the other's interval.

    A minimum does not contradict a larger number; it disagrees only with an interval that ends
    below its own.
    """
    return tuple((a, b) for a, b in combinations(numbers, 2) if _disagree(a, b))


def _disagree(one: Estimate, other: Estimate) -> bool:
    if one.interval is None or other.interval is None or one.total is None or other.total is None:
        return False
    if one.minimum and other.minimum:
        return False
    if one.minimum:
        return other.interval.upper < one.interval.lower
    if other.minimum:
        return one.interval.upper < other.interval.lower
    inside = one.interval.lower <= other.total <= one.interval.upper
    return not (inside and other.interval.lower <= one.total <= other.interval.upper)
