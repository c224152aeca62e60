"""Job orders of an authority: who asked for how many workers, through whom, and for which wage.

A row with a mistake is still an order. The mistake is named with its row and column, and what it is
about is unknown in every comparison.
"""

import datetime as dt
import enum
from dataclasses import dataclass
from decimal import Decimal

MOST_PLACES = 10_000
MOST_AMOUNT = 1_000_000_000_000
"""Of a wage in any currency, and of a number of places before it is compared with its own bound."""
HOURS_OF_WEEK = 168


class PayUnit(enum.StrEnum):
    """The time that a wage is for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"
    YEAR = "year"


class Outcome(enum.StrEnum):
    """What was decided about an order."""

    GRANTED = "granted"
    GRANTED_IN_PART = "granted_in_part"
    REFUSED = "refused"
    OPEN = "open"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StatedWage:
    """An amount, in the currency of the file, for a unit of time."""

    amount: Decimal
    unit: PayUnit

    def __str__(self) -> str:
        """Return the amount with its unit, such as ``8.50 an hour``."""
        of_unit = {PayUnit.HOUR: "an hour", PayUnit.TWO_WEEKS: "for two weeks"}
        return f"{self.amount:,.2f} {of_unit.get(self.unit, f'a {self.unit}')}"


@dataclass(frozen=True, slots=True)
class Party:
    """An employer, an agent, or somebody barred.

    Attributes:
        place: town and region as far as known, the smallest first.
    """

    name: str
    place: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Return the place in one text."""
        return ", ".join(filter(None, self.place))


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOrder:
    """One order; what is None is unknown.

    Attributes:
        number: as the authority wrote it; several rows may share one.
        file, row: where it is written.
        agent: None if the file names none.
        requested, granted: places; ``quota``: how many were allowed, if the file says so.
        wage: offered; ``prevailing``: paid for such work there, as the authority found.
        hours: of work in a week.
    """

    number: str
    file: str
    row: int
    employer: Party
    agent: Party | None = None
    job: str = ""
    requested: int | None = None
    granted: int | None = None
    quota: int | None = None
    wage: StatedWage | None = None
    prevailing: StatedWage | None = None
    hours: Decimal | None = None
    begins: dt.date | None = None
    ends: dt.date | None = None
    decided: dt.date | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody barred from asking for workers, or from recruiting them.

    Attributes:
        since, until: first and last day; None: unknown, or without an end.
        row: where it is written.
    """

    party: Party
    row: int
    since: dt.date | None = None
    until: dt.date | None = None


class NotCompared(enum.StrEnum):
    """Why an offered wage is compared with nothing."""

    NO_WAGE = "no_wage"
    NO_PREVAILING = "no_prevailing"
    OTHER_UNIT = "other_unit"


def wage_shortfall(order: JobOrder) -> Decimal | NotCompared:
    """Return by how much the offered wage is below the prevailing one, as a share of it; 0 if not.

    Wages for different times are converted between hour and week only, by the order's own weekly
    hours. A month or a year has no stated number of weeks, so that it is compared with its own kind
    alone.
    """
    offered, usual = order.wage, order.prevailing
    if offered is None:
        return NotCompared.NO_WAGE
    if usual is None:
        return NotCompared.NO_PREVAILING
    amount = offered.amount
    if offered.unit is not usual.unit:
        if {offered.unit, usual.unit} != {PayUnit.HOUR, PayUnit.WEEK} or not order.hours:
            return NotCompared.OTHER_UNIT
        amount = amount * order.hours if offered.unit is PayUnit.HOUR else amount / order.hours
    return max(Decimal(0), (usual.amount - amount) / usual.amount)
