"""When one dimension is positive: the four clauses, each with its boundary (ILO-EC 2009)."""

import itertools

import pytest

from manumit.instruments import Counts, DimensionRule, Standing, Verification, shipped_library

# strong, medium, weak present -> the clause that makes the dimension positive, or none
TABLE = """
    2 0 0  a   two strong
    1 0 0  -   one strong alone is not enough
    1 1 0  b   one strong and one medium
    1 0 1  b   one strong and one weak
    0 3 0  c   three medium
    0 2 0  -   two medium alone are not enough
    0 2 1  d   two medium and one weak
    0 1 1  -   one medium and one weak
    0 1 5  -   one medium with any number of weak
    0 0 5  -   any number of weak
    0 0 0  -   nothing
    3 3 3  a   much of everything
"""
CASES = [line.split(maxsplit=4) for line in TABLE.strip().splitlines()]


def the_rule() -> DimensionRule:
    rule = shipped_library().instrument("adult_labour").dimension_rule
    assert rule is not None
    return rule


@pytest.mark.parametrize(("strong", "medium", "weak", "clause", "words"), CASES)
def test_a_dimension_is_positive_as_the_brochure_says(
    strong: str, medium: str, weak: str, clause: str, words: str
) -> None:
    met = the_rule().clause_met(Counts(int(strong), int(medium), int(weak)))
    assert (met.id if met else "-") == clause, words


def test_the_clauses_equal_the_short_form_over_all_counts() -> None:
    """Equivalent form (ours): strong >= 1 and total >= 2, or medium >= 2 and total >= 3."""
    for strong, medium, weak in itertools.product(range(6), range(16), range(6)):
        total = strong + medium + weak
        short = (strong >= 1 and total >= 2) or (medium >= 2 and total >= 3)
        assert (the_rule().clause_met(Counts(strong, medium, weak)) is not None) is short


def test_the_rule_says_where_it_comes_from_and_how_far_that_was_read() -> None:
    basis = the_rule().basis
    assert basis.standing is Standing.PUBLISHED
    assert (basis.source, basis.read) == ("P1", "S1")
    assert basis.verification is Verification.VERIFIED_SECONDARY
