"""Share the hours of a week in which the wage changes among its wages.

The pay of a day covers the hours of other days of the week too: who works two hours for a whole
day's wage has been paid six hours of a longer day. Where both days have the same wage that is all.
Where they differ, an hour is worth the wage of its own day, and was paid at that of the other: if
this is lower, the rest is due. Without it a short day at a low wage would take hours of a high one.
A wage that pays each hour pays its own hours alone, and takes no part in this.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.terms.account import Wage


@dataclass(frozen=True, slots=True)
class Covered:
    """Hours that the pay of other days covers.

    Attributes:
        wage: of these other days.
        ahead: how many days after the first day of the week the last of them is.
        hours: in parts of an hour.
    """

    wage: Wage
    ahead: int
    hours: int


@dataclass(frozen=True, slots=True)
class Between:
    """Hours beyond those that the pay of their own days covers, without overtime of a higher rate.

    Attributes:
        wage: of their days; ``ahead``: how many days after the first of the week the last is.
        hours: in parts of an hour.
        covered: by which other days they have been paid; None if they are not paid yet.
    """

    wage: Wage
    ahead: int
    hours: int
    covered: Covered | None = None


@dataclass(frozen=True, slots=True)
class PartOfWeek:
    """The days of a week that have one wage.

    Attributes:
        ahead: how many days after the first day of the week the last of them is.
        rate: of an hour, in the currency of the law.
        hours: without overtime, but for that of the week where straight pay of each hour comes
            before its premium; ``covers``: how many hours the pay is for, without those of overtime
            of days. Both in parts of an hour.
    """

    wage: Wage
    ahead: int
    rate: Fraction
    hours: int
    covers: int


def shared(parts: Sequence[PartOfWeek]) -> tuple[tuple[Between, ...], list[Covered]]:
    """Return the hours between of each wage, and what pay is left to cover overtime.

    The best paid hours are taken from the best paid days, so that nothing changes where two wages
    become one.
    """
    ordered = sorted(parts, key=lambda one: -one.rate)
    spare = [
        Covered(one.wage, one.ahead, one.covers - one.hours)
        for one in ordered
        if one.covers > one.hours
    ]
    found: list[Between] = []
    for one in ordered:
        missing = max(0, one.hours - one.covers)
        for covered in _taken(spare, missing):
            found.append(Between(one.wage, one.ahead, covered.hours, covered))
            missing -= covered.hours
        if missing:
            found.append(Between(one.wage, one.ahead, missing))
    return tuple(found), spare


def covering(
    spare: list[Covered], own: int, over: Sequence[int]
) -> Iterator[tuple[int, tuple[Covered, ...]]]:
    """Yield for each of several numbers of hours of overtime how many are paid, and by whose pay.

    Args:
        spare: pay that is left of days; it is used up.
        own: hours of overtime that a wage has paid hour by hour.
        over: hours of overtime, all in parts of an hour.
    """
    for hours in over:
        own -= (paid := min(own, hours))
        by = tuple(_taken(spare, hours - paid))
        yield paid + sum(one.hours for one in by), by


def _taken(spare: list[Covered], hours: int) -> Iterator[Covered]:
    while hours and spare:
        first = spare.pop(0)
        part = min(hours, first.hours)
        if part < first.hours:
            spare.insert(0, Covered(first.wage, first.ahead, first.hours - part))
        hours -= part
        yield Covered(first.wage, first.ahead, part)
