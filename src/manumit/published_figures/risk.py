"""Low risk, high returns: what exploiting a person brings in, against what it is likely to cost.

The ILO paper of 2008 gives the reason why trafficking pays: few convictions a year against millions
of people. Here it is a sum that anybody can check. Per person exploited for one year:

    returns           profit of a year from one person
    risk              convictions of a year x persons whom one concerns / persons exploited
    expected penalty  convictions of a year x what one costs the convicted (fine, orders,
                      confiscation) / persons exploited

Each number is a span, and so is each result; a span is what published figures differ by, or what
the user gives, and no interval of statistics. Prison counts for nothing here, for no published
figure turns it into money; a conviction may concern several persons, and then the risk is higher
by as many: ``persons_per_conviction`` says how many. Its cost is borne once. Estimates are divided
by counts, never added to them (R-74).
"""

from dataclasses import dataclass
from decimal import Decimal

UNBOUNDED = Decimal("Infinity")
"""The upper end of a number without an upper limit."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the least to the most that a number may be; the most may be ``UNBOUNDED``."""

    least: Decimal
    most: Decimal

    def __post_init__(self) -> None:
        """Refuse what is no span.

        Raises:
            ValueError: the least is above the most, or below zero.
        """
        if not (0 <= self.least <= self.most and self.least.is_finite()):
            message = f"no span from {self.least} to {self.most}"
            raise ValueError(message)

    @classmethod
    def exactly(cls, number: Decimal | int) -> "Span":
        """Return the span of one number."""
        return cls(Decimal(number), Decimal(number))

    @classmethod
    def unknown(cls) -> "Span":
        """Return the span of a number of which nothing is known: anything from zero."""
        return cls(Decimal(0), UNBOUNDED)

    @property
    def bounded(self) -> bool:
        """Return whether there is an upper bound."""
        return self.most.is_finite()

    def __add__(self, other: "Span") -> "Span":
        """Add least to least and most to most."""
        return Span(self.least + other.least, self.most + other.most)

    def __mul__(self, other: "Span") -> "Span":
        """Multiply least by least and most by most: no span goes below zero."""
        # Nothing times a number without bound is nothing: each truth within it has an end.
        most = Decimal(0) if 0 in (self.most, other.most) else self.most * other.most
        return Span(self.least * other.least, most)

    def over(self, other: "Span") -> "Span":
        """Divide; without an upper bound where the divisor may be zero."""
        # By something without bound: a plain zero, and not one with a million decimals.
        least = self.least / other.most if other.most and other.bounded else Decimal(0)
        if not self.bounded or other.least == 0:
            return Span(least, UNBOUNDED if self.most else Decimal(0))
        return Span(least, self.most / other.least)

    def over_or_none(self, other: "Span") -> "Span | None":
        """Divide; None where the divisor may be zero and there is no upper bound."""
        return None if other.least == 0 else self.over(other)

    def less(self, other: "Span") -> "Span":
        """Subtract; what would go below zero is zero."""
        least = max(Decimal(0), self.least - other.most)
        # Without bound less something without bound may be anything.
        most = self.most if not self.bounded else max(Decimal(0), self.most - other.least)
        return Span(least, most)

    def at_most(self, bound: Decimal) -> "Span":
        """Return the part of it that does not go beyond a bound."""
        return Span(min(self.least, bound), min(self.most, bound))


@dataclass(frozen=True, slots=True)
class Balance:
    """What exploitation costs against what it brings, per person and year.

    Attributes:
        risk: share of exploited persons for whom somebody is convicted in a year, at most 1.
        expected_penalty: money; None where no cost of a conviction is given.
        share_of_profit: the expected penalty as a share of the profit; 1 is where it stops paying.
        breaking_even: what one conviction would have to cost for the expected penalty to reach the
            profit, with today's convictions; None where nobody may have been convicted.
        convictions_needed: convictions of a year at which it stops paying, at the given cost.
    """

    risk: Span
    expected_penalty: Span | None
    share_of_profit: Span | None
    breaking_even: Span | None
    convictions_needed: Span | None


def balance(
    *,
    exploited: Span,
    convictions: Span,
    profit: Span,
    cost: Span | None = None,
    persons_per_conviction: Span | None = None,
) -> Balance:
    """Weigh one year.

    Args:
        exploited: persons in exploitation at any time of the year, above 0.
        convictions: persons convicted in the year.
        profit: money that one exploited person brings in a year, above 0.
        cost: money that one conviction takes from the convicted, in the same currency and year.
        persons_per_conviction: exploited persons whom one conviction concerns; 1 if not given.

    Raises:
        ValueError: nobody is exploited, or there is no profit.
    """
    persons = persons_per_conviction or Span.exactly(1)
    risk = (convictions * persons).over_or_none(exploited)
    if risk is None or profit.least == 0:
        raise ValueError("persons exploited and profit are above zero")
    # What a conviction costs is borne once, whomever it concerns, and no risk is above 1.
    expected = None if cost is None else (convictions * cost).over(exploited)
    total_profit = exploited * profit
    return Balance(
        risk=risk.at_most(Decimal(1)),
        expected_penalty=expected,
        share_of_profit=None if expected is None else expected.over(profit),
        breaking_even=total_profit.over_or_none(convictions),
        convictions_needed=None if cost is None else total_profit.over_or_none(cost),
    )
