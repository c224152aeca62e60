"""Agreement of chains and effective sizes, on chains whose answers are known."""

import numpy as np
import pytest

from manumit.prevalence.bayes.chains import Convergence, convergence


def autoregressive(
    chains: int, length: int, memory: float
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Chains in which each draw keeps a share of the last one; their draws are normal."""
    noise = np.random.default_rng(5).standard_normal((chains, length))
    found = noise.copy()
    for turn in range(1, length):
        found[:, turn] = memory * found[:, turn - 1] + np.sqrt(1 - memory**2) * noise[:, turn]
    return found


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.9, -0.4])
def test_draws_with_memory_are_worth_less(memory: float) -> None:
    """In theory (1 - r) / (1 + r) of their number."""
    found = convergence(autoregressive(8, 4000, memory))
    assert found.bulk == pytest.approx(8 * 4000 * (1 - memory) / (1 + memory), rel=0.12)
    assert found.rhat < 1.01


def test_chains_at_other_places_do_not_agree() -> None:
    draws = autoregressive(4, 500, 0.0) + np.arange(4)[:, None]
    found = convergence(draws)
    assert found.rhat > 1.3
    problem = found.problem(4)
    assert problem is not None
    assert problem.code == "M245"


def test_chains_of_other_widths_do_not_agree() -> None:
    """Only the folded half of R-hat sees it."""
    draws = autoregressive(4, 1000, 0.0) * np.array([1.0, 1.0, 1.0, 3.0])[:, None]
    assert convergence(draws).rhat > 1.05


def test_a_chain_that_wanders_does_not_agree_with_itself() -> None:
    drift = np.linspace(0, 3, 1000)
    assert convergence(autoregressive(1, 1000, 0.0) + drift).rhat > 1.2


def test_heavy_tails_do_not_spoil_ranks() -> None:
    draws = np.random.default_rng(2).standard_cauchy((4, 1000))
    assert convergence(draws).rhat < 1.01


def test_short_chains_are_told() -> None:
    problem = Convergence(1.0, 120.0, 90.0).problem(4)
    assert problem is not None
    assert (problem.code, "90" in problem.what) == ("M246", True)
    assert Convergence(1.0, 500.0, 450.0).problem(4) is None


def test_one_number_again_and_again_is_agreed_upon() -> None:
    assert convergence(np.full((3, 50), 7.0)) == Convergence(1.0, 150.0, 150.0)


@pytest.mark.parametrize("draws", [np.zeros((2, 3)), np.zeros(8), np.full((2, 8), np.nan)])
def test_what_is_no_set_of_chains(draws: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    with pytest.raises(ValueError, match="chains"):
        convergence(draws)
