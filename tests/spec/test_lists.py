"""The lists: how many indicators, which grades, and what is not verified (written by hand)."""

from collections import Counter

import pytest

from manumit.instruments import Population, Strength, Verification, shipped_library

# dimension: strong, medium, weak; counts published by S2 agree for adults (10/10/16/9/15/7)
ADULT = {
    "deceptive_recruitment": (1, 8, 1),
    "coercive_recruitment": (1, 9, 0),
    "recruitment_abuse_vulnerability": (0, 14, 2),
    "exploitation": (1, 7, 1),
    "coercion_destination": (4, 10, 1),
    "abuse_vulnerability_destination": (0, 5, 2),
}
CHILD = {
    "deceptive_recruitment": (2, 8, 0),
    "coercive_recruitment": (4, 6, 0),
    "recruitment_abuse_vulnerability": (0, 15, 0),
    "exploitation": (1, 7, 0),
    "coercion_destination": (8, 7, 0),
    "abuse_vulnerability_destination": (0, 7, 0),
}


@pytest.mark.parametrize(
    ("list_id", "expected"), [("adult_labour", ADULT), ("child_labour", CHILD)]
)
def test_each_dimension_has_the_published_number_of_each_grade(
    list_id: str, expected: dict[str, tuple[int, int, int]]
) -> None:
    instrument = shipped_library().instrument(list_id, special=True)
    for dimension_id, numbers in expected.items():
        graded = Counter(i.strength for i in instrument.in_dimension(dimension_id))
        assert tuple(graded[grade] for grade in Strength) == numbers, dimension_id


def test_two_adult_indicators_are_not_in_the_child_list() -> None:
    library = shipped_library()
    adult = library.instrument("adult_labour", special=True).by_code.keys()
    child = library.instrument("child_labour", special=True).by_code.keys()
    assert adult - child == {"RV09", "EX06"}
    assert child <= adult


@pytest.mark.parametrize(
    ("code", "adult", "child"),
    [
        ("DR10", "weak", "strong"),  # deceived about education
        ("CR02", "medium", "strong"),  # abduction, sale
        ("CR04", "medium", "strong"),  # debt bondage at recruitment
        ("CR07", "medium", "strong"),  # threats of violence at recruitment
        ("CD05", "medium", "strong"),  # illicit activities
        ("CD06", "medium", "strong"),  # forced tasks
        ("CD11", "medium", "strong"),  # threats of violence
        ("CD12", "medium", "strong"),  # under strong influence
        ("CD15", "weak", "medium"),
        ("EX01", "strong", "strong"),  # excessive hours
        ("EX02", "medium", "medium"),  # S3 prints strong: a slip of layout, see the reference
    ],
)
def test_a_child_s_grade_can_be_heavier(code: str, adult: str, child: str) -> None:
    library = shipped_library()
    assert library.instrument("adult_labour").by_code[code].strength == adult
    assert library.instrument("child_labour").by_code[code].strength == child


@pytest.mark.parametrize(
    ("at_recruitment", "at_destination"), [("CR03", "CD01"), ("CR04", "CD02"), ("CR05", "CD03")]
)
def test_the_same_fact_weighs_more_at_destination(at_recruitment: str, at_destination: str) -> None:
    adult = shipped_library().instrument("adult_labour").by_code
    assert adult[at_recruitment].strength is Strength.MEDIUM
    assert adult[at_destination].strength is Strength.STRONG
    assert adult[at_recruitment].phase == "recruitment"
    assert adult[at_destination].phase == "destination"


@pytest.mark.parametrize("list_id", ["adult_sexual", "child_sexual"])
def test_the_sexual_exploitation_lists_are_not_scored(list_id: str) -> None:
    instrument = shipped_library().instrument(list_id, special=True)
    assert not instrument.scored
    assert all(indicator.strength is None for indicator in instrument.indicators)
    assert {i.basis.verification for i in instrument.indicators} == {Verification.UNVERIFIED}


def test_labour_grades_are_verified_through_a_secondary_source_only() -> None:
    for list_id in ("adult_labour", "child_labour"):
        instrument = shipped_library().instrument(list_id, special=True)
        assert {i.basis.verification for i in instrument.indicators} == {
            Verification.VERIFIED_SECONDARY
        }


def test_each_list_says_for_whom_it_is() -> None:
    library = shipped_library()
    populations = {list_id: library.instrument(list_id).population for list_id in library.list_ids}
    assert populations == {
        "adult_labour": Population.ADULT,
        "adult_sexual": Population.ADULT,
        "child_labour": Population.CHILD,
        "child_sexual": Population.CHILD,
    }
