"""By when each step of a referral is due: hours and days by hand, against the clocks."""

import datetime as dt
from collections.abc import Mapping

import pytest
import yaml

from manumit.web.cases.clocks import (
    RUNNING,
    ClockRule,
    Due,
    ReferralCourse,
    clock_rules,
    clocks_of,
    read_rules,
    rule_of,
)
from manumit.web.cases.process import REFERRAL

SENT = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
LONG = SENT + dt.timedelta(days=60)


def course(
    state: str,
    moved: Mapping[str, int] | None = None,
    reported: Mapping[Due, int] | None = None,
    valid_until: dt.datetime = LONG,
) -> ReferralCourse:
    """With steps so many hours after it was sent."""
    hours = {name: SENT + dt.timedelta(hours=at) for name, at in (moved or {}).items()}
    moments = {due: SENT + dt.timedelta(hours=at) for due, at in (reported or {}).items()}
    return ReferralCourse(state, SENT, valid_until, hours, moments)


def due(course: ReferralCourse) -> dict[str, str]:
    return {one.step: f"{one.due:%m-%d %H}" for one in clocks_of(course)}


def late(course: ReferralCourse, hours: float) -> list[str]:
    now = SENT + dt.timedelta(hours=hours)
    return [one.step.value for one in clocks_of(course) if one.overdue(now)]


def test_the_defaults_are_a_day_three_days_a_week_and_ninety_days() -> None:
    assert due(course("sent")) == {"receive": "11-27 09", "accept": "11-29 09"}
    taken_on = course("accepted", {"receive": 2, "accept": 48})  # 28 November, 9 o'clock
    assert due(taken_on) == {
        "receive": "11-27 09",
        "accept": "11-29 09",
        "service": "12-05 09",
        "outcome": "02-26 09",
    }


def test_a_step_is_overdue_from_its_end_on_until_it_is_done() -> None:
    assert late(course("sent"), 24) == []
    assert late(course("sent"), 24.1) == ["receive"]
    assert late(course("sent"), 73) == ["receive", "accept"]
    assert late(course("received", {"receive": 30}), 73) == ["accept"]
    taken_on = course("accepted", {"accept": 1})
    assert late(taken_on, 24 * 7 + 2) == ["service"]
    served = course("accepted", {"accept": 1}, {Due.SERVICE: 200})
    assert late(served, 24 * 90 + 2) == ["outcome"]


def test_whoever_takes_a_person_on_has_received_the_referral() -> None:
    (received, accepted, *_) = clocks_of(course("accepted", {"accept": 3}))
    assert received.done == accepted.done == SENT + dt.timedelta(hours=3)


def test_no_service_is_awaited_once_the_outcome_is_told() -> None:
    ended = course("answered", {"accept": 1}, {Due.OUTCOME: 50})
    assert late(ended, 24 * 400) == []


def test_nothing_is_due_after_the_referral_can_be_taken_on_no_more() -> None:
    short = course("sent", valid_until=SENT + dt.timedelta(hours=6))
    assert due(short) == {"receive": "11-26 15", "accept": "11-26 15"}


@pytest.mark.proves("referral-reports")
@pytest.mark.parametrize("state", [one for one in REFERRAL.states if one not in RUNNING])
def test_a_closed_referral_has_no_clock(state: str) -> None:
    assert clocks_of(course(state, {"receive": 1, "accept": 2}, {Due.SERVICE: 3})) == ()


def test_only_a_draft_and_ends_have_no_clock() -> None:
    assert set(REFERRAL.states) - set(RUNNING) == {"drafted", "declined", "withdrawn", "expired"}


def test_a_referral_keeps_the_rule_of_its_day() -> None:
    first, second = dt.date(2026, 1, 1), dt.date(2027, 1, 1)
    within = dict.fromkeys(Due, dt.timedelta(hours=1))
    rules = (ClockRule(first, within), ClockRule(second, within))
    assert rule_of(dt.date(2025, 5, 5), rules).begins == first
    assert rule_of(dt.date(2026, 12, 31), rules).begins == first
    assert rule_of(second, rules).begins == second


GOOD = """
schema: manumit/referral-clocks/1
dated: 2026-11-26
source: by hand
rules:
  - {from: 2027-01-01, receive_hours: 1, accept_hours: 2, service_days: 3, outcome_days: 4}
  - {from: 2026-01-01, receive_hours: 5, accept_days: 6, service_days: 7, outcome_days: 8}
"""


def test_rules_are_read_in_the_order_of_their_days() -> None:
    rules = read_rules(yaml.safe_load(GOOD))
    assert [one.begins.year for one in rules] == [2026, 2027]
    assert rules[0].within[Due.ACCEPT] == dt.timedelta(days=6)
    assert clock_rules()  # and the shipped file is one


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("referral-clocks/1", "referral-clocks/2"),
        ("source: by hand", "source: ''"),
        ("receive_hours: 1", "receive_hours: 0"),
        ("accept_hours: 2,", ""),
        ("service_days: 3", "service_days: 3, service_hours: 3"),
        ("from: 2027-01-01,", ""),
    ],
)
def test_a_file_that_leaves_a_clock_open_is_refused(old: str, new: str) -> None:
    assert old in GOOD
    with pytest.raises(ValueError, match="clock"):
        read_rules(yaml.safe_load(GOOD.replace(old, new)))
