"""``manumit interview``: a person answers in a terminal."""

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main


def talk(keys: str, *arguments: str) -> Result:
    """Runs an interview with one key per question."""
    return CliRunner().invoke(
        main, ["interview", *arguments], input="\n".join(keys) + "\n", catch_exceptions=False
    )


def test_when_others_can_hear_the_interview_is_put_off_and_nothing_is_said() -> None:
    result = talk("n")
    assert result.exit_code == 0
    assert "Offer another time and place" in result.output
    assert "Signs of" not in result.output


def test_a_person_who_may_be_a_child_is_asked_from_the_child_list() -> None:
    result = talk("yds")
    assert "the child list is used" in result.output
    assert "age not sure: treated as a child" in result.output


def test_yes_to_everything_ends_early_with_a_finding_and_violence_last() -> None:
    result = talk("y" * 60)
    asked = [line for line in result.output.splitlines() if "(y, n, d, r, s)" in line]
    assert 5 < len(asked) < 25
    assert "hurt" in asked[-1]
    assert "Enough is known" in result.output
    assert "Signs of trafficking for forced labour" in result.output


def test_no_to_everything_never_ends_early() -> None:
    result = talk("yy" + "n" * 120)
    asked = [line for line in result.output.splitlines() if "(y, n, d, r, s)" in line]
    assert len(asked) > 60
    assert "No question is left" in result.output


def test_it_can_be_stopped_at_any_time() -> None:
    result = talk("yyys")
    assert result.exit_code == 0
    assert "A person of the competent body decides" in result.output


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_it_speaks_other_languages_and_says_that_nobody_reviewed_them(language: str) -> None:
    result = talk("yys", "--language", language)
    assert "*" in result.output
    assert "Asked" not in result.output
