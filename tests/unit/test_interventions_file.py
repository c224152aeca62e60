"""The areas of intervention as a file: complete, valid, and honest about what it rests on."""

import json
import re
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

ROOM = files("manumit.instruments")
AREAS_OF_2008 = [
    "data_collection",
    "research",
    "conventions_and_laws",
    "enforcement",
    "strategies",
    "recruitment",
    "safe_migration",
    "empowerment",
    "business",
    "trade_unions",
    "finance",
    "gender",
    "hiv",
    "advocacy",
]
ROOMS_THAT_WORK = {"instruments", "assessment", "exchange", "bulk", "disclosure", "cli"}
ROOMS_PLANNED = {
    *("terms", "prevalence", "networks", "figures", "dialogue", "complaints", "inspections"),
    *("recruitment", "employment", "cases", "remedies", "justice", "registers", "institutions"),
}
HOW_READ = {"not_read", "first_page", "quotation", "secondary", "article", "sections", "whole"}
HIGHEST_RULE = 76


def load(name: str) -> Any:
    return yaml.safe_load((ROOM / "data" / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def interventions() -> Any:
    return load("interventions.yaml")


@pytest.fixture(scope="module")
def sources(interventions: Any) -> dict[str, Any]:
    return {**load("sources.yaml")["sources"], **interventions["sources"]}


def bases(interventions: Any) -> list[Any]:
    return [lesson["basis"] for area in interventions["areas"] for lesson in area["lessons"]]


def test_it_is_valid_against_its_schema(interventions: Any) -> None:
    schema = json.loads((ROOM / "schema" / "interventions.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(interventions, schema, cls=jsonschema.Draft202012Validator)


def test_the_fourteen_areas_stand_in_the_order_of_the_paper(interventions: Any) -> None:
    assert [area["id"] for area in interventions["areas"]] == AREAS_OF_2008


def test_each_area_is_told_in_three_to_six_lines_and_two_to_four_lessons(
    interventions: Any,
) -> None:
    counts = {
        area["id"]: (len(area["what_is_done"]), len(area["lessons"]))
        for area in interventions["areas"]
    }
    assert {
        name: found
        for name, found in counts.items()
        if not (3 <= found[0] <= 6 and 2 <= found[1] <= 4)
    } == {}


def test_every_source_is_known_and_defined_once(
    interventions: Any, sources: dict[str, Any]
) -> None:
    used = {
        *(
            reference["source"]
            for area in interventions["areas"]
            for reference in area["references"]
        ),
        *(
            basis[key]
            for basis in bases(interventions)
            for key in ("source", "read")
            if key in basis
        ),
    }
    assert used <= set(sources)
    own = set(interventions["sources"])
    assert own <= used
    assert own.isdisjoint(load("sources.yaml")["sources"])


def test_every_source_says_how_far_it_was_read(interventions: Any) -> None:
    assert {source["read"] for source in interventions["sources"].values()} <= HOW_READ
    assert interventions["sources"]["ILO2008"]["read"] == "not_read"


def test_what_was_not_read_is_never_shown_as_seen(
    interventions: Any, sources: dict[str, Any]
) -> None:
    references = [found for area in interventions["areas"] for found in area["references"]]
    unread = [found for found in references if sources[found["source"]]["read"] == "not_read"]
    assert len(unread) >= len(AREAS_OF_2008)
    assert all(found.get("seen") is False for found in unread)
    assert not [
        basis
        for basis in bases(interventions)
        if "source" in basis and sources[basis["source"]]["read"] == "not_read"
    ]


def test_a_published_lesson_names_its_source_and_how_it_was_checked(
    interventions: Any, sources: dict[str, Any]
) -> None:
    published = [basis for basis in bases(interventions) if basis["standing"] == "published"]
    assert published
    assert all({"source", "verification"} <= set(basis) for basis in published)
    second_hand = [basis for basis in published if sources[basis["source"]]["read"] == "secondary"]
    assert second_hand
    assert all(basis["verification"] == "verified_secondary" for basis in second_hand)


def test_only_rooms_that_exist_are_said_to_work(interventions: Any) -> None:
    parts = {
        state: {
            part["part"]
            for area in interventions["areas"]
            for part in area["served_by"]
            if part["state"] == state
        }
        for state in ("works", "planned")
    }
    assert parts["works"] <= ROOMS_THAT_WORK
    assert parts["planned"] <= ROOMS_PLANNED


def test_no_effect_is_claimed_that_no_text_names(interventions: Any) -> None:
    """No evaluation of an area as a whole was read; a reader of one raises this test."""
    assert {area["evidence"]["level"] for area in interventions["areas"]} <= {
        "practice",
        "expert_view",
        "not_established",
    }


def test_cited_rules_exist() -> None:
    text = (ROOM / "data" / "interventions.yaml").read_text(encoding="utf-8")
    cited = [int(number) for number in re.findall(r"R-(\d+)", text)]
    assert cited
    assert all(1 <= number <= HIGHEST_RULE for number in cited)
