"""What an interview expects to hear in one dimension, given what it has heard there.

A dimension is in one of a few *patterns* (``Expectation``); within a pattern the answers are
independent, with a chance of "yes" per grade. Answers tell which pattern is the likelier one, so
chances rise after a "yes" and fall after a "no". As the rule and the chances depend only on how
many of each grade were answered how, everything below is exact over counts and is remembered.
"""

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from manumit.instruments import Counts, DimensionRule, Expectation, Strength

# How many are strong, medium, weak.
type Tally = tuple[int, int, int]

GRADES = tuple(Strength)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of a dimension when its questions are asked in the best order.

    Attributes:
        chance: that it becomes positive.
        sure: expected number of questions until it is certainly positive, counted only in the
            cases in which it becomes so (a sum, not yet divided by ``chance``).
        decided: expected number of questions until it is certain either way.
    """

    chance: float
    sure: float
    decided: float


POSITIVE = Outlook(1.0, 0.0, 0.0)
NEGATIVE = Outlook(0.0, 0.0, 0.0)


def plus(tally: Tally, grade: int, number: int = 1) -> Tally:
    """Return the tally with some more of one grade."""
    strong, medium, weak = tally
    return (
        strong + number * (grade == 0),
        medium + number * (grade == 1),
        weak + number * (grade == 2),  # noqa: PLR2004 - the third grade
    )


def both(one: Tally, other: Tally) -> Tally:
    """Return the sum of two tallies."""
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])


class Odds:
    """Chances and the dimension rule, over counts. Remembers what it has worked out."""

    def __init__(self, rule: DimensionRule | None, expectation: Expectation) -> None:
        self.rule = rule
        self.patterns = tuple((p.share, (p.strong, p.medium, p.weak)) for p in expectation.patterns)
        self._positive: dict[Tally, bool] = {}
        self._pivotal: dict[tuple[Tally, Tally], tuple[bool, ...]] = {}
        self._chances: dict[tuple[Tally, Tally], tuple[float, ...]] = {}
        self._outlook: dict[tuple[Tally, Tally, Tally], Outlook] = {}

    def positive(self, present: Tally) -> bool:
        """Return whether the dimension rule holds for these counts; False without a rule."""
        found = self._positive.get(present)
        if found is None:
            found = self.rule is not None and self.rule.clause_met(Counts(*present)) is not None
            self._positive[present] = found
        return found

    def pivotal(self, present: Tally, open_: Tally) -> tuple[bool, ...]:
        """Return for each grade whether an open answer of it can still make the rule hold."""
        key = (present, open_)
        found = self._pivotal.get(key)
        if found is None:
            found = tuple(self._is_pivotal(present, open_, grade) for grade in range(len(GRADES)))
            self._pivotal[key] = found
        return found

    def _is_pivotal(self, present: Tally, open_: Tally, grade: int) -> bool:
        if not open_[grade]:
            return False
        others = plus(open_, grade, -1)
        return any(
            self.positive(plus(both(present, (strong, medium, weak)), grade))
            and not self.positive(both(present, (strong, medium, weak)))
            for strong in range(others[0] + 1)
            for medium in range(others[1] + 1)
            for weak in range(others[2] + 1)
        )

    def chances(self, yes: Tally, no: Tally) -> tuple[float, ...]:
        """Return the chance of "yes" per grade after these answers in the dimension."""
        key = (yes, no)
        found = self._chances.get(key)
        if found is None:
            weights = [
                share
                * math.prod(p**y * (1 - p) ** n for p, y, n in zip(chance, yes, no, strict=True))
                for share, chance in self.patterns
            ]
            total = math.fsum(weights)
            found = tuple(
                math.fsum(
                    weight * chance[grade]
                    for weight, (_, chance) in zip(weights, self.patterns, strict=True)
                )
                / total
                for grade in range(len(GRADES))
            )
            self._chances[key] = found
        return found

    def outlook(self, yes: Tally, no: Tally, open_: Tally) -> Outlook:
        """Return the exact outlook of the dimension from here, over all orders."""
        if self.positive(yes):
            return POSITIVE
        if not self.positive(both(yes, open_)):
            return NEGATIVE
        key = (yes, no, open_)
        found = self._outlook.get(key)
        if found is None:
            after = [self.after(yes, no, open_, g) for g in range(len(GRADES)) if open_[g]]
            found = Outlook(
                after[0].chance,  # the same whatever is asked first
                min(one.sure for one in after),
                min(one.decided for one in after),
            )
            self._outlook[key] = found
        return found

    def after(self, yes: Tally, no: Tally, open_: Tally, grade: int) -> Outlook:
        """Return the outlook if a question of this grade is asked now, then the best order."""
        chance = self.chances(yes, no)[grade]
        left = plus(open_, grade, -1)
        if_yes = self.outlook(plus(yes, grade), no, left)
        if_no = self.outlook(yes, plus(no, grade), left)
        positive = chance * if_yes.chance + (1 - chance) * if_no.chance
        return Outlook(
            positive,
            positive + chance * if_yes.sure + (1 - chance) * if_no.sure,
            1 + chance * if_yes.decided + (1 - chance) * if_no.decided,
        )


def any_of(chances: Iterable[float]) -> Outlook:
    """Return the outlook where a single "yes" is enough, asking the likeliest first."""
    none_yet, decided = 1.0, 0.0
    sure = 0.0
    for number, chance in enumerate(sorted(chances, reverse=True), start=1):
        decided += none_yet
        sure += number * none_yet * chance
        none_yet *= 1 - chance
    return Outlook(1 - none_yet, sure, decided)


@functools.lru_cache(maxsize=32)
def odds_for(rule: DimensionRule | None, expectation: Expectation) -> Odds:
    """Return the odds of a rule and an expectation, shared by every interview that uses them."""
    return Odds(rule, expectation)
