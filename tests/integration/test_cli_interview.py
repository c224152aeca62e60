"""``manumit interview``: a person answers in a terminal."""

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main

PROMPT = "(y, n, d, r, b, h, s)"
ALONE, TRUSTED, EMPLOYER = "1", "2", "4"


def talk(keys: str, *arguments: str) -> Result:
    """Runs an interview with one key per prompt."""
    return CliRunner().invoke(
        main, ["interview", *arguments], input="\n".join(keys) + "\n", catch_exceptions=False
    )


def asked(result: Result) -> list[str]:
    """The questions, without what was typed."""
    lines = result.output.splitlines()
    return [line.split(PROMPT)[0] for line in lines if PROMPT in line]


@pytest.mark.parametrize("hearing", ["3", "4", "5"])
def test_when_others_can_hear_the_interview_is_put_off_and_nothing_is_said(hearing: str) -> None:
    result = talk(f"{hearing}s")
    assert result.exit_code == 0
    assert "Offer another time and place" in result.output
    assert asked(result) == []
    assert "Signs of" not in result.output


def test_a_person_who_may_be_a_child_is_asked_from_the_child_list() -> None:
    result = talk(f"{ALONE}ds")
    assert result.output.count("We now use the child list") == 1
    assert "age uncertain: treated as a child" in result.output


def test_yes_to_everything_ends_early_with_a_finding_and_violence_last() -> None:
    result = talk(ALONE + "y" * 60)
    assert 5 < len(asked(result)) < 25
    assert "hurt" in asked(result)[-1]
    assert "Your answers are enough to show" in result.output
    assert "Signs of trafficking for forced labour" in result.output


def test_no_to_everything_never_ends_early() -> None:
    result = talk(TRUSTED + "y" + "n" * 120)
    assert len(asked(result)) > 60
    assert "No other question could change the result" in result.output
    assert "with someone the person trusts" in result.output.split("Finding")[-1]


def test_it_can_be_stopped_at_any_time() -> None:
    result = talk(f"{ALONE}yys")
    assert result.exit_code == 0
    assert "A person at the responsible body decides" in result.output


def test_a_question_can_be_asked_again_and_shows_what_was_answered() -> None:
    result = talk(f"{ALONE}yybns")
    again = asked(result)
    assert again[1] == again[3]
    assert "You asked to see this again: Hours and rest\nYour earlier answer: Yes" in result.output


def test_back_from_the_first_question_asks_again_who_can_hear() -> None:
    result = talk(f"{ALONE}b{ALONE}s")
    assert result.output.count("Who can hear us?") == 2


def test_when_somebody_comes_in_it_stops_and_goes_on_where_it_stood() -> None:
    result = talk(f"{ALONE}yh{EMPLOYER}{ALONE}s")
    before, after = result.output.split("Offer another time and place")
    assert PROMPT not in after.split("Who can hear us?")[0]
    assert asked(result)[1:] == [asked(result)[1]] * 2
    assert "We ask everyone: Hours and rest" in before
    assert "A person at the responsible body decides" in after


def test_where_somebody_can_hear_no_finding_is_shown() -> None:
    result = talk(f"{ALONE}yyyyh{EMPLOYER}s")
    assert result.exit_code == 0
    assert "Finding" not in result.output
    assert "Finding" in talk(f"{ALONE}yyyyh{EMPLOYER}{ALONE}s").output


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_it_speaks_other_languages_and_says_that_nobody_reviewed_them(language: str) -> None:
    result = talk(f"{ALONE}ybs", "--language", language)
    assert "*" in result.output
    for english in ("Asked", "Answered", "Who can hear"):
        assert english not in result.output
