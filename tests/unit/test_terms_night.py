"""Night work and two rest days a week, by an invented law."""

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from invented_law import COMMON, law_of, owed_by
from manumit.errors import InputError
from manumit.terms import Law, Owed
from manumit.terms.numbers import Range

NIGHT = {"kind": "night_premium", "from_hour": "22", "until_hour": "6", "share": "0.5",
         "base": "paid_rate"}  # fmt: skip
OVERTIME = {"kind": "overtime", "per": "day", "above": "8", "times": "1.25", "base": "basic"}
WEEKLY = {"kind": "rest_day_work", "times": [{"from": "0", "times": "2"},
                                             {"from": "8", "times": "3"}]}  # fmt: skip
SECOND = {"kind": "rest_day_work", "which": "second", "times": "1.5"}


def shift(begins: str, ends: str, **more: str) -> dict[str, str]:
    """A shift that begins on Monday 6 March 2023 or on a later day of that week."""
    return {"begins": f"2023-03-{begins}+03:00", "ends": f"2023-03-{ends}+03:00", **more}


def worked_out(folder: Path, law: Law, *work: dict[str, Any], **employment: Any) -> Owed:
    """Work for 10 an hour in the week from 6 to 12 March 2023."""
    account = {
        "asked_on": "2023-04-01",
        "employment": {"from": "2023-03-06", "until": "2023-03-12", "pay_period": "week",
                       "rest_day": "sunday", "leave_days_taken": "0", **employment},
        "wages": [{"amount": "10", "per": "hour", "hours_per_week": "40"}], "work": list(work),
    }  # fmt: skip
    return owed_by(law, folder, **account)


def of_night(found: Owed) -> tuple[Fraction | int, Fraction | int]:
    """The premium for night work at the least and at the most."""
    least, most = (
        sum((line.amount for period in end.periods for line in period.due if line.what == "night"),
            Fraction(0))
        for end in (found.least, found.most)
    )  # fmt: skip
    return least, most


def due(found: Owed) -> list[tuple[str, Fraction | int]]:
    """The lines of the week at the least."""
    return [(one.what, one.amount) for one in found.least.periods[0].due]


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("06T18:00", "07T02:00", 4),
        ("06T22:00", "07T06:00", 8),
        ("06T02:00", "06T10:00", 4),
        ("06T06:00", "06T14:00", 0),
        ("06T05:30", "06T06:30", Fraction(1, 2)),
    ],
)
def test_the_hours_of_the_night_are_counted_by_the_clock(
    tmp_path: Path, begins: str, ends: str, hours: Fraction
) -> None:
    for shifts in ("first_day", "each_day"):
        law = law_of(tmp_path, NIGHT, shifts=shifts)
        found = worked_out(tmp_path, law, shift(begins, ends))
        assert of_night(found) == (hours * 5, hours * 5)
        assert found.by_rules.known


def test_overtime_at_night_gets_its_share_of_the_rate_of_overtime(tmp_path: Path) -> None:
    law, work = law_of(tmp_path, NIGHT, OVERTIME), shift("06T16:00", "07T02:00")
    assert of_night(worked_out(tmp_path, law, work))[0] == 2 * 5 + 2 * 5 * Fraction("1.25")
    basic = law_of(tmp_path, {**NIGHT, "base": "basic"}, OVERTIME)
    assert of_night(worked_out(tmp_path, basic, work))[0] == 4 * 5


def test_a_break_at_an_unknown_time_leaves_a_range(tmp_path: Path) -> None:
    law = law_of(tmp_path, NIGHT)
    found = worked_out(tmp_path, law, shift("06T20:00", "07T05:00", break_hours="1"))
    assert of_night(found) == (6 * 5, 7 * 5)
    assert "times_of_day" in found.asked
    parts = shift("06T20:00", "06T23:00"), shift("07T00:00", "07T05:00")
    first_day = worked_out(tmp_path, law, *parts)
    assert of_night(first_day) == (6 * 5, 6 * 5)


def test_hours_without_times_may_have_been_at_night(tmp_path: Path) -> None:
    law, each_day = law_of(tmp_path, NIGHT), law_of(tmp_path, NIGHT, shifts="each_day")
    hours = {"from": "2023-03-06", "until": "2023-03-06", "hours": "18"}
    assert of_night(worked_out(tmp_path, each_day, hours)) == (2 * 5, 8 * 5)
    # Where a shift counts for its first day, a part of the hours may lie in the next one.
    assert of_night(worked_out(tmp_path, law, hours)) == (0, 16 * 5)
    both = [shift("06T22:00", "07T06:00", kept_by=one) for one in ("worker", "employer")]
    assert of_night(worked_out(tmp_path, law, *both)) == (0, 8 * 5)


def test_work_on_a_rest_day_is_paid_by_its_hours(tmp_path: Path) -> None:
    law = law_of(tmp_path, WEEKLY, NIGHT)
    found = worked_out(tmp_path, law, shift("12T14:00", "13T00:00"))
    # The two hours of the night are the ninth and the tenth of the day: paid three times.
    assert due(found) == [("rest_day", 160), ("rest_day", 60), ("night", 30)]


def test_the_second_rest_day_has_a_rule_of_its_own(tmp_path: Path) -> None:
    law = law_of(tmp_path, WEEKLY, SECOND)
    saturday = {"from": "2023-03-11", "until": "2023-03-11", "hours": "8"}
    two = worked_out(tmp_path, law, saturday, second_rest_day="saturday")
    assert due(two) == [("rest_day", 120)]
    unknown = worked_out(tmp_path, law, saturday)
    assert unknown.by_rules == Range(Fraction(80), Fraction(120))
    assert unknown.asked == ("second_rest_day",)
    one_alone = law_of(tmp_path, WEEKLY)
    assert worked_out(tmp_path, one_alone, saturday, second_rest_day="saturday").least.owed == 80


def test_two_unknown_rest_days_are_never_the_same_day(tmp_path: Path) -> None:
    law = law_of(tmp_path, WEEKLY, SECOND)
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    work = {"from": "2023-03-11", "until": "2023-03-12", "hours": "8"}
    found = worked_out(tmp_path, law, work, rest_day="sunday", work_days=days)
    assert found.most.supposed == {"second_rest_day": "saturday"}
    with pytest.raises(InputError, match=r"W102.*another day than the first"):
        worked_out(tmp_path, law, work, second_rest_day="sunday")


def test_only_work_on_the_rest_day_needs_rules_for_it(tmp_path: Path) -> None:
    law = law_of(tmp_path, SECOND, coverage=[{"kind": "rest_day_work", "of": "second", **COMMON}])
    saturday = {"from": "2023-03-11", "until": "2023-03-11", "hours": "8"}
    assert worked_out(tmp_path, law, saturday, second_rest_day="saturday").least.owed == 120
    sunday = {"from": "2023-03-12", "until": "2023-03-12", "hours": "8"}
    with pytest.raises(InputError, match=r"W113.*rest day work from 2023-03-12"):
        worked_out(tmp_path, law, sunday, second_rest_day="saturday")


def test_two_nights_may_count_for_one_day(tmp_path: Path) -> None:
    law = law_of(tmp_path, NIGHT)
    shifts = shift("06T00:00", "06T06:00"), shift("06T22:00", "07T06:00")
    known = of_night(worked_out(tmp_path, law, *shifts))
    assert known == (14 * 5, 14 * 5)
    hours = {"from": "2023-03-06", "until": "2023-03-06", "hours": "14"}
    least, most = of_night(worked_out(tmp_path, law, hours))
    assert least <= known[0]
    assert known[1] <= most


@pytest.mark.parametrize(("ends", "hours"), [("06:00", (7, 7)), ("08:00", (7, 8))])
def test_a_change_of_clocks_in_the_night_leaves_a_range(
    tmp_path: Path, ends: str, hours: tuple[int, int]
) -> None:
    # In this night clocks go forward: 22:00 to 06:00 are seven hours. When they do is not written.
    night = {"begins": "2023-03-11T22:00-05:00", "ends": f"2023-03-12T{ends}-04:00"}
    found = worked_out(tmp_path, law_of(tmp_path, NIGHT), night)
    assert of_night(found) == (hours[0] * 5, hours[1] * 5)
    assert "times_of_day" in found.asked


def test_a_break_of_a_shift_over_midnight_may_be_on_either_day(tmp_path: Path) -> None:
    law = law_of(tmp_path, NIGHT, shifts="each_day")
    least, most = of_night(
        worked_out(tmp_path, law, shift("06T16:00", "07T02:00", break_hours="1"))
    )
    by_day = shift("06T16:00", "06T20:00"), shift("06T21:00", "07T02:00")
    at_night = shift("06T16:00", "07T00:00"), shift("07T01:00", "07T02:00")
    for parts in (by_day, at_night):
        (known, _) = of_night(worked_out(tmp_path, law, *parts))
        assert least <= known <= most


def test_hours_after_midnight_of_the_last_day_are_not_lost(tmp_path: Path) -> None:
    last = shift("12T22:00", "13T06:00")
    found = worked_out(tmp_path, law_of(tmp_path, NIGHT), last)
    assert found.least.owed == 8 * 15
    with pytest.raises(InputError, match=r"W109.*outside the time"):
        worked_out(tmp_path, law_of(tmp_path, NIGHT, shifts="each_day"), last)


TIMES = {"from": "2023-03-06", "until": "2023-03-12", "days": ["monday", "tuesday"]}


def test_days_alike_may_be_entered_by_their_times(tmp_path: Path) -> None:
    law = law_of(tmp_path, NIGHT, time_zone="Asia/Manila")
    times = {**TIMES, "starts_at": "20:00", "ends_at": "05:00"}
    found = worked_out(tmp_path, law, times)
    one_by_one = worked_out(
        tmp_path, law, shift("06T20:00", "07T05:00"), shift("07T20:00", "08T05:00")
    )
    assert due(found) == due(one_by_one)
    assert of_night(found) == (2 * 7 * 5, 2 * 7 * 5)
    assert found.by_rules.known
    # A break at an unknown time may have been by day or at night.
    assert of_night(worked_out(tmp_path, law, {**times, "break_hours": "1"})) == (
        2 * 6 * 5,
        2 * 7 * 5,
    )
    assert found.account.hours.keys() == set(found.least.span.days())


def test_times_go_through_a_change_of_clocks(tmp_path: Path) -> None:
    law = law_of(tmp_path, NIGHT, time_zone="Europe/London", shifts="first_day")
    night = {"from": "2023-03-25", "until": "2023-03-25", "starts_at": "22:00", "ends_at": "06:00"}
    found = worked_out(tmp_path, law, night, **{"from": "2023-03-20", "until": "2023-03-27"})
    assert found.account.hours[dt.date(2023, 3, 25)] == Range.exactly(7)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"ends_at": "20:00"}, "W102.*same time"),
        ({"ends_at": "24:10"}, "W102"),
        ({"ends_at": "8pm"}, "W102"),
        ({"hours": "8"}, "W102"),
        ({"until": "2023-03-32"}, "W103"),
        ({"until": "2023-04-20"}, "W109"),
    ],
)
def test_wrong_times_are_named(tmp_path: Path, change: dict[str, str], problem: str) -> None:
    law = law_of(tmp_path, NIGHT, time_zone="Asia/Manila")
    times = {**TIMES, "starts_at": "20:00", "ends_at": "05:00", **change}
    with pytest.raises(InputError, match=problem):
        worked_out(tmp_path, law, times)


def test_two_entries_by_times_that_meet_are_refused(tmp_path: Path) -> None:
    law = law_of(tmp_path, NIGHT, time_zone="Asia/Manila")
    times = {**TIMES, "starts_at": "20:00", "ends_at": "05:00"}
    later = {**TIMES, "starts_at": "06:00", "ends_at": "10:00"}
    assert worked_out(tmp_path, law, times, later).by_rules.known
    for other in ({**later, "starts_at": "04:00"}, {**TIMES, "hours": "2"}):
        with pytest.raises(InputError, match="W115"):
            worked_out(tmp_path, law, times, other)


def test_a_law_without_a_time_zone_takes_no_times(tmp_path: Path) -> None:
    times = {**TIMES, "starts_at": "20:00", "ends_at": "05:00"}
    with pytest.raises(InputError, match=r"W102.*name no time zone"):
        worked_out(tmp_path, law_of(tmp_path, NIGHT), times)
    with pytest.raises(InputError, match=r"W201.*no time zone"):
        law_of(tmp_path, NIGHT, time_zone="Asia/Nowhere")
