"""What a bond holds, and whether the recruiter may have new job orders (R-08)."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from manumit.web.kernel.money import Sums, sum_by_currency
from manumit.web.recruitment.lists import licensing_rules
from manumit.web.recruitment.models import BondMovement


@dataclass(frozen=True, slots=True)
class BondStanding:
    """A bond on a day.

    Attributes:
        holds, floor: in ``currency``.
        others: sums in other currencies, which no floor is compared with.
        below_since: first day below the floor; None while it is not.
        replenish_by: last day to replenish; None as above.
    """

    holds: Decimal
    floor: Decimal
    currency: str
    others: Sums
    below_since: dt.date | None
    replenish_by: dt.date | None

    @property
    def allows_orders(self) -> bool:
        """Return whether new job orders are possible; placed workers keep service either way."""
        return self.holds >= self.floor


def bond_standing(movements: Iterable[BondMovement], day: dt.date) -> BondStanding:
    """Return what a bond holds on a day, by its movements until then; nobody has to free it.

    Before the first payment it is below the floor since no known day.
    """
    rules = licensing_rules()
    known = [one for one in movements if one.day <= day]
    held = [one for one in known if one.currency == rules.currency]
    holds, below = Decimal(0), None
    for one in sorted(held, key=lambda move: (move.day, move.made_at)):
        holds += one.change
        if holds >= rules.floor:
            below = None
        elif below is None:
            below = one.day
    by = None if below is None else below + dt.timedelta(days=rules.replenish_days)
    others = sum_by_currency(
        (one.currency, one.change) for one in known if one.currency != rules.currency
    )
    return BondStanding(holds, rules.floor, rules.currency, others, below, by)


def ever_below_zero(movements: Iterable[BondMovement], currency: str) -> bool:
    """Return whether a bond would hold less than nothing at the end of any day."""
    days: dict[dt.date, Decimal] = defaultdict(Decimal)
    for one in movements:
        if one.currency == currency:
            days[one.day] += one.change
    return any(held < 0 for held in itertools.accumulate(days[one] for one in sorted(days)))
