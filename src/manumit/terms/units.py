"""The length of a day, a week and a year, for every rule that defines no other.

A law that divides otherwise (by 52 weeks and a day, by fixed days a month) has it in its file.
"""

from fractions import Fraction

from manumit.terms.account import Per

HOURS_OF_A_DAY = Fraction(24)
DAYS_OF_A_WEEK = 7
HOURS_OF_A_WEEK = HOURS_OF_A_DAY * DAYS_OF_A_WEEK
WEEKS_OF_A_YEAR = 52
MONTHS_OF_A_YEAR = 12
DAYS_OF_A_YEAR = 365
"""For simple interest, and for a part of a year by days."""
A_YEAR = {Per.WEEK: WEEKS_OF_A_YEAR, Per.FORTNIGHT: 26, Per.MONTH: MONTHS_OF_A_YEAR, Per.YEAR: 1}
"""How many of a period make a year."""
