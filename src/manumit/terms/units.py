"""How long a day, a week and a year are reckoned to be, the same for every rule that says no other.

Where a law divides otherwise (by 52 weeks and a day, by fixed days a month), its file says so.
"""

from fractions import Fraction

from manumit.terms.account import Per

HOURS_OF_A_DAY = Fraction(24)
USUAL_HOURS = Fraction(8)
"""Hours of a day of work of which nobody said how long it is."""
DAYS_OF_A_WEEK = 7
WEEKS_OF_A_YEAR = 52
MONTHS_OF_A_YEAR = 12
DAYS_OF_A_YEAR = 365
"""For simple interest, and for a part of a year by days."""
A_YEAR = {Per.WEEK: WEEKS_OF_A_YEAR, Per.FORTNIGHT: 26, Per.MONTH: MONTHS_OF_A_YEAR, Per.YEAR: 1}
"""How many of a period make a year."""
