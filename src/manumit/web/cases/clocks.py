"""Deadlines of each step of a referral, computed from dates and ``clocks.yaml`` alone.

No queue and no sweep has to run for a clock to be right. A closed referral has no clock: after a
withdrawal, no clock reveals how the case went on.
"""

import datetime as dt
import enum
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from manumit.packaged import packaged_yaml

SCHEMA = "manumit/referral-clocks/1"
RUNNING = ("sent", "received", "accepted", "answered")
"""States in which a referral has clocks."""
WAITING = ("sent", "received")
"""States in which the recipient has not answered yet."""


class Due(enum.StrEnum):
    """The steps that have a deadline, in order."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    SERVICE = "service"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long each step may take, for referrals made from a given day on.

    Attributes:
        begins: the first day.
        within: from sending for the first two, from taking the person on for the others.
    """

    begins: dt.date
    within: Mapping[Due, dt.timedelta]


@dataclass(frozen=True, slots=True)
class Clock:
    """The deadline of one step of a referral.

    Attributes:
        due: by when.
        done: when it was done; None while it is not.
    """

    step: Due
    due: dt.datetime
    done: dt.datetime | None

    def overdue(self, now: dt.datetime) -> bool:
        """Return whether it is late and still to be done."""
        return self.done is None and self.due < now


@dataclass(frozen=True, slots=True)
class ReferralCourse:
    """The facts about a referral from which its clocks are computed.

    Attributes:
        state: of the process REFERRAL.
        sent_at: when it was sent; until ``valid_until`` it can be taken on.
        moved: when each step was taken, by its name.
        reported: when the recipient first reported a service or an outcome.
    """

    state: str
    sent_at: dt.datetime
    valid_until: dt.datetime
    moved: Mapping[str, dt.datetime]
    reported: Mapping[Due, dt.datetime]


@functools.cache
def clock_rules() -> tuple[ClockRule, ...]:
    """Return the rules of this version, in the order of their first days.

    Raises:
        ValueError: the file is none of its kind.
    """
    return read_rules(packaged_yaml(__package__, "clocks.yaml"))


def read_rules(document: Mapping[str, object]) -> tuple[ClockRule, ...]:
    """Parse the rules of a document ``manumit/referral-clocks/1``.

    Raises:
        ValueError: it is none, names no source, or a rule lacks its day or a time.
    """
    listed = document.get("rules")
    known = document.get("schema") == SCHEMA and document.get("dated") and document.get("source")
    if not known or not isinstance(listed, list) or not listed:
        raise ValueError("clocks.yaml is no dated list of clocks with its source")
    return tuple(sorted(map(_rule, listed), key=lambda one: one.begins))


def _rule(found: Mapping[str, object]) -> ClockRule:
    begins = found.get("from")
    if not isinstance(begins, dt.date):
        raise ValueError("a clock lacks its first day")  # noqa: TRY004 - of the file
    return ClockRule(begins, {due: _within(found, due) for due in Due})


def _within(found: Mapping[str, object], due: Due) -> dt.timedelta:
    hours, days = found.get(f"{due}_hours"), found.get(f"{due}_days")
    if isinstance(hours, int) and hours > 0 and days is None:
        return dt.timedelta(hours=hours)
    if isinstance(days, int) and days > 0 and hours is None:
        return dt.timedelta(days=days)
    raise ValueError(f"a clock does not say within how many hours or days to {due}")


def rule_of(day: dt.date, rules: Iterable[ClockRule] | None = None) -> ClockRule:
    """Return the rule for referrals made on a day; before the first rule's day, the first."""
    listed = tuple(clock_rules() if rules is None else rules)
    begun = [one for one in listed if one.begins <= day]
    return begun[-1] if begun else listed[0]


def clocks_of(course: ReferralCourse) -> tuple[Clock, ...]:
    """Return the clocks of a referral; none if it is closed or not sent yet.

    What comes after the person is taken on has a clock from then on only. A service that was never
    provided is no longer awaited once the outcome is reported.
    """
    if course.state not in RUNNING:
        return ()
    within = rule_of(course.sent_at.date()).within
    accepted = course.moved.get("accept")
    received = course.moved.get("receive", accepted)
    before = {Due.RECEIVE: received, Due.ACCEPT: accepted}
    found = [
        Clock(step, min(course.sent_at + within[step], course.valid_until), done)
        for step, done in before.items()
    ]
    if accepted is not None:
        outcome = course.reported.get(Due.OUTCOME)
        after = {Due.SERVICE: course.reported.get(Due.SERVICE, outcome), Due.OUTCOME: outcome}
        found += [Clock(step, accepted + within[step], done) for step, done in after.items()]
    return tuple(found)
