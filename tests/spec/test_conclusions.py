"""How dimensions combine: the printed table, and what is ours (ilo-indicators.md, section 2.2)."""

import itertools

import pytest

from manumit.instruments import Conclusions, Standing, shipped_library

DIMENSIONS = (
    "deceptive_recruitment",
    "coercive_recruitment",
    "recruitment_abuse_vulnerability",
    "exploitation",
    "coercion_destination",
    "abuse_vulnerability_destination",
)


def table(list_id: str = "adult_labour") -> Conclusions:
    return shipped_library().instrument(list_id).conclusions


def facts(*positive: str) -> dict[str, bool]:
    return {name: name in positive for name in (*DIMENSIONS, "act", "means", "purpose")}


@pytest.mark.parametrize("printed", table().printed, ids=lambda row: str(row["row"]))
def test_every_printed_row_comes_out_as_printed(printed: dict[str, str]) -> None:
    """Whatever the dimensions are that the printed row does not name."""
    named = {name: value == "yes" for name, value in printed.items() if name != "row"}
    free = [name for name in DIMENSIONS if name not in named]
    for values in itertools.product((False, True), repeat=len(free)):
        state = facts() | named | dict(zip(free, values, strict=True))
        published = table().published(state)
        assert published is not None
        assert published.id == printed["row"]


def test_where_no_printed_row_fits_the_source_is_not_made_to_speak() -> None:
    """Over all states of the four printed columns: a row is named only if all its words fit."""
    columns = (
        "deceptive_recruitment",
        "coercive_recruitment",
        "exploitation",
        "coercion_destination",
    )
    silent = 0
    for values in itertools.product((False, True), repeat=len(columns)):
        state = facts() | dict(zip(columns, values, strict=True))
        fitting = {
            printed["row"]
            for printed in table().printed
            if all(state[k] is (v == "yes") for k, v in printed.items() if k != "row")
        }
        published = table().published(state)
        assert ({published.id} if published else set()) == fitting
        silent += not fitting
    # Coercion without exploitation, deception without exploitation, and the two readings.
    assert silent == 9


# positive dimensions -> conclusion, who says so
READINGS = [
    ((), "successful_migration", "published"),
    (("exploitation",), "exploited_worker", "published"),
    (("deceptive_recruitment", "exploitation"), "deception_and_exploitation", "published"),
    (
        ("deceptive_recruitment", "exploitation", "coercion_destination"),
        "trafficking_for_forced_labour",
        "published",
    ),
    (
        ("coercive_recruitment", "exploitation", "coercion_destination"),
        "trafficking_for_forced_labour",
        "published",
    ),
    (("coercive_recruitment", "exploitation"), "coercive_recruitment_and_exploitation", "ours"),
    (("exploitation", "coercion_destination"), "forced_labour_without_recruitment", "ours"),
    (
        ("recruitment_abuse_vulnerability", "exploitation"),
        "vulnerability_and_exploitation",
        "ours",
    ),
    (
        ("abuse_vulnerability_destination", "exploitation"),
        "vulnerability_and_exploitation",
        "ours",
    ),
    (("deceptive_recruitment",), "at_risk", "ours"),
    (("coercion_destination",), "at_risk", "ours"),
    (("recruitment_abuse_vulnerability",), "vulnerability_only", "ours"),
]


@pytest.mark.parametrize(("positive", "conclusion", "standing"), READINGS)
def test_what_is_said_and_who_says_so(
    positive: tuple[str, ...], conclusion: str, standing: str
) -> None:
    row = table().conclude(facts(*positive))
    assert (row.id, row.basis.standing) == (conclusion, standing)


def test_only_a_published_row_says_trafficking() -> None:
    for list_id in shipped_library().list_ids:
        for row in table(list_id).rows:
            if row.positive:
                assert row.basis.standing is Standing.PUBLISHED


def test_more_signs_never_lead_to_a_lower_row() -> None:
    for list_id in shipped_library().list_ids:
        names = sorted(facts())
        for values in itertools.product((False, True), repeat=len(names)):
            state = dict(zip(names, values, strict=True))
            level = table(list_id).conclude(state).level
            for name in names:
                assert table(list_id).conclude({**state, name: True}).level >= level


def test_for_a_child_act_and_exploitation_are_enough() -> None:
    """Protocol art. 3(c), R-46: no means is needed under 18."""
    row = table("child_labour").conclude(facts("act", "exploitation"))
    assert row.id == "child_trafficking"
    assert row.positive


def test_for_an_unscored_case_all_three_elements_are_needed_and_two_for_a_child() -> None:
    assert table("adult_sexual").conclude(facts("act", "means", "purpose")).positive
    assert not table("adult_sexual").conclude(facts("act", "purpose")).positive
    assert table("child_sexual").conclude(facts("act", "purpose")).positive
