"""Numbers of people that no overlap of lists gave: from reports, flows, times and surveys."""

from dataclasses import dataclass, field

from manumit.errors import Problem
from manumit.prevalence.results import Grade, Interval

DOUBLE_SAMPLING = "double-sampling"


@dataclass(frozen=True)
class Quantity:
    """A number that was estimated elsewhere.

    Attributes:
        value: in the unit that the reader of it names.
        standard_error: in the same unit; 0 where it is known exactly.
    """

    value: float
    standard_error: float = 0.0

    def __post_init__(self) -> None:
        """Check the signs.

        Raises:
            ValueError: a value or a standard error below 0, or not a number.
        """
        if not (self.value >= 0 and self.standard_error >= 0):
            raise ValueError("a quantity and its standard error are numbers from 0")

    @property
    def relative_variance(self) -> float:
        """Return the squared coefficient of variation; infinite for a value of 0 with an error."""
        if self.standard_error == 0:
            return 0.0
        return (self.standard_error / self.value) ** 2 if self.value else float("inf")


@dataclass(frozen=True)
class Measure:
    """A number of people, or a share of them, with its interval.

    Attributes:
        method: name of the method.
        value: None when the method refuses.
        interval: never None beside a value.
        standard_error: of the value; None where there is none.
        grade: sound, weak or refused.
        minimum: whether the value is a lower bound by its making (R-74).
        assumptions: what has to hold, in plain words.
        reasons: why the grade is not sound; for a refusal at least one.
        details: numbers of the method by name.
    """

    method: str
    value: float | None
    interval: Interval | None
    standard_error: float | None = None
    grade: Grade = Grade.SOUND
    minimum: bool = False
    assumptions: tuple[str, ...] = ()
    reasons: tuple[Problem, ...] = ()
    details: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold what this room promises.

        Raises:
            ValueError: a value is without interval or outside it, or in a refusal, a refusal
                has no reason, or another method than double sampling claims a minimum.
        """
        if (self.value is None) != (self.interval is None):
            raise ValueError("a value and its interval come together")
        if (self.value is None) != (self.grade is Grade.REFUSED):
            raise ValueError("a refusal has no value, and only a refusal has none")
        if self.grade is Grade.REFUSED and not self.reasons:
            raise ValueError("a refusal says why")
        if self.minimum and self.method != DOUBLE_SAMPLING:
            raise ValueError("of these methods only double sampling gives a minimum (R-74)")
        if (
            self.value is not None
            and self.interval is not None
            and not (self.interval.lower <= self.value <= self.interval.upper)
        ):
            raise ValueError("a value lies within its interval")


def refused(method: str, *reasons: Problem, minimum: bool = False) -> Measure:
    """Return the refusal of a method."""
    return Measure(method, None, None, grade=Grade.REFUSED, minimum=minimum, reasons=reasons)
