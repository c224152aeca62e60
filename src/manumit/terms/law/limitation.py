"""The rule on limitation: for how long something can be claimed, and what changes that time."""

import datetime as dt
from dataclasses import dataclass

from manumit.terms.account import DAY, Account
from manumit.terms.law.rules import Rule
from manumit.terms.units import months_after

CONCILIATION, ACKNOWLEDGEMENT = "conciliation", "acknowledgement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitation(Rule):
    """For how many months one can claim what was due on a day on which the rule was in force.

    Attributes:
        months: from the due day; ``after_end_months``: from the end of the work, where that is
            earlier; None if the end does not matter.
        from_due_day: whether the due day is the first day of these months, or the day after it.
        series: whether they are counted from the last pay that fell short, for all that did before.
        back_months: how far back one can claim, from the day of the claim; None without limit.
        after_conciliation_months: the time of conciliation that began in time is not counted, and
            one can claim at least so many months after it; None where the rule says no such thing.
        renewed_by_acknowledgement: whether all months begin again when the employer acknowledges
            in writing, or pays in part, what is not yet too old.
        unchanged_by: of conciliation and acknowledgement, what changes nothing. What the rule says
            nothing about may or may not.
        of: kinds of lines that have this time, whatever others have; empty for all others.
    """

    months: int
    after_end_months: int | None = None
    from_due_day: bool = False
    series: bool = False
    back_months: int | None = None
    after_conciliation_months: int | None = None
    renewed_by_acknowledgement: bool = False
    unchanged_by: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()

    def last_day(self, due_on: dt.date, months: int | None = None) -> dt.date:
        """Return the last day of some months from a due day on; by default those for a claim."""
        after = months_after(due_on, self.months if months is None else months)
        # Where the month has no such day, its last day is within the months anyhow.
        return after - DAY * (self.from_due_day and after.day == due_on.day)

    @property
    def changed_by(self) -> frozenset[str]:
        """Return what changes the time: conciliation, an acknowledgement by the employer."""
        stops = {CONCILIATION} if self.after_conciliation_months is not None else set[str]()
        return frozenset(stops | ({ACKNOWLEDGEMENT} if self.renewed_by_acknowledgement else set()))

    def silent_about(self, account: Account) -> bool:
        """Return whether something was done to claim of which the rule does not say what it does.

        It matters only where the rule would otherwise bar something.
        """
        steps = account.steps
        taken = {CONCILIATION} if steps.conciliation_from is not None else set[str]()
        taken |= {ACKNOWLEDGEMENT} if steps.acknowledged_on else set()
        return not taken <= self.changed_by | self.unchanged_by
