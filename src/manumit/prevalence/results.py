"""The result of every method: a number with its interval, or a refusal with its reason."""

from dataclasses import dataclass, field
from enum import StrEnum

from manumit.errors import Problem

LOWER_BOUND = "(LB)"
"""What the names of Chao's models end with."""


class Grade(StrEnum):
    """How far an estimate can be relied on (R-73)."""

    SOUND = "sound"
    WEAK = "weak"
    REFUSED = "refused"


@dataclass(frozen=True)
class Interval:
    """Limits of a total.

    Attributes:
        lower, upper: people; ``upper`` may be infinite.
        level: nominal coverage, e.g. 0.95.
        kind: wald, log-normal, profile, percentile, bca, posterior, logit, korn-graubard,
            log-t, mover (strata) or imputation (linkage).
    """

    lower: float
    upper: float
    level: float
    kind: str


@dataclass(frozen=True)
class Estimate:
    """The total number of people, those on no list included, by one method.

    Attributes:
        method: name of the method as the command knows it.
        observed: people seen on at least one list.
        total: observed plus hidden; None when the method refuses.
        interval: never None beside a total.
        model: maximal sets of lists in the model, e.g. ``[12,13,4]``, or another short name; empty
            where the method has no model.
        grade: sound, weak or refused.
        reasons: why the grade is not sound; for a refusal at least one.
        details: numbers of the method by name (AIC, acceleration, effective size ...).
        seed: of the random numbers; None where there are none.
        minimum: whether the total is a lower bound by its making (R-74): Chao's bound alone.
    """

    method: str
    observed: int
    total: float | None
    interval: Interval | None
    model: str = ""
    grade: Grade = Grade.SOUND
    reasons: tuple[Problem, ...] = ()
    details: dict[str, object] = field(default_factory=dict)
    seed: int | None = None
    minimum: bool = False

    def __post_init__(self) -> None:
        """Check that total, interval, grade and reasons fit together.

        Raises:
            ValueError: a total is without interval, below what was observed, or in a refusal, a
                refusal has no reason, or what is no lower bound is called a minimum.
        """
        if (self.total is None) != (self.interval is None):
            raise ValueError("a total and its interval come together")
        if (self.total is None) != (self.grade is Grade.REFUSED):
            raise ValueError("a refusal has no total, and only a refusal has none")
        if self.grade is Grade.REFUSED and not self.reasons:
            raise ValueError("a refusal says why")
        if self.total is not None and self.total < self.observed:
            raise ValueError("a total is never below what was observed")
        if self.minimum and not (self.method == "chao" or self.model.endswith(LOWER_BOUND)):
            raise ValueError("of estimates from lists only Chao's bound is a minimum (R-74)")
