"""Compiled code: kept on disk where it can be, loaded only by those who estimate, shared out."""

import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from manumit.prevalence.compiled import compiled, share_out


def double(x: int) -> int:
    """A function to compile."""
    return 2 * x


def test_a_folder_that_cannot_be_written_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    """numba raises RuntimeError where it finds no place for the compiled code."""
    asked = []

    def read_only(**options: object) -> Callable[[object], object]:
        asked.append(options.get("cache", False))
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr("manumit.prevalence.compiled.numba", SimpleNamespace(njit=read_only))
    assert compiled(double)(21) == 42
    assert asked == [True, False]


@pytest.mark.parametrize("rows", [0, 1, 16, 17, 100])
@pytest.mark.parametrize("processors", [1, 3])
def test_every_row_is_done_once(
    rows: int, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    done = [0] * rows

    def work(first: int, last: int) -> None:
        for row in range(first, last):
            done[row] += 1

    share_out(work, rows)
    assert done == [1] * rows


def test_an_error_in_a_block_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def work(first: int, _last: int) -> None:
        if first:
            raise ArithmeticError("second block")

    with pytest.raises(ArithmeticError, match="second block"):
        share_out(work, 100)


def test_whoever_does_not_estimate_does_not_load_the_compiler() -> None:
    script = (
        "import sys, manumit.prevalence, manumit.prevalence.loglinear.models, "
        "manumit.prevalence.results, manumit.prevalence.histories, manumit.prevalence.codes, "
        "manumit.cli.main\n"
        "print(sorted({'numba', 'scipy'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
