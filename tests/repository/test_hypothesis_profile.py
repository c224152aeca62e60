"""What Hypothesis draws is the same on every machine, unless somebody explores."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
SHOWS = "import conftest; from hypothesis import settings; print(settings.default)"


def profile(**variables: str) -> str:
    """The settings of the tests where these variables are set."""
    environment = {
        key: value for key, value in os.environ.items() if key not in ("CI", "MANUMIT_EXPLORE")
    } | variables
    command = [sys.executable, "-c", SHOWS]
    return subprocess.run(
        command, cwd=TESTS, env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_the_profile_does_not_depend_on_a_variable_of_the_machine() -> None:
    here = profile()
    assert "derandomize=True" in here
    assert "database=None" in here
    assert profile(CI="true") == here


def test_who_explores_draws_anew_and_keeps_what_failed() -> None:
    exploring = profile(MANUMIT_EXPLORE="1")
    assert "derandomize=False" in exploring
    assert ".hypothesis/examples" in exploring
    assert profile(MANUMIT_EXPLORE="1", CI="true") == exploring
