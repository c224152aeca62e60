"""One answer from lists of people: every method asked for, what they suppose, how far they agree.

An answer is never one number: it carries the table, each method's interval, model and grade, what
the data say of every supposition, and the same method under other choices of lists.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import combinations

from manumit.prevalence.answer.assumptions import Assumption, Pair, assumptions, pairs
from manumit.prevalence.answer.methods import METHODS, Asked, Found, fits
from manumit.prevalence.answer.run import estimated
from manumit.prevalence.answer.sensitivity import Sensitivity, sensitivity
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.reading import Reading
from manumit.prevalence.results import Estimate, Grade

ALL = "all"
TWO = 2
OTHERS = 4
"""Steps of the progress for what other choices would have given."""
DEFAULT_OF_TWO, DEFAULT = "chapman", "stepwise"
"""The method that speaks for all of them: docs/prevalence.md says why."""

type Progress = Callable[[str, float], None]
"""Told what is being done, and how much of it, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        method: a name of ``METHODS``, or ``all``.
        asked: how it is to be estimated.
        period, definition: of the lists, in the asker's words; empty where nobody told.
        files: names, without folders.
    """

    method: str = ALL
    asked: Asked = field(default_factory=Asked)
    period: str = ""
    definition: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be said.

    Attributes:
        question: what was asked.
        reading: the lists.
        table: everybody, by history.
        found: what each method says, in the order of ``METHODS``; refusals stay.
        main: the one that speaks for the answer; a refusal where all refuse.
        disagreements: pairs of methods of which one's number lies outside the other's interval.
        pairs: overlaps of lists two by two.
        assumptions: each with what the data say.
        sensitivity: the main method under other choices.
        grade: of the answer: that of ``main``, and never sound where methods disagree.
        version: of manumit.
    """

    question: Question
    reading: Reading
    table: CaptureTable
    found: tuple[Found, ...]
    main: Found
    disagreements: tuple[tuple[Estimate, Estimate], ...]
    pairs: tuple[Pair, ...]
    assumptions: tuple[Assumption, ...]
    sensitivity: Sensitivity
    grade: Grade
    version: str

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """What the methods say, without their random tables."""
        return tuple(one.estimate for one in self.found)

    @property
    def numbers(self) -> tuple[Estimate, ...]:
        """The estimates that give a number."""
        return tuple(one for one in self.estimates if one.total is not None)


def answer(
    reading: Reading, question: Question, progress: Progress = lambda _step, _share: None
) -> Answer:
    """Run the methods and say what follows.

    Args:
        reading: the lists.
        question: what is asked.
        progress: told before each step.

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
    apart = disagreements(numbers)
    given = main.estimate.grade
    overlaps = tuple(pairs(table))
    return Answer(
        question=question,
        reading=reading,
        table=table,
        found=tuple(found),
        main=main,
        disagreements=apart,
        pairs=overlaps,
        assumptions=assumptions(reading, overlaps, question.period, question.definition),
        sensitivity=sensitivity(
            reading,
            main.estimate,
            question.asked,
            lambda share: progress("other choices", (len(names) + share * OTHERS) / steps),
        ),
        grade=Grade.WEAK if apart and given is Grade.SOUND else given,
        version=version("manumit"),
    )


def _names(question: Question, table: CaptureTable) -> list[str]:
    if question.method != ALL:
        fits(question.method, table, question.asked)
        return [question.method]
    return [name for name in METHODS if METHODS[name].runs_with_all(table, question.asked)]


def _main(found: Sequence[Found], table: CaptureTable) -> Found:
    """The default method's; else the first that has a number and is no mere minimum."""
    wanted = DEFAULT_OF_TWO if len(table.lists) == TWO else DEFAULT
    with_number = [one for one in found if one.estimate.total is not None]
    ordered = sorted(
        with_number, key=lambda one: (one.estimate.method != wanted, one.estimate.minimum)
    )
    return ordered[0] if ordered else found[0]


def disagreements(numbers: Iterable[Estimate]) -> tuple[tuple[Estimate, Estimate], ...]:
    """Return the pairs of which one's number lies outside the other's interval.

    A minimum says nothing against a larger number; it disagrees only with an interval that ends
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
