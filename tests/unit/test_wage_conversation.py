"""From answers to an account to a range, without any page."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.terms import Owed, shipped_law, shipped_laws
from manumit.terms.account import Span
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.numbers import Range
from manumit.web.account_sheets.calculation import calculate
from manumit.web.account_sheets.sheets import WAGES
from manumit.web.public.wage_check.conversation.account import accounts, possible_facts
from manumit.web.public.wage_check.conversation.answers import Answers, Conversation
from manumit.web.public.wage_check.conversation.handover import entered
from manumit.web.public.wage_check.conversation.outcome import (
    Outcome,
    as_text,
    lapses_on,
    narrower,
    outwards,
    work_out,
)
from manumit.web.public.wage_check.conversation.questions import asked
from manumit.web.public.wage_check.conversation.times import hours_of_a_day, spans

TODAY = dt.date(2026, 11, 29)
LAW = shipped_law("xx")
SIX = ",".join(WEEKDAYS[:6])
CLOCK = {"begin": "07:00", "stop": "17:00", "begin_to": "06:00", "stop_to": "18:00", "break": "60"}
EXACT = {"begin": "07:00", "stop": "18:00", "break": "60"}
PAY = {
    "state_start": "given", "start_year": "2026", "start_month": "6", "start_day": "1",
    "state_still": "given", "still": "no", "end_year": "2026", "end_month": "8", "end_day": "31",
    "state_promise": "given", "amount": "40", "per": "day", "adult": "yes",
    "state_months": "given", "paid_2026-08": "nothing", "paid_2026-07": "part",
    "paid_2026-07_amount": "500", "paid_2026-06": "all",
    "taken": "housing", "much_housing": "60", "often_housing": "once", "agreed": "no",
}  # fmt: skip
FARM = {"kind": "farm", "days": SIX, **CLOCK, **PAY}
HOME = {
    "kind": "home", "start_year": "2026", "start_month": "3", "start_day": "1", "still": "yes",
    "amount": "900", "per": "month", "state_free": "none", "own": "120", "adult": "yes",
    "begin": "06:00", "stop": "20:00", "begin_to": "05:00", "stop_to": "23:00",
    "paid_2026-06": "part", "paid_2026-06_amount": "300", "paid_2026-06_amount_to": "600",
    "before": "all", **{f"paid_2026-{month:02}": "nothing" for month in (7, 8, 9, 10, 11)},
}  # fmt: skip


def result(answers: Mapping[str, str], law: str | None = "xx") -> Outcome:
    rules = None if law is None else shipped_law(law)
    return work_out(Answers(answers), rules, TODAY, calculate)


def bounds(answers: Mapping[str, str]) -> tuple[float, float]:
    """Both ends before they are rounded."""
    found = result(answers).found
    least, most = (min(one.least.claimable for one in found),
                   max(one.most.claimable for one in found))  # fmt: skip
    return float(least), float(most)


# The ranges of the examples, of which the interest on leave at the minimum wage was added later


def test_clock_times_and_days_of_the_farm_give_the_range_of_the_example() -> None:
    assert bounds(FARM) == (2445.59, 3805.76)
    found = result(FARM)
    assert (found.least, found.most, found.promised) == (2440, 3810, 1620)
    assert found.verdict == "range"
    assert lapses_on(found) == dt.date(2029, 7, 7)


def test_one_number_of_hours_narrows_it() -> None:
    assert bounds({**without(FARM, *CLOCK), **EXACT}) == (2988.6, 3154.16)


def test_without_a_free_day_it_is_wider() -> None:
    """The same account with its weekly day of rest left open, as in the first example."""
    import json  # noqa: PLC0415 - one test

    (data,) = accounts(Answers(FARM), LAW, TODAY)
    data["employment"].pop("rest_day")
    found = calculate(json.dumps(data))
    assert isinstance(found, Owed)
    assert (found.least.claimable, found.most.claimable) == (
        Fraction("2445.59"), Fraction("4576.15"),
    )  # fmt: skip


def test_without_hours_only_the_promise_is_certain() -> None:
    found = result(without(FARM, *CLOCK))
    assert (found.verdict, found.promised) == ("least", 1620)
    assert found.least >= 1620
    assert found.wide


def test_without_days_and_hours_nothing_is() -> None:
    found = result(without(FARM, "days", *CLOCK))
    assert (found.least, found.promised, found.verdict) == (0, 0, "nothing")
    assert found.most is not None
    assert found.most >= 15700


def test_work_at_home_gives_the_range_of_the_example() -> None:
    assert bounds(HOME) == (19197.65, 29046.29)
    unknown = without(HOME, *CLOCK, "own")
    assert contains(result(unknown), result(HOME))


def test_pay_that_somebody_keeps_is_not_paid() -> None:
    kept = {key: "kept" if value == "nothing" else value for key, value in HOME.items()}
    assert bounds(kept) == bounds(HOME)


# What is not known


STEPS = {
    "hours": ({}, {"begin": "06:00", "stop": "18:00"}, {"break": "60"}),
    "hours that changed": (
        {"begin": "", "stop": "", "begin_to": "05:00", "stop_to": "20:00"},
        {"begin": "07:00", "stop": "15:00"},
    ),
    "days": ({}, {"days": WEEKDAYS[0], "days_to": ",".join(WEEKDAYS[1:])},
             {"days": SIX, "days_to": ""}),
    "start": ({"start_month": "", "start_year": ""}, {"longer": "no"}),
    "day": ({"start_day": "", "end_day": ""}, {"start_day": "15"}, {"end_day": "12"}),
    "still": ({"still": ""}, {"still": "no"}),
    "promise": ({"amount": ""}, {"amount": "30", "amount_to": "50"},
                {"amount": "45", "amount_to": ""}),
    "months": ({"paid_2026-07": "not_sure"}, {"paid_2026-07": "part", "paid_2026-07_amount": "100",
               "paid_2026-07_amount_to": "900"},
               {"paid_2026-07_amount": "500", "paid_2026-07_amount_to": ""}),
    "age": ({"adult": "rather_not"}, {"adult": "no"}),
    "consent": ({"agreed": "not_sure"}, {"agreed": "yes"}),
    "amount taken": ({"much_housing": ""}, {"much_housing": "20", "much_housing_to": "80"}),
    "hours of the pay": ({"state_hours_paid": "not_sure"}, {"state_hours_paid": "none"}),
    "hours agreed": ({"state_hours_paid": "not_sure"},
                     {"hours_paid": "60", "state_hours_paid": "given"}),
}  # fmt: skip
"""For each question answers from the widest to the narrowest, each added to those before."""


@pytest.mark.parametrize("question", STEPS)
def test_a_narrower_answer_never_widens_the_range(question: str) -> None:
    answers = FARM if question != "hours" else without(FARM, *CLOCK)
    answers = answers if question != "days" else without(answers, "days")
    answers = {**without(answers, "begin_to", "stop_to")} if "changed" not in question else answers
    wider: Outcome | None = None
    for step in STEPS[question]:
        answers = {**Answers(answers).having(**step).values}
        found = result(answers)
        if wider is not None:
            assert contains(wider, found), (question, step)
        wider = found


def contains(wide: Outcome, narrow: Outcome) -> bool:
    """Whether every sum of a range is in another."""
    if wide.most is None:
        return wide.least <= narrow.least
    return narrow.most is not None and wide.least <= narrow.least and narrow.most <= wide.most


TIMES = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
REST = st.sampled_from(["0", "15", "30", "60", "120", "not_sure"])


@settings(max_examples=25)
@given(begin=TIMES, stop=TIMES, rest=REST, days=st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_not_sure_contains_every_answer(begin: str, stop: str, rest: str, days: set[str]) -> None:
    unknown = {**without(FARM, "days", *CLOCK), "amount": "40"}
    worked = ",".join(day for day in WEEKDAYS if day in days)
    known_days = {**unknown, "days": worked}
    known = {**known_days, "begin": begin, "stop": stop, "break": rest}
    assert contains(result(unknown), result(known_days))
    assert contains(result(known_days), result(known))


@given(begin=TIMES, stop=TIMES, rest=REST)
def test_hours_of_a_day_lie_within_a_day(begin: str, stop: str, rest: str) -> None:
    hours = hours_of_a_day(Answers({"kind": "farm", "begin": begin, "stop": stop, "break": rest}))
    assert hours.high is not None
    assert 0 < hours.low <= hours.high <= 24


def test_a_night_shift_goes_on_after_midnight() -> None:
    answers = {"kind": "farm", "begin": "20:00", "stop": "06:00", "break": "0"}
    assert hours_of_a_day(Answers(answers)) == Range.exactly(10)


def test_nothing_answered_gives_no_number_and_no_promise() -> None:
    found = result({"kind": "farm"})
    assert (found.least, found.promised, found.verdict) == (0, 0, "nothing")


def test_a_month_without_a_day_may_begin_on_any_of_its_days() -> None:
    answers = Answers({**FARM, "start_day": "", "end_day": ""})
    found = spans(answers.having(start_day="", end_day=""), TODAY)
    assert found.least == Span(dt.date(2026, 6, 30), dt.date(2026, 8, 1))
    assert found.most == Span(dt.date(2026, 6, 1), dt.date(2026, 8, 31))


# The law of the installation


def test_the_form_of_everything_gives_the_same_range() -> None:
    written = WAGES.file(entered(Answers(FARM), LAW, TODAY), TODAY)
    found = calculate(as_text(written.data))
    assert isinstance(found, Owed)
    assert (float(found.least.claimable), float(found.most.claimable)) == bounds(FARM)


def test_without_a_law_only_the_promise_counts_and_the_reason_is_given() -> None:
    found = result(FARM, None)
    assert (found.least, found.reason, found.verdict) == (1620, "no_law", "least")


def test_a_time_before_the_law_is_not_covered() -> None:
    early = {**FARM, "start_year": "1985", "end_year": "1985"}
    paid = {key.replace("2026", "1985"): value for key, value in early.items()}
    found = result(paid)
    assert (found.least, found.promised, found.reason) == (1660, 1660, "gap")
    assert found.gap is not None
    assert found.gap.days.last == dt.date(1985, 8, 31)


# Laws that hold for some work only

OTHER = {**FARM, **EXACT, "kind": "factory", "amount": "20"}
NO_NUMBER = {"covered_for_some", "not_covered", "gap"}
OFFERED = {
    "ae": {"hour", "day", "month"}, "ca-on": {"hour"}, "kw": set[str](),
    "my": {"hour", "day", "month"}, "ph": {"hour", "day"}, "tw": {"month"},
}  # fmt: skip
"""For which pay the questions suffice, where the worker says that the law holds for the work."""


@pytest.mark.parametrize("law", sorted(OFFERED))
def test_a_law_for_some_work_is_offered_to_whom_it_holds_for_and_refused_to_others(
    law: str,
) -> None:
    for per in ("hour", "day", "month"):
        sent = {**OTHER, "per": per, "covered": "yes"}
        found = result(sent, law)
        assert (not found.reason) == (per in OFFERED[law]), (per, found.reason)
        assert found.reason in {"", *NO_NUMBER}
        if law != "kw":
            assert result({**sent, "covered": "no"}, law).reason == "not_covered"
            unsure = result({**sent, "covered": "not_sure"}, law)
            assert unsure.reason in NO_NUMBER, "unknown is not yes"
    assert result({**HOME, "covered": ""}, law).reason == ("" if law == "kw" else "not_covered")


def test_a_wage_of_a_day_is_tested_for_the_days_of_its_week() -> None:
    """Malaysia's minimum for a day depends on the days of work of a week; part-time has none."""

    def paid_by(days: str, per: str = "day") -> set[str | None]:
        sent = {**OTHER, "per": per, "covered": "yes", "days": days}
        return {one.get("paid_by") for one in possible_facts(Answers(sent), shipped_law("my"))}

    assert paid_by(SIX) == {"day_6"}
    assert paid_by(",".join(WEEKDAYS)) == {"day_6"}
    assert paid_by(",".join(WEEKDAYS[:5])) == {"day_5"}
    assert paid_by("") == {"day_6", "day_5", "day_4"}
    assert paid_by(SIX, "month") == {None}, "the law derives it from the wage"
    assert paid_by(SIX, "piece") == {None}
    three = {**OTHER, "per": "day", "covered": "yes", "days": ",".join(WEEKDAYS[:3])}
    assert result(three, "my").reason == "not_covered"


@pytest.mark.parametrize("promise", [{"state_promise": "nothing"}, {"state_promise": "not_sure"}])
def test_an_unknown_promise_is_worked_out_however_much_is_open(
    promise: dict[str, str],
) -> None:
    """Work of three and a half years before the employer's size ceased to matter."""
    sent = {
        **without(OTHER, "amount", "per", "days", "state_promise"), **promise, "covered": "yes",
        "start_year": "2023", "start_month": "2", "start_day": "1", "state_ended": "not_sure",
    }  # fmt: skip
    found = result(sent, "my")
    assert not found.reason, "it is not too much to be worked out"
    # Where not even the days are known, a wage by the hour has no least.
    assert (found.least > 0) is (promise["state_promise"] == "nothing")


def test_every_shipped_law_that_holds_for_some_work_has_its_questions() -> None:
    some = {name for name in shipped_laws() if "covered_work" in shipped_law(name).facts}
    assert set(OFFERED) == some


def test_where_the_law_says_nothing_of_a_kind_of_pay_the_answer_is_a_least() -> None:
    sent = {**OTHER, "per": "month", "amount": "900", "covered": "yes"}
    found = result(sent, "my")
    assert "night_premium" in found.uncovered
    near = replace(found, least=100, most=110)
    assert (near.verdict, replace(near, uncovered=()).verdict) == ("least", "range")
    assert result(sent, "xx").uncovered == ()


def test_ontario_after_the_last_known_minimum_wage_names_the_gap() -> None:
    """No text of a minimum wage from 1 October 2026 was found."""
    later = {**OTHER, "per": "hour", "covered": "yes", "still": "yes"}
    assert not result({**later, "still": "no"}, "ca-on").reason
    found = result(later, "ca-on")
    assert found.reason == "gap"
    assert found.gap is not None
    assert (found.gap.kind, found.gap.days) == (
        "minimum_wage", Span(dt.date(2026, 10, 1), dt.date(2026, 11, 29)),
    )  # fmt: skip


def test_how_the_work_ended_narrows_what_is_due_at_its_end() -> None:
    """No answer under the law of Great Britain gives what "not sure" does not contain."""
    sent = {**without(FARM, "taken"), "per": "month", "amount": "2600", "start_year": "2023"}
    unsure = result({**sent, "state_ended": "not_sure"}, "gb")
    found = {
        ended: result({**sent, "state_ended": "given", "ended": ended}, "gb")
        for ended in ("no_work", "dismissed", "accused", "wanted", "had_to")
    }
    assert all(contains(unsure, one) for one in found.values())
    most = {ended: max(one.most.owed for one in of.found) for ended, of in found.items()}
    assert most["wanted"] < most["no_work"] == most["dismissed"] == most["had_to"]

    def asks(law: str, **answers: str) -> bool:
        given = Answers({**sent, **answers})
        return any(one.id == "ended" for one in asked(given, shipped_law(law)))

    assert [law for law in shipped_laws() if asks(law)] == ["ae", "gb", "my"]
    assert not asks("gb", still="yes")


def test_whether_a_law_holds_is_asked_only_where_the_kind_of_work_leaves_it_open() -> None:
    def asks(law: str, kind: str) -> bool:
        return any(one.id == "covered" for one in asked(Answers({"kind": kind}), shipped_law(law)))

    assert asks("ca-on", "factory")
    assert not asks("ca-on", "farm"), "the kind says no already"
    assert not asks("kw", "home")
    assert not asks("xx", "factory")


def test_farm_work_under_a_law_without_overtime_for_it_gets_none() -> None:
    """29 U.S.C. 213(b)(12): the kind of work decides, not a fact that the form asks for."""
    sent = {**FARM, "amount": "20", "per": "hour"}
    by_kind = {kind: result({**sent, "kind": kind}, "us") for kind in ("farm", "factory")}
    lines = {
        kind: any(line.what.startswith("overtime") for one in found.found
                  for period in one.most.periods for line in period.due)
        for kind, found in by_kind.items()
    }  # fmt: skip
    assert lines == {"farm": False, "factory": True}


@pytest.mark.parametrize("law", shipped_laws())
def test_only_facts_of_the_law_are_stated(law: str) -> None:
    rules = shipped_law(law)
    for kind in ("farm", "home", "building"):
        for adult in ("yes", "no", "rather_not"):
            for facts in possible_facts(Answers({"kind": kind, "adult": adult}), rules):
                assert all(value in rules.facts[name].values for name, value in facts.items())


def test_the_age_is_asked_only_where_the_wage_depends_on_it() -> None:
    def ids(law: str) -> set[str]:
        return {one.of for one in asked(Answers({"kind": "farm"}), shipped_law(law))}

    assert "adult" in ids("xx")
    assert "adult" not in ids("us")
    assert "agreed" not in ids("xx")


# The question that narrows most


def test_the_question_that_narrows_most_comes_from_the_bounds() -> None:
    answers = Answers(FARM)
    found = narrower(answers, LAW, TODAY, result(FARM), calculate)
    assert found is not None
    assert (found.question, found.width) == ("times", 180)


def test_of_exact_answers_nothing_is_asked() -> None:
    exact = {**without(FARM, *CLOCK), **EXACT}
    assert narrower(Answers(exact), LAW, TODAY, result(exact), calculate) is None


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_rounding_goes_outwards(one: int, other: int) -> None:
    least, most = sorted((Fraction(one, 100), Fraction(other, 100)))
    low, high = outwards(least, most)
    assert low <= least <= most <= high
    assert high - low <= most - least + 20


def test_a_conversation_is_read_as_it_was_kept() -> None:
    held = Conversation(Answers(FARM), "months")
    assert Conversation.from_text(held.to_text()) == held
    assert "40" not in re.sub("0x[0-9a-f]+", "", repr(held))  # nor its place in memory


@pytest.mark.parametrize("text", ["", "w|start|", "?x?[]", '?x?{"A":"b"}', '?x?{"a":1}', "?x?{"])
def test_anything_else_is_no_conversation(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Conversation.from_text(text)


def without(answers: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in answers.items() if name not in names}
