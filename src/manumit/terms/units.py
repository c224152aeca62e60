"""The length of a day, a week, a month and a year, for every rule that defines no other.

A law that divides otherwise (by 52 weeks and a day, by fixed days a month) has it in its file.
"""

import datetime as dt
from fractions import Fraction

from manumit.terms.account import DAY, Per

HOURS_OF_A_DAY = Fraction(24)
DAYS_OF_A_WEEK = 7
HOURS_OF_A_WEEK = HOURS_OF_A_DAY * DAYS_OF_A_WEEK
WEEKS_OF_A_YEAR = 52
MONTHS_OF_A_YEAR = 12
DAYS_OF_A_YEAR = 365
"""For simple interest, and for a part of a year by days."""
A_YEAR = {Per.WEEK: WEEKS_OF_A_YEAR, Per.FORTNIGHT: 26, Per.MONTH: MONTHS_OF_A_YEAR, Per.YEAR: 1}
"""How many of a period make a year."""
DAYS = {"day": 1, "week": DAYS_OF_A_WEEK, "month": 30}
"""Days of notice that take one unit of pay off."""


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the last day of the month where there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // MONTHS_OF_A_YEAR, month % MONTHS_OF_A_YEAR + 1
    after = dt.date(year + month // MONTHS_OF_A_YEAR, month % MONTHS_OF_A_YEAR + 1, 1)
    return dt.date(year, month, min(day.day, (after - DAY).day))
