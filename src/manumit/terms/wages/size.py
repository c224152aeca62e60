"""Measure how large an account is before it is computed: unknowns multiply the work."""

from dataclasses import dataclass

from manumit.terms.account import Account
from manumit.terms.law.rules import Law
from manumit.terms.wages.owed import span_of, whole_periods
from manumit.terms.wages.suppositions import before_more, exact, suppositions


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The amount of work that a wage account takes.

    Attributes:
        days: of the work; ``periods``: pay periods.
        suppositions: how many combinations of assumptions; ``different``: how many of them differ
            in what was due and paid, and not only in what is added or too old.
        ends: two where some number is not known, else one.
        promises: wages and pay beside them; ``entries``: payments, deductions, things in kind.
    """

    days: int
    periods: int
    suppositions: int
    different: int
    ends: int
    promises: int
    entries: int

    @property
    def steps(self) -> int:
        """Return the work in one number: each day with each promise, each period with each entry.

        A processor of 2025 does some fifty to two hundred thousand in a second.
        """
        once = self.days * (1 + self.promises) + self.periods * (1 + self.entries)
        again = self.periods * (self.suppositions - self.different)
        return self.ends * (self.different * once + again)


def size_of(account: Account, law: Law) -> Size:
    """Return the size of an account, at the cost of going through its entries once.

    Args:
        account: the facts; ``account.law`` is ``law.id``.
        law: the rules.

    Raises:
        InputError: W112 if no day of work is known.
    """
    span, _ = span_of(account, law)
    supposed = [before_more(one, law) for one, _ in suppositions(account, law)]
    return Size(
        days=len(span),
        periods=sum(1 for _ in whole_periods(span, account.employment.pay_period)),
        suppositions=len(supposed),
        different=len(set(supposed)),
        ends=1 if exact(account, law) else 2,
        promises=len(account.wages) + len(account.extra_pay),
        entries=len(account.payments) + len(account.deducted) + len(account.in_kind),
    )
