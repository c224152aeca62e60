"""Numbers, names and sentences of an estimate in a language."""

import functools
import math
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from manumit.assessment.view import Words
from manumit.errors import Problem
from manumit.instruments import Library
from manumit.instruments.texts import FALLBACK_LANGUAGE
from manumit.prevalence.answer.assumptions import EvidenceText, Pair
from manumit.prevalence.loglinear.models import members
from manumit.prevalence.results import Interval

TEXTS = Path(str(resources.files(__package__) / "texts"))
ROUGH = 3
"""Digits of a number that is given with 'about'."""


class EstimateWords(Words):
    """Looks up the texts of this room; a page says once what nobody has reviewed.

    Args:
        library: with the texts of the room.
        language: such as ``fr``.
        lists: names of the lists, in the order of the table.
    """

    def __init__(self, library: Library, language: str, lists: tuple[str, ...]) -> None:
        super().__init__(library, language)
        self.lists = lists
        sample = self.library.texts.label("estimate/number", language).value
        self._group, self._point = sample[1], sample[5]

    def text(self, text_id: str, **values: object) -> str:
        """Return a text of the report with its ``{names}`` filled in."""
        return self.name(f"estimate/{text_id}").format(**values)

    def whole(self, number: float) -> str:
        """Return a whole number as the language writes it."""
        return f"{number:,.0f}".replace(",", self._group)

    def about(self, number: float) -> str:
        """Return a number to three digits: more would suggest more than is known."""
        if number <= 0:
            return self.whole(number)
        step = 10 ** max(0, math.floor(math.log10(number)) + 1 - ROUGH)
        return self.whole(round(number / step) * step)

    def decimal(self, number: float) -> str:
        """Return a number with one decimal."""
        return f"{number:.1f}".replace(".", self._point)

    def percent(self, share: float, digits: int = 1) -> str:
        """Return a share (0 to 1) in percent."""
        shown = f"{100 * share:.{digits}f}".removesuffix(".0").replace(".", self._point)
        return self.text("percent", share=shown)

    def interval(self, interval: Interval, *, rough: bool = False) -> str:
        """Return an interval as ``8,785 to 14,701``; with ``rough`` to three digits."""
        write = self.about if rough else self.whole
        if math.isinf(interval.upper):
            return self.text("above", lower=write(interval.lower))
        return self.text("between", lower=write(interval.lower), upper=write(interval.upper))

    def names(self, history: int) -> str:
        """Return the names of the lists of a history."""
        return self.joined(self.apart(self.lists[i]) for i in members(history))

    def pair(self, pair: Pair) -> str:
        """Return the names of a pair of lists as ``police and NGO``."""
        one, other = (self.apart(self.lists[i]) for i in (pair.first, pair.second))
        return self.text("pair", one=one, other=other)

    def joined(self, parts: Iterable[str], sign: str = "comma") -> str:
        """Return parts of a sentence joined by the commas or semicolons of the language."""
        join = self.name(f"estimate/{sign}").format
        return functools.reduce(lambda one, other: join(one=one, other=other), parts)

    def method(self, method: str) -> str:
        """Return the name of a method."""
        return self.text(f"method_{method}")

    def sentence(self, says: EvidenceText) -> str:
        """Return a sentence about what the data show."""
        return self.text(says.text, **{name: self._value(v) for name, v in says.values.items()})

    def _value(self, value: object) -> str:
        if isinstance(value, tuple):
            return self.joined((self.pair(pair) for pair in value), "semicolon")
        if isinstance(value, float):
            return self.percent(value)
        return self.whole(value) if isinstance(value, int) else self.apart(str(value))

    def reason(self, problem: Problem) -> str:
        """Return in short why an answer is weak or refused; details are beside the method."""
        code = problem.code
        return self.text(f"reason_{code}") if self._has(code) else self.problem(problem)

    def problem(self, problem: Problem) -> str:
        """Return what is wrong and what to do, first in the language itself if it has a text."""
        english = f"{problem.what} {problem.do}"
        if self.language == FALLBACK_LANGUAGE:
            return english
        short = self.reason(problem) if self._has(problem.code) else ""
        return f"{short} {self.apart(english)}".lstrip()

    def _has(self, code: str) -> bool:
        return f"estimate/reason_{code}" in self.library.texts.ids()
